"""BCR::ABL1 on the International Scale: whether the latest result shows MR2.0, at most 1% IS (decision 0016)."""

from collections.abc import Sequence
from datetime import date

from response_criteria.model.answers import NO, YES, Answer
from response_criteria.model.findings import Evidence
from response_criteria.model.periods import add_months
from response_criteria.model.results import BcrAbl1Result
from response_criteria.results.latest import find_latest
from response_criteria.rules.bands import at_most

MR2 = at_most("1")
"""% IS."""

VALID_MONTHS = 9
"""An older result no longer describes the present response."""


def select_informative(results: Sequence[BcrAbl1Result]) -> tuple[BcrAbl1Result, ...]:
    """Return the results that give a level or report BCR::ABL1 as not detected."""
    # "Detected" without a level may be 0.01% or 50%: it is passed over, so that it cannot hide an older level.
    return tuple(result for result in results if result.percent_is is not None or result.detected is NO)


def shows_mr2(result: BcrAbl1Result) -> Answer:
    """Return whether a result is at most 1% IS or not detected."""
    return YES if result.percent_is is None else MR2.contains(result.percent_is)


def find_latest_valid(results: Sequence[BcrAbl1Result], as_of: date) -> tuple[BcrAbl1Result, ...]:
    """Return the latest informative result if it is recent enough: one, or several of the same moment."""
    latest = find_latest(select_informative(results))
    return latest if latest and as_of <= add_months(latest[0].on.earliest, VALID_MONTHS) else ()


def cite_bcr_abl1(result: BcrAbl1Result) -> Evidence:
    """Cite a BCR::ABL1 result."""
    unit = "% IS" if result.percent_is is not None else ""
    return Evidence(result.origin, "BCR::ABL1", result.on.earliest, result.percent_is, unit, result.reported)
