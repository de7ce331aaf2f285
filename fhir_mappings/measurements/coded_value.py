"""A code with its value, and what interprets it: an Observation itself or one of its components."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from fhir_mappings.datatypes.dates import parse_date_and_sort_key, parse_end, parse_sort_key, parse_start
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ReferenceIndex
from fhir_mappings.errors import UnusableDataError
from response_criteria.model.facts import Origin
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import Observed


class CodedValue(NamedTuple):
    """What an interpreter reads.

    * ``element`` holds code and value: the ``observation`` itself or one of its components.
    * ``reference_index`` finds the resources that the Observation refers to, such as its specimen.
    * ``automated``: a panel of the chart says that an analyzer counted it.
    * ``cells`` is the number of cells analyzed, if another value of the same sample states it.
    """

    element: Element
    observation: Element
    origin: Origin
    on: PartialDate
    sequence: str
    reference_index: ReferenceIndex
    automated: bool
    cells: int | None


# Returns the facts of a coded value. Raises UnusableDataError if it cannot be used.
Interpreter = Callable[[CodedValue], tuple[Observed, ...]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code stands for.

    Two codes of one result agree if their ``topic`` is the same; the one with more ``caution`` then counts.
    """

    topic: str
    interpret: Interpreter
    caution: int = 0


def read_sample_date(observation: Element) -> tuple[PartialDate, str]:
    """Return the day of the sample, and a key that orders the results of that day.

    Without a sample date, the day is that of ``issued``. Raises UnusableDataError if neither is readable.
    """
    effective = observation.get("effectiveDateTime")
    if effective is None:
        effective = _read_other_effective(observation)
    sampled_on, key = parse_date_and_sort_key(observation.get("issued") if effective is None else effective)
    if sampled_on is None:
        raise UnusableDataError("it has no date that can be read" if effective is None else "its date cannot be read")
    # Samples of one day without an hour are ordered by the hour of their report.
    return sampled_on, key if "T" in key else f"{key} {parse_sort_key(observation.get('issued'))}"


def _read_other_effective(observation: Element) -> Any:
    """Return effective[x] of a type other than dateTime; None if it is absent, empty if it is unreadable."""
    for name, read in _EFFECTIVE_READERS.items():
        if observation.get(name) is not None:
            return read(observation[name])
    return None


def _read_collection_date(period: Any) -> Any:
    # A collection counts from its start; with only an end, the sample was taken by then.
    if parse_start(period):
        return period.get("start")
    return period.get("end") if parse_end(period) else ""


def _read_only_event(timing: Any) -> Any:
    events = timing.get("event") if isinstance(timing, dict) else None
    return events[0] if isinstance(events, list) and len(events) == 1 else ""


_EFFECTIVE_READERS: dict[str, Callable[[Any], Any]] = {
    "effectiveInstant": lambda instant: instant,
    "effectivePeriod": _read_collection_date,
    "effectiveTiming": _read_only_event,
}
