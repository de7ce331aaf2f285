"""Confirmed loss of a major molecular response (MMR), a failure of treatment in ELN 2013.

ELN 2020 no longer defines the confirmation, so the definition of 2013 is shown with the warning of 2020.
"""

from collections.abc import Sequence

from response_criteria.model.answers import Answer
from response_criteria.model.results import BcrAbl1Result
from response_criteria.publications.eln2013.paper import PAPER
from response_criteria.publications.publication import Definition
from response_criteria.rules.bands import at_least

RESPONSE_TABLE = PAPER.cite("response to first-line treatment, at any time")

REQUIRED_PEAK = at_least("1")
"""BCR::ABL1 in % IS that at least one of the tests must reach."""

CONSECUTIVE_TESTS = 2

CONFIRMED_LOSS_OF_MMR = Definition(
    "Confirmed loss of a major molecular response",
    RESPONSE_TABLE,
    f"{CONSECUTIVE_TESTS} consecutive tests without MMR, at least one of them {REQUIRED_PEAK}% IS.",
)


def is_confirmed(tests_without_mmr: Sequence[BcrAbl1Result]) -> bool:
    """Return whether consecutive tests without MMR, one a day, confirm its loss."""
    levels = [test.percent_is for test in tests_without_mmr if test.percent_is]
    reaches_peak = any(REQUIRED_PEAK.contains(level) is Answer.YES for level in levels)
    return len(tests_without_mmr) >= CONSECUTIVE_TESTS and reaches_peak
