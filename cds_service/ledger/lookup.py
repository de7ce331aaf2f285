"""From what a clinician reports, a card, a hook instance or a patient, to the rows of the ledger."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.sql.elements import ColumnElement

from cds_service.ledger.tables import CARD, DECISION, FEEDBACK

Row = dict[str, Any]


def find_decisions_of_card(connection: Connection, card: str) -> list[Row]:
    """Find the decision that a card belongs to, with its feedback."""
    return _find(connection, DECISION.c.id.in_(select(CARD.c.decision).where(CARD.c.uuid == card)))


def find_decisions_of_instance(connection: Connection, hook_instance: str) -> list[Row]:
    """Find the decisions on the calls of a hook instance, the latest first, with their feedback."""
    return _find(connection, DECISION.c.hook_instance == hook_instance)


def find_decisions_of_patient(connection: Connection, pseudonyms: Sequence[str]) -> list[Row]:
    """Find the decisions on a patient by the pseudonyms of every key, the latest first, with their feedback."""
    return _find(connection, DECISION.c.patient.in_(pseudonyms))


def _find(connection: Connection, condition: ColumnElement[bool]) -> list[Row]:
    decisions = connection.execute(select(DECISION).where(condition).order_by(DECISION.c.answered_at.desc()))
    return [{**row, "feedback": _list_feedback(connection, row["id"])} for row in decisions.mappings()]


def _list_feedback(connection: Connection, decision: str) -> list[Row]:
    rows = connection.execute(select(FEEDBACK).where(FEEDBACK.c.decision == decision).order_by(FEEDBACK.c.outcome_at))
    return [dict(row) for row in rows.mappings()]
