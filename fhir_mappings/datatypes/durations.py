"""How long a supply, or an instruction for so many days, lasts."""

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element, text
from fhir_mappings.datatypes.values import number
from fhir_mappings.tables import table
from response_criteria.model.periods import ONE_DAY, When, months_after

_TIMING = table("timing")
_DAYS_IN = {unit: Fraction(days) for unit, days in _TIMING["duration_in_days"].items()}
_MONTHS_IN = {unit: Fraction(months) for unit, months in _TIMING["duration_in_months"].items()}
_LONGEST = 3660
"""Days beyond which a duration is a mistake: ten years."""
_MOST_MONTHS = 120


def days(duration: Any, *, bare: str = "") -> int | None:
    """The whole days of a Duration or Quantity; None where it has no such number.

    ``bare`` is the unit of one that states none.
    """
    lasts = _measured(duration, _DAYS_IN, bare)
    return int(lasts) if lasts and 1 <= lasts <= _LONGEST else None


def days_supplied(dispense: Element) -> int | None:
    """The days for which a dispense is; daysSupply says by its name what it is in (decision 0032)."""
    return days(dispense.get("daysSupply"), bare="days")


def last_day(starts: When, duration: Any, times: int = 1) -> When | None:
    """The last day of what lasts so many times so long: in days and weeks, or in months of the calendar."""
    if (lasts := days(duration)) is not None:
        return When(*(day + timedelta(days=lasts * times - 1) for day in (starts.earliest, starts.latest)))
    months = _measured(duration, _MONTHS_IN)
    if months is None or months.denominator != 1 or not 1 <= months <= _MOST_MONTHS:
        return None
    return When(*(months_after(day, int(months) * times) - ONE_DAY for day in (starts.earliest, starts.latest)))


def _measured(duration: Any, units: Mapping[str, Fraction], bare: str = "") -> Fraction | None:
    """A Duration in the one unit that it states; None where it states none of these, or two."""
    if not isinstance(duration, Mapping) or duration.get("comparator"):
        return None
    try:
        stated = [text(duration, each).strip().casefold() for each in ("code", "unit")]
        known = {each for each in (stated if any(stated) else [bare]) if each in _DAYS_IN or each in _MONTHS_IN}
        factors = {units.get(each) for each in known}
        factor = factors.pop() if len(factors) == 1 else None
        return factor and Fraction(number(duration.get("value"))) * factor
    except Unusable:
        return None
