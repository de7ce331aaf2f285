"""What an Observation or a component says: a number with its unit, so many of so many, or words.

Laboratories send one result in many shapes: a Quantity with a comparator, the text ``<0.01 %``, the text ``12/20``, a
Ratio, a Range, the words ``NOT DETECTED``. Digits are kept as sent. Whatever cannot be read raises Unusable.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Any, NamedTuple

from fhir_mappings.datatypes.codings import Coding, codings, system_named, words
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.units import UCUM, Kind, factor
from response_criteria.model.amounts import Amount


class Measured(NamedTuple):
    """A number, a bound or a stretch, in a unit that a code, a text or both name."""

    amount: Amount
    unit: str
    unit_text: str
    reported: str


class Counted(NamedTuple):
    """So many of so many cells."""

    part: Decimal
    of: Decimal
    reported: str


class Said(NamedTuple):
    """An answer in words, in codes, or in both."""

    texts: tuple[str, ...]
    codes: tuple[Coding, ...] = ()

    @property
    def reported(self) -> str:
        """The first of the texts, as it stood."""
        return self.texts[0] if self.texts else ""


Value = Measured | Counted | Said


def value_of(stated: Element) -> Value:
    """The value of an Observation or a component."""
    found = ""
    for name in stated:
        if name in _SHAPES and stated[name] is not None:
            if found:
                raise Unusable("it carries several values")
            found = name
    if not found:
        raise Unusable(_absent(stated))
    if stated.get("dataAbsentReason"):
        raise Unusable("it carries a value and a reason for having none")
    if stated.get("modifierExtension"):
        raise Unusable("it carries a modifier that is not understood")
    return _SHAPES[found](stated[found])


def has_value(stated: Element) -> bool:
    """Whether it carries a value, or says why not."""
    return any(stated.get(name) is not None for name in (*_SHAPES, "dataAbsentReason"))


def is_zero(stated: Element) -> bool:
    """Whether it carries the number 0, in whatever unit."""
    try:
        value = value_of(stated)
    except Unusable:
        return False
    return isinstance(value, Measured) and value.amount.exact == 0


def _absent(stated: Element) -> str:
    reason = next(iter(words(stated.get("dataAbsentReason"))), "")
    return f"it carries no value ({reason})" if 0 < len(reason) <= 80 else "it carries no value"


def converted(value: Value, kind: Kind) -> Amount:
    """The amount in the unit of a kind."""
    if not isinstance(value, Measured):
        raise Unusable("its value is not a number")
    by = factor(kind, value.unit, value.unit_text)
    return value.amount if by == 1 else value.amount.times(by)


def percentage(value: Value) -> Amount:
    """The amount in per cent: of a share, of a fraction of 1, or of so many of so many."""
    if isinstance(value, Counted):
        return Amount.exactly(percent(value.part, value.of))
    amount = converted(value, Kind.SHARE)
    if isinstance(value, Measured) and amount is not value.amount and _is_fraction(value) and _top(amount) > 100:
        raise Unusable("its unit says that it is a fraction of 1, and its value is above 1")
    return amount


def within(amount: Amount, low: Decimal, high: Decimal) -> Amount:
    """The amount, if any of it lies between the two; else it stands under the wrong unit."""
    if (amount.low is not None and amount.low > high) or (amount.high is not None and amount.high < low):
        raise Unusable("its value is not plausible in its unit")
    return amount


def whole_number(value: Value) -> int:
    """A number of cells, whatever its unit is called."""
    exact = value.amount.exact if isinstance(value, Measured) else None
    if exact is None or exact != int(exact) or exact < 0:
        raise Unusable("it is not a whole number")
    return int(exact)


_SIX_DIGITS = Context(prec=6)


def percent(part: Decimal | int, of: Decimal | int) -> Decimal:
    """So many of so many in per cent.

    Six digits: more than any count of cells tells, and none of them where the share is a short number.
    """
    return _SIX_DIGITS.divide(part * 100, of)


def _is_fraction(value: Measured) -> bool:
    return factor(Kind.SHARE, value.unit, value.unit_text) == 100


def _top(amount: Amount) -> Decimal:
    return max(each for each in (amount.low, amount.high, Decimal(0)) if each is not None)


# --- numbers ----------------------------------------------------------------------------------------------------------

_NUMBER = r"[+-]?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,2})?"
_A_NUMBER = re.compile(_NUMBER, re.ASCII)
_SMALLEST, _LARGEST, _LONGEST = -30, 15, 40
"""Powers of ten and digits beyond which a number is no measurement, and would only cost time and memory."""
_MOST = 10**_LARGEST
_SHORT = 12
"""Characters of a Decimal with which it cannot reach those bounds, unless it is written with an exponent."""


def number(raw: Any) -> Decimal:
    """A number as JSON or a text has it, digits as sent."""
    return _written(raw)[0]


def _written(raw: Any) -> tuple[Decimal, str]:
    """A number, and as it is written out."""
    value = raw if isinstance(raw, Decimal) else _decimal(raw)
    written = str(value)
    if len(written) <= _SHORT and "E" not in written and value.is_finite():
        return value, written
    if not value.is_finite() or not _SMALLEST <= value.adjusted() <= _LARGEST or len(written) > _LONGEST:
        raise Unusable("its number is out of all bounds")
    return value, f"{value:f}"


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, int) and not isinstance(raw, bool):
        if abs(raw) > _MOST:
            raise Unusable("its number is out of all bounds")
        return Decimal(raw)
    if isinstance(raw, float):
        return Decimal(repr(raw))
    if not isinstance(raw, str):
        raise Unusable("it carries no number")
    if not _A_NUMBER.fullmatch(raw):
        raise Unusable("its number cannot be read")
    return Decimal(raw)


def _exactly(value: Decimal) -> Amount:
    if value < 0:
        raise Unusable("its number is negative")
    return Amount(value, value)


def _amount(comparator: str, value: Decimal) -> Amount:
    if not comparator:
        return _exactly(value)
    if value < 0 or (not value and comparator == "<"):
        raise Unusable("its number is negative")
    if comparator not in _COMPARATORS:
        raise Unusable("its comparator is not one of FHIR's")
    return Amount.compared(_COMPARATORS[comparator], value)


_COMPARATORS = {each: each for each in ("<", "<=", ">", ">=")} | {
    "≤": "<=",
    "≥": ">=",
    "less than": "<",
    "greater than": ">",
}

# --- shapes of value[x] -----------------------------------------------------------------------------------------------


def quantity(raw: Any) -> Measured:
    """The value of a Quantity."""
    if not isinstance(raw, dict):
        raise Unusable("its value is not an object")
    value, written = _written(raw.get("value"))
    comparator = raw.get("comparator") or ""
    amount = _amount(comparator if isinstance(comparator, str) else "?", value) if comparator else _exactly(value)
    code, text = _unit(raw)
    unit = text or code
    return Measured(amount, code, text, f"{comparator}{written} {unit}" if unit else f"{comparator}{written}")


def _unit(raw: Mapping[str, Any]) -> tuple[str, str]:
    """The unit's UCUM code and its text; a code of another system is no UCUM."""
    system, code, text = raw.get("system") or UCUM, raw.get("code"), raw.get("unit")
    if system != UCUM and not (isinstance(system, str) and system_named(system) == UCUM):
        code = ""
    return code.strip() if isinstance(code, str) else "", text.strip() if isinstance(text, str) else ""


_THINGS = r"metaphases?|nuclei|(?:white\s+)?cells?|WBCs?|leukocytes?"
"""What may be counted; after ``8/20`` any other word may say that these are the normal ones."""
_SO_MANY_OF_SO_MANY = re.compile(
    rf"(\d{{1,6}})\s*(?:/|of|out of)\s*(\d{{1,6}})(?:\s*(?:{_THINGS})|(?P<else>\s*[A-Za-z].*))?",
    re.ASCII | re.IGNORECASE,
)
_COMPARED = r"<=|>=|<|>|≤|≥|less than|greater than|"
_UNIT = r"\s*[A-Za-z%/µμ×#{\[(].{0,39}|\s+10[*^E].{1,36}"
_UNSIGNED = r"\d{1,20}(?:\.\d{1,20})?"
_STRETCH = re.compile(rf"({_UNSIGNED})\s*(?:-|–|to)\s*({_UNSIGNED})({_UNIT})", re.ASCII | re.IGNORECASE)
"""From one number to another; only with a unit, since ``5-10`` may be much else."""
_NUMBER_AND_UNIT = re.compile(rf"({_COMPARED})\s*({_NUMBER})({_UNIT})?", re.ASCII | re.IGNORECASE)


def _text(raw: Any) -> Value:
    if not isinstance(raw, str) or not raw.strip():
        raise Unusable("its value is not a text")
    text = raw.strip()
    if so_many := _SO_MANY_OF_SO_MANY.fullmatch(text):
        return Said((text,)) if so_many["else"] else _counted(Decimal(so_many[1]), Decimal(so_many[2]), text)
    if stretch := _STRETCH.fullmatch(text):
        return _stretch(number(stretch[1]), number(stretch[2]), stretch[3].strip(), text)
    if measured := _NUMBER_AND_UNIT.fullmatch(_with_a_point(" ".join(text.split()))):  # blanks of all kinds
        return Measured(_amount(measured[1].casefold(), number(measured[2])), "", (measured[3] or "").strip(), text)
    return Said((text,))


def _stretch(low: Decimal, high: Decimal, unit: str, reported: str) -> Measured:
    if low > high:
        raise Unusable("its range runs backwards")
    return Measured(Amount.between(low, high), "", unit, reported)


def quantity_in(text: str) -> Element | None:
    """A text that is a number with its unit, as the Quantity that says the same; None for any other text."""
    measured = _NUMBER_AND_UNIT.fullmatch(text.strip())
    if measured is None or not measured[3]:
        return None
    comparator = _COMPARATORS.get(measured[1].casefold(), "")
    return {"value": measured[2], "comparator": comparator, "unit": measured[3].strip()}


_COMMA = re.compile(r"(?<![\d.,])(\d{1,20}),(\d{1,20})(?![\d.,])", re.ASCII)
_OF_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)


def _with_a_point(text: str) -> str:
    """The text with its decimal comma as a point. Raises Unusable where the comma may set off thousands."""
    comma = _COMMA.search(text)
    if comma is None:
        return text
    pointed = f"{text[: comma.start()]}{comma[1]}.{comma[2]}{text[comma.end() :]}"
    if _OF_THOUSANDS.fullmatch(comma[0]) and _NUMBER_AND_UNIT.fullmatch(pointed):
        raise Unusable("its comma may set off decimals or thousands")
    return pointed


def _counted(part: Decimal, of: Decimal, reported: str) -> Counted:
    if part > of or of == 0 or part < 0:
        raise Unusable("it counts more cells than there were, or none")
    return Counted(part, of, reported)


def _concept(raw: Any) -> Said:
    said = Said(words(raw), tuple(codings(raw)))
    if not said.texts and not said.codes:
        raise Unusable("its answer is empty")
    return said


def _flag(raw: Any) -> Said:
    if not isinstance(raw, bool):
        raise Unusable("its value is neither true nor false")
    return Said(("yes" if raw else "no",))


def _integer(raw: Any) -> Measured:
    value = number(raw)
    return Measured(_amount("", value), "", "", f"{value:f}")


def _range(raw: Any) -> Measured:
    ends = {end: quantity(raw[end]) for end in ("low", "high") if isinstance(raw, dict) and raw.get(end)}
    units = {(end.unit, end.unit_text) for end in ends.values()}
    if len(units) != 1 or any(end.amount.exact is None for end in ends.values()):
        raise Unusable("its range cannot be read")
    low, high = (ends[end].amount.exact if end in ends else None for end in ("low", "high"))
    if low is not None and high is not None and low > high:
        raise Unusable("its range runs backwards")
    (unit, unit_text), *_ = units
    reported = "–".join(f"{end:f}" if end is not None else "" for end in (low, high))
    return Measured(Amount.between(low, high), unit, unit_text, f"{reported} {unit_text or unit}".rstrip())


def _ratio(raw: Any) -> Counted:
    if not isinstance(raw, dict):
        raise Unusable("its value is not an object")
    part, of = quantity(raw.get("numerator")), quantity(raw.get("denominator"))
    if part.amount.exact is None or of.amount.exact is None or not (_counts(part) and _counts(of)):
        raise Unusable("its ratio is not one of counts")
    return _counted(part.amount.exact, of.amount.exact, f"{part.reported}/{of.reported}")


def _counts(value: Measured) -> bool:
    """Whether it is a bare number, or one of things named in braces."""
    unit = value.unit or value.unit_text
    return unit in {"", "1", "cells", "metaphases", "nuclei", "copies"} or bool(re.fullmatch(r"\{[^{}]*\}", unit))


def _not_read(raw: Any) -> Value:
    raise Unusable("its value is of a kind that is not read here")


_SHAPES: Mapping[str, Callable[[Any], Value]] = {
    "valueQuantity": quantity,
    "valueString": _text,
    "valueInteger": _integer,
    "valueRange": _range,
    "valueRatio": _ratio,
    "valueCodeableConcept": _concept,
    "valueBoolean": _flag,
    **dict.fromkeys(("valueSampledData", "valueTime", "valueDateTime", "valuePeriod"), _not_read),
}
"""All that value[x] of an Observation may be in FHIR R4."""
