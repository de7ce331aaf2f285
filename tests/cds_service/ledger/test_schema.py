"""The revisions of the schema, with data, forward and back, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, MetaData, Table, inspect, select, text
from sqlalchemy.engine import URL

from cds_service.ledger.database import open_engine
from cds_service.ledger.errors import LedgerError
from cds_service.ledger.schema import (
    check_schema,
    downgrade_schema,
    list_revisions,
    upgrade_database,
    upgrade_schema,
)
from cds_service.ledger.store import parse_moments, write_rows
from cds_service.ledger.tables import CARD, DECISION, METADATA
from tests.cds_service.ledger.rows import build_row


def test_the_revisions_create_exactly_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_upgrading_twice_changes_nothing(database: URL) -> None:
    engine = open_engine(database, migrates=True)
    assert upgrade_database(engine) == (list_revisions()[-1], list_revisions()[-1])
    engine.dispose()


def test_a_database_with_decisions_is_upgraded_and_its_cards_are_listed(empty_database: URL) -> None:
    engine, row = open_engine(empty_database, migrates=True), build_row()
    with engine.begin() as connection:
        upgrade_schema(connection, "0001")
        first = Table("decision", MetaData(), autoload_with=connection)
        values = {name: value for name, value in parse_moments(DECISION, row).items() if name in first.columns}
        connection.execute(DECISION.insert().values(values))
    assert upgrade_database(engine) == ("0001", "0002")
    with engine.connect() as connection:
        assert connection.execute(select(CARD)).all() == [(row["cards"][0]["uuid"], row["id"])]
        assert connection.execute(select(DECISION.c.cards, DECISION.c.held_back_reason)).all() == [(row["cards"], None)]
    engine.dispose()


def test_a_revision_taken_back_leaves_the_decisions(database: URL) -> None:
    engine, row = open_engine(database, migrates=True), build_row()
    with engine.begin() as connection:
        write_rows(connection, [("decision", row)])
    with engine.begin() as connection:
        downgrade_schema(connection, "0001")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id FROM decision")).scalars().all() == [row["id"]]
        assert set(inspect(connection).get_table_names()) == {"decision", "change", "alembic_version"}
    assert upgrade_database(engine) == ("0001", "0002")
    with engine.begin() as connection:
        downgrade_schema(connection, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    engine.dispose()


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        (None, "no tables yet; create them with: imatinib-cds ledger upgrade"),
        ("0001", "revision 0001, this version needs 0002; run: imatinib-cds ledger upgrade"),
        ("9999", "revision 9999, which is newer than this version"),
    ],
)
def test_another_schema_is_refused_with_what_to_do(empty_database: URL, revision: str | None, message: str) -> None:
    engine = open_engine(empty_database, migrates=True)
    if revision:
        with engine.begin() as connection:
            upgrade_schema(connection, "0001")
            connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    with pytest.raises(LedgerError, match=message):
        check_schema(engine)
    engine.dispose()


def test_the_schema_of_this_version_is_accepted(engine: Engine) -> None:
    assert check_schema(engine) is None


def test_a_newer_database_is_not_upgraded(database: URL) -> None:
    engine = open_engine(database, migrates=True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError, match="newer than this version"):
        upgrade_database(engine)
    engine.dispose()
