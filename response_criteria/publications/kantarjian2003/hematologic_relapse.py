"""The third circumstance: hematologic relapse, that is loss of a confirmed CHR (decision 0022)."""

from response_criteria.model.findings import Criterion, Finding
from response_criteria.model.periods import months_after
from response_criteria.publications.kantarjian2003 import interpretations as readings
from response_criteria.publications.kantarjian2003.build_finding import finding, not_yet
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.hematologic_findings import (
    FailingReasons,
    count_passes,
    count_passes_unless_spleen,
    count_too_old,
    counts_fail,
    no_count_judged,
)
from response_criteria.publications.kantarjian2003.interpretations import COUNT_STANDS_MONTHS
from response_criteria.publications.kantarjian2003.paper import HEMATOLOGIC_MONTHS, PAPER
from response_criteria.publications.kantarjian2003.reasons import Reason

HEMATOLOGIC_RELAPSE = Criterion(
    "kantarjian2003/hematologic-relapse",
    "Hematologic relapse",
    "Named by the paper without a definition.",
    PAPER.at("circumstances of dose escalation, 3"),
    (readings.HEMATOLOGIC_RELAPSE, *readings.OF_COUNTS),
)

_FAILING = FailingReasons(Reason.CHR_LOST, Reason.CHR_LOSS_LATER_COUNT_UNKNOWN, Reason.CHR_LOSS_UNCONFIRMED)


def hematologic_relapse(course: JudgedCourse) -> Finding:
    """Whether counts fail in a run after a CHR was confirmed in the course."""
    judged_from = months_after(course.started_on, HEMATOLOGIC_MONTHS)
    if course.fails_now and course.confirmed:
        return counts_fail(HEMATOLOGIC_RELAPSE, course, course.failing, _FAILING)
    if course.after_raise and course.as_of < judged_from:
        return not_yet(HEMATOLOGIC_RELAPSE, course, judged_from)
    latest = course.latest
    if latest is None:
        return no_count_judged(HEMATOLOGIC_RELAPSE, course)
    if not course.stands(latest.on, COUNT_STANDS_MONTHS):
        return count_too_old(HEMATOLOGIC_RELAPSE, course, latest)
    if latest.passes:
        told = count_passes_unless_spleen if course.confirmed else count_passes
        return told(HEMATOLOGIC_RELAPSE, latest)
    if not course.confirmed:
        return finding(HEMATOLOGIC_RELAPSE, Reason.NO_CHR_DOCUMENTED, {"latest": latest.on})
    return count_too_old(HEMATOLOGIC_RELAPSE, course, latest)
