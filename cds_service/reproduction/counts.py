"""The paper's counts, counted again over what the program says."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from cds_service.reproduction.evaluated_cohort import Judged, any_is
from cds_service.reproduction.printed import Figure, Group
from response_criteria.model.facts import CytogeneticMethod
from response_criteria.model.findings import Status
from response_criteria.publications.kantarjian2003.grades import COMPLETE, MINOR, PARTIAL

MAJOR = (COMPLETE, PARTIAL)

Holds = Callable[[Judged], bool]


def count(judged: Sequence[Judged], figure: Figure) -> int:
    """The program's count of a figure of the paper."""
    return sum(map(_COUNTED[figure.id], judged))


def responses_in(judged: Sequence[Judged], group: Group, response: str) -> tuple[int, int]:
    """How many of a group improved to that cytogenetic response: by karyotype and by FISH."""
    methods = [
        each.after.responses.cytogenetic.method
        for each in judged
        if group.holds(each.member.group) and each.improved_to == response
    ]
    by_fish = methods.count(CytogeneticMethod.FISH)
    return len(methods) - by_fish, by_fish


def hematologic_in(judged: Sequence[Judged], group: Group, response: str) -> int:
    """How many of a group treated for its counts reached that hematologic response."""
    return sum(each.member.group is group and _hematologic(response)(each) for each in judged)


def is_met(judged: Judged) -> bool:
    """Whether any circumstance is met on the day before the raise."""
    return any_is(Status.MET, judged.before)


def _step_to(milligrams: int) -> Holds:
    return lambda each: each.before.recommendation.to_daily_dose_mg == milligrams


def _hematologic(*responses: str) -> Holds:
    return lambda each: not each.member.group.is_cytogenetic and each.to_raise.hematologic_best in responses


def _improved(*responses: str, cytogenetic: bool) -> Holds:
    return lambda each: each.member.group.is_cytogenetic is cytogenetic and each.improved_to in responses


def _lost_major_regained(each: Judged) -> bool:
    return each.member.group.id.startswith("lost-major") and each.improved_to in MAJOR


# fmt: off
_COUNTED: Mapping[str, Holds] = MappingProxyType({
    "eligible":                     is_met,
    "step-to-800":                  _step_to(800),
    "step-to-600":                  _step_to(600),
    "hematologic":                  _hematologic(COMPLETE, PARTIAL),
    "hematologic-complete":         _hematologic(COMPLETE),
    "hematologic-partial":          _hematologic(PARTIAL),
    "hematologic-major":            _improved(*MAJOR, cytogenetic=False),
    "cytogenetic-complete":         _improved(COMPLETE, cytogenetic=True),
    "cytogenetic-partial":          _improved(PARTIAL, cytogenetic=True),
    "cytogenetic-major":            _improved(*MAJOR, cytogenetic=True),
    "cytogenetic-minor":            _improved(MINOR, cytogenetic=True),
    "abstract-complete-or-partial": _improved(*MAJOR, cytogenetic=True),
    "lost-major-regained":          _lost_major_regained,
})
# fmt: on
