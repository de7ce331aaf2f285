"""Reading the ledger during a call: what was answered to a finding, and the modes that were set.

The database may be away. Then nothing is remembered for some seconds, so that no call waits again and again.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, and_, func, select
from sqlalchemy.exc import SQLAlchemyError

from cds_service.ledger.store import MATCHED, MODE_CHANGE
from cds_service.ledger.tables import CHANGE, DECISION, FEEDBACK

Result = TypeVar("Result")

AWAY_S = 5.0
"""So long the database is not asked again after a failure."""
MODES_S = 2.0
"""So long modes that were read stay in use; the contract allows five seconds."""


class Answer(NamedTuple):
    """An item of feedback on a card of a finding. ``suggestions`` are those that were accepted, as the row has them."""

    card: str
    accepted: bool
    at: datetime
    reason: str | None
    suggestions: tuple[dict[str, Any], ...]


class Recalled(NamedTuple):
    """What is known of a finding."""

    answers: tuple[Answer, ...] = ()
    last_shown_at: datetime | None = None


class ModeChange(NamedTuple):
    """A mode that was set by command."""

    mode: str
    client: str | None
    criterion: str | None
    action: str | None


class LedgerReader:
    """Reads the ledger for calls. One for each process."""

    def __init__(self, engine: Engine, monotonic: Callable[[], float]) -> None:
        self._engine, self._monotonic = engine, monotonic
        self._away_until = float("-inf")
        self._modes: tuple[ModeChange, ...] = ()
        self._modes_until = float("-inf")

    def recall(self, finding_key: str, client: str, tenant: str) -> Recalled:
        """Return what is known of a finding of one client and tenant; nothing while the database is away."""

        def read(connection: Connection) -> Recalled:
            own = and_(DECISION.c.finding_key == finding_key, DECISION.c.client == client, DECISION.c.tenant == tenant)
            shown = select(func.max(DECISION.c.answered_at)).where(own, DECISION.c.shown)
            return Recalled(_read_answers(connection, own), connection.scalar(shown))

        return self._read(read, Recalled())

    def read_modes(self) -> tuple[ModeChange, ...]:
        """Return the modes that were set by command. While the database is away, the last that were read."""
        now = self._monotonic()
        if now >= self._modes_until:
            self._modes = self._read(read_mode_changes, self._modes)
            self._modes_until = now + MODES_S
        return self._modes

    def _read(self, read: Callable[[Connection], Result], otherwise: Result) -> Result:
        if self._monotonic() < self._away_until:
            return otherwise
        try:
            with self._engine.connect() as connection:
                return read(connection)
        except SQLAlchemyError:
            self._away_until = self._monotonic() + AWAY_S
            return otherwise


def read_mode_changes(connection: Connection) -> tuple[ModeChange, ...]:
    """Return the latest mode for each client, criterion and action that one was set for."""
    columns = (CHANGE.c.value, CHANGE.c.client, CHANGE.c.criterion, CHANGE.c.action)
    rows = connection.execute(select(*columns).where(CHANGE.c.kind == MODE_CHANGE).order_by(CHANGE.c.changed_at))
    latest = {tuple(row[1:]): ModeChange(*row) for row in rows}
    return tuple(latest.values())


def _read_answers(connection: Connection, own: Any) -> tuple[Answer, ...]:
    rows = connection.execute(
        select(FEEDBACK, DECISION.c.cards)
        .join(DECISION, DECISION.c.id == FEEDBACK.c.decision)
        .where(own, FEEDBACK.c.status == MATCHED)
    ).mappings()
    return tuple(_build_answer(row) for row in rows)


def _build_answer(row: Any) -> Answer:
    suggestions = (suggestion for card in row["cards"] for suggestion in card["suggestions"])
    return Answer(
        card=row["card"],
        accepted=row["outcome"] == "accepted",
        # The clock of a client may be wrong: an answer never counts from after it was received.
        at=min(row["outcome_at"], row["received_at"]),
        reason=row["reason_code"],
        suggestions=tuple(suggestion for suggestion in suggestions if suggestion["uuid"] in row["suggestions"]),
    )
