"""How the four criteria build their findings: status, reason, values, cited results, and missing data."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from response_criteria.model.answers import Answer
from response_criteria.model.findings import NO_VALUES, Criterion, Evidence, Finding, Missing, Value, Values
from response_criteria.model.periods import days_between, subtract_months
from response_criteria.model.results import BcrAbl1Result, Cell
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.publications.kantarjian2003.interpretations import (
    MIN_SPAN_DAYS,
    MOLECULAR_RESPONSE_MONTHS,
    RECENT_COUNT_DAYS,
    RECENT_KARYOTYPE_MONTHS,
)
from response_criteria.publications.kantarjian2003.reasons import REASONS, MissingCode, Reason
from response_criteria.publications.study110.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE as CHR
from response_criteria.publications.study110.hematologic import SPLEEN_COUNTS_DAYS, Confirmation, EvaluatedCount
from response_criteria.results.bcr_abl1 import select_informative, shows_mr2
from response_criteria.results.cytogenetic_analyses import MINIMUM_METAPHASES, CytogeneticAnalysis
from response_criteria.rules.bands import at_most

MILD_LEUKOCYTOSIS = at_most("20")
"""×10⁹/L. If nothing else fails, other causes than CML should be excluded first (decision 0022)."""


def build_finding(
    criterion: Criterion,
    reason: Reason,
    values: Values = NO_VALUES,
    *,
    evidence: tuple[Evidence, ...] = (),
    missing: tuple[Missing, ...] = (),
) -> Finding:
    """Build a finding with the status that belongs to its reason."""
    return Finding(criterion, REASONS[reason].status, reason, values, evidence, missing)


def build_missing(code: MissingCode, values: Values) -> tuple[Missing, ...]:
    """Build the missing data of a finding, one item."""
    return (Missing(code, values),)


def build_not_yet(criterion: Criterion, course: EvaluatedCourse, due_on: date) -> Finding:
    """Build the finding of a criterion that can be assessed from ``due_on`` on (decisions 0004, 0027)."""
    started_on = course.started_on
    if course.after_escalation:
        return build_finding(criterion, Reason.AFTER_ESCALATION, {"escalated_on": started_on, "judged_from": due_on})
    values = {"started_on": started_on, "judged_from": due_on}
    if course.start_may_be_earlier:
        # With an earlier start the criterion might be due already: "not yet" would be a guess.
        missing = build_missing(MissingCode.START_OF_IMATINIB, {"started_on": started_on})
        return build_finding(criterion, Reason.START_UNCERTAIN, values, missing=missing)
    return build_finding(criterion, Reason.TOO_EARLY, values)


# Blood counts: both hematologic criteria.

SPLEEN_EXAM_MISSING = build_missing(MissingCode.SPLEEN_EXAMINATION, {"days": SPLEEN_COUNTS_DAYS})


class FailureReasons(NamedTuple):
    """A criterion's reasons for failing counts: confirmed (met), followed by an unknown count, or unconfirmed."""

    confirmed: Reason
    later_unknown: Reason
    unconfirmed: Reason


def build_failure(
    criterion: Criterion, course: EvaluatedCourse, failures: Sequence[EvaluatedCount], reasons: FailureReasons
) -> Finding:
    """Build the finding of a criterion whose latest evaluable count fails: met or possible.

    ``failures`` are the consecutive failing counts that may confirm one another, oldest first; perhaps none.
    """
    cited = failures or course.consecutive_failures[-1:]
    evidence, values = _cite_failures(cited), _describe_failures(cited)
    if course.confirmed_chr:
        evidence = cite_confirmation(course.confirmed_chr) + evidence
        values |= {"confirmed_on": course.confirmed_chr.second.on, "confirmed_by": course.confirmed_chr.method}
    missing = find_missing_cells(course.unknown_count) if course.unknown_count else ()
    if not failures or days_between(failures[0].on, failures[-1].on) < MIN_SPAN_DAYS:
        missing = _require_repeat_count(course, failures) + missing
        return build_finding(criterion, reasons.unconfirmed, values, evidence=evidence, missing=missing)
    if course.unknown_count:
        values["unknown_on"] = course.unknown_count.on
        return build_finding(criterion, reasons.later_unknown, values, evidence=evidence, missing=missing)
    values |= {"counts": len(failures)}
    return build_finding(criterion, reasons.confirmed, values, evidence=evidence)


def build_pass(criterion: Criterion, latest: EvaluatedCount) -> Finding:
    """Build the finding of a criterion whose latest evaluable count meets the CHR criteria."""
    evidence = cite_passing_count(latest)
    return build_finding(criterion, Reason.LATEST_COUNT_PASSES, {"latest": latest.on}, evidence=evidence)


def build_pass_unless_spleen_palpable(criterion: Criterion, latest: EvaluatedCount) -> Finding:
    """Build the same finding, or that the spleen excludes the response of the counts (decision 0007)."""
    if latest.shows_chr or latest.spleen is None:
        return build_pass(criterion, latest)
    values: Values = {"latest": latest.on, "spleen_on": latest.spleen.on.earliest}
    evidence = cite_passing_count(latest)
    reason = Reason.SPLEEN_DISPUTED if latest.is_spleen_disputed else Reason.SPLEEN_PALPABLE
    return build_finding(criterion, reason, values, evidence=evidence, missing=SPLEEN_EXAM_MISSING)


def build_count_too_old(criterion: Criterion, course: EvaluatedCourse, latest: EvaluatedCount) -> Finding:
    """Build the finding of a criterion whose latest evaluable count is too old to decide."""
    missing = find_missing_count(course)
    return build_finding(criterion, Reason.LATEST_COUNT_TOO_OLD, {"latest": latest.on}, missing=missing)


def build_no_count(criterion: Criterion, course: EvaluatedCourse) -> Finding:
    """Build the finding of a criterion without an evaluable count in the course."""
    return build_finding(criterion, Reason.NO_COUNT_JUDGED, missing=find_missing_count(course))


def find_missing_count(course: EvaluatedCourse) -> tuple[Missing, ...]:
    """Return what would make a recent count evaluable: the rest of an existing one, or a new one."""
    if course.unknown_count and course.is_recent(course.unknown_count):
        return find_missing_cells(course.unknown_count)
    return build_missing(MissingCode.RECENT_BLOOD_COUNT, {"days": RECENT_COUNT_DAYS})


def find_missing_cells(count: EvaluatedCount) -> tuple[Missing, ...]:
    """Return the cells without which a count neither meets nor fails the CHR criteria."""
    undecided = CHR.select_cells(count.day, Answer.UNKNOWN)
    # Ask for cells that were not counted at all, if there are any, rather than for those given only as a bound.
    cells = [cell for cell in undecided if not count.day.can_confirm(cell)] or undecided
    counted = [cell for cell in cells if cell in (Cell.LEUKOCYTES, Cell.PLATELETS)]
    classes = [cell for cell in cells if cell not in counted]
    missing = build_missing(MissingCode.COUNTS_OF_DAY, {"on": count.on, "cells": ", ".join(counted)}) if counted else ()
    if not classes:
        return missing
    if not count.day.has_differential:
        return missing + build_missing(MissingCode.ANY_DIFFERENTIAL_OF_DAY, {"on": count.on})
    return missing + build_missing(MissingCode.DIFFERENTIAL_OF_DAY, {"on": count.on, "cells": ", ".join(classes)})


def cite_passing_count(count: EvaluatedCount) -> tuple[Evidence, ...]:
    """Cite every cell of the CHR criteria, and the spleen if it was examined."""
    spleen, counts = count.spleen, count.day.evidence(CHR.cells)
    if count.by_automated_differential:
        cited = {fact.origin for fact in counts}
        counts += tuple(fact for fact in count.day.differential_evidence if fact.origin not in cited)
    if spleen is None:
        return counts
    what, size = "spleen below costal margin", spleen.below_costal_margin_cm
    examination = Evidence(spleen.origin, what, spleen.on.earliest, size, "cm", spleen.reported)
    return (*counts, examination)


def cite_confirmation(confirmation: Confirmation) -> tuple[Evidence, ...]:
    """Cite both counts of a confirmed CHR; a spleen examination that belongs to both is cited once."""
    return tuple(dict.fromkeys(cite_passing_count(confirmation.first) + cite_passing_count(confirmation.second)))


def _require_repeat_count(course: EvaluatedCourse, failures: Sequence[EvaluatedCount]) -> tuple[Missing, ...]:
    """Return the count that would confirm the failures: four weeks after the first of them, or now."""
    earliest = max(course.as_of, failures[0].on + timedelta(days=MIN_SPAN_DAYS)) if failures else course.as_of
    return build_missing(MissingCode.REPEAT_BLOOD_COUNT, {"from": earliest})


def _cite_failures(failures: Sequence[EvaluatedCount]) -> tuple[Evidence, ...]:
    """Cite what fails in the first and in the last of these counts."""
    cited = failures if len(failures) == 1 else (failures[0], failures[-1])
    return tuple(evidence for count in cited for evidence in count.day.evidence(CHR.select_cells(count.day, Answer.NO)))


def _describe_failures(failures: Sequence[EvaluatedCount]) -> dict[str, Value]:
    latest = failures[-1]
    return {
        "first": failures[0].on,
        "latest": latest.on,
        "failing": ", ".join(CHR.select_cells(latest.day, Answer.NO)),
        "leukocytes_alone": "yes" if all(map(_is_mild_leukocytosis, failures)) else "no",
    }


def _is_mild_leukocytosis(count: EvaluatedCount) -> bool:
    if CHR.select_cells(count.day, Answer.NO) != (Cell.LEUKOCYTES,):
        return False
    return MILD_LEUKOCYTOSIS.contains(count.day.items[Cell.LEUKOCYTES].amount) is Answer.YES


# Cytogenetic analyses: both cytogenetic criteria.

KARYOTYPE_MISSING = build_missing(
    MissingCode.MARROW_KARYOTYPE, {"metaphases": MINIMUM_METAPHASES, "months": RECENT_KARYOTYPE_MONTHS}
)

# An earlier result of the same course, perhaps from another laboratory: a new marrow sample cannot replace it.
EARLIER_KARYOTYPE_MISSING = build_missing(MissingCode.EARLIER_KARYOTYPE, {"metaphases": MINIMUM_METAPHASES})


def require_repeat_karyotype(course: EvaluatedCourse, first: CytogeneticAnalysis) -> tuple[Missing, ...]:
    """Return the karyotype that would confirm the first: four weeks after it, or now."""
    earliest = max(course.as_of, first.on + timedelta(days=MIN_SPAN_DAYS))
    return build_missing(MissingCode.REPEAT_KARYOTYPE, {"metaphases": MINIMUM_METAPHASES, "from": earliest})


def cite_analyses(analyses: Iterable[CytogeneticAnalysis]) -> tuple[Evidence, ...]:
    """Cite analyses of different days, oldest first and each once."""
    by_day = {analysis.on: analysis for analysis in analyses}
    return tuple(evidence for day in sorted(by_day) for evidence in by_day[day].evidence)


def find_molecular_response(course: EvaluatedCourse, karyotype: CytogeneticAnalysis) -> BcrAbl1Result | None:
    """Return the first BCR::ABL1 of the course that is, or may be, at most 1% IS long before a karyotype."""
    before = subtract_months(karyotype.on, MOLECULAR_RESPONSE_MONTHS)
    results = select_informative(course.course.results.of(BcrAbl1Result))
    return next((test for test in results if test.on.earliest < before and shows_mr2(test) is not Answer.NO), None)


def describe_molecular_response(response: BcrAbl1Result, latest: CytogeneticAnalysis) -> Values:
    """Return the values of a finding that rests on a response by BCR::ABL1 alone."""
    level = "not detected" if response.percent_is is None else f"{response.percent_is}% IS"
    return {"latest": latest.on, "percent": latest.percent, "reached_on": response.on.earliest, "level": level}


def build_no_recent_karyotype(criterion: Criterion, course: EvaluatedCourse) -> Finding:
    """Build the finding without a recent adequate karyotype, or with Ph-negative karyotypes only (decision 0036)."""
    if course.cytogenetic_analyses.without_ph:
        latest = course.cytogenetic_analyses.without_ph[-1]
        missing = build_missing(MissingCode.PH_POSITIVE_KARYOTYPE, NO_VALUES)
        values: Values = {"latest": latest.on}
        return build_finding(criterion, Reason.PH_NEGATIVE, values, evidence=latest.evidence, missing=missing)
    return build_finding(criterion, Reason.NO_RECENT_KARYOTYPE, missing=KARYOTYPE_MISSING)
