"""The response in the current course, line by line. Nothing here stems from the chart's text."""

from collections.abc import Iterator

from cards.wordings import responses as wordings
from response_criteria.facts import CytogeneticMethod
from response_criteria.findings import (
    CytogeneticResponse,
    HematologicResponse,
    MolecularResponse,
    Responses,
    ResponseToRaise,
)


def response_lines(responses: Responses) -> Iterator[str]:
    """Hematologic, cytogenetic, molecular; and the response to a raise, if there was one."""
    yield _hematologic(responses.hematologic)
    yield _cytogenetic(responses.cytogenetic)
    yield _molecular(responses.molecular)
    if responses.to_dose_raise:
        yield _to_raise(responses.to_dose_raise)


def _hematologic(response: HematologicResponse) -> str:
    return wordings.HEMATOLOGIC[response.status].format(on=response.on)


def _cytogenetic(response: CytogeneticResponse) -> str:
    if response.percent is None:
        return wordings.CYTOGENETIC_UNKNOWN
    by_fish = response.method == CytogeneticMethod.FISH
    return (wordings.CYTOGENETIC_BY_FISH if by_fish else wordings.CYTOGENETIC).format(
        grade=wordings.GRADE[response.status],
        percent=response.percent,
        on=response.on,
        lowest=response.lowest_percent,
    )


def _molecular(response: MolecularResponse) -> str:
    if response.on is None:
        return wordings.MOLECULAR_UNKNOWN
    wording = wordings.MOLECULAR_NOT_DETECTED if response.percent_is is None else wordings.MOLECULAR
    return wording.format(percent=response.percent_is, on=response.on)


def _to_raise(response: ResponseToRaise) -> str:
    wording = wordings.RAISED if response.since is None else wordings.RAISED_SINCE
    return wording.format(
        raised_on=response.raised_on,
        before=wordings.GRADE[response.cytogenetic_before],
        best=wordings.GRADE[response.cytogenetic_best],
        hematologic=wordings.GRADE[response.hematologic_best],
        since=response.since,
    )
