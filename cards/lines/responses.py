"""The response in the current course, line by line, in short and in detail. Only a unit is the chart's own text."""

from collections.abc import Iterator

from cards.markdown_escape import one_line
from cards.sentences import ChartText, listed
from cards.wordings import responses as wordings
from response_criteria.model.facts import CytogeneticMethod
from response_criteria.model.findings import (
    CytogeneticResponse,
    GradedStudy,
    HeldCategory,
    HematologicResponse,
    Improvement,
    MolecularResponse,
    ResponseByMethod,
    Responses,
    ResponseToRaise,
    Toxicity,
)
from response_criteria.responses.molecular import NO_LEVEL, UNKNOWN


def response_lines(responses: Responses, chart_text: ChartText = one_line) -> Iterator[str]:
    """Hematologic, cytogenetic, molecular; and the response to a raise, if there was one."""
    yield _hematologic(responses.hematologic)
    yield _cytogenetic(responses.cytogenetic)
    yield _molecular(responses.molecular)
    if responses.to_dose_raise:
        yield from _to_raise(responses.to_dose_raise, chart_text)


def _hematologic(response: HematologicResponse) -> str:
    return wordings.HEMATOLOGIC[response.status].format(on=response.on)


def response_details(responses: Responses) -> Iterator[str]:
    """The course by karyotype and by FISH, each apart: categories reached, the best and the current one; BCR::ABL1."""
    for each in responses.cytogenetic.by_method:
        yield from _by_method(each)
    if responses.cytogenetic.not_counted:
        shown = [_study(wordings.NOT_COUNTED_ON, each) for each in responses.cytogenetic.not_counted]
        yield wordings.NOT_COUNTED.format(studies=listed(shown))
    yield from _levels(responses.molecular)
    if responses.to_dose_raise:
        yield _ph_around_the_raise(responses.to_dose_raise)


def _cytogenetic(response: CytogeneticResponse) -> str:
    decides = next((each for each in response.by_method if each.method == response.method), None)
    if decides is None:
        return wordings.CYTOGENETIC_UNKNOWN
    by_fish = response.method == CytogeneticMethod.FISH
    return (wordings.CYTOGENETIC_BY_FISH if by_fish else wordings.CYTOGENETIC).format(
        grade=wordings.GRADE[response.status],
        percent=decides.latest.percent,
        cells=decides.latest.cells,
        on=decides.latest.on,
        lowest=_lowest(decides),
    )


def _lowest(shown: ResponseByMethod) -> str:
    if shown.lowest == shown.latest:
        return wordings.LOWEST_IS_LATEST
    return wordings.LOWEST.format(percent=shown.lowest.percent, on=shown.lowest.on)


def _by_method(shown: ResponseByMethod) -> Iterator[str]:
    if shown.reached:
        reached = [_study(wordings.REACHED_ON, each) for each in shown.reached]
        yield wordings.REACHED.format(method=shown.method, reached=listed(reached))
    if shown.best:
        yield _held(wordings.BEST_LOST if shown.best.lost_on else wordings.BEST, shown.method, shown.best)
    if shown.current and shown.current != shown.best:
        yield _held(wordings.CURRENT, shown.method, shown.current)


def _held(wording: str, method: str, held: HeldCategory) -> str:
    seen = wordings.SEEN_ONCE if held.since == held.last_seen_on else wordings.SEEN
    when = {"since": held.since, "last_seen_on": held.last_seen_on, "months": held.months}
    category = wordings.CATEGORY[held.category]
    return wording.format(method=method, category=category, seen=seen.format(**when), lost_on=held.lost_on, **when)


def _study(wording: str, study: GradedStudy) -> str:
    return wording.format(
        category=wordings.CATEGORY[study.category],
        on=study.on,
        percent=study.percent,
        cells=study.cells or wordings.CELLS_NOT_KNOWN,
    )


def _molecular(response: MolecularResponse) -> str:
    if response.on is None:
        return wordings.MOLECULAR_UNKNOWN
    if response.percent_is is None:
        return wordings.MOLECULAR_NOT_DETECTED.format(on=response.on)
    wording = wordings.MOLECULAR
    if response.level not in (NO_LEVEL, UNKNOWN):
        measured = response.percent_is.exact is not None
        wording = wordings.MOLECULAR_AT_LEVEL if measured else wordings.MOLECULAR_AT_LEAST
    return wording.format(percent=response.percent_is, on=response.on, level=response.level)


def _levels(response: MolecularResponse) -> Iterator[str]:
    if response.reached:
        reached = [
            wordings.MOLECULAR_REACHED_ON.format(level=each.level, on=each.on, percent=each.percent_is)
            for each in response.reached
        ]
        yield wordings.MOLECULAR_REACHED.format(reached=listed(reached))
    if response.lowest:
        yield wordings.MOLECULAR_LOWEST.format(percent=response.lowest.percent_is, on=response.lowest.on)


def _to_raise(response: ResponseToRaise, chart_text: ChartText) -> Iterator[str]:
    yield wordings.RAISED.format(
        raised_on=response.raised_on,
        before=wordings.GRADE[response.cytogenetic_before],
        best=wordings.GRADE[response.cytogenetic_best],
        hematologic_before=wordings.GRADE[response.hematologic_before],
        hematologic=wordings.GRADE[response.hematologic_best],
    )
    yield _improvement(response.improvement)
    yield from (toxicity(each, chart_text) for each in response.toxicities)
    if response.advanced_phase:
        first = response.advanced_phase[0]
        yield wordings.ADVANCED_PHASE.format(on=first.on, what=first.what, amount=first.amount)


def _improvement(improvement: Improvement) -> str:
    if improvement.since is None:
        return wordings.NOT_IMPROVED[improvement.kind]
    return (wordings.IMPROVED_AND_LOST if improvement.lost_on else wordings.IMPROVED).format(
        kind=improvement.kind,
        since=improvement.since,
        last_seen_on=improvement.last_seen_on,
        lost_on=improvement.lost_on,
        months=improvement.months,
    )


def toxicity(seen: Toxicity, chart_text: ChartText = one_line) -> str:
    """A result since the raise for which the label holds or reduces imatinib."""
    evidence = seen.evidence
    return wordings.TOXICITY[seen.code].format(
        what=evidence.what, amount=evidence.amount, unit=chart_text(evidence.unit), on=evidence.on
    )


def _ph_around_the_raise(response: ResponseToRaise) -> str:
    before, last, since = (
        wordings.NOT_KNOWN if each is None else wordings.PERCENT.format(percent=each)
        for each in (response.lowest_percent_before, response.percent_before, response.lowest_percent_since)
    )
    return wordings.LOWEST_PH.format(before=before, last=last, since=since)
