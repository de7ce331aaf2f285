"""The founding paper: the four circumstances in which its protocol raised the dose of imatinib."""

from datetime import date

from response_criteria.model.findings import Finding
from response_criteria.publications.kantarjian2003.circumstances import CIRCUMSTANCES
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse, judged_course
from response_criteria.publications.kantarjian2003.paper import EDITION, PAPER
from response_criteria.treatment.course import Course

__all__ = ["CIRCUMSTANCES", "CRITERIA", "EDITION", "PAPER", "findings", "judge"]

CRITERIA = tuple(each.criterion for each in CIRCUMSTANCES)
"""The criteria of the four circumstances, in the order of an assessment."""


def judge(course: Course, as_of: date) -> tuple[Finding, ...]:
    """The four findings about a course on a day."""
    return findings(judged_course(course, as_of))


def findings(judged: JudgedCourse) -> tuple[Finding, ...]:
    """The four findings about a course that is judged already."""
    return tuple(each.find(judged) for each in CIRCUMSTANCES)
