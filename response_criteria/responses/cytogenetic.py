"""Cytogenetic response in detail: what each method showed over the course, and for how long (decision 0029)."""

from collections.abc import Sequence
from itertools import takewhile
from operator import attrgetter

from response_criteria.model.responses import CytogeneticResponse, GradedAnalysis, ResponseByMethod, ResponseDuration
from response_criteria.publications.kantarjian2003.grades import BEST_FIRST, UNKNOWN, grade_analysis
from response_criteria.results.cytogenetic_analyses import CytogeneticAnalyses, CytogeneticAnalysis


def build_cytogenetic_response(analyses: CytogeneticAnalyses) -> CytogeneticResponse:
    """Build the response by the latest adequate karyotype, or by a later FISH."""
    by_method = tuple(_build_by_method(series) for series in (analyses.karyotypes, analyses.fish) if series)
    not_counted = tuple(
        GradedAnalysis(UNKNOWN, analysis.on, analysis.percent, analysis.cells) for analysis in analyses.inadequate
    )
    if not by_method:
        return CytogeneticResponse(UNKNOWN, not_counted=not_counted)
    # On one day the karyotype decides: max() returns the first of equals.
    deciding = max(by_method, key=lambda method: method.latest.on)
    return CytogeneticResponse(
        status=deciding.latest.category,
        percent=deciding.latest.percent,
        lowest_percent=deciding.lowest.percent,
        method=deciding.method,
        on=deciding.latest.on,
        by_method=by_method,
        not_counted=not_counted,
    )


def find_duration(analyses: Sequence[GradedAnalysis], category: str) -> ResponseDuration | None:
    """Return how long a category lasted from the first analysis that shows it; None if none does."""
    first = next((index for index, analysis in enumerate(analyses) if analysis.category == category), None)
    if first is None:
        return None
    # An analysis that cannot be graded neither prolongs nor ends the response; a better one prolongs it.
    graded = [analysis for analysis in analyses[first:] if analysis.category != UNKNOWN]
    lasting = list(takewhile(lambda analysis: not _is_worse(analysis.category, category), graded))
    lost_on = graded[len(lasting)].on if len(lasting) < len(graded) else None
    return ResponseDuration(category, graded[0].on, lasting[-1].on, lost_on)


def find_best_category(analyses: Sequence[GradedAnalysis]) -> str:
    """Return the best category among the analyses; unknown if none could be graded."""
    return min({analysis.category for analysis in analyses}, key=BEST_FIRST.index, default=UNKNOWN)


def grade_analyses(analyses: Sequence[CytogeneticAnalysis]) -> tuple[GradedAnalysis, ...]:
    """Grade each analysis."""
    return tuple(
        GradedAnalysis(grade_analysis(analysis), analysis.on, analysis.percent, analysis.cells) for analysis in analyses
    )


def _build_by_method(analyses: Sequence[CytogeneticAnalysis]) -> ResponseByMethod:
    graded = grade_analyses(analyses)
    best = find_best_category(graded)
    return ResponseByMethod(
        method=analyses[-1].method,
        latest=graded[-1],
        lowest=graded[analyses.index(min(analyses, key=attrgetter("max_percent")))],
        reached=_find_reached(graded),
        best=find_duration(graded, best) if best != UNKNOWN else None,
        current=_find_current(graded),
    )


def _find_reached(analyses: Sequence[GradedAnalysis]) -> tuple[GradedAnalysis, ...]:
    """Return the first analysis of each category, best first."""
    first_of = {analysis.category: analysis for analysis in reversed(analyses)}
    return tuple(first_of[category] for category in BEST_FIRST if category in first_of and category != UNKNOWN)


def _find_current(analyses: Sequence[GradedAnalysis]) -> ResponseDuration | None:
    """Return the category of the latest analysis, since the start of the unbroken series that shows it."""
    category = analyses[-1].category
    if category == UNKNOWN:
        return None
    series = list(takewhile(lambda analysis: analysis.category in (category, UNKNOWN), reversed(analyses)))
    since = [analysis.on for analysis in series if analysis.category == category][-1]
    return ResponseDuration(category, since, analyses[-1].on)


def _is_worse(category: str, than: str) -> bool:
    return BEST_FIRST.index(category) > BEST_FIRST.index(than)
