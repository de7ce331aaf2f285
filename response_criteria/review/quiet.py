"""When BCR::ABL1 is quiet: low enough, and recent enough, that nothing else is asked for (decision 0122)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from response_criteria.model.answers import NO, UNKNOWN, YES
from response_criteria.model.history import History, Subject
from response_criteria.model.periods import add_months
from response_criteria.model.results import BcrAbl1Result
from response_criteria.publications.eln2020.loss_of_mmr import MAJOR_MOLECULAR_RESPONSE
from response_criteria.results.bcr_abl1 import MR2, VALID_MONTHS
from response_criteria.results.bcr_abl1_tests import BcrAbl1Test
from response_criteria.rules.bands import Band

FIRST_RESULT_MONTHS = 1
"""The first result of the chart is taken as one of the untreated disease up to so long after the start."""

DEEP_VALID_MONTHS = 12
"""How long the latest test counts where the last two show a major molecular response."""


@dataclass(frozen=True, slots=True)
class CourseTests:
    """The BCR::ABL1 tests of a course, oldest first.

    ``misses_transcript``: the test may not measure this patient's transcript; "not detected" then shows nothing.
    """

    tests: tuple[BcrAbl1Test, ...] = ()
    misses_transcript: bool = False

    @property
    def valid_months(self) -> int:
        """For how many months the latest test counts."""
        last_two = self.tests[-2:]
        is_deep = len(last_two) == 2 and all(self.is_low(test, MAJOR_MOLECULAR_RESPONSE) for test in last_two)
        return DEEP_VALID_MONTHS if is_deep else VALID_MONTHS

    def is_quiet(self, as_of: date) -> bool:
        """Return whether the latest test is low and recent."""
        if not self.tests or as_of > add_months(self.tests[-1].on, self.valid_months):
            return False
        return self.is_low(self.tests[-1], MR2)

    def is_low(self, test: BcrAbl1Test, band: Band) -> bool:
        """Return whether a test shows a level in a band that begins at 0."""
        return test.lies_in(band) is YES and not (self.misses_transcript and test.is_not_detected)


def misses_transcript(history: History, results: Sequence[BcrAbl1Result], started_on: date) -> bool:
    """Return whether "not detected" shows nothing; all results of the chart come oldest first."""
    return has_atypical_transcript(history) or may_miss_transcript(results, started_on)


def has_atypical_transcript(history: History) -> bool:
    """Return whether the chart reports an atypical transcript, of any day (decision 0133)."""
    return any(data.subject is Subject.ATYPICAL_TRANSCRIPT and not data.withdrawn for data in history.excluded)


def may_miss_transcript(results: Sequence[BcrAbl1Result], started_on: date) -> bool:
    """Return whether the first results of the chart, before the treatment could act, detected nothing.

    The results come oldest first.
    """
    stated = [result for result in results if result.percent_is is not None or result.detected is not UNKNOWN]
    if not stated or stated[0].on.earliest > add_months(started_on, FIRST_RESULT_MONTHS):
        return False
    first = [result for result in stated if result.on.earliest == stated[0].on.earliest]
    return all(result.percent_is is None and result.detected is NO for result in first)


QUIET = (
    f"the latest BCR::ABL1 of the course is {MR2}% IS or not detected and at most {VALID_MONTHS} months old "
    f'({DEEP_VALID_MONTHS} where the last two are {MAJOR_MOLECULAR_RESPONSE}%); "not detected" shows nothing where an '
    "atypical transcript is reported (p190, p230, others; 0133), or where the first result of the chart, before or "
    f"within {FIRST_RESULT_MONTHS} month of the start, detected nothing either"
)
"""The definition, for the handbook."""
