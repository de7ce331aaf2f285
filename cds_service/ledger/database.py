"""Opening the database of the ledger: SQLite in one file, or PostgreSQL."""

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool, QueuePool

from cds_service.ledger.errors import LedgerError

PATIENCE_S = 30.0
POSTGRES_CONNECT_S = 2
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def parse_database_url(text: str) -> URL:
    """Parse the URL of a database. Raises LedgerError, which never repeats the URL: it may hold a password."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise LedgerError("not a database URL, such as sqlite:///ledger.sqlite3 or postgresql://host/name") from None
    backend = url.drivername.partition("+")[0]
    if backend not in DRIVERS:
        raise LedgerError(f"{backend} databases are not supported: use sqlite or postgresql")
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise LedgerError("an SQLite database needs a file, as in sqlite:///ledger.sqlite3")
    return url.set(drivername=DRIVERS[backend])


def open_engine(
    url: URL, *, connections: int = 0, writes: bool = False, migrates: bool = False, patience_s: float = PATIENCE_S
) -> Engine:
    """Open a database. ``connections`` are kept open, none by default. No connection is made yet.

    ``writes`` is for transactions that write: in SQLite they lock the database when they begin, since a transaction
    that reads first and then writes could fail. ``migrates`` is for changes of the schema: in SQLite these copy tables,
    which must not cascade into the tables that refer to them. ``patience_s``: what takes longer fails.
    """
    is_sqlite = url.get_backend_name() == "sqlite"
    try:
        engine = create_engine(
            url,
            poolclass=QueuePool if connections else NullPool,
            **(
                {"pool_size": connections, "max_overflow": connections, "pool_timeout": patience_s}
                if connections
                else {}
            ),
            connect_args=_build_sqlite_options(patience_s) if is_sqlite else _build_postgres_options(patience_s),
        )
    except (ImportError, NoSuchModuleError):
        raise LedgerError("the driver for PostgreSQL is missing: install imatinib-cds[postgres]") from None
    if is_sqlite:
        _prepare_sqlite(engine, "BEGIN IMMEDIATE" if writes or migrates else "BEGIN", references=not migrates)
    return engine


def _build_sqlite_options(patience_s: float) -> dict[str, object]:
    # No transaction control by the driver: it would begin transactions late and of the wrong kind.
    return {"timeout": patience_s, "isolation_level": None, "check_same_thread": False}


def _build_postgres_options(patience_s: float) -> dict[str, object]:
    return {"connect_timeout": POSTGRES_CONNECT_S, "options": f"-c statement_timeout={round(patience_s * 1000)}"}


def _prepare_sqlite(engine: Engine, begin: str, *, references: bool) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection, _record) -> None:  # type: ignore[no-untyped-def]  # the driver's own types
        connection.execute("PRAGMA journal_mode=WAL")
        # What is committed survives a power failure.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA foreign_keys={'ON' if references else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin_transaction(connection) -> None:  # type: ignore[no-untyped-def]
        connection.exec_driver_sql(begin)
