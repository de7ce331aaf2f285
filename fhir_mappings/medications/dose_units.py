"""Units of doses and strengths: a mass, a tablet or capsule, or a volume (``tables/dose_units.toml``)."""

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from fhir_mappings.datatypes.codings import resolve_system
from fhir_mappings.datatypes.json_access import Element, get_text
from fhir_mappings.datatypes.numeric_text import parse_number
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.tables import load_table


class DoseUnit(StrEnum):
    """The unit of a dose or of a strength's denominator."""

    MG = "mg"
    TABLETS = "tablet"
    MILLILITERS = "milliliter"


class Dose(NamedTuple):
    """An amount in mg, tablets or milliliters."""

    value: Fraction
    unit: DoseUnit


def parse_dose(quantity: Element) -> Dose:
    """Parse a Quantity into a dose.

    Raises UnusableDataError if its unit is missing, not listed, or different in code and text.
    """
    value, unit = Fraction(parse_number(quantity.get("value"))), _find_unit(quantity)
    if unit is None or quantity.get("comparator") or value <= 0:
        raise UnusableDataError("its dose is not in mg, tablets or milliliters")
    return Dose(value * unit.value, unit.unit)


def is_bare_one(quantity: Element) -> bool:
    """Whether a Quantity is missing or is 1 without a unit, as some systems write the "per tablet" of a strength."""
    unit = get_text(quantity, "unit") or get_text(quantity, "code")
    return unit in {"", "1"} and quantity.get("value", 1) == 1


def to_decimal(number: Fraction) -> Decimal:
    """Return a whole number exactly, any other to two places: 400 mg on 5 of 7 days are 285.71 mg a day."""
    return Decimal(number.numerator) if number.denominator == 1 else Decimal(round(number * 100)).scaleb(-2)


def _find_unit(quantity: Element) -> Dose | None:
    code, text = (get_text(quantity, name).strip().casefold() for name in ("code", "unit"))
    # A national or local system may use "g" for globules and "TAB" for a tablespoon: there the text alone counts.
    if resolve_system(get_text(quantity, "system")) not in _KNOWN_SYSTEMS:
        code = ""
    units = {_UNITS[spelling] for spelling in (code, text) if spelling in _UNITS}
    is_mass = any(unit.unit is DoseUnit.MG for unit in units)
    if len(units) > 1 or (is_mass and text not in _UNITS and _MORE_THAN_MASS.search(text)):
        raise UnusableDataError("the code and the text of its dose unit disagree")
    return units.pop() if units else None


# Systems send "400 mg tablet" or "mg/kg" as the text of a unit whose code is mg.
_MORE_THAN_MASS = re.compile(r"\d|/|\bper\b")


def _load_units() -> dict[str, Dose]:
    table = load_table("dose_units")
    masses = {name: Dose(Fraction(mg), DoseUnit.MG) for name, mg in table["mass"].items()}
    counts = {name: Dose(Fraction(1), DoseUnit(unit)) for unit, names in table["count"].items() for name in names}
    return {name.casefold(): unit for name, unit in (masses | counts).items()}


_KNOWN_SYSTEMS = frozenset(load_table("dose_units")["systems"]["known"])
_UNITS = _load_units()
