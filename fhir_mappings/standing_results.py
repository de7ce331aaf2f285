"""Which results stand: by their status, and by which of several versions of one result is the last."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from fhir_mappings.dates import sequence
from fhir_mappings.elements import Element
from fhir_mappings.recognition import Recognized
from fhir_mappings.unusable import Unusable
from response_criteria.facts import Origin, Refusal

_USABLE = frozenset({"final", "amended", "corrected"})
_NOT_USED = {
    "registered": "it is registered, and its result is pending",
    "preliminary": "it is preliminary, and the final result is pending",
    "cancelled": "it was cancelled",
    "entered-in-error": "it was entered in error",
    "unknown": "its status is unknown",
}
_WITHDRAWN = frozenset({"cancelled", "entered-in-error"})
_STAGES = {"registered": 0, "preliminary": 1, "final": 2, "amended": 3, "corrected": 3} | dict.fromkeys(_WITHDRAWN, 4)
"""How far a result has come: a later stage of one result supersedes an earlier one."""

_CORRECTED = 3

Rank = tuple[int, str, str]
"""Of two versions of one result the greater counts: stage, then when it was issued, then when it was last updated."""


def must_be_usable(observation: Element) -> None:
    """Raises Unusable unless the status says that the result is final, amended or corrected."""
    status = observation.get("status")
    if not isinstance(status, str) or status not in _USABLE | _NOT_USED.keys():
        raise Unusable("its status is not one of FHIR's")
    if status not in _USABLE:
        raise Unusable(_NOT_USED[status])


def standing(results: Iterable[Recognized]) -> Iterator[Recognized | Refusal]:
    """Each result that stands, and a refusal for each that does not."""
    versions = _one_of_each(results)
    for result, is_superseded in zip(versions, _superseded(versions), strict=True):
        try:
            if is_superseded:
                raise Unusable("a later version of the same result supersedes it")
            must_be_usable(result.observation)
            yield result
        except Unusable as fault:
            yield Refusal(result.origin, fault.because)


def _one_of_each(results: Iterable[Recognized]) -> tuple[Recognized, ...]:
    """One version of each resource: the last, where a Bundle holds several."""
    last: dict[Origin, Recognized] = {}
    for each in results:
        other = last.get(each.origin)
        if other is None or _rank(each) >= _rank(other):
            last[each.origin] = each
    return tuple(last.values())


def _superseded(results: Sequence[Recognized]) -> tuple[bool, ...]:
    """For each of the results, whether another of them is a later version of it."""
    versions = [tuple(_versions(each)) for each in results]
    latest: dict[Hashable, Rank] = {}
    for key, rank in chain.from_iterable(versions):
        latest[key] = max(rank, latest.get(key, rank))
    return tuple(any(latest[key] > rank for key, rank in each) for each in versions)


def _versions(result: Recognized) -> Iterator[tuple[Hashable, Rank]]:
    """By what other versions of a result are known, and its rank among them.

    They share an identifier beside codes and day; or, where one was corrected, the hour of the sample and the specimen.
    An identifier alone is not enough: many laboratories give all results of an order the same.
    """
    rank = _rank(result)
    for identifier in _identifiers(result.observation):
        yield (identifier, result.codes, result.on), rank
    if "T" in result.sequence and rank[0] < _STAGES["cancelled"]:
        stage, issued, updated = rank
        same_sample = (result.sequence, result.codes, _specimen(result.observation))
        yield same_sample, (stage, issued, updated) if stage == _CORRECTED else (stage, "", "")


def _rank(result: Recognized) -> Rank:
    observation, meta = result.observation, result.observation.get("meta")
    status = observation.get("status")
    return (
        _STAGES.get(status, 0) if isinstance(status, str) else 0,
        sequence(observation.get("issued")),
        sequence(meta.get("lastUpdated")) if isinstance(meta, Mapping) else "",
    )


def _identifiers(observation: Element) -> Iterator[tuple[str, str]]:
    listed = observation.get("identifier")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, Mapping) and isinstance(each.get("value"), str):
            yield str(each.get("system")), each["value"]


def _specimen(observation: Element) -> str:
    specimen = observation.get("specimen")
    return str(specimen.get("reference") or specimen.get("display")) if isinstance(specimen, Mapping) else ""
