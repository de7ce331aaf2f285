"""Which results are current: by their status, and by which of several versions of one result is the latest."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from fhir_mappings.datatypes.codings import read_codings
from fhir_mappings.datatypes.dates import parse_sort_key
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.observations.code_registry import RecognizedObservation
from fhir_mappings.observations.exclusion import exclude_observation
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData
from response_criteria.model.periods import PartialDate

_USABLE = frozenset({"final", "amended", "corrected"})
_REASONS = {
    "registered": "it is registered, and its result is pending",
    "preliminary": "it is preliminary, and the final result is pending",
    "cancelled": "it was cancelled",
    "entered-in-error": "it was entered in error",
    "unknown": "its status is unknown",
}
_INVALID_STATUS = "its status is not one of FHIR's"
_OUTDATED = "a later version of the same result supersedes it"
CORRECTION_UNREAD = "a correction with its number has another date and could not be read"
UNCERTAIN_DATE = "a correction with its number has another date and may correct this result, so its date is uncertain"

_WITHDRAWN_REASONS = frozenset({_OUTDATED, _REASONS["cancelled"], _REASONS["entered-in-error"]})


# A later stage of a result supersedes an earlier one.
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

Rank = tuple[int, str, str]
"""Stage, time of issue, time of last update: of two versions of one result the greater rank is current."""


class Move(NamedTuple):
    """The day that the chart gives a result, and the corrections of another day that may have moved it."""

    own_day: PartialDate
    corrections: frozenset[Origin]


class Versions(NamedTuple):
    """The current results of a chart, the excluded data, and what corrections of another day may have moved."""

    current: list[RecognizedObservation]
    excluded: list[ExcludedData]
    moves: dict[Origin, Move]


class _Uncertainty(NamedTuple):
    on: PartialDate
    corrections: frozenset[Origin]


def require_final_status(observation: Element) -> None:
    """Raise UnusableDataError unless the result is final, amended or corrected."""
    if reason := _check_status(observation.get("status")):
        raise UnusableDataError(reason)


def is_pending(status: object) -> bool:
    """Whether a result with this status is still to come."""
    return status in ("registered", "preliminary")


def _check_status(status: Any) -> str:
    """Return why a result with this status cannot be used; empty if it can."""
    if not isinstance(status, str):
        return _INVALID_STATUS
    return "" if status in _USABLE else _REASONS.get(status, _INVALID_STATUS)


def select_current_versions(results: Sequence[RecognizedObservation]) -> Versions:
    """Return the current results, and the excluded data: results that are not final, superseded, or of uncertain date.

    A result of uncertain date is in both: it stays current with all its possible dates, and is listed for the reader.
    """
    statuses = [result.observation.get("status") for result in results]
    all_final = statuses.count("final") == len(statuses)
    superseded = frozenset(_find_superseded(results, all_final=all_final))
    uncertain = {} if all_final else dict(_find_uncertain_dates(results))
    current: list[RecognizedObservation] = []
    excluded: list[ExcludedData] = []
    moves: dict[Origin, Move] = {}
    for index, (result, status) in enumerate(zip(results, statuses, strict=True)):
        reason = _OUTDATED if index in superseded else "" if status == "final" else _check_status(status)
        if reason:
            excluded.extend(
                _exclude(result, reason, withdrawn=reason in _WITHDRAWN_REASONS, pending=is_pending(status))
            )
        elif index in uncertain:
            # No doubt: it stays current, with every date that it may have.
            excluded.extend(_exclude(result, UNCERTAIN_DATE, withdrawn=True))
            current.append(_with_uncertain_date(result, uncertain[index].on))
            moves[result.origin] = Move(result.on, uncertain[index].corrections)
        else:
            current.append(result)
    return Versions(current, excluded, moves)


def _exclude(
    result: RecognizedObservation, reason: str, *, withdrawn: bool = False, pending: bool = False
) -> tuple[ExcludedData, ...]:
    return exclude_observation(
        result.origin, result.observation, reason, on=result.on, withdrawn=withdrawn, pending=pending
    )


def _with_uncertain_date(result: RecognizedObservation, on: PartialDate) -> RecognizedObservation:
    # The leading blank sorts the result before its correction where both are taken to be of the correction's day.
    return result._replace(on=on, sequence=f" {result.sequence}")


def _find_superseded(results: Sequence[RecognizedObservation], *, all_final: bool) -> Iterator[int]:
    """Find the indexes of results of which a later version exists."""
    versions: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, result in enumerate(results):
        if "identifier" in result.observation:
            for name, on in _name_versions(result):
                versions[name, on].append(index)
    yield from _find_outranked(versions.values(), results, _rank_version)
    # Without identifiers only a correction shows that two results of one sample are one: final ones are two.
    if not all_final:
        yield from _find_outranked(_group_by_sample(results), results, _rank_correction)


def _find_uncertain_dates(results: Sequence[RecognizedObservation]) -> Iterator[tuple[int, _Uncertainty]]:
    """Find the indexes of results that a correction with another date may correct, with the dates between (0046)."""
    if not any(_get_stage(result) == _CORRECTED for result in results):
        return
    dates_by_number: defaultdict[Hashable, defaultdict[PartialDate, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, result in enumerate(results):
        if "identifier" in result.observation:
            for number, on in _name_versions(result):
                dates_by_number[number][on].append(index)
    for dates in dates_by_number.values():
        # With a third date the number is that of a standing order, and its results are different ones.
        if len(dates) == 2:
            yield from _find_corrected_on_another_date(dates, results)


def _find_corrected_on_another_date(
    dates: Mapping[PartialDate, list[int]], results: Sequence[RecognizedObservation]
) -> Iterator[tuple[int, _Uncertainty]]:
    ranks = {on: [_rank_version(results[index]) for index in indexes] for on, indexes in dates.items()}
    first, last = sorted(dates, key=lambda on: max(ranks[on]))
    # Any other version on the correction's own date would be the one that it corrects.
    if max(ranks[first]) < min(ranks[last]) and all(stage == _CORRECTED for stage, *_ in ranks[last]):
        corrections = frozenset(results[index].origin for index in dates[last])
        yield from ((index, _Uncertainty(_span(first, last), corrections)) for index in dates[first])


def _span(first: PartialDate, second: PartialDate) -> PartialDate:
    return PartialDate(min(first.earliest, second.earliest), max(first.latest, second.latest))


def _group_by_sample(results: Sequence[RecognizedObservation]) -> Iterable[list[int]]:
    """Group the indexes of results that were not withdrawn by sample, for the hours that have a result not final."""
    hours = {
        result.sequence
        for result in results
        if result.observation.get("status") != "final" and "T" in result.sequence  # without a T only the day is known
    }
    samples: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, result in enumerate(results):
        if result.sequence in hours and _get_stage(result) != _WITHDRAWN:
            samples[_identify_sample(result)].append(index)
    return samples.values()


def _find_outranked(
    groups: Iterable[list[int]],
    results: Sequence[RecognizedObservation],
    get_rank: Callable[[RecognizedObservation], Rank],
) -> Iterator[int]:
    """Find the indexes in each group that rank below its highest."""
    for group in groups:
        if len(group) > 1:
            ranks = {index: get_rank(results[index]) for index in group}
            highest = max(ranks.values())
            yield from (index for index in group if ranks[index] < highest)


def _name_versions(result: RecognizedObservation) -> Iterator[tuple[Hashable, PartialDate]]:
    """Return what all versions of a result share: an identifier with the code, and the date."""
    # The identifier alone would not do: many laboratories give one number to the whole order.
    identifiers = result.observation.get("identifier")
    for identifier in identifiers if isinstance(identifiers, list) else ():
        if isinstance(identifier, dict) and isinstance(identifier.get("value"), str):
            yield (str(identifier.get("system")), identifier["value"], _get_codes(result)), result.on


def _identify_sample(result: RecognizedObservation) -> Hashable:
    """Return what two results of one sample share: its time, the specimen and the code."""
    specimen = result.observation.get("specimen")
    name = str(specimen.get("reference") or specimen.get("display")) if isinstance(specimen, dict) else ""
    return result.sequence, name, _get_codes(result)


def _get_codes(result: RecognizedObservation) -> Hashable:
    return tuple(read_codings(result.observation.get("code")))


def _rank_version(result: RecognizedObservation) -> Rank:
    """Rank a result among those with its identifier."""
    meta = result.observation.get("meta")
    updated = parse_sort_key(meta.get("lastUpdated")) if isinstance(meta, Mapping) else ""
    return _get_stage(result), parse_sort_key(result.observation.get("issued")), updated


def _rank_correction(result: RecognizedObservation) -> Rank:
    """Rank a result among those of its sample: two final results rank alike, since they are two results."""
    stage = _get_stage(result)
    return _rank_version(result) if stage == _CORRECTED else (stage, "", "")


def _get_stage(result: RecognizedObservation) -> int:
    status = result.observation.get("status")
    return _STAGES.get(status, _REGISTERED) if isinstance(status, str) else _REGISTERED
