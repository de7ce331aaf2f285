"""Response to a dose escalation as the paper reports it: improvement and its duration, toxicity, phase (0034)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, takewhile
from operator import attrgetter

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.citation import Interpretation
from response_criteria.model.responses import GradedAnalysis, Improvement, ImprovementKind, ResponseToEscalation
from response_criteria.publications.kantarjian2003.evaluated_course import EvaluatedCourse
from response_criteria.publications.kantarjian2003.grades import BEST_FIRST, COMPLETE, NONE, PARTIAL, UNKNOWN
from response_criteria.publications.kantarjian2003.hematologic_response import (
    Baseline,
    find_hematologic_response,
    is_partial,
)
from response_criteria.responses.cytogenetic import find_best_category, grade_analyses
from response_criteria.responses.toxicity import find_first_advanced_phase, find_toxicities
from response_criteria.results.cytogenetic_analyses import CytogeneticAnalysis

IMPROVEMENT = Interpretation(
    "0034",
    "an improvement lasts from the result that first documents it to the first that is no better than before the "
    "escalation; a cytogenetic improvement precedes a hematologic one",
)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Whether a result after the escalation is better than the response before it."""

    on: date
    is_better: bool


def build_response_to_escalation(
    after: EvaluatedCourse, before: EvaluatedCourse, baseline: Baseline
) -> ResponseToEscalation:
    """Compare the course after an escalation with the one before.

    ``since`` is the day of the best cytogenetic category if it improved, else that of the best hematologic response.
    """
    analyses_before, analyses_since = _split_at_escalation(before, after)
    earlier, later = grade_analyses(analyses_before), grade_analyses(analyses_since)
    category, best = earlier[-1].category if earlier else UNKNOWN, find_best_category(later)
    hematologic_before = find_hematologic_response(before, baseline).status
    hematologic, since = _find_best_hematologic(after, baseline)
    counts = _compare_counts(after, baseline, hematologic_before, hematologic)
    if _is_better(best, category):
        since = next(analysis.on for analysis in later if analysis.category == best)
    return ResponseToEscalation(
        escalated_on=after.started_on,
        cytogenetic_before=category,
        cytogenetic_best=best,
        hematologic_best=hematologic,
        since=since,
        hematologic_before=hematologic_before,
        percent_before=earlier[-1].percent if earlier else None,
        lowest_percent_before=_find_lowest_percent(_select_deciding(before)),
        lowest_percent_since=_find_lowest_percent(analyses_since),
        improvement=_find_improvement(_compare_analyses(later, category), counts),
        toxicities=tuple(find_toxicities(after.course)),
        advanced_phase=find_first_advanced_phase(after.course),
    )


def _split_at_escalation(
    before: EvaluatedCourse, after: EvaluatedCourse
) -> tuple[list[CytogeneticAnalysis], list[CytogeneticAnalysis]]:
    analyses = _select_deciding(after)
    # An analysis of the day of the escalation shows the response before it.
    on_that_day = (analysis for analysis in analyses if analysis.on <= after.started_on)
    since = [analysis for analysis in analyses if analysis.on > after.started_on]
    return [*_select_deciding(before), *on_that_day], since


def _select_deciding(course: EvaluatedCourse) -> Sequence[CytogeneticAnalysis]:
    """Return the adequate karyotypes of a course, or its FISH if it has none."""
    return course.cytogenetic_analyses.karyotypes or course.cytogenetic_analyses.fish


def _find_lowest_percent(analyses: Sequence[CytogeneticAnalysis]) -> Amount | None:
    lowest = min(analyses, key=attrgetter("max_percent"), default=None)
    return None if lowest is None else lowest.percent


def _is_better(category: str, than: str) -> bool:
    """Return whether the category is a response, and a better one."""
    return category not in (NONE, UNKNOWN) and BEST_FIRST.index(category) < BEST_FIRST.index(than)


def _compare_analyses(later: Sequence[GradedAnalysis], before: str) -> list[_Comparison] | None:
    """Compare each analysis after the escalation; None if there is nothing to compare."""
    graded = [analysis for analysis in later if analysis.category != UNKNOWN]
    if before == UNKNOWN or not graded:
        return None
    return [_Comparison(analysis.on, _is_better(analysis.category, before)) for analysis in graded]


def _compare_counts(after: EvaluatedCourse, baseline: Baseline, before: str, best: str) -> list[_Comparison] | None:
    """Compare the counts since the best response, none if it is no better; None if there is nothing to compare."""
    if UNKNOWN in (before, best):
        return None
    if not _is_better(best, before):
        return []
    _, since = _find_best_hematologic(after, baseline)
    counts = [count for count in after.evaluable_counts if since and count.on >= since]
    if best == COMPLETE:
        return [_Comparison(count.on, count.shows_chr) for count in counts]
    answers = ((count, Answer.YES if count.shows_chr else is_partial(count, baseline)) for count in counts)
    return [_Comparison(count.on, answer is Answer.YES) for count, answer in answers if answer is not Answer.UNKNOWN]


def _find_improvement(analyses: list[_Comparison] | None, counts: list[_Comparison] | None) -> Improvement:
    """Return the cytogenetic improvement, else the hematologic one; none only if both are known not to be there."""
    for kind, comparisons in ((ImprovementKind.CYTOGENETIC, analyses), (ImprovementKind.HEMATOLOGIC, counts)):
        since_first = list(dropwhile(lambda comparison: not comparison.is_better, comparisons or ()))
        if since_first:
            return _build_improvement(kind, since_first)
    is_known = analyses is not None and counts is not None
    return Improvement(ImprovementKind.NONE if is_known else ImprovementKind.UNKNOWN)


def _build_improvement(kind: ImprovementKind, comparisons: Sequence[_Comparison]) -> Improvement:
    lasting = list(takewhile(attrgetter("is_better"), comparisons))
    lost_on = comparisons[len(lasting)].on if len(lasting) < len(comparisons) else None
    return Improvement(kind, comparisons[0].on, lasting[-1].on, lost_on)


def _find_best_hematologic(course: EvaluatedCourse, baseline: Baseline) -> tuple[str, date | None]:
    """Return the best hematologic response of a course, and the day since which it is known."""
    if course.confirmations:
        return COMPLETE, course.confirmations[0].second.on
    counts = course.evaluable_counts
    partial = [(is_partial(count, baseline), count.on) for count in counts if not count.shows_chr]
    since = next((on for answer, on in partial if answer is Answer.YES), None)
    if since:
        return PARTIAL, since
    # A count that shows a complete response without confirmation leaves the best response open.
    is_none = bool(counts) and len(partial) == len(counts) and all(answer is Answer.NO for answer, _ in partial)
    return NONE if is_none else UNKNOWN, None
