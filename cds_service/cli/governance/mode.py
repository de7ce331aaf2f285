"""``imatinib-cds mode``: live, shadow, off; for all, by client, criterion and action."""

from datetime import UTC, datetime
from uuid import uuid4

import click

from cds_service.cli.governance.ledger import open_database
from cds_service.delivery import Mode
from cds_service.delivery_setup import ACTIONS, GROUNDS
from cds_service.ledger.recall import ModeChange, read_mode_changes
from cds_service.ledger.store import MODE_CHANGE, add_change
from cds_service.settings import read_settings


@click.group()
def mode() -> None:
    """Show and set what is shown to clinicians. The strictest of all modes that apply is in force."""


@mode.command()
def show() -> None:
    """Print the mode of the settings, and every mode that was set by command."""
    click.echo(f"settings (IMATINIB_CDS_MODE): {read_settings().mode}")
    with open_database() as engine, engine.connect() as connection:
        changes = read_mode_changes(connection)
    for change in changes:
        click.echo(f"{_describe(change)}: {change.mode}")


@mode.command(name="set")
@click.argument("value", metavar="MODE", type=click.Choice([str(value) for value in Mode]))
@click.option("--client", metavar="NAME", help="Only for the client of this name.")
@click.option("--criterion", type=click.Choice(sorted(GROUNDS)), help="Only for this criterion or review fact.")
@click.option("--action", type=click.Choice(sorted(ACTIONS)), help="Only for this action.")
@click.option("--by", "changed_by", required=True, help="Who sets it.")
@click.option("--why", required=True, help="Why.")
def set_mode(
    value: str, client: str | None, criterion: str | None, action: str | None, changed_by: str, why: str
) -> None:
    """Set a mode: live, shadow or off. It is in force within five seconds."""
    change = ModeChange(value, client, criterion, action)
    row = {
        "id": str(uuid4()),
        "changed_at": datetime.now(UTC).isoformat(),
        "kind": MODE_CHANGE,
        "client": client,
        "criterion": criterion,
        "action": action,
        "value": value,
        "changed_by": changed_by,
        "why": why,
    }
    with open_database(writes=True) as engine, engine.begin() as connection:
        add_change(connection, row)
    click.echo(f"{_describe(change)}: {value}")


def _describe(change: ModeChange) -> str:
    parts = (
        ("client", change.client),
        ("criterion", change.criterion),
        ("action", change.action),
    )
    return ", ".join(f"{name} {value}" for name, value in parts if value) or "for all"
