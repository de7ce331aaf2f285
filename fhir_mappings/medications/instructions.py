"""What the instructions of an order say beside the dose: words, and from when to when.

Nothing here raises: what is wrong with an instruction is said where its dose is asked for.
"""

from collections.abc import Iterator, Mapping, Sequence

from fhir_mappings.datatypes.codings import words
from fhir_mappings.datatypes.dates import end_of, start_of
from fhir_mappings.datatypes.durations import last_day
from fhir_mappings.datatypes.json_access import NOTHING, Element
from response_criteria.model.periods import When


def as_written(order: Element) -> str:
    """The instructions of an order in the chart's own words, where it has any."""
    said = (each.get("text") or each.get("patientInstruction") for each in _instructions(order))
    return "; ".join(" ".join(each.split()) for each in said if isinstance(each, str))


def first_day(order: Element) -> When | None:
    """When the first instruction of an order starts, where any of them tells."""
    starts = (start_of(repeat_of(each).get("boundsPeriod")) for each in _instructions(order))
    return min((each for each in starts if each), default=None)


def final_day(order: Element, starts: When) -> When | None:
    """When the last instruction of an order ends, where all of them tell."""
    ends = [_end(repeat_of(each), starts) for each in _instructions(order)]
    return max((each for each in ends if each), default=None) if all(ends) else None


def texts_of(instruction: Element) -> Iterator[str]:
    """All that an instruction says in words that may be of its dose, the words beside its codes among it."""
    timing, added = instruction.get("timing"), instruction.get("additionalInstruction")
    stated = (instruction.get("text"), instruction.get("patientInstruction"))
    yield from (each for each in stated if isinstance(each, str))
    yield from words(timing.get("code") if isinstance(timing, Mapping) else None)
    for each in added if isinstance(added, list) else ():
        yield from words(each)


def _end(repeat: Element, starts: When) -> When | None:
    return last_day(starts, repeat.get("boundsDuration")) or end_of(repeat.get("boundsPeriod"))


def _instructions(order: Element) -> Sequence[Element]:
    listed = order.get("dosageInstruction")
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []


def repeat_of(instruction: Element) -> Element:
    """The structured part of an instruction's timing, where it has one that can be read."""
    timing = instruction.get("timing")
    repeat = timing.get("repeat") if isinstance(timing, Mapping) else None
    return repeat if isinstance(repeat, Mapping) else NOTHING
