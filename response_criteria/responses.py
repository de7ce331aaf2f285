"""The responses of a course, and what became of them after a raise of the dose (decision 0029)."""

from collections.abc import Sequence
from datetime import date

from response_criteria.answers import Answer
from response_criteria.course import Course
from response_criteria.cytogenetic_response import cytogenetic_response
from response_criteria.facts import Transcript
from response_criteria.findings import (
    HematologicResponse,
    Responses,
    ResponseToRaise,
)
from response_criteria.kantarjian2003.grades import BEST_FIRST, COMPLETE, MINOR, NONE, PARTIAL, UNKNOWN, response_grade
from response_criteria.kantarjian2003.hematologic_response import Baseline, baseline_of, is_partial
from response_criteria.kantarjian2003.judged_course import JudgedCourse, judged_course
from response_criteria.karyotypes import Study
from response_criteria.molecular_response import molecular_response

_NOT_COMPLETE = {Answer.YES: PARTIAL, Answer.NO: NONE, Answer.UNKNOWN: UNKNOWN}


def responses(course: Course, before_raise: Course | None, as_of: date) -> Responses:
    """The responses of the course; after a raise also the response to it, against the course before."""
    return responses_of(judged_course(course, as_of), before_raise)


def responses_of(judged: JudgedCourse, before_raise: Course | None) -> Responses:
    """The responses of a course that is judged already."""
    baseline = baseline_of(judged.course.baseline)
    to_raise = None
    if before_raise is not None and judged.after_raise:
        to_raise = _response_to_raise(judged, judged_course(before_raise, judged.started_on), baseline)
    return Responses(
        hematologic=_hematologic(judged, baseline),
        cytogenetic=cytogenetic_response(judged.studies),
        molecular=molecular_response(judged.course.results(Transcript)),
        to_dose_raise=to_raise,
    )


def _hematologic(judged: JudgedCourse, baseline: Baseline) -> HematologicResponse:
    """By the latest CBC that passes or fails. A pass that nothing confirms yet leaves it unknown."""
    latest = judged.latest
    if latest is None:
        return HematologicResponse(UNKNOWN)
    if not latest.affirms:
        status = _NOT_COMPLETE[is_partial(latest, baseline)]
        return HematologicResponse(status, latest.on if status != UNKNOWN else None)
    confirmed_on = judged.confirmed.second.on if judged.confirmed else None
    if confirmed_on is None or any(each.fails for each in judged.decided if each.on > confirmed_on):
        return HematologicResponse(UNKNOWN)
    return HematologicResponse(COMPLETE, confirmed_on)


def _response_to_raise(after: JudgedCourse, before: JudgedCourse, baseline: Baseline) -> ResponseToRaise:
    """The category before the raise, the best one since and since when, as the paper's third table tells them.

    A study of the day of the raise tells of the time before it. Where chromosomes did not improve, the date is that of
    the best hematologic response.
    """
    raised_on = after.started_on
    on_the_day = [each for each in _deciding(after) if each.on == raised_on]
    studies = [each for each in _deciding(after) if each.on > raised_on]
    before_grades = [response_grade(each) for each in (*_deciding(before), *on_the_day)]
    grade_before = before_grades[-1] if before_grades else UNKNOWN
    best = min((response_grade(each) for each in studies), key=BEST_FIRST.index, default=UNKNOWN)
    hematologic, since = _best_hematologic(after, baseline)
    if best in (COMPLETE, PARTIAL, MINOR) and BEST_FIRST.index(best) < BEST_FIRST.index(grade_before):
        since = next(each.on for each in studies if response_grade(each) == best)
    return ResponseToRaise(raised_on, grade_before, best, hematologic, since)


def _deciding(judged: JudgedCourse) -> Sequence[Study]:
    """The adequate karyotypes of a course, or its FISH where it has none."""
    return judged.studies.karyotypes or judged.studies.fish


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
