"""The label's reasons for a dose increase, evaluated by the protocol's definitions (decision 0033)."""

from collections.abc import Mapping, Sequence

from response_criteria.model.answers import Answer, any_of
from response_criteria.model.findings import Status
from response_criteria.model.periods import add_months
from response_criteria.precautions import PatientSnapshot
from response_criteria.publications.kantarjian2003.cytogenetic_relapse import CYTOGENETIC_RELAPSE
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.publications.kantarjian2003.grades import MAJOR_CYTOGENETIC_RESPONSE
from response_criteria.publications.kantarjian2003.hematologic_relapse import HEMATOLOGIC_RELAPSE
from response_criteria.publications.kantarjian2003.hematologic_resistance import HEMATOLOGIC_RESISTANCE
from response_criteria.publications.kantarjian2003.interpretations import RECENT_KARYOTYPE_MONTHS
from response_criteria.publications.us_label.dose_increase import (
    ANY_CYTOGENETIC_RESPONSE,
    CYTOGENETIC_FROM_MONTH,
    DoseIncreaseReason,
)
from response_criteria.results.cytogenetic_analyses import CytogeneticAnalysis

_ANSWER_OF_STATUS = {
    Status.MET: Answer.YES,
    Status.POSSIBLE: Answer.UNKNOWN,
    Status.INDETERMINATE: Answer.UNKNOWN,
    Status.NOT_MET: Answer.NO,
    Status.NOT_YET: Answer.NO,
    Status.NOT_APPLICABLE: Answer.NO,
}


def evaluate_increase_reasons(patient: PatientSnapshot) -> Mapping[DoseIncreaseReason, Answer]:
    """Return the answer for each reason that a chart can document, in the label's order."""
    status_of = {finding.criterion.id: finding.status for finding in patient.findings}
    lost = (
        _ANSWER_OF_STATUS[status_of[HEMATOLOGIC_RELAPSE.id]],
        _has_lost_cytogenetic_response(patient.course, status_of[CYTOGENETIC_RELAPSE.id]),
    )
    return {
        DoseIncreaseReason.NO_HEMATOLOGIC_RESPONSE: _ANSWER_OF_STATUS[status_of[HEMATOLOGIC_RESISTANCE.id]],
        DoseIncreaseReason.NO_CYTOGENETIC_RESPONSE: _has_no_cytogenetic_response(patient.course),
        DoseIncreaseReason.LOSS: any_of(lost),
    }


def _has_no_cytogenetic_response(course: EvaluatedCourse) -> Answer:
    """Return YES if no adequate karyotype shows a response and the latest is recent and late enough."""
    due_on = add_months(course.started_on, CYTOGENETIC_FROM_MONTH)
    if course.as_of < due_on:
        return Answer.UNKNOWN if course.start_may_be_earlier else Answer.NO
    karyotypes = course.cytogenetic_analyses.karyotypes
    responded = any_of(ANY_CYTOGENETIC_RESPONSE.contains(karyotype.percent) for karyotype in karyotypes)
    if responded is Answer.YES:
        return Answer.NO
    latest = _find_recent_karyotype(course)
    return Answer.UNKNOWN if latest is None or latest.on < due_on else ~responded


def _has_lost_cytogenetic_response(course: EvaluatedCourse, relapse: Status) -> Answer:
    """Return YES after a relapse by the protocol, or if the latest karyotype, a recent one, shows a loss."""
    latest = _find_recent_karyotype(course)
    if relapse is Status.MET or (latest and _is_loss(latest, course.cytogenetic_analyses.karyotypes)):
        return Answer.YES
    return Answer.UNKNOWN if latest is None or relapse is Status.POSSIBLE else Answer.NO


def _is_loss(latest: CytogeneticAnalysis, karyotypes: Sequence[CytogeneticAnalysis]) -> bool:
    """Return whether any response, or a major one, was shown earlier and no longer is."""
    earlier = [karyotype.percent for karyotype in karyotypes if karyotype.on < latest.on]
    return any(
        response.contains(latest.percent) is Answer.NO
        and any(response.contains(percent) is Answer.YES for percent in earlier)
        for response in (ANY_CYTOGENETIC_RESPONSE, MAJOR_CYTOGENETIC_RESPONSE)
    )


def _find_recent_karyotype(course: EvaluatedCourse) -> CytogeneticAnalysis | None:
    latest = next(reversed(course.cytogenetic_analyses.karyotypes), None)
    return latest if latest and course.is_within_months(latest.on, RECENT_KARYOTYPE_MONTHS) else None
