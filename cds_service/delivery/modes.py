"""Whether a decision is shown: live, or in shadow (judged and recorded, nothing shown), or off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How far a decision gets. ``off`` shows nothing, as ``shadow`` does, and is left out of reports."""

    LIVE = "live"
    SHADOW = "shadow"
    OFF = "off"


STRICTNESS = (Mode.LIVE, Mode.SHADOW, Mode.OFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRule:
    """A mode for all calls, or for those of one client, and for every decision, one criterion or one action."""

    mode: Mode
    client: str | None = None
    criterion: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Modes:
    """All rules in force. Where several apply, the strictest does."""

    rules: Sequence[ModeRule] = ()

    def choose(self, client: str, action: str, because: Sequence[str]) -> Mode:
        """Return the mode of a decision. It is live only if one of the criteria that it rests on is."""
        rules = [rule for rule in self.rules if rule.client in (None, client)]
        general = (rule.mode for rule in rules if rule.criterion is None and rule.action in (None, action))
        return _find_strictest((*general, _find_mildest(self._choose_by_criterion(rules, because))))

    def _choose_by_criterion(self, rules: Sequence[ModeRule], because: Sequence[str]) -> list[Mode]:
        return [_find_strictest(rule.mode for rule in rules if rule.criterion == ground) for ground in because]


def _find_strictest(modes: Iterable[Mode]) -> Mode:
    return max(modes, key=STRICTNESS.index, default=Mode.LIVE)


def _find_mildest(modes: Iterable[Mode]) -> Mode:
    return min(modes, key=STRICTNESS.index, default=Mode.LIVE)
