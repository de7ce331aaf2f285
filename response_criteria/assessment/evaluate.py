"""Evaluate one history in which every date is a day, except those of diagnoses."""

from dataclasses import dataclass, replace
from datetime import date

from response_criteria.assessment.applicability import evaluate_applicability
from response_criteria.assessment.doubted_findings import apply_doubts
from response_criteria.context import build_context
from response_criteria.model.findings import (
    Applicability,
    ApplicabilityStatus,
    ContextStatement,
    Finding,
    Missing,
    Precaution,
    ReviewFact,
)
from response_criteria.model.history import History, Subject
from response_criteria.model.responses import CytogeneticResponse, HematologicResponse, Responses
from response_criteria.model.therapy import Therapy
from response_criteria.precautions import PatientSnapshot, find_missing_inputs, find_precautions
from response_criteria.precautions.counts_alone import list_counts_alone
from response_criteria.publications.kantarjian2003 import build_findings
from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.publications.kantarjian2003.evaluated_course import evaluate_course
from response_criteria.publications.kantarjian2003.grades import UNKNOWN
from response_criteria.responses.summary import build_responses
from response_criteria.results.by_kind import Results, group_results
from response_criteria.results.doubts import find_open_doubts
from response_criteria.results.evidence import cite_treatment
from response_criteria.review import ReviewSnapshot, find_review_facts
from response_criteria.review.genetics import has_recent_mutation_analysis
from response_criteria.review.lone_leukocytosis import list_lone_leukocytosis
from response_criteria.review.monitoring import NOT_MONITORED, Monitoring, evaluate_monitoring
from response_criteria.rules.dose_step import find_step
from response_criteria.treatment.courses import Treatment, build_treatment
from response_criteria.treatment.current_tki import find_current_tki
from response_criteria.treatment.imatinib_orders import Dose, sort_orders

_EARLY_CELLS = (Subject.BLASTS, Subject.DIFFERENTIAL)

NO_RESPONSES = Responses(HematologicResponse(UNKNOWN), CytogeneticResponse(UNKNOWN))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The result of one date variant. Findings and precautions are empty unless the protocol applies.

    Review facts are also found where it is unknown whether the protocol applies, those that need no course.
    """

    applicability: Applicability
    therapy: Therapy
    responses: Responses = NO_RESPONSES
    findings: tuple[Finding, ...] = ()
    precautions: tuple[Precaution, ...] = ()
    review_facts: tuple[ReviewFact, ...] = ()
    missing_inputs: tuple[Missing, ...] = ()
    context: tuple[ContextStatement, ...] = ()
    monitoring: Monitoring = NOT_MONITORED
    has_failing_count: bool = False
    has_recent_mutation_analysis: bool = False
    counts_alone: tuple[str, ...] = ()
    """Ids of hematologic criteria, met or possible, for which nothing but mildly raised counts speaks."""
    lone_leukocytosis: tuple[str, ...] = ()
    """Ids of hematologic criteria for which nothing but raised leukocytes speaks."""


def evaluate(history: History, as_of: date, dose: Dose, *, for_clinician: bool) -> Evaluation:
    """Evaluate a history as of a day, given the current dose of imatinib."""
    history = _sort(history)
    results = group_results(history.observed, _find_flagged_days(history))
    tki = find_current_tki(history, as_of)
    applicability = evaluate_applicability(history, tki, as_of, for_clinician=for_clinician)
    imatinib = build_treatment(history, results, as_of)
    therapy = _build_therapy(imatinib, dose)
    if imatinib is None or applicability.status is not ApplicabilityStatus.APPLICABLE:
        evaluation = Evaluation(applicability=applicability, therapy=therapy)
        return _add_facts_without_course(evaluation, history, results, imatinib, as_of)
    course = evaluate_course(imatinib.course, as_of)
    patient = PatientSnapshot(
        as_of=as_of,
        history=history,
        results=results,
        treatment=imatinib,
        course=course,
        dose=dose,
        findings=apply_doubts(build_findings(course), find_open_doubts(history, as_of)),
        protocol_step=find_step(dose.mg, DOSE_STEPS),
    )
    return _build_evaluation(patient, applicability, therapy)


def _add_facts_without_course(
    evaluation: Evaluation, history: History, results: Results, imatinib: Treatment | None, as_of: date
) -> Evaluation:
    if evaluation.applicability.status is not ApplicabilityStatus.UNKNOWN:
        return evaluation
    course = evaluate_course(imatinib.course, as_of) if imatinib else None
    patient = ReviewSnapshot(as_of=as_of, history=history, results=results, treatment=imatinib, course=course)
    facts, unclear = find_review_facts(patient, needs_course=False)
    return replace(evaluation, review_facts=facts, missing_inputs=unclear)


def _build_evaluation(patient: PatientSnapshot, applicability: Applicability, therapy: Therapy) -> Evaluation:
    precautions = find_precautions(patient)
    reviewed = ReviewSnapshot(
        as_of=patient.as_of,
        history=patient.history,
        results=patient.results,
        treatment=patient.treatment,
        course=patient.course,
        findings=patient.findings,
    )
    facts, unclear = find_review_facts(reviewed, needs_course=True)
    monitoring = evaluate_monitoring(reviewed)
    responses = build_responses(patient.course, patient.treatment.before_escalation)
    return Evaluation(
        applicability=applicability,
        therapy=therapy,
        responses=replace(responses, molecular=replace(responses.molecular, is_quiet=monitoring.is_quiet)),
        findings=patient.findings,
        precautions=precautions,
        review_facts=facts,
        missing_inputs=(*find_missing_inputs(patient), *unclear),
        context=build_context(patient, precautions),
        monitoring=monitoring,
        has_recent_mutation_analysis=has_recent_mutation_analysis(reviewed),
        counts_alone=list_counts_alone(patient),
        lone_leukocytosis=list_lone_leukocytosis(patient.course, patient.findings),
        # A later count that cannot be judged fails nowhere; while it is recent, the failing one is possible resistance.
        has_failing_count=bool(patient.course.consecutive_failures) and patient.course.unknown_count is None,
    )


def _find_flagged_days(history: History) -> frozenset[date]:
    # An analyzer's message about blasts is no count, and a count of early cells that could not be read may hold some.
    flagged = (data.on for data in history.excluded if data.subject in _EARLY_CELLS and not data.withdrawn and data.on)
    return frozenset(on.earliest for on in flagged)


def _sort(history: History) -> History:
    # The assessment must not depend on the order of the chart's entries. Results are sorted when they are grouped.
    return replace(
        history,
        diagnoses=tuple(sorted(history.diagnoses, key=lambda diagnosis: diagnosis.origin)),
        orders=sort_orders(history.orders),
        uses=tuple(sorted(history.uses, key=lambda use: (use.starts, use.origin))),
    )


def _build_therapy(imatinib: Treatment | None, dose: Dose) -> Therapy:
    """Build the therapy of the assessment, also for a treatment that has ended."""
    return Therapy(
        started_on=imatinib.started_on if imatinib else None,
        current_daily_dose_mg=dose.mg,
        escalated_on=imatinib.escalated_on if imatinib else None,
        doses=imatinib.doses if imatinib else (),
        orders=tuple(dict.fromkeys(order.origin for order in dose.orders)),
        cited_orders=tuple(dict.fromkeys(map(cite_treatment, dose.orders))),
        dose_unknown_reason=dose.unknown_reason or "",
    )
