"""Confirmed loss of a major molecular response, in 2013 a failure: two tests in a row without it, one at 1% or more."""

from collections.abc import Sequence

from response_criteria.model.answers import Answer
from response_criteria.model.facts import Transcript
from response_criteria.publications.eln2013 import PAPER
from response_criteria.rules.bands import at_least

RESPONSE_TABLE = PAPER.at("response to first-line treatment, at any time")

ONE_OF_THEM = at_least("1")
"""% IS."""

CONSECUTIVE_TESTS = 2


def is_confirmed(without_mmr: Sequence[Transcript]) -> bool:
    """Whether tests in a row that show the loss, one a day, are enough and one of them is high enough."""
    high = (each for each in without_mmr if each.percent_is and ONE_OF_THEM.holds(each.percent_is) is Answer.YES)
    return len(without_mmr) >= CONSECUTIVE_TESTS and any(high)
