"""How long calls took, to the millisecond: percentiles of the time from receipt to the end of each phase."""

from collections import Counter
from collections.abc import Mapping

from cds_service.reporting.tables import Table

PERCENTILES = {"median": 50, "95 of 100 within": 95, "99 of 100 within": 99, "slowest": 100}
PHASES = {
    "waited": "until work on the call began",
    "read": "until the chart was read",
    "decided": "until the decision was made",
}


def build_latencies(phases: Mapping[str, Counter[int]]) -> Table:
    """Build the table of latencies in milliseconds."""
    names = {phase: name for phase, name in PHASES.items() if phase in phases} | {
        phase: phase for phase in phases if phase not in PHASES
    }
    counts = tuple(
        tuple(find_percentile(phases[phase], percent) for percent in PERCENTILES.values()) for phase in names
    )
    return Table(
        id="latencies",
        title="Milliseconds from the receipt of a call",
        columns=tuple(PERCENTILES),
        rows=tuple(names.values()),
        counts=counts,
        hidden=frozenset(),
        total=0,
    )


def find_percentile(counts: Counter[int], percent: int) -> int:
    """Return the smallest value that so many of 100 do not exceed (nearest rank)."""
    rank, below = -(-counts.total() * percent // 100), 0
    for value in sorted(counts):
        below += counts[value]
        if below >= rank:
            return value
    return 0
