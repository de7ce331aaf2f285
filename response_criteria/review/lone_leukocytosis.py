"""Hematologic criteria that rest on leukocytes raised as by infection or smoking, and nothing else (decision 0145)."""

from collections.abc import Iterable
from datetime import date

from response_criteria.model.answers import YES
from response_criteria.model.findings import Finding
from response_criteria.model.results import Cell
from response_criteria.precautions.counts_alone import MILD
from response_criteria.precautions.snapshot import is_hematologic
from response_criteria.publications.eln2020.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE as ELN_CHR
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.publications.study110.hematologic import PLATELETS, EvaluatedCount

_DIFFERENTIAL = tuple(
    condition for condition in ELN_CHR.counts if not {Cell.LEUKOCYTES, Cell.PLATELETS} & set(condition.cells)
)

LONE_LEUKOCYTOSIS = (
    f"leukocytes raised to {MILD[Cell.LEUKOCYTES]} ×10⁹/L, platelets {PLATELETS.band} ×10⁹/L, a differential known to "
    "be normal (manual by ELN's list, or automated), and no palpable spleen"
)
"""The definition, for the handbook."""


def list_lone_leukocytosis(course: EvaluatedCourse, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the ids of the hematologic criteria of whose failing counts each is a lone leukocytosis."""
    return tuple(
        finding.criterion.id for finding in findings if is_hematologic(finding) and _rests_on_it(course, finding)
    )


def is_lone_leukocytosis(count: EvaluatedCount) -> bool:
    """Return whether leukocytes are mildly raised, and all else in the count is known to be normal."""
    leukocytes = count.day.items.get(Cell.LEUKOCYTES)
    if not count.fails or leukocytes is None or MILD[Cell.LEUKOCYTES].contains(leukocytes.amount) is not YES:
        return False
    if PLATELETS.is_met_by(count.day) is not YES or count.spleen_palpable is YES:
        return False
    return bool(count.day.normal_differential) or all(
        condition.is_met_by(count.day) is YES for condition in _DIFFERENTIAL
    )


def _rests_on_it(course: EvaluatedCourse, finding: Finding) -> bool:
    first = finding.values.get("first")
    if not isinstance(first, date):
        return False
    failures = [count for count in course.consecutive_failures if count.on >= first]
    return bool(failures) and all(map(is_lone_leukocytosis, failures))
