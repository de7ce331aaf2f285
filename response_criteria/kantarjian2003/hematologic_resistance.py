"""The first circumstance: no complete hematologic response after 3 months of therapy (decision 0020)."""

from response_criteria.answers import Answer
from response_criteria.findings import Criterion, Finding
from response_criteria.kantarjian2003 import readings
from response_criteria.kantarjian2003.counts_told import (
    FailingReasons,
    count_passes,
    count_too_old,
    counts_fail,
    evidence_of_confirmation,
    evidence_of_passing,
    no_count_judged,
)
from response_criteria.kantarjian2003.judged_course import JudgedCourse
from response_criteria.kantarjian2003.paper import HEMATOLOGIC_MONTHS, PAPER
from response_criteria.kantarjian2003.reasons import Lack, Reason
from response_criteria.kantarjian2003.told import finding, lacking, not_yet
from response_criteria.periods import months_after
from response_criteria.study110.hematologic import SPLEEN_COUNTS_DAYS, Confirmation, JudgedCount

HEMATOLOGIC_RESISTANCE = Criterion(
    "kantarjian2003/hematologic-resistance",
    "Hematologic resistance",
    "Failure to achieve a complete hematologic response after 3 months of therapy.",
    PAPER.at("circumstances of dose escalation, 1"),
    (readings.HEMATOLOGIC_RESISTANCE, *readings.OF_COUNTS, readings.UNCERTAIN_START),
)

_FAILING = FailingReasons(Reason.NO_CHR, Reason.NO_CHR_LATER_COUNT_UNKNOWN, Reason.NO_CHR_UNCONFIRMED)
_LACKING_SPLEEN = lacking(Lack.SPLEEN_EXAMINATION, {"days": SPLEEN_COUNTS_DAYS})


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
        return _passes(course.latest)
    return count_too_old(HEMATOLOGIC_RESISTANCE, course, course.latest)


def _documented(chr_: Confirmation) -> Finding:
    """A CHR is documented: its loss would be relapse. An unknown spleen is said."""
    unknown = chr_.second.spleen_palpable is Answer.UNKNOWN
    return finding(
        HEMATOLOGIC_RESISTANCE,
        Reason.CHR_DOCUMENTED,
        {"first": chr_.first.on, "confirmed_on": chr_.second.on},
        evidence=evidence_of_confirmation(chr_),
        missing=_LACKING_SPLEEN if unknown else (),
    )


def _passes(latest: JudgedCount) -> Finding:
    """The counts pass, which speaks against resistance unless a palpable spleen speaks for it (decision 0007)."""
    if latest.affirms or latest.spleen is None:
        return count_passes(HEMATOLOGIC_RESISTANCE, latest)
    return finding(
        HEMATOLOGIC_RESISTANCE,
        Reason.SPLEEN_PALPABLE,
        {"latest": latest.on, "spleen_on": latest.spleen.on.earliest},
        evidence=evidence_of_passing(latest),
        missing=_LACKING_SPLEEN,
    )
