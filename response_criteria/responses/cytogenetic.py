"""Cytogenetic response in detail: what each method showed over the course, and how long it held (decision 0029)."""

from collections.abc import Sequence
from itertools import takewhile
from operator import attrgetter

from response_criteria.model.findings import CytogeneticResponse, GradedStudy, HeldCategory, ResponseByMethod
from response_criteria.publications.kantarjian2003.grades import BEST_FIRST, UNKNOWN, response_grade
from response_criteria.results.cytogenetic_analyses import Studies, Study


def cytogenetic_response(studies: Studies) -> CytogeneticResponse:
    """By the latest adequate karyotype, or by a FISH that is later; the lowest is the lowest by the same method."""
    by_method = tuple(_by_method(each) for each in (studies.karyotypes, studies.fish) if each)
    not_counted = tuple(GradedStudy(UNKNOWN, each.on, each.percent, each.cells) for each in studies.inadequate)
    if not by_method:
        return CytogeneticResponse(UNKNOWN, not_counted=not_counted)
    decides = max(by_method, key=lambda each: each.latest.on)
    return CytogeneticResponse(
        status=decides.latest.category,
        percent=decides.latest.percent,
        lowest_percent=decides.lowest.percent,
        method=decides.method,
        on=decides.latest.on,
        by_method=by_method,
        not_counted=not_counted,
    )


def held(studies: Sequence[GradedStudy], category: str) -> HeldCategory | None:
    """How long a category held from the first of these studies that shows it; None where none does.

    A study that cannot be graded neither prolongs nor ends it; a better one prolongs it.
    """
    first = next((place for place, each in enumerate(studies) if each.category == category), None)
    if first is None:
        return None
    graded = [each for each in studies[first:] if each.category != UNKNOWN]
    holding = list(takewhile(lambda each: not _worse(each.category, category), graded))
    lost_on = graded[len(holding)].on if len(holding) < len(graded) else None
    return HeldCategory(category, graded[0].on, holding[-1].on, lost_on)


def best_category(studies: Sequence[GradedStudy]) -> str:
    """The best category among the studies; unknown where none could be graded."""
    return min({each.category for each in studies}, key=BEST_FIRST.index, default=UNKNOWN)


def graded(studies: Sequence[Study]) -> tuple[GradedStudy, ...]:
    """Each study with its category."""
    return tuple(GradedStudy(response_grade(each), each.on, each.percent, each.cells) for each in studies)


def _by_method(studies: Sequence[Study]) -> ResponseByMethod:
    shown = graded(studies)
    best = best_category(shown)
    return ResponseByMethod(
        method=studies[-1].method,
        latest=shown[-1],
        lowest=shown[studies.index(min(studies, key=attrgetter("most")))],
        reached=_reached(shown),
        best=held(shown, best) if best != UNKNOWN else None,
        current=_current(shown),
    )


def _reached(shown: Sequence[GradedStudy]) -> tuple[GradedStudy, ...]:
    first = {each.category: each for each in reversed(shown)}
    return tuple(first[category] for category in BEST_FIRST if category in first and category != UNKNOWN)


def _current(shown: Sequence[GradedStudy]) -> HeldCategory | None:
    """The category of the latest study, since the series of studies began that all show it."""
    category = shown[-1].category
    if category == UNKNOWN:
        return None
    series = list(takewhile(lambda each: each.category in (category, UNKNOWN), reversed(shown)))
    since = [each.on for each in series if each.category == category][-1]
    return HeldCategory(category, since, shown[-1].on)


def _worse(category: str, than: str) -> bool:
    return BEST_FIRST.index(category) > BEST_FIRST.index(than)
