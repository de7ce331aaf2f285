"""Writing rows: nothing is lost, nothing is there twice, and feedback finds its decision."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.engine import URL

from cds_service.ledger.database import open_engine, parse_database_url
from cds_service.ledger.errors import LedgerError
from cds_service.ledger.store import write_rows
from cds_service.ledger.tables import CARD, DECISION, FEEDBACK
from tests.cds_service.ledger.rows import CALLER, NOON, build_call, build_feedback, build_row

WRITERS = 50
ROWS_A_WRITER = 4


def write(engine: Engine, *rows: tuple[str, dict[str, Any]]) -> None:
    with engine.begin() as connection:
        write_rows(connection, rows)


def read_feedback(engine: Engine) -> list[tuple[str, str | None]]:
    with engine.connect() as connection:
        rows = connection.execute(select(FEEDBACK.c.status, FEEDBACK.c.decision))
        return [(row.status, row.decision) for row in rows]


def test_a_row_comes_back_as_it_was_written(engine: Engine) -> None:
    row = build_row(phases={"assess": 12.5})
    write(engine, ("decision", row))
    with engine.connect() as connection:
        [read] = connection.execute(select(DECISION)).mappings().all()
    assert read["answered_at"] == NOON
    assert read["as_of"].isoformat() == row["as_of"]
    same = {name for name in row if name not in ("answered_at", "as_of")}
    assert {name: read[name] for name in same} == {name: row[name] for name in same}


def test_a_row_that_is_written_again_is_there_once(engine: Engine) -> None:
    row = build_row()
    feedback = build_feedback(row["cards"][0]["uuid"])
    for _ in range(3):
        write(engine, ("decision", row), ("feedback", feedback))
    with engine.connect() as connection:
        counts = [connection.scalar(select(func.count()).select_from(table)) for table in (DECISION, CARD, FEEDBACK)]
    assert counts == [1, 1, 1]


@pytest.mark.parametrize("feedback_first", [False, True])
def test_feedback_finds_its_decision_in_any_order(engine: Engine, feedback_first: bool) -> None:
    row = build_row()
    rows = [("decision", row), ("feedback", build_feedback(row["cards"][0]["uuid"]))]
    for written in reversed(rows) if feedback_first else rows:
        write(engine, written)
    assert read_feedback(engine) == [("matched", row["id"])]


@pytest.mark.parametrize(
    "change",
    [
        lambda row, feedback: feedback.update(card="b3b7bc0a-6b32-4c9e-8f9a-1a2b3c4d5e6f"),
        lambda row, feedback: feedback.update(client="Another hospital"),
        lambda row, feedback: feedback.update(tenant="hospital-2"),
        lambda row, feedback: row.update(shown=False),
    ],
    ids=["unknown card", "another client", "another tenant", "a card that was not shown"],
)
def test_feedback_on_a_card_that_this_client_was_not_shown_stays_unmatched(
    engine: Engine, change: Callable[[dict[str, Any], dict[str, Any]], None]
) -> None:
    row = build_row()
    feedback = build_feedback(row["cards"][0]["uuid"])
    change(row, feedback)
    write(engine, ("decision", row), ("feedback", feedback))
    assert read_feedback(engine) == [("unmatched", None)]


def test_a_row_of_a_newer_version_is_written_without_the_columns_that_are_not_known(engine: Engine) -> None:
    write(engine, ("decision", build_row() | {"a_column_to_come": 1}))
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(DECISION)) == 1


def test_fifty_writers_and_a_reader_lose_nothing(database: URL) -> None:
    engine, reader = open_engine(database, connections=WRITERS, writes=True), open_engine(database, connections=1)
    barrier, done = Barrier(WRITERS), Event()

    def write_some(_number: int) -> list[str]:
        barrier.wait()
        rows = [build_row(build_call(caller=CALLER)) for _ in range(ROWS_A_WRITER)]
        for row in rows:
            write(engine, ("decision", row))
        return [row["id"] for row in rows]

    def read_until_done() -> list[int]:
        counts: list[int] = []
        while not done.is_set():
            with reader.connect() as connection:
                counts.append(connection.scalar(select(func.count()).select_from(DECISION)) or 0)
        return counts

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        reading = threads.submit(read_until_done)
        written = [row for rows in threads.map(write_some, range(WRITERS)) for row in rows]
        done.set()
        counts = reading.result()
    with reader.connect() as connection:
        assert sorted(connection.scalars(select(DECISION.c.id))) == sorted(written)
    assert counts == sorted(counts)
    engine.dispose()
    reader.dispose()


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ledger.sqlite3", "not a database URL"),
        ("mysql://user:sesame@host/name", "mysql databases are not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_an_unusable_url_is_reported_without_its_password(url: str, problem: str) -> None:
    with pytest.raises(LedgerError, match=problem) as error:
        parse_database_url(url)
    assert "sesame" not in str(error.value)


def test_sqlite_keeps_what_is_committed_through_a_power_failure(tmp_path: Any) -> None:
    engine = open_engine(parse_database_url(f"sqlite:///{tmp_path / 'ledger.sqlite3'}"))
    with engine.connect() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert settings == ["wal", 2]
    engine.dispose()
