"""value[x] of an Observation or a component, in every type of FHIR R4 in which laboratories send one.

What cannot be parsed raises UnusableDataError.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from fhir_mappings.datatypes.codings import read_codings, read_texts, resolve_system
from fhir_mappings.datatypes.json_access import MAX_TEXT_LENGTH, Element
from fhir_mappings.datatypes.numeric_text import (
    build_amount,
    build_count_ratio,
    parse_number,
    parse_number_and_digits,
    parse_text,
)
from fhir_mappings.datatypes.units import UCUM
from fhir_mappings.datatypes.values import CountRatio, Quantity, StatedText, Value
from fhir_mappings.errors import UnusableDataError
from response_criteria.model.amounts import Amount

# A longer reason for an absent value is more than a card should quote.
_MAX_QUOTED = 80


def parse_value(element: Element) -> Value:
    """Parse the value of an Observation or a component."""
    name = _find_value_name(element)
    if not name:
        raise UnusableDataError(_describe_absence(element))
    if element.get("dataAbsentReason"):
        raise UnusableDataError("it has both a value and a reason for an absent value")
    if element.get("modifierExtension"):
        raise UnusableDataError("it carries a modifier that is not understood")
    return _PARSERS[name](element[name])


def _find_value_name(element: Element) -> str:
    found = ""
    # Elements are few, value types many: a chart holds thousands of results.
    for name in element:
        if name in _PARSERS and element[name] is not None:
            if found:
                raise UnusableDataError("it has several values")
            found = name
    return found


def has_value(element: Element) -> bool:
    """Whether it has a value, or states why it has none."""
    return any(element.get(name) is not None for name in (*_PARSERS, "dataAbsentReason"))


def is_zero(element: Element) -> bool:
    """Whether its value is the number 0, in any unit."""
    try:
        value = parse_value(element)
    except UnusableDataError:
        return False
    return isinstance(value, Quantity) and value.amount.exact == 0


def _describe_absence(element: Element) -> str:
    reason = next(iter(read_texts(element.get("dataAbsentReason"))), "")
    return f"it has no value ({reason})" if 0 < len(reason) <= _MAX_QUOTED else "it has no value"


def parse_quantity(raw: Any) -> Quantity:
    """Parse a FHIR Quantity."""
    if not isinstance(raw, dict):
        raise UnusableDataError("its value is not an object")
    value, digits = parse_number_and_digits(raw.get("value"))
    comparator = raw.get("comparator") or ""
    amount = build_amount(comparator if isinstance(comparator, str) else "?", value)
    code, text = _read_unit(raw)
    unit = text or code
    return Quantity(amount, code, text, f"{comparator}{digits} {unit}" if unit else f"{comparator}{digits}")


def _read_unit(raw: Mapping[str, Any]) -> tuple[str, str]:
    """Return the UCUM code and the text of a unit; each is empty if there is none."""
    system, code, text = raw.get("system") or UCUM, raw.get("code"), raw.get("unit")
    if system != UCUM and not (isinstance(system, str) and resolve_system(system) == UCUM):
        code = ""  # a code of another system, such as SNOMED CT, only looks like UCUM
    if any(isinstance(unit, str) and len(unit) > MAX_TEXT_LENGTH for unit in (code, text)):
        raise UnusableDataError("its unit is too long to be read")
    return code.strip() if isinstance(code, str) else "", text.strip() if isinstance(text, str) else ""


def _parse_string(raw: Any) -> Value:
    if not isinstance(raw, str) or not raw.strip():
        raise UnusableDataError("its value is not a text")
    return parse_text(raw)


def _parse_concept(raw: Any) -> StatedText:
    answer = StatedText(read_texts(raw), tuple(read_codings(raw)))
    if not answer.texts and not answer.codes:
        raise UnusableDataError("its answer is empty")
    return answer


def _parse_boolean(raw: Any) -> StatedText:
    if not isinstance(raw, bool):
        raise UnusableDataError("its value is neither true nor false")
    return StatedText(("yes" if raw else "no",))


def _parse_integer(raw: Any) -> Quantity:
    value = parse_number(raw)
    return Quantity(build_amount("", value), "", "", f"{value:f}")


def _parse_range(raw: Any) -> Quantity:
    ends = {end: parse_quantity(raw[end]) for end in ("low", "high") if isinstance(raw, dict) and raw.get(end)}
    units = {(end.unit, end.unit_text) for end in ends.values()}
    if len(units) != 1 or any(end.amount.exact is None for end in ends.values()):
        raise UnusableDataError("its range cannot be read")
    low, high = (ends[end].amount.exact if end in ends else None for end in ("low", "high"))
    if low is not None and high is not None and low > high:
        raise UnusableDataError("its range ends below its start")
    (unit, unit_text), *_ = units
    reported = "–".join(f"{end:f}" if end is not None else "" for end in (low, high))
    return Quantity(Amount.between(low, high), unit, unit_text, f"{reported} {unit_text or unit}".rstrip())


def _parse_ratio(raw: Any) -> CountRatio:
    if not isinstance(raw, dict):
        raise UnusableDataError("its value is not an object")
    part, of = parse_quantity(raw.get("numerator")), parse_quantity(raw.get("denominator"))
    if part.amount.exact is None or of.amount.exact is None or not (_is_count(part) and _is_count(of)):
        raise UnusableDataError("its ratio is not a ratio of counts")
    return build_count_ratio(part.amount.exact, of.amount.exact, f"{part.reported}/{of.reported}")


_ANNOTATION = re.compile(r"\{[^{}]*\}")


def _is_count(quantity: Quantity) -> bool:
    """Whether it has no unit, or one that names what is counted."""
    unit = quantity.unit or quantity.unit_text
    return unit in {"", "1", "cells", "metaphases", "nuclei", "copies"} or _ANNOTATION.fullmatch(unit) is not None


def _reject_type(raw: Any) -> Value:
    raise UnusableDataError("its value is of a type that is not supported")


# All types that value[x] of an Observation may have in FHIR R4.
_PARSERS: Mapping[str, Callable[[Any], Value]] = {
    "valueQuantity": parse_quantity,
    "valueString": _parse_string,
    "valueInteger": _parse_integer,
    "valueRange": _parse_range,
    "valueRatio": _parse_ratio,
    "valueCodeableConcept": _parse_concept,
    "valueBoolean": _parse_boolean,
    **dict.fromkeys(("valueSampledData", "valueTime", "valueDateTime", "valuePeriod"), _reject_type),
}
