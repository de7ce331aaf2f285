"""The databases of the ledger's tests."""

from tests.cds_service.ledger.conftest import database, empty_database, engine, postgresql_server

__all__ = ["database", "empty_database", "engine", "postgresql_server"]
