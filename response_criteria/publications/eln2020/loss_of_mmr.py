"""Loss of a major molecular response (MMR), a warning in ELN 2020 at any time of treatment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from response_criteria.model.answers import NO, YES, Answer
from response_criteria.model.citation import Interpretation
from response_criteria.model.results import BcrAbl1Result
from response_criteria.publications.eln2020.milestones import MILESTONE_TABLE
from response_criteria.publications.publication import Definition
from response_criteria.results.bcr_abl1 import VALID_MONTHS, find_latest_valid, select_informative
from response_criteria.rules.bands import at_most

LOSS_OF_MMR = MILESTONE_TABLE

MAJOR_MOLECULAR_RESPONSE = at_most("0.1")
"""BCR::ABL1, % IS."""

LOSS = Interpretation(
    "0017",
    f"MMR is lost if the latest result, at most {VALID_MONTHS} months old, is no longer {MAJOR_MOLECULAR_RESPONSE}% IS "
    'and an earlier one was, or was "not detected"; results of one day count as one test',
)

LOSS_OF_MMR_DEFINITION = Definition(
    "Loss of a major molecular response",
    LOSS_OF_MMR,
    f"A warning: BCR::ABL1 was {MAJOR_MOLECULAR_RESPONSE}% IS and no longer is.",
    (LOSS,),
)


@dataclass(frozen=True, slots=True)
class MmrLoss:
    """The last test in MMR, and the consecutive tests without MMR after it, oldest first."""

    last_in_mmr: BcrAbl1Result
    without_mmr: tuple[BcrAbl1Result, ...]


def find_loss_of_mmr(results: Sequence[BcrAbl1Result], as_of: date) -> MmrLoss | None:
    """Return the loss of MMR that the latest test shows; ``results`` are oldest first."""
    # One test a day: a repeat from the same day must not pass for the second, confirming test.
    tests = {result.on.earliest: result for result in select_informative(results)}.values()
    newest_first = [(test, _is_mmr(test)) for test in reversed(tests)]
    without_mmr = [test for test, _ in takewhile(lambda pair: pair[1] is NO, newest_first)]
    last_in_mmr = next((test for test, is_mmr in newest_first if is_mmr is YES), None)
    if not without_mmr or last_in_mmr is None or not find_latest_valid(results, as_of):
        return None
    return MmrLoss(last_in_mmr, tuple(reversed(without_mmr)))


def _is_mmr(result: BcrAbl1Result) -> Answer:
    # Without a level, the result is "not detected".
    return YES if result.percent_is is None else MAJOR_MOLECULAR_RESPONSE.contains(result.percent_is)
