"""Reading the ledger for the report: a row for each opening of a chart, and for each answer to a card.

The database chooses and names, this program counts: what was shown may be of few patients, and only rows with their
patients tell. Rows are streamed, so that a ledger of any length needs little memory.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Select, Text, and_, case, cast, func, select
from sqlalchemy.sql.elements import ColumnElement

from cards import ACTIONS_WITH_CARD
from cds_service.delivery import Mode
from cds_service.ledger.store import MATCHED, UNMATCHED
from cds_service.ledger.tables import DECISION, FEEDBACK

ROWS_AT_ONCE = 20_000
_DAY = timedelta(days=1)


class Outcome(StrEnum):
    """What became of an opening of a chart."""

    SHOWN = "shown"
    HELD_BACK = "held back"
    IN_SHADOW = "in shadow"
    NO_CARD = "no card due"


class Openings(NamedTuple):
    """Some thousand answered calls by column, as far as the report counts them.

    Days and JSON columns are text, since most of them are the same as others.
    """

    patients: Sequence[str]
    days: Sequence[str]
    clients: Sequence[str]
    tenants: Sequence[str]
    actions: Sequence[str]
    outcomes: Sequence[str]
    held_back_reasons: Sequence[str | None]
    because: Sequence[str]
    criteria: Sequence[str]
    applicability: Sequence[str]
    applicability_reasons: Sequence[str]
    unread: Sequence[str]
    doubts: Sequence[str]
    phases: Sequence[str]


class AnswerToCard(NamedTuple):
    """An item of feedback that was matched with its card."""

    patient: str
    card: str
    action: str
    because: str
    outcome: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Which openings the report covers: days of the site, both included, and a client; None is no limit."""

    first_day: date | None = None
    last_day: date | None = None
    client: str | None = None


def count_openings(connection: Connection, chosen: Range) -> int:
    """Count the openings of a range."""
    return connection.scalar(select(func.count()).select_from(DECISION).where(_choose(chosen))) or 0


def read_openings(connection: Connection, chosen: Range, on_read: Callable[[int], object]) -> Iterator[Openings]:
    """Yield the openings of a range, some thousand at once; ``on_read`` is called with how many were read."""
    for rows in _stream(connection, _select_openings().where(_choose(chosen))):
        yield Openings._make(zip(*rows, strict=True))
        on_read(len(rows))


def read_answers(connection: Connection, chosen: Range) -> Iterator[AnswerToCard]:
    """Yield the answers to the cards of a range, those of one card together and the latest of them last."""
    query = (
        select(
            DECISION.c.patient,
            FEEDBACK.c.card,
            DECISION.c.action,
            cast(DECISION.c.because, Text),
            FEEDBACK.c.outcome,
            FEEDBACK.c.reason_code,
        )
        .join(DECISION, DECISION.c.id == FEEDBACK.c.decision)
        .where(_choose(chosen), FEEDBACK.c.status == MATCHED)
        .order_by(FEEDBACK.c.card, FEEDBACK.c.outcome_at, FEEDBACK.c.received_at)
    )
    for rows in _stream(connection, query):
        yield from map(AnswerToCard._make, rows)


def count_unmatched(connection: Connection, chosen: Range) -> int:
    """Count the answers that name no card that was shown to their client and tenant, by when they were received."""
    conditions = [FEEDBACK.c.status == UNMATCHED, *_limit_time(FEEDBACK.c.received_at, chosen)]
    if chosen.client is not None:
        conditions.append(FEEDBACK.c.client == chosen.client)
    return connection.scalar(select(func.count()).select_from(FEEDBACK).where(and_(*conditions))) or 0


def parse_document(text: str) -> Any:
    """Parse a JSON column."""
    return msgspec.json.decode(text)


def parse_phases(texts: Sequence[str]) -> list[dict[str, float]]:
    """Parse the times of some calls."""
    return msgspec.json.decode(f"[{','.join(texts)}]", type=list[dict[str, float]])


def _select_openings() -> Select[Any]:
    outcome = case(
        (DECISION.c.shown, Outcome.SHOWN),
        (DECISION.c.action.not_in(ACTIONS_WITH_CARD), Outcome.NO_CARD),
        (DECISION.c.mode == Mode.SHADOW, Outcome.IN_SHADOW),
        (DECISION.c.held_back_reason.is_not(None), Outcome.HELD_BACK),
        else_=Outcome.NO_CARD,
    )
    caller = (DECISION.c.client, DECISION.c.tenant)
    documents = (DECISION.c.applicability_reasons, DECISION.c.unread, DECISION.c.doubts, DECISION.c.phases)
    return select(
        DECISION.c.patient,
        cast(DECISION.c.as_of, Text),
        *caller,
        DECISION.c.action,
        outcome,
        DECISION.c.held_back_reason,
        cast(DECISION.c.because, Text),
        cast(DECISION.c.criteria, Text),
        DECISION.c.applicability,
        *(cast(column, Text) for column in documents),
    )


def _choose(chosen: Range) -> ColumnElement[bool]:
    conditions = [DECISION.c.mode != Mode.OFF, *_limit_time(DECISION.c.answered_at, chosen, _DAY)]
    if chosen.first_day:
        conditions.append(DECISION.c.as_of >= chosen.first_day)
    if chosen.last_day:
        conditions.append(DECISION.c.as_of <= chosen.last_day)
    if chosen.client is not None:
        conditions.append(DECISION.c.client == chosen.client)
    return and_(*conditions)


def _limit_time(moment: ColumnElement[Any], chosen: Range, margin: timedelta = timedelta()) -> Iterator[Any]:
    # The index is on the moment. The day of the site begins up to half a day before or after that of UTC.
    if chosen.first_day:
        yield moment >= _start_of(chosen.first_day) - margin
    if chosen.last_day:
        yield moment < _start_of(chosen.last_day) + _DAY + margin


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _stream(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    yield from connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query).partitions()
