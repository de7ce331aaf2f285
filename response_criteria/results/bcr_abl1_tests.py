"""BCR::ABL1 as one test a day: a repeat of the same day must not pass for a second, confirming test."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import NO, UNKNOWN, YES, Answer
from response_criteria.model.findings import Evidence
from response_criteria.model.results import BcrAbl1Result
from response_criteria.results.bcr_abl1 import cite_bcr_abl1
from response_criteria.results.latest import find_latest
from response_criteria.rules.bands import Band

_NOT_DETECTED = Amount.exactly(0)


@dataclass(frozen=True, slots=True)
class BcrAbl1Test:
    """The latest BCR::ABL1 of a day: one result, or several that date and time do not tell apart."""

    on: date
    results: tuple[BcrAbl1Result, ...]

    @property
    def is_not_detected(self) -> bool:
        """Whether BCR::ABL1 was not detected, without a level."""
        return all(result.percent_is is None for result in self.results)

    @property
    def percent(self) -> Amount:
        """The level in % IS, 0 where it was not detected; where results differ, the interval that covers them."""
        return reduce(Amount.cover, map(_get_percent, self.results))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The results as evidence."""
        return tuple(map(cite_bcr_abl1, self.results))

    def lies_in(self, band: Band) -> Answer:
        """Return whether the level lies in a band of % IS; unknown where results of the day differ."""
        answers = {band.contains(_get_percent(result)) for result in self.results}
        return answers.pop() if len(answers) == 1 else UNKNOWN


def build_tests(results: Iterable[BcrAbl1Result]) -> tuple[BcrAbl1Test, ...]:
    """Build the tests from results that come oldest first; results that only say "detected" are passed over."""
    days: defaultdict[date, list[BcrAbl1Result]] = defaultdict(list)
    for result in filter(_is_informative, results):
        days[result.on.earliest].append(result)
    return tuple(BcrAbl1Test(on, find_latest(days[on])) for on in sorted(days))


def find_last_in_row(tests: Sequence[BcrAbl1Test], band: Band) -> tuple[BcrAbl1Test, ...]:
    """Return the unbroken row of latest tests that are known to lie in a band, oldest first."""
    start = next((index for index in range(len(tests), 0, -1) if tests[index - 1].lies_in(band) is not YES), 0)
    return tuple(tests[start:])


def _get_percent(result: BcrAbl1Result) -> Amount:
    return _NOT_DETECTED if result.percent_is is None else result.percent_is


def _is_informative(result: BcrAbl1Result) -> bool:
    """Return whether a result has a level, or says that nothing was detected."""
    # "Detected" without a level may be 0.01% or 50%: it must not hide an older level.
    if result.percent_is is None:
        return result.detected is NO
    return result.percent_is.high is not None or bool(result.percent_is.low)
