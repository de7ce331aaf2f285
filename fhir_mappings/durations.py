"""How long a supply, or an instruction for so many days, lasts."""

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from fhir_mappings.elements import Element, text
from fhir_mappings.tables import table
from fhir_mappings.unusable import Unusable
from fhir_mappings.values import number
from response_criteria.periods import When

_DAYS_IN = {unit: Fraction(days) for unit, days in table("timing")["duration_in_days"].items()}
_LONGEST = 3660
"""Days beyond which a duration is a mistake: ten years."""


def days(duration: Any, *, bare: str = "") -> int | None:
    """The whole days of a Duration or Quantity; None where it has no such number.

    ``bare`` is the unit of one that states none.
    """
    if not isinstance(duration, Mapping) or duration.get("comparator"):
        return None
    try:
        stated = [text(duration, each).strip().casefold() for each in ("code", "unit")]
        units = {_DAYS_IN[each] for each in (stated if any(stated) else [bare]) if each in _DAYS_IN}
        lasts = Fraction(number(duration.get("value"))) * (units.pop() if len(units) == 1 else 0)
    except Unusable:
        return None
    return int(lasts) if 1 <= lasts <= _LONGEST else None


def days_supplied(dispense: Element) -> int | None:
    """The days for which a dispense is; daysSupply says by its name what it is in (decision 0032)."""
    return days(dispense.get("daysSupply"), bare="days")


def last_day(starts: When, lasts: int) -> When:
    """The last of so many days."""
    rest = timedelta(days=lasts - 1)
    return When(starts.earliest + rest, starts.latest + rest)
