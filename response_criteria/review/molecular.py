"""Review facts about BCR::ABL1: molecular failure, and loss of a major molecular response (decision 0120)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from response_criteria.model.answers import NO, UNKNOWN, YES, Answer, all_of, any_of
from response_criteria.model.findings import Value
from response_criteria.model.periods import add_months, days_between, months_between
from response_criteria.publications.eln2020.loss_of_mmr import MAJOR_MOLECULAR_RESPONSE
from response_criteria.publications.eln2020.milestones import (
    CONFIRMED_AFTER_MONTHS,
    CONFIRMED_BEFORE_MONTHS,
    MILESTONE_TABLE,
    MILESTONES,
    WINDOW_MONTHS,
    MilestoneRow,
)
from response_criteria.publications.kantarjian2003.interpretations import MIN_SPAN_DAYS
from response_criteria.results.bcr_abl1 import MR2, VALID_MONTHS
from response_criteria.results.bcr_abl1_tests import BcrAbl1Test, find_last_in_row
from response_criteria.review.codes import ReviewCode, ReviewReason
from response_criteria.review.rule import ReviewRule
from response_criteria.review.snapshot import NOT_CLEAR, Reviewed, ReviewSnapshot, hold_fact
from response_criteria.rules.bands import above
from response_criteria.treatment.courses import Treatment

AFTER_ESCALATION_MONTHS = 3
"""A dose escalation is given so long before a result counts against it (decision 0120)."""

NO_MMR = above(f"{MAJOR_MOLECULAR_RESPONSE.ceiling}")
"""% IS."""

MIN_RISE = 3
"""A loss is a rise to at least so many times the lowest level: less lies within the noise of the test (0120)."""

MINOR_LOSS = MR2
"""% IS: a loss of MMR up to here is for information."""

ROWS = tuple(row for row in MILESTONES if not row.at_any_time)
FIRST_ROW, _, LAST_ROW = ROWS


@dataclass(frozen=True, slots=True)
class Judgment:
    """Whether a test is a failure, by which milestone, and the earlier test that it confirms."""

    answer: Answer
    row: MilestoneRow | None = None
    confirmed: BcrAbl1Test | None = None


def find_first_month(row: MilestoneRow) -> int:
    """Return the month of treatment from which a test is judged by a milestone."""
    return row.months - WINDOW_MONTHS


def judge_test(test: BcrAbl1Test, earlier: Sequence[BcrAbl1Test], started_on: date) -> Judgment:
    """Judge a test by the last milestone that has begun; ``earlier`` are the tests before it."""
    row = next((row for row in reversed(ROWS) if test.on >= add_months(started_on, find_first_month(row))), None)
    if row is None:
        return Judgment(NO)
    answer = test.lies_in(row.failure)
    if not row.needs_confirmation or answer is NO:
        return Judgment(answer, row)
    since = add_months(started_on, find_first_month(row))
    candidates = [other for other in earlier if other.on >= since and _may_confirm(other, test)]
    confirmed = next((other for other in candidates if other.lies_in(row.failure) is YES), None)
    is_confirmed = any_of(other.lies_in(row.failure) for other in candidates)
    return Judgment(all_of((answer, is_confirmed)), row, confirmed)


def _may_confirm(first: BcrAbl1Test, second: BcrAbl1Test) -> bool:
    """Return whether a second test comes within the time in which it confirms the first."""
    earliest, latest = add_months(first.on, CONFIRMED_AFTER_MONTHS), add_months(first.on, CONFIRMED_BEFORE_MONTHS)
    return earliest <= second.on <= latest


def select_counting_tests(tests: Sequence[BcrAbl1Test], treatment: Treatment) -> tuple[BcrAbl1Test, ...]:
    """Return the tests of a treatment that may show its failure: after an escalation, only those well into it."""
    if treatment.escalated_on is None:
        return tuple(tests)
    since = add_months(treatment.escalated_on, AFTER_ESCALATION_MONTHS)
    return tuple(test for test in tests if test.on >= since)


def find_molecular_failure(patient: ReviewSnapshot) -> Reviewed | None:
    """Check the latest BCR::ABL1 of this treatment against ELN's milestones, counted from its documented start."""
    treatment, tests = patient.treatment, patient.tests_of_treatment
    if treatment is None or not (counting := select_counting_tests(tests, treatment)):
        return None
    latest = counting[-1]
    judgment = judge_test(latest, counting[:-1], treatment.started_on)
    if judgment.answer is NO or judgment.row is None or patient.as_of > add_months(latest.on, VALID_MONTHS):
        return None
    if judgment.answer is UNKNOWN:
        return NOT_CLEAR
    values: dict[str, Value] = {
        "percent": latest.percent,
        "on": latest.on,
        "months": months_between(treatment.started_on, latest.on),
        "limit": str(judgment.row.failure),
        "milestone": judgment.row.months,
        "line": "first" if treatment.first_line else "later",
    }
    if judgment.confirmed is None:
        is_minor = _is_single(latest, tests, treatment.started_on)
        return hold_fact(ReviewReason.MOLECULAR_FAILURE, values, latest.evidence, is_minor=is_minor)
    values |= {"first_percent": judgment.confirmed.percent, "first_on": judgment.confirmed.on}
    evidence = (*latest.evidence, *judgment.confirmed.evidence)
    return hold_fact(ReviewReason.MOLECULAR_FAILURE_CONFIRMED, values, evidence)


def _is_single(latest: BcrAbl1Test, tests: Sequence[BcrAbl1Test], started_on: date) -> bool:
    """Return whether the test is one of >1 to 10% IS, and the one before it was no failure of the last milestone."""
    if latest.lies_in(above(f"{MR2.ceiling}").up_to(f"{FIRST_ROW.failure.floor}")) is not YES:
        return False
    earlier = [test for test in tests if test.on < latest.on]
    last_milestone = add_months(started_on, find_first_month(LAST_ROW))
    return not earlier or earlier[-1].lies_in(MR2) is YES or earlier[-1].on < last_milestone


def find_loss_of_mmr(patient: ReviewSnapshot) -> Reviewed | None:
    """Check whether the latest tests of this treatment have left a major molecular response for good."""
    tests = patient.tests_of_treatment
    lost = find_last_in_row(tests, NO_MMR)
    earlier = tests[: len(tests) - len(lost)]
    if not lost or not earlier or patient.as_of > add_months(lost[-1].on, VALID_MONTHS):
        return None
    lowest = min(earlier, key=_get_highest)
    if lowest.lies_in(MAJOR_MOLECULAR_RESPONSE) is not YES or days_between(lost[0].on, lost[-1].on) < MIN_SPAN_DAYS:
        return None
    answer = _has_risen(lowest, lost[-1])
    if answer is not YES:
        return NOT_CLEAR if answer is UNKNOWN else None
    latest = lost[-1]
    values: dict[str, Value] = {
        "percent": latest.percent,
        "on": latest.on,
        "tests": len(lost),
        "since": lost[0].on,
        "lowest": format_level(lowest),
        "lowest_on": lowest.on,
    }
    is_minor = latest.lies_in(MINOR_LOSS) is YES
    return hold_fact(ReviewReason.LOSS_OF_MMR, values, (*latest.evidence, *lowest.evidence), is_minor=is_minor)


def _get_highest(test: BcrAbl1Test) -> tuple[bool, Decimal]:
    """Sort by the highest level that the test may have; one without an upper end comes last."""
    return test.percent.high is None, test.percent.high or Decimal(0)


def _has_risen(lowest: BcrAbl1Test, latest: BcrAbl1Test) -> Answer:
    """Return whether the latest level is at least three times the lowest, whatever the two are within their bounds."""
    before, now = lowest.percent, latest.percent
    if before.high is not None and now.low is not None and now.low >= MIN_RISE * before.high:
        return YES
    if before.low is not None and now.high is not None and now.high < MIN_RISE * before.low:
        return NO
    return UNKNOWN


def format_level(test: BcrAbl1Test) -> str:
    """Format a level for a sentence."""
    return "not detected" if test.is_not_detected else f"{test.percent}% IS"


def _describe_row(row: MilestoneRow) -> str:
    first = find_first_month(row)
    if row.needs_confirmation:
        return (
            f"{row.failure}% from {first} months after an earlier one {row.failure}% at {first} months or later, "
            f"{CONFIRMED_AFTER_MONTHS} to {CONFIRMED_BEFORE_MONTHS} months before it"
        )
    return f"{row.failure}% from {first} months"


RULES = (
    ReviewRule(
        code=ReviewCode.MOLECULAR_FAILURE,
        name="molecular failure",
        evaluate=find_molecular_failure,
        when=f"the latest BCR::ABL1 since the start of this treatment, at most {VALID_MONTHS} months old, is "
        f"{'; or '.join(map(_describe_row, reversed(ROWS)))} (% IS, months from the documented start, each until the "
        f"next begins); after a dose escalation only results {AFTER_ESCALATION_MONTHS} months or more into it",
        citation=MILESTONE_TABLE,
    ),
    ReviewRule(
        code=ReviewCode.LOSS_OF_MMR,
        name="loss of MMR",
        evaluate=find_loss_of_mmr,
        when=f"the latest BCR::ABL1 results of this treatment, two or more in a row over {MIN_SPAN_DAYS} days or more, "
        f"are {NO_MMR}% IS, the latest, at most {VALID_MONTHS} months old, at least {MIN_RISE} times the lowest "
        f"earlier one, which was {MAJOR_MOLECULAR_RESPONSE}%",
        citation=MILESTONE_TABLE,
    ),
)
