"""What BCR::ABL1 tells on one day: quiet, reassuring, overdue, or waiting for its repeat (decision 0122)."""

from dataclasses import dataclass
from datetime import date

from response_criteria.model.answers import NO, YES, Answer
from response_criteria.model.periods import add_months
from response_criteria.model.results import BcrAbl1Result
from response_criteria.publications.eln2020.milestones import CONFIRMED_BEFORE_MONTHS
from response_criteria.results.bcr_abl1 import MR2, VALID_MONTHS
from response_criteria.results.bcr_abl1_tests import BcrAbl1Test
from response_criteria.results.doubts import BCR_ABL1_SUBJECTS
from response_criteria.review.molecular import (
    FIRST_ROW,
    LAST_ROW,
    ROWS,
    find_first_month,
    judge_test,
    select_counting_tests,
)
from response_criteria.review.quiet import has_atypical_transcript
from response_criteria.review.snapshot import ReviewSnapshot
from response_criteria.rules.bands import at_most
from response_criteria.treatment.courses import Treatment

FIRST_YEAR_MONTHS = 12
FIRST_YEAR_TEST_MONTHS = 6
"""In the first year a test that is so old still shows that nothing has to be asked for."""

RECENT_TEST_MONTHS = 3
"""A test that is so old still speaks of a criterion that is possible today."""

OFF_SCALE_RESULTS = 2
"""So many results off the International Scale show that the laboratory has no other one."""

FIRST_YEAR_LEVEL = at_most(f"{FIRST_ROW.failure.floor}")
"""% IS: in the first year nothing is asked for up to this level."""


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What BCR::ABL1 tells on one day.

    ``latest_on``: the day of the latest test of the course, None if there is none. ``is_quiet``: it is low and recent.
    ``reassures_in_first_year``: nothing is asked for yet. ``is_no_failure``: the latest is recent and no failure.
    ``waits_for_repeat``: a high result was not repeated in time.
    ``is_overdue``: the latest is too old, or none shows the last milestone. ``is_of_late``: the latest is of the last
    months; ``is_low_of_late``: and low. ``is_off_scale``: the course has two results or more, none of them on the
    International Scale, or an atypical transcript is reported and no level.
    """

    latest_on: date | None = None
    is_quiet: bool = False
    reassures_in_first_year: bool = False
    is_no_failure: bool = False
    waits_for_repeat: bool = False
    is_overdue: bool = False
    is_of_late: bool = False
    is_low_of_late: bool = False
    is_off_scale: bool = False


NOT_MONITORED = Monitoring()


def evaluate_monitoring(patient: ReviewSnapshot) -> Monitoring:
    """Evaluate the BCR::ABL1 of a patient whose course is known."""
    treatment, tests = patient.treatment, patient.course_tests.tests
    if treatment is None:
        return NOT_MONITORED
    if not tests:
        return Monitoring(is_overdue=True, is_off_scale=_is_off_scale(patient))
    latest = tests[-1]
    is_of_late = _is_within(patient, latest, RECENT_TEST_MONTHS)
    return Monitoring(
        latest_on=latest.on,
        is_quiet=patient.is_quiet,
        reassures_in_first_year=_reassures_in_first_year(patient, treatment, latest),
        is_no_failure=_is_within(patient, latest, VALID_MONTHS) and _is_no_failure(patient, treatment, latest),
        waits_for_repeat=_waits_for_repeat(patient, treatment, latest),
        is_overdue=_is_overdue(patient, treatment),
        is_of_late=is_of_late,
        is_off_scale=latest.is_not_detected and has_atypical_transcript(patient.history),
        is_low_of_late=is_of_late and patient.course_tests.is_low(latest, MR2),
    )


def _is_off_scale(patient: ReviewSnapshot) -> bool:
    """Return whether several results of the course, or an atypical transcript, show that the scale does not apply."""
    if patient.course is None:
        return False
    since = patient.course.started_on
    # On the scale there is none: what the course holds are answers without a level, and results that were excluded.
    without_level = patient.course.course.results.of(BcrAbl1Result)
    excluded = [
        data
        for data in patient.history.excluded
        if data.subject in BCR_ABL1_SUBJECTS and not data.withdrawn and data.on and data.on.earliest >= since
    ]
    return has_atypical_transcript(patient.history) or len(without_level) + len(excluded) >= OFF_SCALE_RESULTS


def _is_within(patient: ReviewSnapshot, test: BcrAbl1Test, months: int) -> bool:
    return patient.as_of <= add_months(test.on, months)


def _fails(patient: ReviewSnapshot, treatment: Treatment, test: BcrAbl1Test) -> Answer:
    """Return whether a test is a molecular failure, however old it is."""
    counting = select_counting_tests(patient.tests_of_treatment, treatment)
    if test not in counting:
        return NO
    earlier = tuple(other for other in counting if other.on < test.on)
    return judge_test(test, earlier, treatment.started_on).answer


def _is_no_failure(patient: ReviewSnapshot, treatment: Treatment, test: BcrAbl1Test) -> bool:
    misses_transcript = test.is_not_detected and patient.course_tests.misses_transcript
    return not misses_transcript and _fails(patient, treatment, test) is NO


def _reassures_in_first_year(patient: ReviewSnapshot, treatment: Treatment, latest: BcrAbl1Test) -> bool:
    return (
        patient.as_of < add_months(treatment.may_have_started_on, FIRST_YEAR_MONTHS)
        and _is_within(patient, latest, FIRST_YEAR_TEST_MONTHS)
        and patient.course_tests.is_low(latest, FIRST_YEAR_LEVEL)
        and _is_no_failure(patient, treatment, latest)
    )


def _waits_for_repeat(patient: ReviewSnapshot, treatment: Treatment, latest: BcrAbl1Test) -> bool:
    """Return whether a failure, or a first high result of the early months, was not repeated in time."""
    if _fails(patient, treatment, latest) is YES and not _is_within(patient, latest, VALID_MONTHS):
        return True
    since, before = (add_months(treatment.started_on, find_first_month(row)) for row in ROWS[:2])
    is_high_early = since <= latest.on < before and latest.lies_in(FIRST_ROW.failure) is YES
    return is_high_early and not _is_within(patient, latest, CONFIRMED_BEFORE_MONTHS)


def _is_overdue(patient: ReviewSnapshot, treatment: Treatment) -> bool:
    tests = patient.course_tests
    if not _is_within(patient, tests.tests[-1], tests.valid_months):
        return True
    shown_from = add_months(treatment.may_have_started_on, find_first_month(LAST_ROW))
    is_due = patient.as_of >= add_months(treatment.may_have_started_on, LAST_ROW.months)
    return is_due and all(test.on < shown_from for test in patient.tests_of_treatment)
