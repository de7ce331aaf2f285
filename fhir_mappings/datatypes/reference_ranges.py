"""The upper limit of the normal range that a laboratory sends with a result, as a Quantity or as text."""

import re
from decimal import Decimal
from typing import Any

from fhir_mappings.datatypes.codings import read_codings, read_texts
from fhir_mappings.datatypes.json_access import EMPTY_ELEMENT, Element
from fhir_mappings.datatypes.quantities import convert
from fhir_mappings.datatypes.units import Kind
from fhir_mappings.datatypes.value_x import parse_quantity, parse_value
from fhir_mappings.datatypes.values import Quantity, Value
from fhir_mappings.errors import UnusableDataError

# ``0.2 - 1.2 mg/dL``, ``0.0030 to 55.00``, ``<1.2``, ``up to 45 U/L``: the group is the upper limit.
_UPPER_LIMIT_TEXT = re.compile(
    r"(?:[\d.,]{1,20}(?:\s*[^\d\s–-]{1,20})?\s*(?:-|–|to)|<=?|≤|up to)\s*(\d.*)", re.IGNORECASE
)
# A longer text states more than a range.
_MAX_TEXT_LENGTH = 60


def find_upper_limit(element: Element, kind: Kind, value: Value) -> Decimal | None:
    """Return the upper limit of normal in the unit of the kind; None if there is none, or several that differ."""
    ranges = element.get("referenceRange")
    if not isinstance(ranges, list):
        return None
    normal = [range_ for range_ in ranges if isinstance(range_, dict) and _is_normal(range_.get("type"))]
    limits = {_convert_high(range_, kind, value) for range_ in normal} - {None}
    return limits.pop() if len(limits) == 1 else None


def _is_normal(range_type: Any) -> bool:
    """Whether a range is the normal one; FHIR R4: a range without a type is."""
    if range_type is None:
        return True
    names = (*(code for _, code in read_codings(range_type)), *read_texts(range_type))
    return not names or any("normal" in name.casefold() for name in names)


def _convert_high(range_: Element, kind: Kind, value: Value) -> Decimal | None:
    try:
        high = _parse_high(range_)
        # Laboratories often state the unit only once, with the value.
        if isinstance(high, Quantity) and isinstance(value, Quantity) and not (high.unit or high.unit_text):
            high = Quantity(high.amount, value.unit, value.unit_text, high.reported)
        return convert(high, kind).exact
    except UnusableDataError:
        return None


def _parse_high(range_: Element) -> Value:
    """Parse the upper limit; its text counts only if the range has no structured limits."""
    if range_.get("high") or range_.get("low"):
        return parse_quantity(range_.get("high"))
    text = range_.get("text")
    if not isinstance(text, str) or len(text) > _MAX_TEXT_LENGTH:
        return parse_value(EMPTY_ELEMENT)
    limit = _UPPER_LIMIT_TEXT.fullmatch(text.strip())
    return parse_value({"valueString": limit[1]} if limit else EMPTY_ELEMENT)
