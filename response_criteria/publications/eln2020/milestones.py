"""Milestones of first-line treatment by BCR::ABL1 in % on the International Scale (IS). Shown for information."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter

from response_criteria.model.answers import Answer
from response_criteria.model.citation import Interpretation
from response_criteria.model.periods import add_months, days_between, subtract_months
from response_criteria.model.results import BcrAbl1Result
from response_criteria.publications.eln2020.paper import PAPER
from response_criteria.publications.publication import Definition, format_table
from response_criteria.results.bcr_abl1 import VALID_MONTHS, select_informative
from response_criteria.rules.bands import Band, above, at_most

MILESTONE_TABLE = PAPER.cite("milestone table")

WINDOW_MONTHS = 1
CONFIRMED_AFTER_MONTHS, CONFIRMED_BEFORE_MONTHS = 1, 3


class Milestone(StrEnum):
    """The state of a milestone."""

    OPTIMAL = "optimal"
    WARNING = "warning"
    FAILURE = "failure"
    NOT_DUE = "not-due"
    UNKNOWN = "unknown"


_DAY = attrgetter("on.earliest")


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """The bands of a milestone. With ``at_any_time`` they apply from that month on.

    ``needs_confirmation``: a failure counts only with a second result.
    """

    months: int
    optimal: Band
    warning: Band
    failure: Band
    needs_confirmation: bool = False
    at_any_time: bool = False

    @property
    def name(self) -> str:
        """The name of the milestone in the id of a statement."""
        return "any-time" if self.at_any_time else f"{self.months}-months"

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The row as the table prints it."""
        confirmed = f" if confirmed within {CONFIRMED_AFTER_MONTHS}–{CONFIRMED_BEFORE_MONTHS} months"
        time = "Any time after" if self.at_any_time else f"{self.months} months"
        failure = f"{self.failure}{confirmed if self.needs_confirmation else ''}"
        return time, str(self.optimal), str(self.warning), failure


# fmt: off
MILESTONES = (
    #            months  optimal         warning                   failure
    MilestoneRow(3,      at_most("10"),  above("10"),              above("10"), needs_confirmation=True),
    MilestoneRow(6,      at_most("1"),   above("1").up_to("10"),   above("10")),
    MilestoneRow(12,     at_most("0.1"), above("0.1").up_to("1"),  above("1")),
    MilestoneRow(12,     at_most("0.1"), above("0.1").up_to("1"),  above("1"),  at_any_time=True),
)
# fmt: on

WINDOW = Interpretation(
    "0017",
    f"a milestone is assessed by the result nearest to it, at most {WINDOW_MONTHS} month before or after; after "
    f"{MILESTONES[-1].months} months by the latest result, at most {VALID_MONTHS} months old; "
    '"not detected" is optimal',
)

MILESTONES_DEFINITION = Definition(
    "Milestones",
    MILESTONE_TABLE,
    format_table(("BCR::ABL1, % IS", "Optimal", "Warning", "Failure"), (row.cells for row in MILESTONES)),
    (WINDOW,),
)


@dataclass(frozen=True, slots=True)
class MilestoneResult:
    """The state of a milestone that is due on a day, and the results that show it, the deciding one first."""

    row: MilestoneRow
    status: Milestone
    due_on: date
    results: tuple[BcrAbl1Result, ...] = ()


def evaluate_milestones(results: Sequence[BcrAbl1Result], started_on: date, as_of: date) -> tuple[MilestoneResult, ...]:
    """Return every milestone of a treatment that started on ``started_on``; ``results`` are oldest first."""
    usable = select_informative(results)
    return tuple(_evaluate(row, usable, add_months(started_on, row.months), as_of) for row in MILESTONES)


def _evaluate(row: MilestoneRow, results: Sequence[BcrAbl1Result], due_on: date, as_of: date) -> MilestoneResult:
    result = _find_latest_since(due_on, results, as_of) if row.at_any_time else _find_nearest(due_on, results)
    if result is None:
        return MilestoneResult(row, Milestone.NOT_DUE if as_of < due_on else Milestone.UNKNOWN, due_on)
    status = _grade(row, result)
    if status is not Milestone.FAILURE or not row.needs_confirmation:
        return MilestoneResult(row, status, due_on, (result,))
    second = _find_confirming(result, results)
    if second and _grade(row, second) is Milestone.FAILURE:
        return MilestoneResult(row, Milestone.FAILURE, due_on, (result, second))
    return MilestoneResult(row, Milestone.WARNING, due_on, (result,))


def _grade(row: MilestoneRow, result: BcrAbl1Result) -> Milestone:
    """Return the cell of the table in which the result lies; a bound may lie in several and is then unknown."""
    level = result.percent_is
    if level is None:
        return Milestone.OPTIMAL
    # Failure before warning: at 3 months both have the same band.
    cells = ((Milestone.OPTIMAL, row.optimal), (Milestone.FAILURE, row.failure), (Milestone.WARNING, row.warning))
    return next((name for name, band in cells if band.contains(level) is Answer.YES), Milestone.UNKNOWN)


def _find_nearest(due_on: date, results: Sequence[BcrAbl1Result]) -> BcrAbl1Result | None:
    first, last = subtract_months(due_on, WINDOW_MONTHS), add_months(due_on, WINDOW_MONTHS)
    within = results[bisect_left(results, first, key=_DAY) : bisect_right(results, last, key=_DAY)]
    # Reversed, so that the later of two equally near results is taken.
    return min(reversed(within), key=lambda result: abs(days_between(due_on, result.on.earliest)), default=None)


def _find_latest_since(due_on: date, results: Sequence[BcrAbl1Result], as_of: date) -> BcrAbl1Result | None:
    latest = results[-1] if results else None
    if latest is None or latest.on.earliest < due_on or as_of > add_months(latest.on.earliest, VALID_MONTHS):
        return None
    return latest


def _find_confirming(first: BcrAbl1Result, results: Sequence[BcrAbl1Result]) -> BcrAbl1Result | None:
    """Return the first result within the time in which it can confirm a failure."""
    after = add_months(first.on.earliest, CONFIRMED_AFTER_MONTHS)
    before = add_months(first.on.earliest, CONFIRMED_BEFORE_MONTHS)
    return next((result for result in results if after <= result.on.earliest <= before), None)
