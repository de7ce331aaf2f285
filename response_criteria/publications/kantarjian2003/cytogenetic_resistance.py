"""Cytogenetic resistance: no major cytogenetic response after 12 months of therapy (decision 0021)."""

from response_criteria.model.answers import UNKNOWN, YES, Answer
from response_criteria.model.findings import Criterion, Finding, Missing, Value, Values
from response_criteria.model.periods import add_months
from response_criteria.model.results import CytogeneticMethod
from response_criteria.publications.kantarjian2003 import interpretations
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.publications.kantarjian2003.findings import (
    KARYOTYPE_MISSING,
    build_finding,
    build_no_recent_karyotype,
    build_not_yet,
    cite_analyses,
    describe_molecular_response,
    find_molecular_response,
    require_repeat_karyotype,
)
from response_criteria.publications.kantarjian2003.grades import MAJOR_CYTOGENETIC_RESPONSE
from response_criteria.publications.kantarjian2003.interpretations import (
    KARYOTYPE_COUNTS_FROM_MONTH,
    RECENT_KARYOTYPE_MONTHS,
)
from response_criteria.publications.kantarjian2003.paper import CYTOGENETIC_MONTHS, PAPER
from response_criteria.publications.kantarjian2003.reasons import Reason
from response_criteria.results.bcr_abl1 import cite_bcr_abl1
from response_criteria.results.cytogenetic_analyses import CytogeneticAnalysis

CYTOGENETIC_RESISTANCE = Criterion(
    "kantarjian2003/cytogenetic-resistance",
    "Cytogenetic resistance",
    "Failure to achieve a major cytogenetic response (Ph-positive cells, fewer than "
    f"{MAJOR_CYTOGENETIC_RESPONSE.ceiling}%) after {CYTOGENETIC_MONTHS} months of therapy.",
    PAPER.cite("circumstances of dose escalation, 2"),
    (
        interpretations.CYTOGENETIC_RESISTANCE,
        *interpretations.FOR_KARYOTYPES,
        interpretations.UNCERTAIN_START,
    ),
)


def evaluate_cytogenetic_resistance(course: EvaluatedCourse) -> Finding:
    """Return whether no adequate karyotype of the course shows a major response, the latest from month 11 on."""
    due_on = add_months(course.started_on, CYTOGENETIC_MONTHS)
    if course.as_of < due_on:
        return build_not_yet(CYTOGENETIC_RESISTANCE, course, due_on)
    karyotypes = course.cytogenetic_analyses.karyotypes
    by_karyotype = _evaluate_latest_karyotype(course, karyotypes[-1], karyotypes[:-1]) if karyotypes else None
    if by_karyotype:
        return by_karyotype
    reached = next((karyotype for karyotype in karyotypes if _is_major(karyotype) is YES), None)
    if reached:
        values: Values = {"reached_on": reached.on, "reached_percent": reached.percent}
        return _build(Reason.MAJOR_RESPONSE_REACHED, values, (reached,))
    return _evaluate_other_analyses(course) or build_no_recent_karyotype(CYTOGENETIC_RESISTANCE, course)


def _evaluate_latest_karyotype(
    course: EvaluatedCourse, latest: CytogeneticAnalysis, earlier: tuple[CytogeneticAnalysis, ...]
) -> Finding | None:
    """Return the finding of the latest adequate karyotype if it is recent and shows no major response."""
    if not _shows_recent_failure(course, latest):
        return None
    values: dict[str, Value] = {"latest": latest.on, "percent": latest.percent}
    newest_first = [(karyotype, _is_major(karyotype)) for karyotype in reversed(earlier)]
    reached = next((karyotype for karyotype, is_major in newest_first if is_major is YES), None)
    if reached:
        # Lost, not never achieved: the paper names only failure to achieve, so this is possible at most.
        values |= {"reached_on": reached.on, "reached_percent": reached.percent}
        return _build(Reason.MAJOR_RESPONSE_LOST, values, (reached, latest), require_repeat_karyotype(course, latest))
    by_bcr_abl1 = find_molecular_response(course, latest)
    if by_bcr_abl1:
        evidence = (cite_bcr_abl1(by_bcr_abl1), *cite_analyses((latest,)))
        return build_finding(
            CYTOGENETIC_RESISTANCE,
            Reason.MOLECULAR_RESPONSE_LOST,
            describe_molecular_response(by_bcr_abl1, latest),
            evidence=evidence,
            missing=require_repeat_karyotype(course, latest),
        )
    if not _is_accepted_for_due_month(course, latest):
        return None
    unclear = next((karyotype for karyotype, is_major in newest_first if is_major is UNKNOWN), None)
    if unclear:
        values |= {"unclear_on": unclear.on, "unclear_percent": unclear.percent}
        return _build(Reason.EARLIER_RESPONSE_UNCLEAR, values, (unclear, latest), KARYOTYPE_MISSING)
    return _build(Reason.NO_MAJOR_RESPONSE, values, (*earlier, latest))


def _evaluate_other_analyses(course: EvaluatedCourse) -> Finding | None:
    """Return the finding of FISH or of a karyotype of too few metaphases: possible at most."""
    analyses = course.cytogenetic_analyses
    latest_by_kind = [kind[-1] for kind in (analyses.inadequate, analyses.fish) if kind]
    failing = [
        analysis
        for analysis in latest_by_kind
        if _shows_recent_failure(course, analysis) and _is_accepted_for_due_month(course, analysis)
    ]
    if not failing:
        return None
    latest = max(failing, key=lambda analysis: analysis.on)
    values: dict[str, Value] = {"latest": latest.on, "percent": latest.percent}
    if latest.method is CytogeneticMethod.FISH:
        return _build(Reason.NO_MAJOR_RESPONSE_BY_FISH, values, (latest,), KARYOTYPE_MISSING)
    if latest.cells is None:
        return _build(Reason.NO_MAJOR_RESPONSE_METAPHASES_UNKNOWN, values, (latest,), KARYOTYPE_MISSING)
    values["metaphases"] = latest.cells
    return _build(Reason.NO_MAJOR_RESPONSE_FEW_METAPHASES, values, (latest,), KARYOTYPE_MISSING)


def _build(
    reason: Reason, values: Values, cited: tuple[CytogeneticAnalysis, ...], missing: tuple[Missing, ...] = ()
) -> Finding:
    return build_finding(CYTOGENETIC_RESISTANCE, reason, values, evidence=cite_analyses(cited), missing=missing)


def _is_major(analysis: CytogeneticAnalysis) -> Answer:
    return MAJOR_CYTOGENETIC_RESPONSE.contains(analysis.percent)


def _shows_recent_failure(course: EvaluatedCourse, analysis: CytogeneticAnalysis) -> bool:
    return _is_major(analysis) is Answer.NO and course.is_within_months(analysis.on, RECENT_KARYOTYPE_MONTHS)


def _is_accepted_for_due_month(course: EvaluatedCourse, analysis: CytogeneticAnalysis) -> bool:
    return analysis.on >= add_months(course.started_on, KARYOTYPE_COUNTS_FROM_MONTH)
