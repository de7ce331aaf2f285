"""The two databases that every test of the ledger runs on."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import URL

from cds_service.ledger.database import open_engine, parse_database_url
from cds_service.ledger.schema import upgrade_database
from tests.cds_service.ledger.postgresql_server import PostgresqlServer, run_postgresql

NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """One server for all tests; each has its own database."""
    with run_postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """The URL of a database without tables."""
    if request.param == "sqlite":
        return parse_database_url(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    return server.create_database(f"test{next(NUMBERS)}")


@pytest.fixture
def database(empty_database: URL) -> URL:
    """The URL of a database with the tables of this version."""
    engine = open_engine(empty_database, migrates=True)
    upgrade_database(engine)
    engine.dispose()
    return empty_database


@pytest.fixture
def engine(database: URL) -> Iterator[Engine]:
    """The database, opened for writing."""
    engine = open_engine(database, writes=True)
    yield engine
    engine.dispose()
