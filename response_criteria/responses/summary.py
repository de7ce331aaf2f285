"""The responses of a course, and what became of them after a raise of the dose (decision 0029)."""

from datetime import date

from response_criteria.model.facts import Transcript
from response_criteria.model.findings import Responses
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse, judged_course
from response_criteria.publications.kantarjian2003.hematologic_response import baseline_of, hematologic_response
from response_criteria.responses.after_escalation import response_to_raise
from response_criteria.responses.cytogenetic import cytogenetic_response
from response_criteria.responses.molecular import molecular_response
from response_criteria.treatment.course import Course


def responses(course: Course, before_raise: Course | None, as_of: date) -> Responses:
    """The responses of the course; after a raise also the response to it, against the course before."""
    return responses_of(judged_course(course, as_of), before_raise)


def responses_of(judged: JudgedCourse, before_raise: Course | None) -> Responses:
    """The responses of a course that is judged already."""
    baseline = baseline_of(judged.course.baseline)
    to_raise = None
    if before_raise is not None and judged.after_raise:
        to_raise = response_to_raise(judged, judged_course(before_raise, judged.started_on), baseline)
    return Responses(
        hematologic=hematologic_response(judged, baseline),
        cytogenetic=cytogenetic_response(judged.studies),
        molecular=molecular_response(judged.course.results.of(Transcript)),
        to_dose_raise=to_raise,
    )
