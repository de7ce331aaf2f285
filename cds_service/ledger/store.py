"""Writing the ledger's rows to the database. Writing a row again changes nothing: each has its own id."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cds_service.ledger.tables import CARD, CHANGE, DECISION, FEEDBACK, UtcDateTime

Row = Mapping[str, Any]
DECISION_ROW = "decision"
FEEDBACK_ROW = "feedback"
MODE_CHANGE = "mode"
TABLES = {DECISION_ROW: DECISION, FEEDBACK_ROW: FEEDBACK}
UNMATCHED, MATCHED = "unmatched", "matched"
ROWS_AT_ONCE = 500
"""SQLite takes at most 32,766 values in one statement."""


def write_rows(connection: Connection, rows: Sequence[tuple[str, Row]]) -> None:
    """Write rows, each with the kind of row it is. Decisions first: feedback refers to them."""
    decisions = [row for kind, row in rows if kind == DECISION_ROW]
    insert_new(connection, DECISION, decisions)
    cards = [{"uuid": card["uuid"], "decision": row["id"]} for row in decisions for card in row["cards"]]
    insert_new(connection, CARD, cards)
    insert_new(connection, FEEDBACK, [row for kind, row in rows if kind == FEEDBACK_ROW])
    # Workers move their rows independently, so that feedback may arrive before the decision that it is about.
    named = {row["card"] for kind, row in rows if kind == FEEDBACK_ROW} | {card["uuid"] for card in cards}
    match_feedback(connection, sorted(named))


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows whose key is not there yet."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for start in range(0, len(rows), ROWS_AT_ONCE):
        values = [parse_moments(table, row) for row in rows[start : start + ROWS_AT_ONCE]]
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), values)


def match_feedback(connection: Connection, cards: Sequence[str]) -> None:
    """Match feedback that has no decision yet with the decision of its card, if client and tenant are the same."""
    for start in range(0, len(cards), ROWS_AT_ONCE):
        same_caller = and_(DECISION.c.client == FEEDBACK.c.client, DECISION.c.tenant == FEEDBACK.c.tenant)
        shown = (
            select(DECISION.c.id)
            .join(CARD, CARD.c.decision == DECISION.c.id)
            .where(CARD.c.uuid == FEEDBACK.c.card, DECISION.c.shown, same_caller)
            .scalar_subquery()
        )
        connection.execute(
            update(FEEDBACK)
            .where(FEEDBACK.c.card.in_(cards[start : start + ROWS_AT_ONCE]), FEEDBACK.c.status == UNMATCHED)
            .where(shown.is_not(None))
            .values(decision=shown, status=MATCHED)
        )


def add_change(connection: Connection, row: Row) -> None:
    """Add a row to the table of changes."""
    connection.execute(CHANGE.insert(), [parse_moments(CHANGE, row)])


def parse_moments(table: Table, row: Row) -> dict[str, Any]:
    """Return a row with moments and days as such: the journal keeps them as text."""
    return {name: _parse(table, name, value) for name, value in _known(table, row)}


def _known(table: Table, row: Row) -> Iterable[tuple[str, Any]]:
    # A journal that a newer version wrote may name columns that this one does not have.
    return ((column.name, row.get(column.name)) for column in table.columns)


def _parse(table: Table, name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(table.c[name].type, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if table.c[name].type.python_type is date else value
