"""What a ledger reports, kept for a test to look at; and waiting for a condition."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

SECONDS = 60


@dataclass
class Counted:
    """The reports of a ledger."""

    lost: Counter[str] = field(default_factory=Counter)
    away: list[bool] = field(default_factory=list)

    def count_lost_rows(self, number: int, cause: str) -> None:
        """As LedgerCounters.count_lost_rows."""
        self.lost[cause] += number

    def report_database(self, *, is_away: bool) -> None:
        """As LedgerCounters.report_database."""
        self.away.append(is_away)


def wait_until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds; fail if it does not within a minute."""
    pause, ends = Event(), time.perf_counter() + SECONDS
    while not condition():
        assert time.perf_counter() < ends, "the condition did not come true"
        pause.wait(0.01)
