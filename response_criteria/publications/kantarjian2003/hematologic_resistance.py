"""The first circumstance: no complete hematologic response after 3 months of therapy (decision 0020)."""

from response_criteria.model.answers import Answer
from response_criteria.model.findings import Criterion, Finding
from response_criteria.model.periods import months_after
from response_criteria.publications.kantarjian2003 import interpretations as readings
from response_criteria.publications.kantarjian2003.build_finding import finding, not_yet
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.hematologic_findings import (
    LACKING_SPLEEN,
    FailingReasons,
    count_passes_unless_spleen,
    count_too_old,
    counts_fail,
    evidence_of_confirmation,
    no_count_judged,
)
from response_criteria.publications.kantarjian2003.paper import HEMATOLOGIC_MONTHS, PAPER
from response_criteria.publications.kantarjian2003.reasons import Reason
from response_criteria.publications.study110.hematologic import Confirmation

HEMATOLOGIC_RESISTANCE = Criterion(
    "kantarjian2003/hematologic-resistance",
    "Hematologic resistance",
    "Failure to achieve a complete hematologic response after 3 months of therapy.",
    PAPER.at("circumstances of dose escalation, 1"),
    (readings.HEMATOLOGIC_RESISTANCE, *readings.OF_COUNTS, readings.UNCERTAIN_START),
)

_FAILING = FailingReasons(Reason.NO_CHR, Reason.NO_CHR_LATER_COUNT_UNKNOWN, Reason.NO_CHR_UNCONFIRMED)


def hematologic_resistance(course: JudgedCourse) -> Finding:
    """Whether counts fail in a run from 3 months on, while no CHR is documented in the course."""
    judged_from = months_after(course.started_on, HEMATOLOGIC_MONTHS)
    early = course.as_of < judged_from
    if course.fails_now and not course.confirmed and not early:
        run = [each for each in course.failing if each.on >= judged_from]
        return counts_fail(HEMATOLOGIC_RESISTANCE, course, run, _FAILING)
    if course.confirmed and not (early and course.after_raise):
        return _documented(course.confirmed)
    if early:
        return not_yet(HEMATOLOGIC_RESISTANCE, course, judged_from)
    if course.latest is None:
        return no_count_judged(HEMATOLOGIC_RESISTANCE, course)
    if course.latest.passes:
        return count_passes_unless_spleen(HEMATOLOGIC_RESISTANCE, course.latest)
    return count_too_old(HEMATOLOGIC_RESISTANCE, course, course.latest)


def _documented(chr_: Confirmation) -> Finding:
    """A CHR is documented: its loss would be relapse. An unknown spleen is said."""
    unknown = chr_.second.spleen_palpable is Answer.UNKNOWN
    return finding(
        HEMATOLOGIC_RESISTANCE,
        Reason.CHR_DOCUMENTED,
        {"first": chr_.first.on, "confirmed_on": chr_.second.on},
        evidence=evidence_of_confirmation(chr_),
        missing=LACKING_SPLEEN if unknown else (),
    )
