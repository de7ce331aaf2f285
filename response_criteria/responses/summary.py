"""The responses of a course, and the response to a dose escalation (decision 0029)."""

from datetime import date

from response_criteria.model.responses import Responses
from response_criteria.model.results import BcrAbl1Result
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse, evaluate_course
from response_criteria.publications.kantarjian2003.hematologic_response import find_baseline, find_hematologic_response
from response_criteria.responses.after_escalation import build_response_to_escalation
from response_criteria.responses.cytogenetic import build_cytogenetic_response
from response_criteria.responses.molecular import build_molecular_response
from response_criteria.treatment.course import Course


def evaluate_responses(course: Course, before_escalation: Course | None, as_of: date) -> Responses:
    """Evaluate the responses of a course as of a day."""
    return build_responses(evaluate_course(course, as_of), before_escalation)


def build_responses(course: EvaluatedCourse, before_escalation: Course | None) -> Responses:
    """Build the responses of an evaluated course. After an escalation they include the response to it."""
    baseline = find_baseline(course.course.baseline)
    to_escalation = None
    if before_escalation is not None and course.after_escalation:
        to_escalation = build_response_to_escalation(
            course, evaluate_course(before_escalation, course.started_on), baseline
        )
    return Responses(
        hematologic=find_hematologic_response(course, baseline),
        cytogenetic=build_cytogenetic_response(course.cytogenetic_analyses),
        molecular=build_molecular_response(course.course.results.of(BcrAbl1Result)),
        to_dose_escalation=to_escalation,
    )
