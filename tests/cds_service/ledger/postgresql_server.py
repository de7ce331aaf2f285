"""A PostgreSQL server for the tests: Debian's package, run as its own user, in a folder and on a socket of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import URL, create_engine, text

PACKAGES = Path("/usr/lib/postgresql")
OWNER = "postgres"
# What is lost when the machine fails does not matter here; what is lost when a client is killed is the same.
OPTIONS = "-c listen_addresses='' -c fsync=off -c max_connections=150 -c unix_socket_directories="


@dataclass
class PostgresqlServer:
    """A server that can be stopped and started again."""

    folder: Path

    def url(self, database: str = "postgres") -> URL:
        """The URL of one of its databases."""
        return URL.create("postgresql+psycopg", OWNER, database=database, query={"host": str(self.folder)})

    def create_database(self, name: str) -> URL:
        """Create an empty database and return its URL."""
        engine = create_engine(self.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        return self.url(name)

    def start(self) -> None:
        """Start, and wait until connections are accepted."""
        self._control("-w", "-o", f"{OPTIONS}{self.folder}", "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """Stop at once, with the connections that are open."""
        self._control("-w", "-m", "immediate", "stop")

    def _control(self, *arguments: str) -> None:
        _run_as_owner([str(_find_program("pg_ctl")), "-D", str(self.folder / "data"), *arguments])


@contextmanager
def run_postgresql() -> Iterator[PostgresqlServer]:
    """Run a server with no data."""
    folder = Path(mkdtemp(prefix="postgresql-"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, OWNER, OWNER)
        _run_as_owner(
            [str(_find_program("initdb")), "-U", OWNER, "-A", "trust", "-E", "UTF8", "-D", str(folder / "data")]
        )
        server = PostgresqlServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find_program(name: str) -> Path:
    found = sorted(PACKAGES.glob(f"*/bin/{name}"))
    assert found, "PostgreSQL is missing: apt-get install postgresql"
    return found[-1]


def _run_as_owner(command: Sequence[str]) -> None:
    # The server refuses to run as root.
    prefix = ["runuser", "-u", OWNER, "--"] if os.getuid() == 0 else []
    subprocess.run(
        [*prefix, *command], check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60
    )
