"""How long a supply, or an instruction for so many days, lasts."""

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from fhir_mappings.elements import text
from fhir_mappings.tables import table
from fhir_mappings.unusable import Unusable
from fhir_mappings.values import number
from response_criteria.periods import When

_DAYS_IN = {unit: Fraction(days) for unit, days in table("timing")["duration_in_days"].items()}
_LONGEST = 3660
"""Days beyond which a duration is a mistake: ten years."""


def days(duration: Any) -> int | None:
    """The whole days of a Duration or Quantity; None where it has no such number."""
    if not isinstance(duration, Mapping):
        return None
    try:
        unit = _DAYS_IN.get(text(duration, "code")) or _DAYS_IN.get(text(duration, "unit").strip().casefold())
        lasts = Fraction(number(duration.get("value"))) * (unit or 0)
    except Unusable:
        return None
    return int(lasts) if 1 <= lasts <= _LONGEST else None


def last_day(starts: When, lasts: int) -> When:
    """The last of so many days."""
    rest = timedelta(days=lasts - 1)
    return When(starts.earliest + rest, starts.latest + rest)
