"""Loss of a major molecular response (MMR): a warning in ELN 2020, and context that decides nothing.

Read beside the milestone table, at any time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from response_criteria.model.answers import NO, YES, Answer
from response_criteria.model.citation import OurReading
from response_criteria.model.facts import Transcript
from response_criteria.publications.eln2020.milestones import MILESTONE_TABLE
from response_criteria.results.bcr_abl1 import latest_standing, telling
from response_criteria.rules.bands import at_most

LOSS_OF_MMR = MILESTONE_TABLE

MAJOR_MOLECULAR_RESPONSE = at_most("0.1")
"""% IS."""

LOSS = OurReading(
    "0017",
    'MMR is lost where the latest result, at most 9 months old, is above 0.1% and an earlier one was not, or was "not '
    'detected"; results of one day are one test',
)


@dataclass(frozen=True, slots=True)
class Lost:
    """The last test that showed the response, and the unbroken series of tests since that do not, oldest first."""

    last_with: Transcript
    without: tuple[Transcript, ...]


def loss_of_mmr(transcripts: Sequence[Transcript], as_of: date) -> Lost | None:
    """The loss that the latest test shows; results oldest first."""
    tests = tuple({each.on.earliest: each for each in telling(transcripts)}.values())
    shown = [(each, _has_mmr(each)) for each in reversed(tests)]
    without = tuple(each for each, _ in takewhile(lambda told: told[1] is NO, shown))[::-1]
    last_with = next((each for each, has_mmr in shown if has_mmr is YES), None)
    if not without or last_with is None or not latest_standing(transcripts, as_of):
        return None
    return Lost(last_with, without)


def _has_mmr(transcript: Transcript) -> Answer:
    level = transcript.percent_is
    return YES if level is None else MAJOR_MOLECULAR_RESPONSE.holds(level)
