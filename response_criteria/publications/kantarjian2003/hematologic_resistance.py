"""Hematologic resistance: no complete hematologic response (CHR) after 3 months of therapy (decision 0020)."""

from response_criteria.model.answers import Answer
from response_criteria.model.findings import Criterion, Finding
from response_criteria.model.periods import add_months
from response_criteria.publications.kantarjian2003 import interpretations
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.publications.kantarjian2003.findings import (
    SPLEEN_EXAM_MISSING,
    FailureReasons,
    build_count_too_old,
    build_failure,
    build_finding,
    build_no_count,
    build_not_yet,
    build_pass_unless_spleen_palpable,
    cite_confirmation,
)
from response_criteria.publications.kantarjian2003.paper import HEMATOLOGIC_MONTHS, PAPER
from response_criteria.publications.kantarjian2003.reasons import Reason
from response_criteria.publications.study110.hematologic import Confirmation

HEMATOLOGIC_RESISTANCE = Criterion(
    "kantarjian2003/hematologic-resistance",
    "Hematologic resistance",
    f"Failure to achieve a complete hematologic response after {HEMATOLOGIC_MONTHS} months of therapy.",
    PAPER.cite("circumstances of dose escalation, 1"),
    (
        interpretations.HEMATOLOGIC_RESISTANCE,
        *interpretations.FOR_BLOOD_COUNTS,
        interpretations.UNCERTAIN_START,
    ),
)

_FAILURE_REASONS = FailureReasons(Reason.NO_CHR, Reason.NO_CHR_LATER_COUNT_UNKNOWN, Reason.NO_CHR_UNCONFIRMED)


def evaluate_hematologic_resistance(course: EvaluatedCourse) -> Finding:
    """Return whether a series of counts fails from 3 months on, with no CHR documented in the course."""
    due_on = add_months(course.started_on, HEMATOLOGIC_MONTHS)
    is_early = course.as_of < due_on
    if course.has_recent_failure and not course.confirmed_chr and not is_early:
        failures = [count for count in course.consecutive_failures if count.on >= due_on]
        return build_failure(HEMATOLOGIC_RESISTANCE, course, failures, _FAILURE_REASONS)
    # Soon after an escalation, a documented CHR is no answer yet: the response to the new dose is awaited.
    if course.confirmed_chr and not (is_early and course.after_escalation):
        return _build_chr_documented(course.confirmed_chr)
    if is_early:
        return build_not_yet(HEMATOLOGIC_RESISTANCE, course, due_on)
    if course.latest_count is None:
        return build_no_count(HEMATOLOGIC_RESISTANCE, course)
    if course.latest_count.passes:
        return build_pass_unless_spleen_palpable(HEMATOLOGIC_RESISTANCE, course.latest_count)
    return build_count_too_old(HEMATOLOGIC_RESISTANCE, course, course.latest_count)


def _build_chr_documented(confirmation: Confirmation) -> Finding:
    # The label's CHR also requires an uninvolved spleen: if it was not examined, the card names that.
    is_spleen_unknown = confirmation.second.spleen_palpable is Answer.UNKNOWN
    return build_finding(
        HEMATOLOGIC_RESISTANCE,
        Reason.CHR_DOCUMENTED,
        {
            "first": confirmation.first.on,
            "confirmed_on": confirmation.second.on,
            "confirmed_by": confirmation.method,
        },
        evidence=cite_confirmation(confirmation),
        missing=SPLEEN_EXAM_MISSING if is_spleen_unknown else (),
    )
