"""An increase of Ph-positive cells over the lowest earlier karyotype, on consecutive karyotypes (decision 0023)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from response_criteria.model.answers import NO, UNKNOWN, YES, Answer
from response_criteria.model.periods import days_between
from response_criteria.publications.kantarjian2003.interpretations import INCREASE_POINTS, MIN_SPAN_DAYS
from response_criteria.results.cytogenetic_analyses import CytogeneticAnalysis
from response_criteria.rules.bands import Band


@dataclass(frozen=True, slots=True)
class PhIncrease:
    """The latest karyotype against the lowest earlier one, and the last consecutive karyotypes with the increase.

    A karyotype that may or may not show the increase neither extends nor ends ``consecutive``.
    """

    lowest: CytogeneticAnalysis
    latest: CytogeneticAnalysis
    latest_is_increased: Answer
    consecutive: tuple[CytogeneticAnalysis, ...]

    @property
    def is_sustained(self) -> bool:
        """Whether the consecutive karyotypes span enough days."""
        return bool(self.consecutive) and days_between(self.consecutive[0].on, self.consecutive[-1].on) >= MIN_SPAN_DAYS


def find_increase(karyotypes: Sequence[CytogeneticAnalysis]) -> PhIncrease | None:
    """Compare adequate karyotypes, oldest first, each with the lowest earlier one; None for fewer than two."""
    if len(karyotypes) < 2:
        return None
    # A bound has a lowest and a highest possible value. An increase over the lowest karyotype's highest value is
    # certain; without an increase even over the smallest value that any of them may have, there is certainly none.
    lowest, least = karyotypes[0], karyotypes[0].min_percent
    certain, possible = find_increase_band(lowest.max_percent), find_increase_band(least)
    is_increased = UNKNOWN
    consecutive: list[CytogeneticAnalysis] = []
    for earlier, karyotype in pairwise(karyotypes):
        if earlier.max_percent < lowest.max_percent:
            lowest, certain = earlier, find_increase_band(earlier.max_percent)
        if earlier.min_percent < least:
            least, possible = earlier.min_percent, find_increase_band(earlier.min_percent)
        is_increased = _is_increased(karyotype, certain, possible)
        if is_increased is YES:
            consecutive.append(karyotype)
        elif is_increased is NO:
            consecutive.clear()
    return PhIncrease(lowest, karyotypes[-1], is_increased, tuple(consecutive))


def find_increase_band(percent: Decimal) -> Band:
    """Return the band of Ph-positive % that is an increase over ``percent``."""
    return Band(percent + INCREASE_POINTS)


def _is_increased(karyotype: CytogeneticAnalysis, certain: Band, possible: Band) -> Answer:
    if certain.contains(karyotype.percent) is YES:
        return YES
    return NO if possible.contains(karyotype.percent) is NO else UNKNOWN
