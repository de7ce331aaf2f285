"""What the paper asks of a raise of the dose: what improved and how long, and what speaks against it (decision 0034).

A study of the day of the raise tells of the time before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from operator import attrgetter

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.citation import OurReading
from response_criteria.model.findings import GradedStudy, Improvement, ImprovementKind, ResponseToRaise
from response_criteria.publications.kantarjian2003.evaluated_course import JudgedCourse
from response_criteria.publications.kantarjian2003.grades import BEST_FIRST, COMPLETE, NONE, PARTIAL, UNKNOWN
from response_criteria.publications.kantarjian2003.hematologic_response import (
    Baseline,
    hematologic_response,
    is_partial,
)
from response_criteria.responses.cytogenetic import best_category, graded
from response_criteria.responses.toxicity import first_advanced_phase, toxicities
from response_criteria.results.cytogenetic_analyses import Study

IMPROVEMENT = OurReading(
    "0034",
    "an improvement lasts from the result that first documents it to the first that is no better than before the "
    "raise; chromosomes go before blood counts",
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A result since the raise, and whether it is better than before; a result that cannot tell is left out."""

    on: date
    better: bool


def response_to_raise(after: JudgedCourse, before: JudgedCourse, baseline: Baseline) -> ResponseToRaise:
    """The categories before and since, the improvement, and toxicity and loss of chronic phase since.

    ``since`` is the day of the best cytogenetic category, or where chromosomes did not improve that of the best
    hematologic response.
    """
    raised_on = after.started_on
    shown = _deciding(after)
    earlier = graded((*_deciding(before), *(each for each in shown if each.on <= raised_on)))
    later = graded([each for each in shown if each.on > raised_on])
    category = earlier[-1].category if earlier else UNKNOWN
    best = best_category(later)
    hematologic_before = hematologic_response(before, baseline).status
    hematologic, since = _best_hematologic(after, baseline)
    if _is_better(best, category):
        since = next(each.on for each in later if each.category == best)
    return ResponseToRaise(
        raised_on=raised_on,
        cytogenetic_before=category,
        cytogenetic_best=best,
        hematologic_best=hematologic,
        since=since,
        hematologic_before=hematologic_before,
        percent_before=earlier[-1].percent if earlier else None,
        lowest_percent_before=_lowest(_deciding(before)),
        lowest_percent_since=_lowest([each for each in shown if each.on > raised_on]),
        improvement=_improvement(
            _by_chromosomes(later, category), _by_counts(after, baseline, hematologic_before, hematologic)
        ),
        toxicities=tuple(toxicities(after.course)),
        advanced_phase=first_advanced_phase(after.course),
    )


def _deciding(judged: JudgedCourse) -> Sequence[Study]:
    """The adequate karyotypes of a course, or its FISH where it has none."""
    return judged.studies.karyotypes or judged.studies.fish


def _lowest(studies: Sequence[Study]) -> Amount | None:
    lowest = min(studies, key=attrgetter("most"), default=None)
    return None if lowest is None else lowest.percent


def _is_better(category: str, than: str) -> bool:
    """Whether it is a response, and a better one."""
    return category not in (NONE, UNKNOWN) and BEST_FIRST.index(category) < BEST_FIRST.index(than)


def _by_chromosomes(later: Sequence[GradedStudy], before: str) -> list[_Seen] | None:
    """The studies since that can be graded; None where they cannot be compared."""
    known = [each for each in later if each.category != UNKNOWN]
    if before == UNKNOWN or not known:
        return None
    return [_Seen(each.on, _is_better(each.category, before)) for each in known]


def _by_counts(after: JudgedCourse, baseline: Baseline, before: str, best: str) -> list[_Seen] | None:
    """The counts since the best response, none if it is no better; None where they cannot be compared."""
    if UNKNOWN in (before, best):
        return None
    if not _is_better(best, before):
        return []
    _, since = _best_hematologic(after, baseline)
    counts = [each for each in after.decided if since and each.on >= since]
    if best == COMPLETE:
        return [_Seen(each.on, each.affirms) for each in counts]
    answers = ((each, Answer.YES if each.affirms else is_partial(each, baseline)) for each in counts)
    return [_Seen(each.on, held is Answer.YES) for each, held in answers if held is not Answer.UNKNOWN]


def _improvement(chromosomes: list[_Seen] | None, counts: list[_Seen] | None) -> Improvement:
    """That of the chromosomes, else that of the counts; none only where both are known not to have improved."""
    for kind, seen in ((ImprovementKind.CYTOGENETIC, chromosomes), (ImprovementKind.HEMATOLOGIC, counts)):
        first = next((place for place, each in enumerate(seen or ()) if each.better), None)
        if seen and first is not None:
            return _documented(kind, seen[first:])
    known = chromosomes is not None and counts is not None
    return Improvement(ImprovementKind.NONE if known else ImprovementKind.UNKNOWN)


def _documented(kind: ImprovementKind, seen: Sequence[_Seen]) -> Improvement:
    holding = list(takewhile(attrgetter("better"), seen))
    lost_on = seen[len(holding)].on if len(holding) < len(seen) else None
    return Improvement(kind, seen[0].on, holding[-1].on, lost_on)


def _best_hematologic(judged: JudgedCourse, baseline: Baseline) -> tuple[str, date | None]:
    """The best hematologic response of a course, and since when it is known."""
    if judged.confirmations:
        return COMPLETE, judged.confirmations[0].second.on
    partial = [(is_partial(each, baseline), each.on) for each in judged.decided if not each.affirms]
    since = next((on for held, on in partial if held is Answer.YES), None)
    if since:
        return PARTIAL, since
    none_better = len(partial) == len(judged.decided) and all(held is Answer.NO for held, _ in partial)
    return (NONE if judged.decided and none_better else UNKNOWN), None
