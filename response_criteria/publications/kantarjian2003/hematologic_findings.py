"""What the two hematologic criteria tell alike: counts that fail in a run, and what a blood count lacks."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from response_criteria.model.answers import Answer
from response_criteria.model.facts import Cell
from response_criteria.model.findings import Criterion, Evidence, Finding, Missing, Value, Values
from response_criteria.model.periods import days_between
from response_criteria.publications.kantarjian2003.build_finding import finding, lacking
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.interpretations import RECENT_COUNT_DAYS, RUN_DAYS
from response_criteria.publications.kantarjian2003.reasons import Lack, Reason
from response_criteria.publications.study110.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE as CHR
from response_criteria.publications.study110.hematologic import SPLEEN_COUNTS_DAYS, Confirmation, JudgedCount
from response_criteria.rules.bands import at_most

LEUKOCYTES_ALONE = at_most("20")
"""×10⁹/L: where leukocytes up to here are all that fails, other causes are to be asked about first (decision 0022)."""

LACKING_SPLEEN = lacking(Lack.SPLEEN_EXAMINATION, {"days": SPLEEN_COUNTS_DAYS})

_CELLS = CHR.cells


class FailingReasons(NamedTuple):
    """A criterion's words for failing counts: in a run (met), with a later one unknown, without a run (possible)."""

    in_a_run: Reason
    later_unknown: Reason
    unconfirmed: Reason


def counts_fail(
    criterion: Criterion, course: JudgedCourse, run: Sequence[JudgedCount], reasons: FailingReasons
) -> Finding:
    """The latest count fails: met with a run behind it and no later count unknown, else possible.

    ``run`` are the failing counts at the end of the course that may make a run, oldest first; perhaps none.
    """
    failing = run or course.failing[-1:]
    evidence, values = _evidence_of(failing), _values_of(failing)
    if course.confirmed:
        evidence = evidence_of_confirmation(course.confirmed) + evidence
        values["confirmed_on"] = course.confirmed.second.on
    missing = lacking_of(course.unknown) if course.unknown else ()
    if not run or days_between(run[0].on, run[-1].on) < RUN_DAYS:
        missing = _lacking_repeat(course, run) + missing
        return finding(criterion, reasons.unconfirmed, values, evidence=evidence, missing=missing)
    if course.unknown:
        values["unknown_on"] = course.unknown.on
        return finding(criterion, reasons.later_unknown, values, evidence=evidence, missing=missing)
    values |= {"first": run[0].on, "counts": len(run)}
    return finding(criterion, reasons.in_a_run, values, evidence=evidence)


def count_passes(criterion: Criterion, latest: JudgedCount) -> Finding:
    """The latest count that passes or fails does pass."""
    return finding(criterion, Reason.LATEST_COUNT_PASSES, {"latest": latest.on}, evidence=evidence_of_passing(latest))


def count_passes_unless_spleen(criterion: Criterion, latest: JudgedCount) -> Finding:
    """It does pass, but a palpable spleen denies the response that its counts would affirm (decision 0007)."""
    if latest.affirms or latest.spleen is None:
        return count_passes(criterion, latest)
    values: Values = {"latest": latest.on, "spleen_on": latest.spleen.on.earliest}
    evidence = evidence_of_passing(latest)
    return finding(criterion, Reason.SPLEEN_PALPABLE, values, evidence=evidence, missing=LACKING_SPLEEN)


def count_too_old(criterion: Criterion, course: JudgedCourse, latest: JudgedCount) -> Finding:
    """The latest count that passes or fails is too old to decide."""
    missing = lacking_recent_count(course)
    return finding(criterion, Reason.LATEST_COUNT_TOO_OLD, {"latest": latest.on}, missing=missing)


def no_count_judged(criterion: Criterion, course: JudgedCourse) -> Finding:
    """No count of the course passes or fails."""
    return finding(criterion, Reason.NO_COUNT_JUDGED, missing=lacking_recent_count(course))


def lacking_recent_count(course: JudgedCourse) -> tuple[Missing, ...]:
    """What would let a recent blood count be judged: the rest of the one there is, or one at all."""
    if course.unknown and course.is_recent(course.unknown):
        return lacking_of(course.unknown)
    return lacking(Lack.RECENT_BLOOD_COUNT, {"days": RECENT_COUNT_DAYS})


def lacking_of(count: JudgedCount) -> tuple[Missing, ...]:
    """What a blood count lacks to pass or to fail."""
    undecided = CHR.cells_that(count.day, Answer.UNKNOWN)
    cells = [cell for cell in undecided if not count.day.affirms(cell)] or undecided
    counted = [cell for cell in cells if cell in (Cell.LEUKOCYTES, Cell.PLATELETS)]
    classes = [cell for cell in cells if cell not in counted]
    missing = lacking(Lack.COUNTS_OF_DAY, {"on": count.on, "cells": ", ".join(counted)}) if counted else ()
    if classes:
        missing += lacking(Lack.DIFFERENTIAL_OF_DAY, {"on": count.on, "cells": ", ".join(classes)})
    return missing


def evidence_of_passing(count: JudgedCount) -> tuple[Evidence, ...]:
    """Everything that a blood count had to show to pass, and the spleen where it was examined."""
    spleen = count.spleen
    if spleen is None:
        return count.day.evidence(_CELLS)
    what, size = "spleen below costal margin", spleen.below_costal_margin_cm
    examined = Evidence(spleen.origin, what, spleen.on.earliest, size, "cm", spleen.reported)
    return (*count.day.evidence(_CELLS), examined)


def evidence_of_confirmation(confirmed: Confirmation) -> tuple[Evidence, ...]:
    """Everything that confirms a CHR; one examination of the spleen may speak for both counts."""
    return tuple(dict.fromkeys(evidence_of_passing(confirmed.first) + evidence_of_passing(confirmed.second)))


def _lacking_repeat(course: JudgedCourse, run: Sequence[JudgedCount]) -> tuple[Missing, ...]:
    """The blood count that would make a run: four weeks after its first, or now."""
    earliest = max(course.as_of, run[0].on + timedelta(days=RUN_DAYS)) if run else course.as_of
    return lacking(Lack.REPEAT_BLOOD_COUNT, {"from": earliest})


def _evidence_of(failing: Sequence[JudgedCount]) -> tuple[Evidence, ...]:
    """What fails in the first and in the last of these blood counts."""
    ends = failing if len(failing) == 1 else (failing[0], failing[-1])
    return tuple(each for count in ends for each in count.day.evidence(CHR.cells_that(count.day, Answer.NO)))


def _values_of(failing: Sequence[JudgedCount]) -> dict[str, Value]:
    latest = failing[-1]
    return {
        "latest": latest.on,
        "failing": ", ".join(CHR.cells_that(latest.day, Answer.NO)),
        "leukocytes_alone": "yes" if all(map(_fails_by_few_leukocytes, failing)) else "no",
    }


def _fails_by_few_leukocytes(count: JudgedCount) -> bool:
    if CHR.cells_that(count.day, Answer.NO) != (Cell.LEUKOCYTES,):
        return False
    return LEUKOCYTES_ALONE.holds(count.day.items[Cell.LEUKOCYTES].amount) is Answer.YES
