"""Counts of one sample that cannot be right together: more cells of one kind than there are leukocytes."""

from collections import defaultdict
from collections.abc import Iterable

from response_criteria.facts import BloodCount, Cell, Measure, Observed

AT_ODDS = "it and the leukocytes of its sample do not fit together: one stands under the wrong unit"
_NO_LEUKOCYTES = frozenset({Cell.PLATELETS})
_SLACK = 2
"""How many times the leukocytes a class may seem: rounded counts of few cells reach it, a wrong unit exceeds it."""


def at_odds(facts: Iterable[Observed]) -> frozenset[BloodCount]:
    """The classes that outnumber every count of the leukocytes of their sample, and those counts."""
    samples: defaultdict[str, list[BloodCount]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, BloodCount) and fact.measure is Measure.CONCENTRATION and fact.cell not in _NO_LEUKOCYTES:
            samples[fact.sequence].append(fact)
    return frozenset(each for counts in samples.values() if len(counts) > 1 for each in _at_odds(counts))


def _at_odds(counts: Iterable[BloodCount]) -> list[BloodCount]:
    whole = [each for each in counts if each.cell is Cell.LEUKOCYTES]
    too_many = [
        each
        for each in counts
        if each.cell is not Cell.LEUKOCYTES and whole and all(_outnumbers(each, of) for of in whole)
    ]
    return [*too_many, *whole] if too_many else []


def _outnumbers(part: BloodCount, whole: BloodCount) -> bool:
    least, most = part.amount.low, whole.amount.high
    return least is not None and most is not None and least > _SLACK * most
