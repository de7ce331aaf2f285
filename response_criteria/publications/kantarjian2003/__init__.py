"""The founding paper: the four criteria under which its protocol escalated the dose of imatinib."""

from datetime import date

from response_criteria.model.findings import Finding
from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.publications.kantarjian2003.escalation_criteria import ESCALATION_CRITERIA
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse, evaluate_course
from response_criteria.publications.kantarjian2003.grades import CYTOGENETIC_RESPONSE, RESPONSE_BY_FISH
from response_criteria.publications.kantarjian2003.hematologic_response import PARTIAL_RESPONSE_DEFINITION
from response_criteria.publications.kantarjian2003.paper import EDITION, PAPER
from response_criteria.publications.publication import Publication
from response_criteria.publications.record import OF_BLOOD, Record
from response_criteria.treatment.course import Course

__all__ = ["CRITERIA", "EDITION", "ESCALATION_CRITERIA", "PAPER", "PUBLICATION", "build_findings", "evaluate_criteria"]

CRITERIA = tuple(entry.criterion for entry in ESCALATION_CRITERIA)
"""In the order of an assessment."""

PUBLICATION = Publication(
    id=PAPER.id,
    work=PAPER,
    year=2003,
    decides=True,
    criteria=ESCALATION_CRITERIA,
    definitions=(CYTOGENETIC_RESPONSE, RESPONSE_BY_FISH, PARTIAL_RESPONSE_DEFINITION),
    dose_steps=DOSE_STEPS,
    record=Record(license=OF_BLOOD, verified_on=date(2026, 11, 30)),
)


def evaluate_criteria(course: Course, as_of: date) -> tuple[Finding, ...]:
    """Evaluate the four criteria for a course as of a day."""
    return build_findings(evaluate_course(course, as_of))


def build_findings(course: EvaluatedCourse) -> tuple[Finding, ...]:
    """Build the findings of the four criteria about an evaluated course."""
    return tuple(entry.evaluate(course) for entry in ESCALATION_CRITERIA)
