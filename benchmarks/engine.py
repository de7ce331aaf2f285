"""The engine alone, without HTTP or FHIR: a history of ten years and 1,000 results, judged from scratch.

python -m benchmarks.engine
"""

from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from benchmarks.charts import PATIENT_ID, YEARS, chart
from fhir_mappings.chart import Chart, ChartEntry, history
from response_criteria.assessment import assess

RELEVANT = 1_000
ROUNDS = 30


def main() -> None:
    """Prints how long mapping and judging take."""
    today = datetime.now(UTC).date()
    resources = chart(3 * RELEVANT, today)
    known = Chart(PATIENT_ID, tuple(ChartEntry(each) for each in resources))
    facts = history(known)
    mapping = median(_milliseconds(lambda: history(known)) for _ in range(ROUNDS))
    judging = median(_milliseconds(lambda: assess(facts, today)) for _ in range(ROUNDS))
    print(f"The engine alone: {YEARS} years, {len(facts.observed):,} results; medians of {ROUNDS} rounds")
    print(f"  judging the history           {judging:6.1f} ms")
    print(f"  mapping {len(resources):,} resources to it  {mapping:6.1f} ms")


def _milliseconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
