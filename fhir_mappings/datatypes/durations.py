"""FHIR Durations: how many days a supply or an instruction lasts, and on which day it ends."""

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from fhir_mappings.datatypes.json_access import Element, get_text
from fhir_mappings.datatypes.numeric_text import parse_number
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.tables import load_table
from response_criteria.model.periods import ONE_DAY, PartialDate, add_months

_TIMING = load_table("timing")
_DAYS_PER_UNIT = {unit: Fraction(days) for unit, days in _TIMING["duration_in_days"].items()}
_MONTHS_PER_UNIT = {unit: Fraction(months) for unit, months in _TIMING["duration_in_months"].items()}
_UNITS = _DAYS_PER_UNIT.keys() | _MONTHS_PER_UNIT.keys()
# No supply and no order lasts longer than ten years; a longer duration is a mistake.
_MAX_DAYS = 3660
_MAX_MONTHS = 120


def parse_days(duration: Any, *, default_unit: str = "") -> int | None:
    """Return the whole days of a Duration or Quantity; None if it is not in days or weeks, or not plausible."""
    days = _convert(duration, _DAYS_PER_UNIT, default_unit)
    return int(days) if days and 1 <= days <= _MAX_DAYS else None


def parse_days_supply(dispense: Element) -> int | None:
    """Return the days that a dispensed supply lasts."""
    # Pharmacies often send daysSupply without a unit: its name already says days (decision 0032).
    return parse_days(dispense.get("daysSupply"), default_unit="days")


def compute_last_day(start: PartialDate, duration: Any, times: int = 1) -> PartialDate | None:
    """Return the last day of ``times`` consecutive durations; None if the duration is not readable."""
    if (days := parse_days(duration)) is not None:
        return PartialDate(*(day + timedelta(days=days * times - 1) for day in (start.earliest, start.latest)))
    # A month has no fixed number of days, so months follow the calendar.
    months = _convert(duration, _MONTHS_PER_UNIT)
    if months is None or months.denominator != 1 or not 1 <= months <= _MAX_MONTHS:
        return None
    return PartialDate(*(add_months(day, int(months) * times) - ONE_DAY for day in (start.earliest, start.latest)))


def _convert(duration: Any, factors: Mapping[str, Fraction], default_unit: str = "") -> Fraction | None:
    """Return a Duration in the unit of the factors; None if it states another unit, or two that differ."""
    if not isinstance(duration, Mapping) or duration.get("comparator"):
        return None
    try:
        stated = [get_text(duration, name).strip().casefold() for name in ("code", "unit")]
        units = {unit for unit in (stated if any(stated) else [default_unit]) if unit in _UNITS}
        candidates = {factors.get(unit) for unit in units}
        factor = candidates.pop() if len(candidates) == 1 else None
        return factor and Fraction(parse_number(duration.get("value"))) * factor
    except UnusableDataError:
        return None
