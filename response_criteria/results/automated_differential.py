"""A normal automated five-part differential of one day, as laboratories take it for normal (decision 0117)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import NO
from response_criteria.model.results import BloodCount, Cell, CountMethod, Measure
from response_criteria.rules.bands import Band, below

FIVE_PARTS = (Cell.NEUTROPHILS, Cell.LYMPHOCYTES, Cell.MONOCYTES, Cell.EOSINOPHILS, Cell.BASOPHILS)
OTHER_PARTS = (Cell.IMMATURE_GRANULOCYTES, Cell.LARGE_UNSTAINED_CELLS)
"""Classes of their own on some analyzers; on others they are part of the five."""

LIMITS: Mapping[Cell, Band] = {
    Cell.BASOPHILS: below("5"),
    Cell.IMMATURE_GRANULOCYTES: below("2"),
    Cell.LARGE_UNSTAINED_CELLS: below("4"),
}
"""% of the leukocytes."""

COMPLETE = (Decimal(98), Decimal(102))
"""Lowest and highest sum of the parts, in % of the leukocytes."""

IMMATURE = (Cell.BLASTS, Cell.PROMYELOCYTES, Cell.MYELOCYTES, Cell.METAMYELOCYTES)
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Part:
    """A class in % of the leukocytes: ``percent`` may be off by ``tolerance``, since the laboratory rounds.

    ``is_least`` is True where a concentration is one unit of its last digit, or less.
    """

    percent: Decimal
    tolerance: Decimal
    is_least: bool
    source: BloodCount


def find_normal_differential(
    counts: Mapping[Cell, Sequence[BloodCount]], leukocytes: Amount | None
) -> tuple[BloodCount, ...]:
    """Return the parts of a normal automated differential of one day; none if there is no such differential.

    ``counts`` are all counts of the day, without any of a manual differential.
    """
    if leukocytes is None or not leukocytes.exact or _has_manual_or_immature(counts):
        return ()
    parts = {cell: _find_part(counts.get(cell, ()), leukocytes.exact) for cell in (*FIVE_PARTS, *OTHER_PARTS)}
    known = {cell: part for cell, part in parts.items() if part}
    if any(cell not in known for cell in FIVE_PARTS) or any(counts.get(cell) and cell not in known for cell in LIMITS):
        return ()
    if not _are_complete(known) or not all(_is_below_limit(cell, part) for cell, part in known.items()):
        return ()
    return tuple(part.source for part in known.values())


def _has_manual_or_immature(counts: Mapping[Cell, Sequence[BloodCount]]) -> bool:
    listed = chain.from_iterable(counts.get(cell, ()) for cell in (*FIVE_PARTS, *OTHER_PARTS))
    if any(count.method is CountMethod.MANUAL for count in listed):
        return True
    immature = [count for cell in IMMATURE for count in counts.get(cell, ())]
    # Under a code without a method, a class that only a person counts shows that one looked.
    return any(count.method is not CountMethod.AUTOMATED or count.amount.exact != 0 for count in immature)


def _find_part(counts: Sequence[BloodCount], leukocytes: Decimal) -> Part | None:
    """Return the last share of the day, else the last concentration as a share; None where the last ones differ."""
    for measure in (Measure.SHARE, Measure.CONCENTRATION):
        of_measure = [count for count in counts if count.measure is measure]
        if of_measure:
            last = max(count.sequence for count in of_measure)
            latest = [count for count in of_measure if count.sequence == last]
            value = latest[0].amount.exact
            if value is None or any(count.amount != latest[0].amount for count in latest):
                return None
            return _build_part(latest[0], value, leukocytes)
    return None


def _build_part(count: BloodCount, value: Decimal, leukocytes: Decimal) -> Part:
    if count.measure is Measure.SHARE:
        return Part(value, Decimal(0), is_least=False, source=count)
    exponent = value.as_tuple().exponent
    unit = Decimal(1).scaleb(min(int(exponent), 0))
    return Part(value * 100 / leukocytes, unit * _HALF * 100 / leukocytes, is_least=value <= unit, source=count)


def _are_complete(parts: Mapping[Cell, Part]) -> bool:
    """Return whether the five parts, with any of the others, may sum to the whole."""
    five, others = [parts[cell] for cell in FIVE_PARTS], [parts[cell] for cell in OTHER_PARTS if cell in parts]
    choices = chain.from_iterable(combinations(others, size) for size in range(len(others) + 1))
    return any(_may_be_whole([*five, *choice]) for choice in choices)


def _may_be_whole(parts: Iterable[Part]) -> bool:
    chosen = tuple(parts)
    total, tolerance = sum(part.percent for part in chosen), sum(part.tolerance for part in chosen)
    lowest, highest = COMPLETE
    return total + tolerance >= lowest and total - tolerance <= highest


def _is_below_limit(cell: Cell, part: Part) -> bool:
    if cell not in LIMITS:
        return True
    if cell is Cell.BASOPHILS and part.is_least:
        return True
    return LIMITS[cell].contains(Amount.exactly(part.percent)) is not NO
