"""Counts of one sample that cannot be right together: more cells of one kind than there are leukocytes."""

from collections import defaultdict
from collections.abc import Iterable

from response_criteria.model.facts import BloodCount, Cell, Measure, Observed

AT_ODDS = "it and the leukocytes of its sample do not fit together: one stands under the wrong unit"
_CLASSES = frozenset(Cell) - {Cell.LEUKOCYTES, Cell.PLATELETS}
_LEUKOCYTES, _CONCENTRATION = Cell.LEUKOCYTES, Measure.CONCENTRATION
_SLACK = 2
"""How many times the leukocytes a class may seem: rounded counts of few cells reach it, a wrong unit exceeds it."""


def at_odds(facts: Iterable[Observed]) -> frozenset[BloodCount]:
    """The classes that outnumber every count of the leukocytes of their sample, and those counts."""
    counts = [each for each in facts if type(each) is BloodCount and each.measure is _CONCENTRATION]
    whole: defaultdict[str, list[BloodCount]] = defaultdict(list)
    for each in counts:
        if each.cell is _LEUKOCYTES:
            whole[each.sequence].append(each)
    classes = [each for each in counts if each.cell in _CLASSES and each.sequence in whole]
    too_many = [each for each in classes if all(_outnumbers(each, of) for of in whole[each.sequence])]
    return frozenset(too_many).union(*(whole[each.sequence] for each in too_many))


def _outnumbers(part: BloodCount, whole: BloodCount) -> bool:
    least, most = part.amount.low, whole.amount.high
    return least is not None and most is not None and least > _SLACK * most
