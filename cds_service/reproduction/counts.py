"""The paper's counts, counted again from the program's assessments."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from cds_service.reproduction.evaluated_cohort import EvaluatedMember, has_finding_with
from cds_service.reproduction.paper_tables import Figure, Group
from response_criteria.model.findings import Status
from response_criteria.model.results import CytogeneticMethod
from response_criteria.publications.kantarjian2003.grades import COMPLETE, MINOR, PARTIAL

MAJOR = (COMPLETE, PARTIAL)

Condition = Callable[[EvaluatedMember], bool]


def count_figure(cohort: Sequence[EvaluatedMember], figure: Figure) -> int:
    """Count the patients behind a figure of the paper, as the program assesses them."""
    return sum(map(_CONDITIONS[figure.id], cohort))


def count_cytogenetic_responses(cohort: Sequence[EvaluatedMember], group: Group, response: str) -> tuple[int, int]:
    """Count the patients of a group who improved to a cytogenetic response: by karyotype, by FISH."""
    methods = [
        evaluated.after.responses.cytogenetic.method
        for evaluated in cohort
        if group.includes(evaluated.member.group) and evaluated.improved_to == response
    ]
    by_fish = methods.count(CytogeneticMethod.FISH)
    return len(methods) - by_fish, by_fish


def count_hematologic_responses(cohort: Sequence[EvaluatedMember], group: Group, response: str) -> int:
    """Count the patients of a hematologic group who reached a hematologic response."""
    return sum(
        evaluated.member.group is group and _responds_hematologically(response)(evaluated) for evaluated in cohort
    )


def meets_any_criterion(evaluated: EvaluatedMember) -> bool:
    """Whether any criterion is met on the day before the escalation."""
    return has_finding_with(Status.MET, evaluated.before)


def _escalates_to(milligrams: int) -> Condition:
    return lambda evaluated: evaluated.before.recommendation.to_daily_dose_mg == milligrams


def _responds_hematologically(*responses: str) -> Condition:
    return lambda evaluated: (
        not evaluated.member.group.is_cytogenetic and evaluated.to_escalation.hematologic_best in responses
    )


def _improves(*responses: str, cytogenetic: bool) -> Condition:
    return lambda evaluated: evaluated.member.group.is_cytogenetic is cytogenetic and evaluated.improved_to in responses


def _regains_major_response(evaluated: EvaluatedMember) -> bool:
    return evaluated.member.group.id.startswith("lost-major") and evaluated.improved_to in MAJOR


# fmt: off
_CONDITIONS: Mapping[str, Condition] = MappingProxyType({
    "eligible":                     meets_any_criterion,
    "step-to-800":                  _escalates_to(800),
    "step-to-600":                  _escalates_to(600),
    "hematologic":                  _responds_hematologically(COMPLETE, PARTIAL),
    "hematologic-complete":         _responds_hematologically(COMPLETE),
    "hematologic-partial":          _responds_hematologically(PARTIAL),
    "hematologic-major":            _improves(*MAJOR, cytogenetic=False),
    "cytogenetic-complete":         _improves(COMPLETE, cytogenetic=True),
    "cytogenetic-partial":          _improves(PARTIAL, cytogenetic=True),
    "cytogenetic-major":            _improves(*MAJOR, cytogenetic=True),
    "cytogenetic-minor":            _improves(MINOR, cytogenetic=True),
    "abstract-complete-or-partial": _improves(*MAJOR, cytogenetic=True),
    "lost-major-regained":          _regains_major_response,
})
# fmt: on
