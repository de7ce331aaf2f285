"""The revisions of the schema: creating it, bringing it up to date, and checking it (decision 0160)."""

from importlib.resources import as_file, files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from cds_service.ledger.errors import LedgerError

UPGRADE_COMMAND = "imatinib-cds ledger upgrade"


def upgrade_schema(connection: Connection, revision: str = "head") -> None:
    """Bring the schema up to a revision, the newest by default. The caller commits."""
    with as_file(files("cds_service.ledger") / "migrations") as folder:
        command.upgrade(_build_config(str(folder), connection), revision)


def downgrade_schema(connection: Connection, revision: str) -> None:
    """Take the schema back to a revision; what it cannot hold is lost. The caller commits."""
    with as_file(files("cds_service.ledger") / "migrations") as folder:
        command.downgrade(_build_config(str(folder), connection), revision)


def upgrade_database(engine: Engine) -> tuple[str | None, str]:
    """Bring a database to the newest revision, and return the revision before and after.

    Raises LedgerError if the database is newer than this version.
    """
    with engine.begin() as connection:
        before = read_revision(connection)
        _refuse_unknown(before)
        upgrade_schema(connection)
        return before, list_revisions()[-1]


def check_schema(engine: Engine) -> None:
    """Raise LedgerError unless the database has exactly the schema of this version."""
    with engine.connect() as connection:
        revision = read_revision(connection)
    newest = list_revisions()[-1]
    if revision is None:
        raise LedgerError(f"the database has no tables yet; create them with: {UPGRADE_COMMAND}")
    _refuse_unknown(revision)
    if revision != newest:
        raise LedgerError(f"the database has revision {revision}, this version needs {newest}; run: {UPGRADE_COMMAND}")


def is_empty(engine: Engine) -> bool:
    """Whether a database holds no table at all."""
    return not inspect(engine).get_table_names()


def read_revision(connection: Connection) -> str | None:
    """Return the revision of a database; None before the first one."""
    return MigrationContext.configure(connection).get_current_revision()


def list_revisions() -> tuple[str, ...]:
    """List the revisions that this version knows, the oldest first."""
    with as_file(files("cds_service.ledger") / "migrations") as folder:
        scripts = ScriptDirectory(str(folder)).walk_revisions()
        return tuple(reversed([script.revision for script in scripts]))


def _refuse_unknown(revision: str | None) -> None:
    if revision is not None and revision not in list_revisions():
        raise LedgerError(
            f"the database has revision {revision}, which is newer than this version of imatinib-cds: "
            "run the newer version, or restore the backup that was made before its upgrade"
        )


def _build_config(folder: str, connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
