"""From a decision to its delivery: the mode, whether a card is shown, and what holds it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from cds_service.delivery.holding import HeldBack, Recollection, find_hold
from cds_service.delivery.modes import Mode, Modes
from cds_service.delivery.quiet_periods import QuietPeriods

EXTENSION = "org.imatinib-cds.delivery"


class Memory(Protocol):
    """What is remembered of findings; the ledger provides it."""

    def recall(self, finding_key: str, client: str, tenant: str) -> Recollection:
        """Return what is known of a finding of one client and tenant; nothing while the memory is away."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a decision is delivered."""

    mode: Mode
    has_card: bool
    held_back: HeldBack | None = None

    @property
    def shown(self) -> bool:
        """Whether a card is shown."""
        return self.mode is Mode.LIVE and self.has_card and self.held_back is None

    def to_json(self) -> dict[str, Any]:
        """Return the extension of the answer."""
        document: dict[str, Any] = {"mode": str(self.mode), "shown": self.shown}
        if self.held_back:
            document["heldBack"] = {
                "reason": self.held_back.reason,
                "since": _format(self.held_back.since),
                "until": _format(self.held_back.until),
            }
        return document


def choose_delivery(
    document: Mapping[str, Any],
    cards: Sequence[Any],
    modes: Modes,
    periods: QuietPeriods,
    memory: Memory | None,
    *,
    client: str,
    tenant: str,
    now: datetime,
) -> Delivery:
    """Choose how a decision is delivered to a client and tenant. Without a memory nothing is held back."""
    recommendation = document["recommendation"]
    mode = modes.choose(client, recommendation["action"], recommendation.get("because", ()))
    finding_key = recommendation.get("findingKey")
    if not cards or memory is None or finding_key is None:
        return Delivery(mode, bool(cards))
    recollection = memory.recall(finding_key, client, tenant)
    return Delivery(mode, has_card=True, held_back=find_hold(document, recollection, periods, now))


def _format(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
