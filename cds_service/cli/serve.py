"""``imatinib-cds serve``: the service."""

from collections.abc import Sequence
from typing import Any

import click

from cds_service.app import CreatePage
from cds_service.settings import Profile, read_settings


@click.command()
@click.option(
    "--profile",
    type=click.Choice([profile.value for profile in Profile]),
    help="How much to trust clients; see IMATINIB_CDS_PROFILE.",
)
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
def serve(profile: str | None, host: str | None, port: int | None) -> None:
    """Answer CDS Hooks calls. Options override the IMATINIB_CDS_* variables."""
    run_server("The service is running", profile=profile, host=host, port=port)


def run_server(announcement: str, pages: Sequence[CreatePage] = (), **options: Any) -> None:
    """Run the service until it is stopped. Print the announcement with its URL when it is ready."""
    from cds_service import server  # here, since gunicorn is slow to import and not available on every system

    settings = read_settings(**options)
    url = f"http://{settings.host}:{settings.port}/"
    server.serve(settings, lambda: click.echo(f"{announcement} at {url}"), pages)
