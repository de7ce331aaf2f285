"""The founding paper: the four circumstances in which its protocol raised the dose of imatinib."""

from datetime import date

from response_criteria.course import Course
from response_criteria.findings import Finding
from response_criteria.kantarjian2003.cytogenetic_relapse import CYTOGENETIC_RELAPSE, cytogenetic_relapse
from response_criteria.kantarjian2003.cytogenetic_resistance import CYTOGENETIC_RESISTANCE, cytogenetic_resistance
from response_criteria.kantarjian2003.hematologic_relapse import HEMATOLOGIC_RELAPSE, hematologic_relapse
from response_criteria.kantarjian2003.hematologic_resistance import HEMATOLOGIC_RESISTANCE, hematologic_resistance
from response_criteria.kantarjian2003.judged_course import JudgedCourse, judged_course
from response_criteria.kantarjian2003.paper import EDITION, PAPER

__all__ = ["CRITERIA", "EDITION", "PAPER", "findings", "judge"]

CRITERIA = (HEMATOLOGIC_RESISTANCE, CYTOGENETIC_RESISTANCE, HEMATOLOGIC_RELAPSE, CYTOGENETIC_RELAPSE)
"""The four circumstances, as the assessment lists them."""


def judge(course: Course, as_of: date) -> tuple[Finding, ...]:
    """The four findings about a course on a day, in the order of ``CRITERIA``."""
    return findings(judged_course(course, as_of))


def findings(judged: JudgedCourse) -> tuple[Finding, ...]:
    """The four findings about a course that is judged already, in the order of ``CRITERIA``."""
    return (
        hematologic_resistance(judged),
        cytogenetic_resistance(judged),
        hematologic_relapse(judged),
        cytogenetic_relapse(judged),
    )
