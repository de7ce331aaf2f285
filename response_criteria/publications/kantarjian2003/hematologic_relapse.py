"""Hematologic relapse: loss of a confirmed complete hematologic response, CHR (decision 0022)."""

from response_criteria.model.findings import Criterion, Finding
from response_criteria.model.periods import add_months
from response_criteria.publications.kantarjian2003 import interpretations
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.publications.kantarjian2003.findings import (
    FailureReasons,
    build_count_too_old,
    build_failure,
    build_finding,
    build_no_count,
    build_not_yet,
    build_pass,
    build_pass_unless_spleen_palpable,
)
from response_criteria.publications.kantarjian2003.interpretations import COUNT_VALID_MONTHS
from response_criteria.publications.kantarjian2003.paper import HEMATOLOGIC_MONTHS, PAPER
from response_criteria.publications.kantarjian2003.reasons import Reason

HEMATOLOGIC_RELAPSE = Criterion(
    "kantarjian2003/hematologic-relapse",
    "Hematologic relapse",
    "Hematologic relapse; the paper gives no definition.",
    PAPER.cite("circumstances of dose escalation, 3"),
    (interpretations.HEMATOLOGIC_RELAPSE, *interpretations.FOR_BLOOD_COUNTS),
)

_FAILURE_REASONS = FailureReasons(Reason.CHR_LOST, Reason.CHR_LOSS_LATER_COUNT_UNKNOWN, Reason.CHR_LOSS_UNCONFIRMED)


def evaluate_hematologic_relapse(course: EvaluatedCourse) -> Finding:
    """Return whether a series of counts fails after a CHR was confirmed in the course."""
    due_on = add_months(course.started_on, HEMATOLOGIC_MONTHS)
    if course.has_recent_failure and course.confirmed_chr:
        return build_failure(HEMATOLOGIC_RELAPSE, course, course.consecutive_failures, _FAILURE_REASONS)
    if course.after_escalation and course.as_of < due_on:
        return build_not_yet(HEMATOLOGIC_RELAPSE, course, due_on)
    latest = course.latest_count
    if latest is None:
        return build_no_count(HEMATOLOGIC_RELAPSE, course)
    if not course.is_within_months(latest.on, COUNT_VALID_MONTHS):
        return build_count_too_old(HEMATOLOGIC_RELAPSE, course, latest)
    if latest.passes:
        # Without a CHR to lose, a palpable spleen has no bearing on relapse.
        build = build_pass_unless_spleen_palpable if course.confirmed_chr else build_pass
        return build(HEMATOLOGIC_RELAPSE, latest)
    if not course.confirmed_chr:
        return build_finding(HEMATOLOGIC_RELAPSE, Reason.NO_CHR_DOCUMENTED, {"latest": latest.on})
    return build_count_too_old(HEMATOLOGIC_RELAPSE, course, latest)
