"""The upper limit of the normal range that a laboratory sends with a result, as a Quantity or only as a text."""

import re
from decimal import Decimal
from typing import Any

from fhir_mappings.datatypes.codings import codings, words
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import NOTHING, Element
from fhir_mappings.datatypes.units import Kind
from fhir_mappings.datatypes.values import Measured, Value, converted, quantity, value_of


def upper_limit(stated: Element, kind: Kind, value: Value) -> Decimal | None:
    """The upper end of the normal range in the kind's unit; None where there is none, or several that differ."""
    ranges = stated.get("referenceRange")
    if not isinstance(ranges, list):
        return None
    normal = [each for each in ranges if isinstance(each, dict) and _is_normal(each.get("type"))]
    limits = {_high(each, kind, value) for each in normal} - {None}
    return limits.pop() if len(limits) == 1 else None


def _is_normal(meaning: Any) -> bool:
    """Whether a range is the normal one; so it is where it does not say."""
    if meaning is None:
        return True
    said = (*(code for _, code in codings(meaning)), *words(meaning))
    return not said or any("normal" in each.casefold() for each in said)


def _high(of_range: Element, kind: Kind, value: Value) -> Decimal | None:
    """The upper end of one range. Where it has no unit it is in that of the value which it belongs to."""
    try:
        high = _stated_high(of_range)
        if isinstance(high, Measured) and isinstance(value, Measured) and not (high.unit or high.unit_text):
            high = Measured(high.amount, value.unit, value.unit_text, high.reported)
        return converted(high, kind).exact
    except Unusable:
        return None


_UP_TO = re.compile(r"(?:[\d.,]{1,20}(?:\s*[^\d\s–-]{1,20})?\s*(?:-|–|to)|<=?|≤|up to)\s*(\d.*)", re.IGNORECASE)
"""``0.2 - 1.2 mg/dL``, ``0.0030 to 55.00``, ``<1.2``, ``up to 45 U/L``: the group is the upper end."""


def _stated_high(of_range: Element) -> Value:
    """The upper end. The text is asked only where the range has no limits of its own."""
    if of_range.get("high") or of_range.get("low"):
        return quantity(of_range.get("high"))
    text = of_range.get("text")
    found = _UP_TO.fullmatch(text.strip()) if isinstance(text, str) and len(text) <= _LONGEST else None
    return value_of({"valueString": found[1]} if found else NOTHING)


_LONGEST = 60
"""Characters; a longer text is more than a range."""
