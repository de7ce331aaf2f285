"""``imatinib-cds ledger``: the database of decisions and feedback."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from cds_service.ledger.database import open_engine
from cds_service.ledger.errors import LedgerError
from cds_service.ledger.lookup import (
    find_decisions_of_card,
    find_decisions_of_instance,
    find_decisions_of_patient,
)
from cds_service.ledger.pseudonyms import list_pseudonyms
from cds_service.ledger.retention import purge_before, purge_patient
from cds_service.ledger.schema import check_schema, upgrade_database
from cds_service.ledger_setup import read_keys, require_database
from cds_service.settings import InvalidSettingsError, read_settings

NOTHING_FOUND = 1
PATIENT = click.option("--patient", metavar="ID", help="The FHIR id of a patient.")
ISSUER = click.option("--issuer", default="", help="The issuer of the client that names the patient so.")
TENANT = click.option("--tenant", default="", help="The tenant of the patient, if the client has tenants.")


@click.group()
def ledger() -> None:
    """Look after the database of decisions and feedback (IMATINIB_CDS_DATABASE_URL)."""


@ledger.command()
def upgrade() -> None:
    """Create the tables, or bring them to this version. Make a backup first."""
    with open_database(migrates=True) as engine:
        before, after = upgrade_database(engine)
    done = "was up to date" if before == after else f"was {before or 'empty'}, is upgraded"
    click.echo(f"revision {after}: {done}")


@ledger.command()
def check() -> None:
    """Check that the tables are those of this version. Exit code 2 if not."""
    with open_database() as engine:
        check_schema(engine)
    click.echo("the database has the tables of this version")


@ledger.command()
@click.option("--card", metavar="UUID", help="The card that a clinician reports.")
@click.option("--instance", metavar="UUID", help="The hookInstance of an error or a log line.")
@PATIENT
@ISSUER
@TENANT
def show(card: str | None, instance: str | None, patient: str | None, issuer: str, tenant: str) -> None:
    """Print as JSON what was decided, by which rules and version, and what was answered.

    Exit code 1 if nothing is found.
    """
    if sum(value is not None for value in (card, instance, patient)) != 1:
        raise click.UsageError("give one of --card, --instance and --patient")
    with open_database() as engine, engine.connect() as connection:
        if card:
            rows = find_decisions_of_card(connection, card.lower())
        elif instance:
            rows = find_decisions_of_instance(connection, instance)
        else:
            rows = find_decisions_of_patient(connection, _list_pseudonyms(issuer, tenant, str(patient)))
    click.echo(json.dumps(rows, indent=2, default=str))
    if not rows:
        sys.exit(NOTHING_FOUND)


@ledger.command()
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), help="Delete what is older than this day (UTC).")
@PATIENT
@ISSUER
@TENANT
def purge(before: datetime | None, patient: str | None, issuer: str, tenant: str) -> None:
    """Delete rows: by default those older than IMATINIB_CDS_RETENTION_DAYS; else before a day, or of one patient.

    Comments are removed after IMATINIB_CDS_COMMENT_RETENTION_DAYS. Backups keep what was deleted.
    """
    if before is not None and patient is not None:
        raise click.UsageError("give --before or --patient, not both")
    settings, now = read_settings(), datetime.now(UTC)
    moment = before.replace(tzinfo=UTC) if before else now - timedelta(days=settings.retention_days)
    with open_database(writes=True) as engine, engine.begin() as connection:
        if patient is None:
            comments_before = now - timedelta(days=settings.comment_retention_days)
            purged = purge_before(connection, moment, comments_before)
        else:
            purged = purge_patient(connection, _list_pseudonyms(issuer, tenant, patient))
    click.echo(
        f"deleted: {purged.decisions} decisions, {purged.feedback} items of feedback; "
        f"removed: {purged.comments} comments"
    )


def _list_pseudonyms(issuer: str, tenant: str, patient: str) -> tuple[str, ...]:
    return list_pseudonyms(read_keys(read_settings()), "patient", issuer, tenant, patient)


@contextmanager
def open_database(*, migrates: bool = False, writes: bool = False) -> Iterator[Engine]:
    """Open the site's database. Raises InvalidSettingsError if it cannot be used."""
    url = require_database(read_settings())
    try:
        engine = open_engine(url, migrates=migrates, writes=writes)
        try:
            yield engine
        finally:
            engine.dispose()
    except LedgerError as error:
        raise InvalidSettingsError(str(error)) from None
    except SQLAlchemyError as error:
        # The message of the driver may quote rows; its first line for a failed connection does not.
        where = url.render_as_string(hide_password=True)
        raise InvalidSettingsError(f"the database {where} cannot be used ({type(error).__name__})") from None
