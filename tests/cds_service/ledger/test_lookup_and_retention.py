"""Finding the rows of a card, a call or a patient, and deleting rows, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from cds_service.ledger.lookup import (
    find_decisions_of_card,
    find_decisions_of_instance,
    find_decisions_of_patient,
)
from cds_service.ledger.retention import purge_before, purge_patient
from cds_service.ledger.store import write_rows
from cds_service.ledger.tables import CARD, DECISION, FEEDBACK
from tests.cds_service.ledger.rows import NOON, build_call, build_feedback, build_row

DAY = timedelta(days=1)


def write(engine: Engine, *rows: tuple[str, dict[str, Any]]) -> None:
    with engine.begin() as connection:
        write_rows(connection, rows)


def count(engine: Engine) -> list[int | None]:
    with engine.connect() as connection:
        return [connection.scalar(select(func.count()).select_from(table)) for table in (DECISION, CARD, FEEDBACK)]


@pytest.fixture
def row(engine: Engine) -> dict[str, Any]:
    """The row of a decision with feedback; the database holds another one of another patient."""
    row, other = build_row(), build_row(build_call(patient_id="another"))
    feedback = [
        build_feedback(decision["cards"][0]["uuid"], comment="x", has_comment=True) for decision in (row, other)
    ]
    write(engine, ("decision", row), ("decision", other), *(("feedback", item) for item in feedback))
    return row


def test_a_card_a_call_and_a_patient_lead_to_the_decision_with_its_feedback(
    engine: Engine, row: dict[str, Any]
) -> None:
    with engine.connect() as connection:
        found = [
            find_decisions_of_card(connection, row["cards"][0]["uuid"]),
            find_decisions_of_instance(connection, row["hook_instance"]),
            find_decisions_of_patient(connection, [row["patient"]]),
        ]
        assert find_decisions_of_card(connection, "unknown") == []
    assert [[decision["id"] for decision in decisions] for decisions in found] == [[row["id"]]] * 3
    assert [len(decision["feedback"]) for [decision] in found] == [1, 1, 1]
    assert found[0][0]["rule_set_version"] == "1.0.0"


def test_everything_of_a_patient_is_deleted_and_nothing_else(engine: Engine, row: dict[str, Any]) -> None:
    with engine.begin() as connection:
        assert purge_patient(connection, [row["patient"]]) == (1, 1, 0)
    assert count(engine) == [1, 1, 1]


@pytest.mark.parametrize(("moment", "left"), [(NOON, 2), (NOON + timedelta(seconds=1), 0)])
def test_what_is_older_is_deleted(engine: Engine, row: dict[str, Any], moment: Any, left: int) -> None:
    with engine.begin() as connection:
        purged = purge_before(connection, moment, NOON - DAY)
    assert (purged.decisions, purged.feedback) == (2 - left, 2 - left)
    assert count(engine) == [left, left, left]


@pytest.mark.parametrize(("moment", "removed"), [(NOON, 0), (NOON + timedelta(seconds=1), 2)])
def test_comments_are_removed_earlier(engine: Engine, row: dict[str, Any], moment: Any, removed: int) -> None:
    with engine.begin() as connection:
        assert purge_before(connection, NOON - DAY, moment) == (0, 0, removed)
        kept = connection.scalar(select(func.count()).where(FEEDBACK.c.comment.is_not(None), FEEDBACK.c.has_comment))
    assert kept == 2 - removed
    assert count(engine) == [2, 2, 2]


def test_unmatched_feedback_is_deleted_too(engine: Engine) -> None:
    write(engine, ("feedback", build_feedback("b3b7bc0a-6b32-4c9e-8f9a-1a2b3c4d5e6f")))
    with engine.begin() as connection:
        assert purge_before(connection, NOON + DAY, NOON).feedback == 1
    assert count(engine) == [0, 0, 0]
