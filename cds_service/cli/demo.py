"""``imatinib-cds demo``: the service together with the demonstration EHR."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from cds_service.cli.serve import run_server
from cds_service.settings import Profile, read_settings


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
def demo(host: str | None, port: int | None) -> None:
    """Serve a demonstration EHR together with the service.

    Its patients are synthetic; its page sends real CDS Hooks calls.
    """
    from cds_service.demonstration.blueprint import create_demonstration  # here: no other command needs its patients

    options = {"profile": Profile.DEVELOPMENT, "host": host, "port": port}
    with TemporaryDirectory(prefix="imatinib-cds-") as folder:
        # What is answered here is forgotten when the demonstration ends, unless a setting names a database.
        database = read_settings(**options).database_url or f"sqlite:///{Path(folder) / 'demonstration.sqlite3'}"
        run_server("The demonstration is running", [create_demonstration], **options, database_url=database)
