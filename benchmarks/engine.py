"""Benchmark of the engine alone, without HTTP or FHIR, on histories of ten years.

Reports the least CPU time of many rounds, so that other load on the machine does not matter.

python -m benchmarks.engine
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import repeat
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

from benchmarks.charts import PATIENT_ID, YEARS, build_chart
from fhir_mappings import Chart, ChartEntry, read_history
from response_criteria.assessment.assess import assess

# Approximate number of results that the criteria read: number of rounds.
SIZES = {100: 200, 1_000: 60, 4_000: 20}
OBSERVATIONS_PER_RESULT = 3
MAPPING_ROUNDS = 5


class Measurement(NamedTuple):
    """One size: CPU and wall time of the assessment, and CPU time of reading the history from the chart before it."""

    results: int
    assessment_ms: float
    wall_ms: float
    resources: int
    mapping_ms: float

    @property
    def us_per_result(self) -> float:
        """Microseconds of CPU time for one result."""
        return self.assessment_ms * 1000 / self.results


def measure(results: int, rounds: int) -> Measurement:
    """Assess a history of about that many results, once in each round."""
    today = datetime.now(UTC).date()
    resources = build_chart(OBSERVATIONS_PER_RESULT * results, today)
    chart = Chart(PATIENT_ID, tuple(ChartEntry(resource) for resource in resources))
    history = read_history(chart)
    assessments = [_time_ms(lambda: assess(history, today)) for _ in repeat(None, rounds)]
    mappings = [_time_ms(lambda: read_history(chart)) for _ in repeat(None, MAPPING_ROUNDS)]
    return Measurement(
        results=len(history.observed),
        assessment_ms=min(cpu for cpu, _ in assessments),
        wall_ms=median(wall for _, wall in assessments),
        resources=len(resources),
        mapping_ms=min(cpu for cpu, _ in mappings),
    )


def main() -> None:
    """Print a row for each size, and whether the cost is linear."""
    rows = [measure(*size) for size in SIZES.items()]
    print(f"Engine alone, histories of {YEARS} years: least CPU time of all rounds (median wall time)")
    for row in rows:
        print(
            f"{row.results:>5,} results in {row.assessment_ms:4.1f} ms ({row.wall_ms:.1f} ms), "
            f"{row.us_per_result:.1f} µs per result, {row.resources:>6,} resources mapped in {row.mapping_ms:5.1f} ms"
        )
    *_, usual, largest = rows
    size_ratio, time_ratio = largest.results / usual.results, largest.assessment_ms / usual.assessment_ms
    print(f"{size_ratio:.1f} times the results take {time_ratio:.1f} times as long: equal figures mean linear cost.")


def _time_ms(work: Callable[[], object]) -> tuple[float, float]:
    """Return CPU time and wall time in milliseconds."""
    cpu, wall = process_time(), perf_counter()
    work()
    return (process_time() - cpu) * 1000, (perf_counter() - wall) * 1000


if __name__ == "__main__":
    main()
