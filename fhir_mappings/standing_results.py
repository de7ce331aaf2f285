"""Which results stand: by their status, and by which of several versions of one result is the last."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from fhir_mappings.codings import codings
from fhir_mappings.dates import sequence
from fhir_mappings.elements import Element
from fhir_mappings.recognition import Recognized
from fhir_mappings.unusable import Unusable
from response_criteria.facts import Refusal

_USABLE = frozenset({"final", "amended", "corrected"})
_NOT_USED = {
    "registered": "it is registered, and its result is pending",
    "preliminary": "it is preliminary, and the final result is pending",
    "cancelled": "it was cancelled",
    "entered-in-error": "it was entered in error",
    "unknown": "its status is unknown",
}
_NO_STATUS = "its status is not one of FHIR's"
_OUTDATED = "a later version of the same result supersedes it"

_REGISTERED, _PRELIMINARY, _FINAL, _CORRECTED, _WITHDRAWN = range(5)
_STAGES = {
    "registered": _REGISTERED,
    "preliminary": _PRELIMINARY,
    "final": _FINAL,
    "amended": _CORRECTED,
    "corrected": _CORRECTED,
    "cancelled": _WITHDRAWN,
    "entered-in-error": _WITHDRAWN,
}
"""How far a result has come: a later stage of one result supersedes an earlier one."""

Rank = tuple[int, str, str]
"""Of two versions of one result the greater counts: stage, then when it was issued, then when it was last updated."""


def must_be_usable(observation: Element) -> None:
    """Raises Unusable unless the status says that the result is final, amended or corrected."""
    if because := _why_unusable(observation.get("status")):
        raise Unusable(because)


def _why_unusable(status: Any) -> str:
    """Empty where the status says that a result is final, amended or corrected."""
    if not isinstance(status, str):
        return _NO_STATUS
    return "" if status in _USABLE else _NOT_USED.get(status, _NO_STATUS)


def standing(results: Sequence[Recognized]) -> tuple[list[Recognized], list[Refusal]]:
    """The results that stand, and a refusal for each that does not."""
    superseded = frozenset(_superseded(results))
    stand, fallen = [], []
    for place, result in enumerate(results):
        because = _OUTDATED if place in superseded else _why_unusable(result.observation.get("status"))
        if because:
            fallen.append(Refusal(result.origin, because))
        else:
            stand.append(result)
    return stand, fallen


def _superseded(results: Sequence[Recognized]) -> Iterator[int]:
    """The places of those results of which another is a later version."""
    named: defaultdict[Hashable, list[int]] = defaultdict(list)
    at_once: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, result in enumerate(results):
        if "identifier" in result.observation:
            for name in _names(result):
                named[name].append(place)
        at_once[result.sequence, id(result.own)].append(place)  # the same codes have the very same meaning
    yield from _outranked(named.values(), results, _version)
    for places in at_once.values():
        if len(places) > 1:
            yield from _outranked(_by_sample(places, results), results, _correction)


def _by_sample(places: Iterable[int], results: Sequence[Recognized]) -> Iterable[list[int]]:
    """The places of those results that stand and whose hour is known, by the sample that they are of."""
    sampled: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place in places:
        if "T" in results[place].sequence and _stage(results[place]) != _WITHDRAWN:
            sampled[_sample(results[place])].append(place)
    return sampled.values()


def _outranked(
    groups: Iterable[list[int]], results: Sequence[Recognized], rank: Callable[[Recognized], Rank]
) -> Iterator[int]:
    """The places in each group that rank below its highest."""
    for group in groups:
        if len(group) > 1:
            ranks = {place: rank(results[place]) for place in group}
            highest = max(ranks.values())
            yield from (place for place in group if ranks[place] < highest)


def _names(result: Recognized) -> Iterator[Hashable]:
    """What names a result: its identifiers, with its code and day, since many laboratories number the whole order."""
    listed = result.observation.get("identifier")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and isinstance(each.get("value"), str):
            yield str(each.get("system")), each["value"], _codes(result), result.on


def _sample(result: Recognized) -> Hashable:
    """What two results of one sample share: its hour, the specimen, and what was asked of it."""
    specimen = result.observation.get("specimen")
    named = str(specimen.get("reference") or specimen.get("display")) if isinstance(specimen, dict) else ""
    return result.sequence, named, _codes(result)


def _codes(result: Recognized) -> Hashable:
    return tuple(codings(result.observation.get("code")))


def _version(result: Recognized) -> Rank:
    """The rank of a result among those of one name."""
    meta = result.observation.get("meta")
    updated = sequence(meta.get("lastUpdated")) if isinstance(meta, Mapping) else ""
    return _stage(result), sequence(result.observation.get("issued")), updated


def _correction(result: Recognized) -> Rank:
    """The rank of a result among those of one sample: two final ones are two results, unless one was corrected."""
    stage = _stage(result)
    return _version(result) if stage == _CORRECTED else (stage, "", "")


def _stage(result: Recognized) -> int:
    status = result.observation.get("status")
    return _STAGES.get(status, _REGISTERED) if isinstance(status, str) else _REGISTERED
