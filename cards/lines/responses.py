"""Lines on the response in the current course, in short and in detail."""

from collections.abc import Iterator

from cards.markdown_escape import one_line
from cards.sentences import ChartText, fill_sentence, join_names
from cards.wordings import responses as wordings
from response_criteria.model.findings import Values
from response_criteria.model.responses import (
    CytogeneticResponse,
    GradedAnalysis,
    HematologicResponse,
    Improvement,
    MolecularResponse,
    ResponseByMethod,
    ResponseDuration,
    Responses,
    ResponseToEscalation,
    Toxicity,
)
from response_criteria.model.results import CytogeneticMethod
from response_criteria.publications.kantarjian2003.grades import UNKNOWN
from response_criteria.responses.molecular import NO_LEVEL


def describe_responses(responses: Responses, chart_text: ChartText = one_line) -> Iterator[str]:
    """Describe the hematologic, cytogenetic and molecular response, and the response to a dose escalation."""
    yield _describe_hematologic(responses.hematologic)
    yield _describe_cytogenetic(responses.cytogenetic)
    yield _describe_molecular(responses.molecular)
    if responses.to_dose_escalation:
        yield from _describe_escalation(responses.to_dose_escalation, chart_text)


def _describe_hematologic(response: HematologicResponse) -> str:
    return wordings.HEMATOLOGIC[response.status].format(on=response.on)


def describe_response_course(responses: Responses) -> Iterator[str]:
    """Describe the course: categories by karyotype and by FISH, BCR::ABL1 levels, Ph-positive cells at escalation."""
    for response in responses.cytogenetic.by_method:
        yield from _describe_method(response)
    if responses.cytogenetic.not_counted:
        ungraded = [_format_analysis(wordings.NOT_GRADED_ON, item) for item in responses.cytogenetic.not_counted]
        yield wordings.NOT_GRADED.format(cytogenetic_analyses=join_names(ungraded))
    yield from _describe_levels(responses.molecular)
    if responses.to_dose_escalation:
        yield _compare_ph_positive(responses.to_dose_escalation)


def _describe_cytogenetic(response: CytogeneticResponse) -> str:
    deciding = next((item for item in response.by_method if item.method == response.method), None)
    if deciding is None:
        return wordings.CYTOGENETIC_UNKNOWN
    # FISH is never presented as equal to a karyotype (decision 0025).
    by_fish = response.method == CytogeneticMethod.FISH
    return (wordings.CYTOGENETIC_BY_FISH if by_fish else wordings.CYTOGENETIC).format(
        grade=wordings.GRADE[response.status],
        percent=deciding.latest.percent,
        cells=deciding.latest.cells,
        on=deciding.latest.on,
        lowest=_describe_lowest(deciding),
    )


def _describe_lowest(response: ResponseByMethod) -> str:
    if response.lowest == response.latest:
        return wordings.LOWEST_IS_LATEST
    return wordings.LOWEST.format(percent=response.lowest.percent, on=response.lowest.on)


def _describe_method(response: ResponseByMethod) -> Iterator[str]:
    if response.reached:
        reached = [_format_analysis(wordings.REACHED_ON, analysis) for analysis in response.reached]
        yield wordings.REACHED.format(method=response.method, reached=join_names(reached))
    if response.best:
        wording = wordings.BEST_LOST if response.best.lost_on else wordings.BEST
        yield _format_category(wording, response.method, response.best)
    if response.current and response.current != response.best:
        yield _format_category(wordings.CURRENT, response.method, response.current)


def _format_category(wording: str, method: str, period: ResponseDuration) -> str:
    times = {"since": period.since, "last_seen_on": period.last_seen_on, "months": period.months}
    seen = (wordings.SEEN_ONCE if period.since == period.last_seen_on else wordings.SEEN).format(**times)
    category = wordings.CATEGORY[period.category]
    return wording.format(method=method, category=category, seen=seen, lost_on=period.lost_on, **times)


def _format_analysis(wording: str, analysis: GradedAnalysis) -> str:
    return wording.format(
        category=wordings.CATEGORY[analysis.category],
        on=analysis.on,
        percent=analysis.percent,
        cells=analysis.cells or wordings.CELLS_NOT_KNOWN,
    )


def _describe_molecular(response: MolecularResponse) -> str:
    if response.on is None:
        return wordings.MOLECULAR_UNKNOWN
    if response.percent_is is None:
        return wordings.MOLECULAR_NOT_DETECTED.format(on=response.on)
    wording = wordings.MOLECULAR
    if response.level not in (NO_LEVEL, UNKNOWN):
        # A bound such as <0.01% shows a level and leaves deeper ones open.
        exact = response.percent_is.exact is not None
        wording = wordings.MOLECULAR_AT_LEVEL if exact else wordings.MOLECULAR_AT_LEAST
    return wording.format(percent=response.percent_is, on=response.on, level=response.level)


def _describe_levels(response: MolecularResponse) -> Iterator[str]:
    if response.reached:
        reached = [
            wordings.MOLECULAR_REACHED_ON.format(level=result.level, on=result.on, percent=result.percent_is)
            for result in response.reached
        ]
        yield wordings.MOLECULAR_REACHED.format(reached=join_names(reached))
    if response.lowest:
        yield wordings.MOLECULAR_LOWEST.format(percent=response.lowest.percent_is, on=response.lowest.on)


def _describe_escalation(response: ResponseToEscalation, chart_text: ChartText) -> Iterator[str]:
    yield wordings.ESCALATED.format(
        escalated_on=response.escalated_on,
        before=wordings.GRADE[response.cytogenetic_before],
        best=wordings.GRADE[response.cytogenetic_best],
        hematologic_before=wordings.GRADE[response.hematologic_before],
        hematologic=wordings.GRADE[response.hematologic_best],
    )
    yield _describe_improvement(response.improvement)
    yield from (describe_toxicity(toxicity, chart_text) for toxicity in response.toxicities)
    if response.advanced_phase:
        first = response.advanced_phase[0]
        yield wordings.ADVANCED_PHASE.format(on=first.on, what=first.what, amount=first.amount)


def _describe_improvement(improvement: Improvement) -> str:
    if improvement.since is None:
        return wordings.NOT_IMPROVED[improvement.kind]
    return (wordings.IMPROVED_AND_LOST if improvement.lost_on else wordings.IMPROVED).format(
        kind=improvement.kind,
        since=improvement.since,
        last_seen_on=improvement.last_seen_on,
        lost_on=improvement.lost_on,
        months=improvement.months,
    )


def describe_toxicity(toxicity: Toxicity, chart_text: ChartText = one_line) -> str:
    """Describe a result after the escalation for which the label holds or reduces imatinib."""
    evidence = toxicity.evidence
    values: Values = {"what": evidence.what, "amount": str(evidence.amount), "unit": evidence.unit, "on": evidence.on}
    return fill_sentence(wordings.TOXICITY[toxicity.code], values, chart_text)


def _compare_ph_positive(response: ResponseToEscalation) -> str:
    percentages = {
        "before": response.lowest_percent_before,
        "last": response.percent_before,
        "since": response.lowest_percent_since,
    }
    texts = {
        name: wordings.NOT_KNOWN if percent is None else wordings.PERCENT.format(percent=percent)
        for name, percent in percentages.items()
    }
    return wordings.LOWEST_PH.format(**texts)
