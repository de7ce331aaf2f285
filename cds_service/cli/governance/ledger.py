"""``imatinib-cds ledger``: the database of decisions and feedback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from cds_service.ledger.database import open_engine
from cds_service.ledger.errors import LedgerError
from cds_service.ledger.schema import check_schema, upgrade_database
from cds_service.ledger_setup import require_database
from cds_service.settings import InvalidSettingsError, read_settings


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
