"""``imatinib-cds clients check``: what each trusted client may do, and whether its keys can be had."""

import sys
from pathlib import Path

import click
import requests

from cds_service.auth import Client, KeySetUnavailable, TrustedClientsError, read_trusted_clients
from cds_service.client_trust import create_key_ring, create_key_session
from cds_service.delivery_setup import find_unknown_names
from cds_service.settings import InvalidSettingsError, read_settings

SOMETHING_FAILED = 1


@click.group()
def clients() -> None:
    """Look after the file of trusted clients."""


@clients.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check FILE as a production service would read it.

    Exit code 1 if the keys of a client cannot be had, 2 if the file cannot be used.
    """
    try:
        trusted = read_trusted_clients(file, production=True)
    except TrustedClientsError as error:
        raise InvalidSettingsError("; ".join(error.faults)) from None
    if unknown := find_unknown_names(trusted.clients):
        raise InvalidSettingsError("; ".join(f"{file}: {fault}" for fault in unknown))
    session = create_key_session(read_settings())
    results = [_report(client, session) for client in trusted.clients]
    if not all(results):
        sys.exit(SOMETHING_FAILED)


def _report(client: Client, session: requests.Session) -> bool:
    """Print a client, and return whether every key of it can be used."""
    rows = {
        "issuer": client.issuer,
        "FHIR servers": ", ".join(client.fhir_servers) or "none: only prefetched data are used",
        "tenants": ", ".join(client.tenants) or "any",
        "further audiences": ", ".join(client.audiences) or "none",
        "web origins": ", ".join(client.web_origins) or "none",
        "time zone": str(client.timezone or "that of the site"),
        "calls a minute": str(client.calls_per_minute or "not limited"),
        "mode": _describe_modes(client),
    }
    click.echo(client.name)
    for name, value in rows.items():
        click.echo(f"  {name}: {value}")
    return _report_keys(client, session)


def _describe_modes(client: Client) -> str:
    """Describe what is shown to a client, and the exceptions."""
    exceptions = {
        "in shadow": (*client.shadow_criteria, *(f"the action {action}" for action in client.shadow_actions)),
        "off": client.off_criteria,
    }
    listed = (f"{mode}: {', '.join(names)}" for mode, names in exceptions.items() if names)
    return "; ".join((f"{client.mode} ({'cards are' if client.mode == 'live' else 'nothing is'} shown)", *listed))


def _report_keys(client: Client, session: requests.Session) -> bool:
    source = client.jwks_file or client.jwks_url
    ring = create_key_ring(client, session)
    try:
        faults = ring.faults
    except KeySetUnavailable as error:
        click.echo(f"  keys: cannot be had from {source}: {error}")
        return False
    click.echo(f"  keys: {len(ring.key_ids)} usable, from {source}")
    for fault in faults:
        click.echo(f"  keys: {fault}")
    return bool(ring.key_ids) and not faults
