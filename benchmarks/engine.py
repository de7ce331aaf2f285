"""The engine alone, without HTTP or FHIR: histories of ten years, judged from scratch.

What counts is CPU time, the least of many rounds: what else the machine does at the time plays no part in it.

python -m benchmarks.engine
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import repeat
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

from benchmarks.charts import PATIENT_ID, YEARS, chart
from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import history
from response_criteria.assessment.assess import assess

# Results that the criteria read, about so many, and rounds that are measured with them.
SIZES = {100: 200, 1_000: 60, 4_000: 20}
OBSERVATIONS_FOR_EACH = 3
MAPPING_ROUNDS = 5


class Measured(NamedTuple):
    """One size: CPU time and wall time of judging, and CPU time of mapping the whole chart before it."""

    results: int
    judging_ms: float
    wall_ms: float
    resources: int
    mapping_ms: float

    @property
    def each_us(self) -> float:
        """Microseconds of judging for each result."""
        return self.judging_ms * 1000 / self.results


def measured(results: int, rounds: int) -> Measured:
    """Judges a history of that size so many times."""
    today = datetime.now(UTC).date()
    resources = chart(OBSERVATIONS_FOR_EACH * results, today)
    known = Chart(PATIENT_ID, tuple(ChartEntry(each) for each in resources))
    facts = history(known)
    judging = [_milliseconds(lambda: assess(facts, today)) for _ in repeat(None, rounds)]
    mapping = [_milliseconds(lambda: history(known)) for _ in repeat(None, MAPPING_ROUNDS)]
    return Measured(
        results=len(facts.observed),
        judging_ms=min(cpu for cpu, _ in judging),
        wall_ms=median(wall for _, wall in judging),
        resources=len(resources),
        mapping_ms=min(cpu for cpu, _ in mapping),
    )


def main() -> None:
    """Prints a row for each size, and whether the cost is linear."""
    rows = [measured(*size) for size in SIZES.items()]
    print(f"The engine alone, histories of {YEARS} years: CPU time, the least of all rounds (wall time: the median)")
    for row in rows:
        print(
            f"{row.results:>5,} results in {row.judging_ms:4.1f} ms ({row.wall_ms:.1f} ms), {row.each_us:.1f} µs each, "
            f"{row.resources:>6,} resources mapped in {row.mapping_ms:5.1f} ms"
        )
    *_, usual, largest = rows
    times, as_long = largest.results / usual.results, largest.judging_ms / usual.judging_ms
    print(f"{times:.1f} times the results take {as_long:.1f} times as long: equal figures mean linear cost.")


def _milliseconds(work: Callable[[], object]) -> tuple[float, float]:
    """The CPU time and the wall time of the work."""
    cpu, wall = process_time(), perf_counter()
    work()
    return (process_time() - cpu) * 1000, (perf_counter() - wall) * 1000


if __name__ == "__main__":
    main()
