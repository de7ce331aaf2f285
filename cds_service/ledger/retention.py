"""Deleting rows: what is older than a site keeps it, and everything of one patient."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from cds_service.ledger.tables import CARD, DECISION, FEEDBACK


class Purged(NamedTuple):
    """How many rows were deleted, and how many comments were removed from rows that stay."""

    decisions: int
    feedback: int
    comments: int = 0


def purge_before(connection: Connection, moment: datetime, comments_before: datetime) -> Purged:
    """Delete decisions and feedback of before a moment, and the comments of before another one."""
    old = delete(FEEDBACK).where(FEEDBACK.c.received_at < moment)
    feedback = connection.execute(old).rowcount
    purged = _purge_decisions(connection, DECISION.c.answered_at < moment)
    is_kept_too_long = and_(FEEDBACK.c.comment.is_not(None), FEEDBACK.c.received_at < comments_before)
    comments = connection.execute(update(FEEDBACK).where(is_kept_too_long).values(comment=None)).rowcount
    return Purged(purged.decisions, purged.feedback + feedback, comments)


def purge_patient(connection: Connection, pseudonyms: Sequence[str]) -> Purged:
    """Delete everything of a patient, by the pseudonyms of every key."""
    return _purge_decisions(connection, DECISION.c.patient.in_(pseudonyms))


def _purge_decisions(connection: Connection, condition: ColumnElement[bool]) -> Purged:
    # Feedback first, and by itself: which rows a cascade deletes is not counted.
    ids = select(DECISION.c.id).where(condition)
    feedback = connection.execute(delete(FEEDBACK).where(FEEDBACK.c.decision.in_(ids))).rowcount
    connection.execute(delete(CARD).where(CARD.c.decision.in_(ids)))
    return Purged(connection.execute(delete(DECISION).where(condition)).rowcount, feedback)
