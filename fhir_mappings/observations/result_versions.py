"""Which results stand: by their status, and by which of several versions of one result is the last."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from fhir_mappings.datatypes.codings import codings
from fhir_mappings.datatypes.dates import sequence
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.observations.code_registry import Recognized
from response_criteria.model.facts import Refusal
from response_criteria.model.periods import When

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
    """The results that stand, and a refusal for each that does not, or whose day is left open."""
    statuses = [each.observation.get("status") for each in results]
    all_final = statuses.count("final") == len(statuses)
    superseded = frozenset(_superseded(results, all_final=all_final))
    open_days = {} if all_final else dict(_open_days(results))
    stand, fallen = [], []
    for place, (result, status) in enumerate(zip(results, statuses, strict=True)):
        because = _OUTDATED if place in superseded else "" if status == "final" else _why_unusable(status)
        if because:
            fallen.append(Refusal(result.origin, because))
        elif place in open_days:
            fallen.append(Refusal(result.origin, _DAY_IS_OPEN))
            stand.append(_undated(result, open_days[place]))
        else:
            stand.append(result)
    return stand, fallen


def _undated(result: Recognized, on: When) -> Recognized:
    """The result as of any of some days; on the day of its correction it stands below it."""
    return result._replace(on=on, sequence=f" {result.sequence}")


def _superseded(results: Sequence[Recognized], *, all_final: bool) -> Iterator[int]:
    """The places of those results of which another is a later version. Of final ones none corrects another."""
    named: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, result in enumerate(results):
        if "identifier" in result.observation:
            for name in _names(result):
                named[name].append(place)
    yield from _outranked(named.values(), results, _version)
    if not all_final:
        yield from _outranked(_by_sample(results), results, _correction)


_DAY_IS_OPEN = (
    "a correction under its number is of another day: whether of this result is not known, so its day is left open"
)


def _open_days(results: Sequence[Recognized]) -> Iterator[tuple[int, When]]:
    """The places of results that a correction of another day may be of, with the days between (decision 0046).

    That day holds no other version, and no third day has the number: it would be the whole order's.
    """
    if not any(_stage(each) == _CORRECTED for each in results):
        return
    numbered: defaultdict[Hashable, defaultdict[When, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, result in enumerate(results):
        if "identifier" in result.observation:
            for number, day in _names(result):
                numbered[number][day].append(place)
    for days in numbered.values():
        if len(days) == 2:
            versions = {day: [_version(results[each]) for each in places] for day, places in days.items()}
            first, last = sorted(days, key=lambda day: max(versions[day]))
            if max(versions[first]) < min(versions[last]) and all(stage == _CORRECTED for stage, *_ in versions[last]):
                yield from ((place, _between(first, last)) for place in days[first])


def _between(one: When, another: When) -> When:
    return When(min(one.earliest, another.earliest), max(one.latest, another.latest))


def _by_sample(results: Sequence[Recognized]) -> Iterable[list[int]]:
    """The places of those results of known hour that stand, by their sample. Left out are hours of final ones alone."""
    hours = {each.sequence for each in results if each.observation.get("status") != "final" and "T" in each.sequence}
    sampled: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, result in enumerate(results):
        if result.sequence in hours and _stage(result) != _WITHDRAWN:
            sampled[_sample(result)].append(place)
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


def _names(result: Recognized) -> Iterator[tuple[Hashable, When]]:
    """What names a result: its identifiers, with its code and day, since many laboratories number the whole order."""
    listed = result.observation.get("identifier")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and isinstance(each.get("value"), str):
            yield (str(each.get("system")), each["value"], _codes(result)), result.on


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
