"""A code with its value, be it an Observation's own or a component's, and what the Observation says around it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from fhir_mappings.datatypes.dates import dated, end_of, sequence, start_of
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import Shelf
from response_criteria.model.facts import Observed, Origin
from response_criteria.model.periods import When


class CodedValue(NamedTuple):
    """What a mapping reads.

    ``stated`` carries code and value; it is the ``observation`` itself or one of its components. On the ``shelf`` are
    the resources that it refers to. ``automated`` tells that it stands in a panel whose classes a machine counted;
    ``cells`` how many cells were looked at, where another value beside it says so.
    """

    stated: Element
    observation: Element
    origin: Origin
    on: When
    sequence: str
    shelf: Shelf
    automated: bool
    cells: int | None


Reading = Callable[[CodedValue], tuple[Observed, ...]]
"""Makes facts of a coded value. Raises Unusable, with the reason, where it cannot."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code stands for: how it is read, and ``about``, by which two codes of one result are found to agree.

    Of two codes that agree the one with more ``caution`` is taken.
    """

    about: str
    read: Reading
    caution: int = 0


def sampled(observation: Element) -> tuple[When, str]:
    """The day of a result, and a key that orders the results of that day.

    The day is when the sample was taken; where only the report is dated, when it was issued. The order within the day
    is by the hour of the sample; where only its day is known, by the hour of the report.
    """
    effective = observation.get("effectiveDateTime")
    if effective is None:
        effective = _effective_otherwise(observation)
    on, at = dated(observation.get("issued") if effective is None else effective)
    if on is None:
        raise Unusable("it has no date that can be read" if effective is None else "its date cannot be read")
    return on, at if "T" in at else f"{at} {sequence(observation.get('issued'))}"


def _effective_otherwise(observation: Element) -> Any:
    """The date in another shape than a dateTime: None where there is none, empty where it cannot be read."""
    for name, read in _OTHER_SHAPES.items():
        if observation.get(name) is not None:
            return read(observation[name])
    return None


def _collected(period: Any) -> Any:
    """A sample is collected where its period starts; one that only ends was collected by then."""
    return period.get("start" if start_of(period) else "end") if start_of(period) or end_of(period) else ""


def _only_event(timing: Any) -> Any:
    events = timing.get("event") if isinstance(timing, dict) else None
    return events[0] if isinstance(events, list) and len(events) == 1 else ""


_OTHER_SHAPES: dict[str, Callable[[Any], Any]] = {
    "effectiveInstant": lambda written: written,
    "effectivePeriod": _collected,
    "effectiveTiming": _only_event,
}
