"""The settings of the ledger: reads and checks them, and opens the database that they name."""

from sqlalchemy.engine import URL

from cds_service.client_trust import NO_DATABASE
from cds_service.ledger.database import parse_database_url
from cds_service.ledger.errors import LedgerError
from cds_service.settings import InvalidSettingsError, Settings, name_variable

DEVELOPMENT_DATABASE = "sqlite:///imatinib-cds.sqlite3"


def locate_database(settings: Settings) -> URL | None:
    """Return the URL of the database; None where the site keeps none. Raises InvalidSettingsError."""
    text = settings.database_url or (DEVELOPMENT_DATABASE if settings.is_open else "")
    if text == NO_DATABASE:
        return None
    try:
        return parse_database_url(text)
    except LedgerError as error:
        raise InvalidSettingsError(f"{name_variable('database_url')}: {error}") from None


def require_database(settings: Settings) -> URL:
    """Return the URL of the database. Raises InvalidSettingsError where the site keeps none."""
    url = locate_database(settings)
    if url is None:
        raise InvalidSettingsError(f"{name_variable('database_url')} is none: there is no database")
    return url
