"""Units of doses and strengths: a mass, a tablet or capsule, a volume of solution (``tables/dose_units.toml``)."""

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element, text
from fhir_mappings.datatypes.values import number
from fhir_mappings.tables import table


class Counted(StrEnum):
    """What a dose or strength is counted in."""

    MG = "mg"
    TABLETS = "tablet"
    MILLILITERS = "milliliter"


class Dose(NamedTuple):
    """So many mg, tablets or milliliters."""

    value: Fraction
    of: Counted


def dose(quantity: Element) -> Dose:
    """What a Quantity measures. Raises Unusable where its unit is missing, not listed, or said in two ways."""
    value, unit = Fraction(number(quantity.get("value"))), _unit(quantity)
    if unit is None or quantity.get("comparator") or value <= 0:
        raise Unusable("its dose is not in mg, tablets or milliliters")
    return Dose(value * unit.value, unit.of)


def is_one(quantity: Element) -> bool:
    """Whether a Quantity is a bare 1, as strengths put it for "a tablet"; an absent one is, too."""
    unit = text(quantity, "unit") or text(quantity, "code")
    return unit in {"", "1"} and quantity.get("value", 1) == 1


def decimal(number: Fraction) -> Decimal:
    """Whole numbers exactly, others to two places: 400 mg on 5 of 7 days are 285.71 mg a day."""
    return Decimal(number.numerator) if number.denominator == 1 else Decimal(round(number * 100)).scaleb(-2)


def _unit(quantity: Element) -> Dose | None:
    code, unit = (text(quantity, each).strip().casefold() for each in ("code", "unit"))
    found = {_SPELLED[each] for each in (code, unit) if each in _SPELLED}
    is_a_mass = any(each.of is Counted.MG for each in found)
    if len(found) > 1 or (is_a_mass and unit not in _SPELLED and _MORE_THAN_A_MASS.search(unit)):
        raise Unusable("the code and the text of its dose's unit disagree")
    return found.pop() if found else None


_MORE_THAN_A_MASS = re.compile(r"\d|/|\bper\b")
"""As in ``400 mg tablet`` or ``mg/kg`` under the code of mg."""


def _spelled() -> dict[str, Dose]:
    units = table("dose_units")
    masses = {name: Dose(Fraction(mg), Counted.MG) for name, mg in units["mass"].items()}
    counted = {name: Dose(Fraction(1), Counted(of)) for of, names in units["count"].items() for name in names}
    return {name.casefold(): unit for name, unit in (masses | counted).items()}


_SPELLED = _spelled()
