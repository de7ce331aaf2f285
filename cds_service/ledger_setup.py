"""The settings of the ledger: reads and checks them, and opens what they name."""

import os
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from cds_service.ledger import (
    Ledger,
    LedgerError,
    LedgerOptions,
    PseudonymKey,
    check_schema,
    is_empty,
    open_engine,
    parse_database_url,
    read_pseudonym_keys,
    upgrade_database,
)
from cds_service.observability import log_events
from cds_service.settings import InvalidSettingsError, Settings, name_variable

Result = TypeVar("Result")

NO_DATABASE = "none"
DEVELOPMENT_DATABASE = "sqlite:///imatinib-cds.sqlite3"
DEVELOPMENT_KEY = PseudonymKey("development", b"for synthetic patients only: everybody knows this key")
JOURNAL_FOLDER = "imatinib-cds-journal"
MIB = 1024 * 1024


class LogCounters:
    """Reports what the ledger counts to the log."""

    def count_lost_rows(self, number: int, cause: str) -> None:
        """As LedgerCounters.count_lost_rows."""
        log_events.log_lost_rows(number=number, cause=cause)

    def report_database(self, *, is_away: bool) -> None:
        """As LedgerCounters.report_database."""
        log_events.log_database(is_away=is_away)


def create_ledger(settings: Settings, monotonic: Callable[[], float]) -> Ledger | None:
    """Create the ledger; None where the site keeps none.

    Raises InvalidSettingsError if a setting is missing, or the database or the journal cannot be used.
    """
    url = locate_database(settings)
    if url is None:
        return None
    options = LedgerOptions(
        url=url,
        keys=read_keys(settings),
        journal_folder=_prepare_journal(settings, url),
        journal_bytes=settings.journal_mib * MIB,
        code_version=version("imatinib-cds"),
        keep_references=settings.keep_references,
    )
    _check_database(settings, url)
    return Ledger(options, LogCounters(), monotonic)


def locate_database(settings: Settings) -> URL | None:
    """Return the URL of the database; None where the site keeps none. Raises InvalidSettingsError."""
    text = settings.database_url or (DEVELOPMENT_DATABASE if settings.is_open else "")
    if not text:
        raise InvalidSettingsError(
            f"{name_variable('database_url')}: production needs a database of decisions, or the value none"
        )
    return None if text == NO_DATABASE else _name_setting("database_url", lambda: parse_database_url(text))


def require_database(settings: Settings) -> URL:
    """Return the URL of the database. Raises InvalidSettingsError where the site keeps none."""
    url = locate_database(settings)
    if url is None:
        raise InvalidSettingsError(f"{name_variable('database_url')} is none: there is no database")
    return url


def read_keys(settings: Settings) -> tuple[PseudonymKey, ...]:
    """Read the pseudonym keys. Raises InvalidSettingsError."""
    keys = _name_setting(
        "pseudonym_keys", lambda: read_pseudonym_keys(settings.pseudonym_keys, settings.pseudonym_keys_file)
    )
    if not keys and not settings.is_open:
        raise InvalidSettingsError(f"{name_variable('pseudonym_keys')}: production needs keys with a database")
    return keys or (DEVELOPMENT_KEY,)


def _prepare_journal(settings: Settings, url: URL) -> Path:
    folder = Path(settings.journal or _choose_journal_folder(url))
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidSettingsError(f"{name_variable('journal')}: {folder} is no folder that can be written")
    return folder


def _choose_journal_folder(url: URL) -> str:
    return f"{url.database}-journals" if url.get_backend_name() == "sqlite" else JOURNAL_FOLDER


def _check_database(settings: Settings, url: URL) -> None:
    # Its connections are closed again: they would not survive the fork of the workers.
    engine = _name_setting("database_url", lambda: open_engine(url, migrates=True))
    try:
        if settings.is_open and is_empty(engine):
            upgrade_database(engine)
        _name_setting("database_url", lambda: check_schema(engine))
    except SQLAlchemyError as error:
        where = url.render_as_string(hide_password=True)
        raise InvalidSettingsError(
            f"{name_variable('database_url')}: {where} cannot be used ({type(error).__name__})"
        ) from None
    finally:
        engine.dispose()


def _name_setting(name: str, read: Callable[[], Result]) -> Result:
    try:
        return read()
    except LedgerError as error:
        raise InvalidSettingsError(f"{name_variable(name)}: {error}") from None
