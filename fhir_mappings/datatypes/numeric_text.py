"""Numbers as JSON and laboratory texts write them: ``0.0032``, ``<0.01 %``, ``12/20``, ``15-20 %``, ``0,5 %``.

Digits are kept as sent. What cannot be parsed raises UnusableDataError.
"""

import re
from decimal import Decimal
from typing import Any

from fhir_mappings.datatypes.json_access import MAX_TEXT_LENGTH, Element
from fhir_mappings.datatypes.values import CountRatio, Quantity, StatedText, Value
from fhir_mappings.errors import UnusableDataError
from response_criteria.model.amounts import Amount

# Powers of ten and digits beyond which a number is no measurement, and would only cost time and memory.
_MIN_EXPONENT, _MAX_EXPONENT, _MAX_DIGITS = -30, 15, 40
_MAX_INTEGER = 10**_MAX_EXPONENT
# A Decimal of so few characters cannot exceed those limits, unless it is written with an exponent.
_SHORT = 12

_NUMBER_PATTERN = r"[+-]?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,2})?"
_NUMBER = re.compile(_NUMBER_PATTERN, re.ASCII)


def parse_number(raw: Any) -> Decimal:
    """Parse a JSON number, or a number in a text."""
    return parse_number_and_digits(raw)[0]


def parse_number_and_digits(raw: Any) -> tuple[Decimal, str]:
    """Parse a number; also return its digits without an exponent."""
    value = raw if isinstance(raw, Decimal) else _parse_decimal(raw)
    digits = str(value)
    if len(digits) <= _SHORT and "E" not in digits and value.is_finite():
        return value, digits
    if not value.is_finite() or not _MIN_EXPONENT <= value.adjusted() <= _MAX_EXPONENT or len(digits) > _MAX_DIGITS:
        raise UnusableDataError("its number is out of range")
    return value, f"{value:f}"


def _parse_decimal(raw: Any) -> Decimal:
    if isinstance(raw, int) and not isinstance(raw, bool):
        if abs(raw) > _MAX_INTEGER:
            raise UnusableDataError("its number is out of range")
        return Decimal(raw)
    if isinstance(raw, float):
        return Decimal(repr(raw))
    if not isinstance(raw, str):
        raise UnusableDataError("it has no number")
    if len(raw) > MAX_TEXT_LENGTH or not _NUMBER.fullmatch(raw):
        raise UnusableDataError("its number cannot be read")
    return Decimal(raw)


_COMPARATORS = {comparator: comparator for comparator in ("<", "<=", ">", ">=")} | {
    "≤": "<=",
    "≥": ">=",
    "less than": "<",
    "greater than": ">",
}


def build_amount(comparator: str, value: Decimal) -> Amount:
    """Return the amount of a number with a comparator; exact if the comparator is empty."""
    # No count, share or concentration is negative, and nothing can be less than 0.
    if value < 0 or (not value and comparator == "<"):
        raise UnusableDataError("its number is negative")
    # FHIR has no comparator for "equal to", but some laboratories send one.
    if comparator in ("", "="):
        return Amount(value, value)
    if comparator not in _COMPARATORS:
        raise UnusableDataError("its comparator is not a FHIR comparator")
    return Amount.from_comparator(_COMPARATORS[comparator], value)


# What is counted. After ``8/20`` any other word may mean that the 8 are the normal cells.
_CELLS_PATTERN = r"metaphases?|nuclei|(?:white\s+)?cells?|WBCs?|leukocytes?"
_RATIO = re.compile(
    rf"(\d{{1,6}})\s*(?:/|of|out of)\s*(\d{{1,6}})(?:\s*(?:{_CELLS_PATTERN})|(?P<other_words>\s*[A-Za-z].*))?",
    re.ASCII | re.IGNORECASE,
)
_COMPARATOR_PATTERN = r"<=|>=|<|>|≤|≥|less than|greater than|"
_UNIT_PATTERN = r"\s*[A-Za-z%/µμ×#{\[(].{0,39}|\s+10[*^E].{1,36}"
_UNSIGNED_PATTERN = r"\d{1,20}(?:\.\d{1,20})?"
# A range needs a unit: a bare ``5-10`` may mean many other things.
_RANGE = re.compile(
    rf"({_UNSIGNED_PATTERN})\s*(?:-|–|to)\s*({_UNSIGNED_PATTERN})({_UNIT_PATTERN})", re.ASCII | re.IGNORECASE
)
_NUMBER_AND_UNIT = re.compile(
    rf"({_COMPARATOR_PATTERN})\s*({_NUMBER_PATTERN})({_UNIT_PATTERN})?", re.ASCII | re.IGNORECASE
)


def parse_text(text: str) -> Value:
    """Parse a ratio, a range or a number with its unit; any other text is returned as StatedText."""
    if len(text) > MAX_TEXT_LENGTH:
        raise UnusableDataError("its text is too long to be read")
    text = text.strip()
    if ratio := _RATIO.fullmatch(text):
        if ratio["other_words"]:
            return StatedText((text,))
        return build_count_ratio(Decimal(ratio[1]), Decimal(ratio[2]), text)
    if limits := _RANGE.fullmatch(text):
        return _build_range(parse_number(limits[1]), parse_number(limits[2]), limits[3].strip(), text)
    # Texts from laboratory systems contain non-breaking and doubled blanks.
    if found := _NUMBER_AND_UNIT.fullmatch(_use_decimal_point(" ".join(text.split()))):
        amount = build_amount(found[1].casefold(), parse_number(found[2]))
        return Quantity(amount, "", (found[3] or "").strip(), text)
    return StatedText((text,))


def _build_range(low: Decimal, high: Decimal, unit: str, reported: str) -> Quantity:
    if low > high:
        raise UnusableDataError("its range ends below its start")
    return Quantity(Amount.between(low, high), "", unit, reported)


def build_count_ratio(part: Decimal, of: Decimal, reported: str) -> CountRatio:
    """Return a ratio of counts, if there can be such counts."""
    if part > of or of == 0 or part < 0:
        raise UnusableDataError("its count is above its total, or its total is zero")
    return CountRatio(part, of, reported)


def parse_quantity_text(text: str) -> Element | None:
    """Return the FHIR Quantity that a text states as a number with a unit; None for any other text."""
    found = _NUMBER_AND_UNIT.fullmatch(text.strip()) if len(text) <= MAX_TEXT_LENGTH else None
    if found is None or not found[3]:
        return None
    comparator = _COMPARATORS.get(found[1].casefold(), "")
    return {"value": found[2], "comparator": comparator, "unit": found[3].strip()}


_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(\d{1,20}),(\d{1,20})(?![\d.,])", re.ASCII)
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)


def _use_decimal_point(text: str) -> str:
    """Return the text with a decimal point in place of its decimal comma."""
    comma = _DECIMAL_COMMA.search(text)
    if comma is None:
        return text
    with_point = f"{text[: comma.start()]}{comma[1]}.{comma[2]}{text[comma.end() :]}"
    # ``1,234 /uL`` is 1234 in English and 1.234 in German: a factor of a thousand that no rule can decide.
    if _THOUSANDS.fullmatch(comma[0]) and _NUMBER_AND_UNIT.fullmatch(with_point):
        raise UnusableDataError("its comma may be a decimal or a thousands separator")
    return with_point
