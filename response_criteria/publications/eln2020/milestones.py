"""Milestones of first-line treatment: context that is shown and decides nothing.

Read beside the milestone table; levels are BCR::ABL1 in % on the International Scale. A result "not detected" is taken
for optimal.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter

from response_criteria.model.answers import Answer
from response_criteria.model.citation import OurReading
from response_criteria.model.facts import Transcript
from response_criteria.model.periods import days_between, months_after, months_before
from response_criteria.publications.eln2020 import PAPER
from response_criteria.results.bcr_abl1 import STANDS_MONTHS, telling
from response_criteria.rules.bands import Band, above, at_most

MILESTONE_TABLE = PAPER.at("milestone table")

WINDOW_MONTHS = 1
CONFIRMED_AFTER_MONTHS, CONFIRMED_BEFORE_MONTHS = 1, 3

WINDOW = OurReading(
    "0017",
    "a milestone is judged by the result nearest to it, at most a month before or after; "
    "after 12 months by the latest result, at most 9 months old",
)


class Milestone(StrEnum):
    """How a milestone stands."""

    OPTIMAL = "optimal"
    WARNING = "warning"
    FAILURE = "failure"
    NOT_DUE = "not-due"
    UNKNOWN = "unknown"


_DAY = attrgetter("on.earliest")


@dataclass(frozen=True, slots=True)
class Row:
    """The bands of a milestone, or of all time from then on; ``if_confirmed`` where a failure needs a second result."""

    months: int
    optimal: Band
    warning: Band
    failure: Band
    if_confirmed: bool = False
    at_any_time: bool = False

    @property
    def name(self) -> str:
        """As a statement's id carries it."""
        return "any-time" if self.at_any_time else f"{self.months}-months"


# fmt: off
MILESTONES = (
    #   months  optimal         warning                   failure
    Row(3,      at_most("10"),  above("10"),              above("10"), if_confirmed=True),
    Row(6,      at_most("1"),   above("1").up_to("10"),   above("10")),
    Row(12,     at_most("0.1"), above("0.1").up_to("1"),  above("1")),
    Row(12,     at_most("0.1"), above("0.1").up_to("1"),  above("1"),  at_any_time=True),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Reached:
    """How a milestone stands, and the results that tell: the deciding one first. ``due_on`` is its day."""

    row: Row
    status: Milestone
    due_on: date
    results: tuple[Transcript, ...] = ()


def milestones(transcripts: Sequence[Transcript], started_on: date, as_of: date) -> tuple[Reached, ...]:
    """Every milestone of a treatment that began on that day; results oldest first."""
    results = telling(transcripts)
    return tuple(_reached(row, results, months_after(started_on, row.months), as_of) for row in MILESTONES)


def as_markdown() -> str:
    """The table as a reader compares it with the printed one."""
    lines = ["| BCR::ABL1, % IS | Optimal | Warning | Failure |", "| --- | --- | --- | --- |"]
    for row in MILESTONES:
        confirmed = f" if confirmed within {CONFIRMED_AFTER_MONTHS}–{CONFIRMED_BEFORE_MONTHS} months"
        failure = f"{row.failure}{confirmed if row.if_confirmed else ''}"
        at = "Any time after" if row.at_any_time else f"{row.months} months"
        lines.append(f"| {at} | {row.optimal} | {row.warning} | {failure} |")
    return "\n".join(lines)


def _reached(row: Row, results: Sequence[Transcript], due_on: date, as_of: date) -> Reached:
    result = _latest_since(due_on, results, as_of) if row.at_any_time else _nearest(due_on, results)
    if result is None:
        return Reached(row, Milestone.NOT_DUE if as_of < due_on else Milestone.UNKNOWN, due_on)
    status = _status(row, result)
    if status is not Milestone.FAILURE or not row.if_confirmed:
        return Reached(row, status, due_on, (result,))
    second = _confirming(result, results)
    if second and _status(row, second) is Milestone.FAILURE:
        return Reached(row, Milestone.FAILURE, due_on, (result, second))
    return Reached(row, Milestone.WARNING, due_on, (result,))


def _status(row: Row, result: Transcript) -> Milestone:
    """The cell in which the result lies; a bound may lie in several."""
    level = result.percent_is
    if level is None:
        return Milestone.OPTIMAL
    cells = ((Milestone.OPTIMAL, row.optimal), (Milestone.FAILURE, row.failure), (Milestone.WARNING, row.warning))
    return next((name for name, band in cells if band.holds(level) is Answer.YES), Milestone.UNKNOWN)


def _nearest(due_on: date, results: Sequence[Transcript]) -> Transcript | None:
    first, last = months_before(due_on, WINDOW_MONTHS), months_after(due_on, WINDOW_MONTHS)
    within = results[bisect_left(results, first, key=_DAY) : bisect_right(results, last, key=_DAY)]
    return min(reversed(within), key=lambda each: abs(days_between(due_on, each.on.earliest)), default=None)


def _latest_since(due_on: date, results: Sequence[Transcript], as_of: date) -> Transcript | None:
    latest = results[-1] if results else None
    if latest is None or latest.on.earliest < due_on or as_of > months_after(latest.on.earliest, STANDS_MONTHS):
        return None
    return latest


def _confirming(first: Transcript, results: Sequence[Transcript]) -> Transcript | None:
    """The first result that is late enough after it to confirm, and not too late."""
    after = months_after(first.on.earliest, CONFIRMED_AFTER_MONTHS)
    before = months_after(first.on.earliest, CONFIRMED_BEFORE_MONTHS)
    return next((each for each in results if after <= each.on.earliest <= before), None)
