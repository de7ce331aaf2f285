"""Liver and renal values, each with the laboratory's own upper limit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from fhir_mappings.coded_value import CodedValue, Meaning
from fhir_mappings.codings import Coding, codings, rows, words
from fhir_mappings.elements import Element
from fhir_mappings.units import Kind, shown
from fhir_mappings.unusable import Unusable
from fhir_mappings.values import Measured, converted, value_of, within
from response_criteria.facts import Analyte, Chemistry


@dataclass(frozen=True, slots=True)
class Test:
    """What a code of a chemistry result stands for."""

    analyte: Analyte
    measures: Kind
    at_most: Decimal


def meanings() -> dict[Coding, Meaning]:
    """How each code of ``tables/chemistry.toml`` is read."""
    return {coding: _meaning(row) for coding, row in rows("chemistry", "accept")}


def _meaning(row: Mapping[str, Any]) -> Meaning:
    test = Test(Analyte(row["analyte"]), Kind(row["measures"]), Decimal(row["at_most"]))
    return Meaning(f"{test.analyte}, {test.measures}", partial(_chemistry, test))


def _chemistry(test: Test, found: CodedValue) -> tuple[Chemistry, ...]:
    value = value_of(found.stated)
    amount = within(converted(value, test.measures), Decimal(0), test.at_most)
    return (
        Chemistry(
            on=found.on,
            origin=found.origin,
            reported=value.reported,
            sequence=found.sequence,
            analyte=test.analyte,
            amount=amount,
            unit=shown(test.measures),
            upper_limit=_upper_limit(found.stated, test.measures, value),
        ),
    )


def _upper_limit(stated: Element, kind: Kind, value: object) -> Decimal | None:
    """The upper end of the normal range in the kind's unit; None where there is none, or several that differ."""
    limits = {limit for each in _normal_ranges(stated) if (limit := _high(each, kind, value)) is not None}
    return limits.pop() if len(limits) == 1 else None


def _normal_ranges(stated: Element) -> Iterator[Element]:
    ranges = stated.get("referenceRange")
    for each in ranges if isinstance(ranges, list) else ():
        if isinstance(each, Mapping) and _is_normal(each.get("type")):
            yield each


def _is_normal(meaning: Any) -> bool:
    """Whether a range is the normal one; so it is where it does not say."""
    said = (*(code for _, code in codings(meaning)), *words(meaning))
    return not said or any("normal" in each.casefold() for each in said)


def _high(of_range: Element, kind: Kind, value: object) -> Decimal | None:
    """The upper end of one range. Where it has no unit it is in that of the value which it belongs to."""
    try:
        high = value_of({"valueQuantity": of_range.get("high")})
        if isinstance(high, Measured) and isinstance(value, Measured) and not (high.unit or high.unit_text):
            high = Measured(high.amount, value.unit, value.unit_text, high.reported)
        return converted(high, kind).exact
    except Unusable:
        return None
