"""The texts and the dates of an order's dosage instructions.

No function here raises: ``daily_dose`` reports what is wrong with an instruction.
"""

from collections.abc import Iterator, Mapping, Sequence

from fhir_mappings.datatypes.codings import read_texts
from fhir_mappings.datatypes.dates import ends_before_start, parse_end, parse_start
from fhir_mappings.datatypes.durations import compute_last_day
from fhir_mappings.datatypes.json_access import EMPTY_ELEMENT, Element
from response_criteria.model.periods import PartialDate


def quote_instructions(order: Element) -> str:
    """Return the texts of an order's instructions; empty if it has none."""
    texts = (item.get("text") or item.get("patientInstruction") for item in _list_instructions(order))
    return "; ".join(" ".join(text.split()) for text in texts if isinstance(text, str))


def find_first_day(order: Element) -> PartialDate | None:
    """Return the first day of an order's instructions; None if none states it, or if one ends before it starts."""
    periods = [get_repeat(instruction).get("boundsPeriod") for instruction in _list_instructions(order)]
    if any(map(ends_before_start, periods)):
        return None
    days = map(parse_start, periods)
    return min((day for day in days if day), default=None)


def find_last_day(order: Element, starts: PartialDate) -> PartialDate | None:
    """Return the last day of an order's instructions; None unless all of them state it."""
    days = [_find_end(get_repeat(instruction), starts) for instruction in _list_instructions(order)]
    return max((day for day in days if day), default=None) if all(days) else None


def list_texts(instruction: Element) -> Iterator[str]:
    """List all texts of an instruction that may state a dose, those of its codes included."""
    timing, additional = instruction.get("timing"), instruction.get("additionalInstruction")
    texts = (instruction.get("text"), instruction.get("patientInstruction"))
    yield from (text for text in texts if isinstance(text, str))
    yield from read_texts(timing.get("code") if isinstance(timing, Mapping) else None)
    for concept in additional if isinstance(additional, list) else ():
        yield from read_texts(concept)


def get_repeat(instruction: Element) -> Element:
    """Return the structured part of an instruction's timing; empty if it is missing or malformed."""
    timing = instruction.get("timing")
    repeat = timing.get("repeat") if isinstance(timing, Mapping) else None
    return repeat if isinstance(repeat, Mapping) else EMPTY_ELEMENT


def _find_end(repeat: Element, starts: PartialDate) -> PartialDate | None:
    return compute_last_day(starts, repeat.get("boundsDuration")) or parse_end(repeat.get("boundsPeriod"))


def _list_instructions(order: Element) -> Sequence[Element]:
    items = order.get("dosageInstruction")
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
