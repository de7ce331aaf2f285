"""Counts of one sample that contradict one another: more cells of one class than leukocytes."""

from collections import defaultdict
from collections.abc import Iterable

from response_criteria.model.results import BloodCount, Cell, Measure, Observed

INCONSISTENT = "it is inconsistent with the leukocyte count of its sample: one of the two has the wrong unit"
_CLASSES = frozenset(Cell) - {Cell.LEUKOCYTES, Cell.PLATELETS}
# Module constants, since looking up an enum member costs more than the comparison, and charts have thousands of counts.
_LEUKOCYTES, _CONCENTRATION = Cell.LEUKOCYTES, Measure.CONCENTRATION

# Rounding can double a count of few cells; a wrong unit is off by a factor of 1000.
_MAX_RATIO = 2


def find_inconsistent_counts(facts: Iterable[Observed]) -> frozenset[BloodCount]:
    """Find the classes that outnumber every leukocyte count of their sample, together with those leukocyte counts."""
    counts = [fact for fact in facts if type(fact) is BloodCount and fact.measure is _CONCENTRATION]
    leukocytes: defaultdict[str, list[BloodCount]] = defaultdict(list)
    for count in counts:
        if count.cell is _LEUKOCYTES:
            leukocytes[count.sequence].append(count)
    classes = [count for count in counts if count.cell in _CLASSES and count.sequence in leukocytes]
    too_high = [count for count in classes if all(_exceeds(count, total) for total in leukocytes[count.sequence])]
    return frozenset(too_high).union(*(leukocytes[count.sequence] for count in too_high))


def _exceeds(count: BloodCount, leukocytes: BloodCount) -> bool:
    least, most = count.amount.low, leukocytes.amount.high
    return least is not None and most is not None and least > _MAX_RATIO * most
