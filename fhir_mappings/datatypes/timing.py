"""Timing -> doses a day.

A schedule may be stated as a frequency, as times of the day, and as a code; what is stated must agree. What does not
say how often raises Unusable with the reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from fhir_mappings.datatypes.codings import codings
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element, part, text, texts
from fhir_mappings.datatypes.values import number
from fhir_mappings.tables import table

_TABLE = table("timing")
_DAYS_OF = {unit: Fraction(days) for unit, days in _TABLE["days_of"].items()}
_A_DAY = {code: Fraction(doses) for code, doses in _TABLE["a_day"]["codes"].items()}
_GTS = _TABLE["a_day"]["system"]
_ONCE_A_DAY = frozenset(_TABLE["when"]["once_a_day"])
_ANY_MEAL = frozenset(_TABLE["when"]["any_meal"])
_PART_OF_DAY = {code: part for part, codes in _TABLE["part_of_day"].items() for code in codes}
_PART_FROM: dict[str, str] = _TABLE["part_of_day_from"]
_CONTRADICTORY = "the instruction's timing contradicts itself"


@dataclass(frozen=True, slots=True)
class Span:
    """At least so much, and at most so much."""

    low: Fraction
    high: Fraction

    def times(self, other: "Span") -> "Span":
        """The product of two spans of positive numbers."""
        return Span(self.low * other.low, self.high * other.high)

    def plus(self, other: "Span") -> "Span":
        """The sum of two spans."""
        return Span(self.low + other.low, self.high + other.high)

    def holds_any(self, numbers: Iterable[Fraction]) -> bool:
        """Whether one of some numbers lies within."""
        return any(self.low <= each <= self.high for each in numbers)


def exactly(number: Fraction | int) -> Span:
    """So much and no other."""
    return Span(Fraction(number), Fraction(number))


def doses_a_day(timing: Element) -> Span:
    """How many doses a day a Timing asks for, on average over its days."""
    repeat = part(timing, "repeat")
    if _count(repeat, "count") == 1:
        raise Unusable("the instruction is for a single dose")
    stated = {rate for rate in (_by_frequency(repeat), _by_times(repeat), _by_code(timing)) if rate}
    if not stated:
        raise Unusable("the instruction does not say how often")
    if len(stated) > 1:
        raise Unusable(_CONTRADICTORY)
    return _on_days_of_week(stated.pop(), repeat)


def parts_of_day(timing: Element) -> frozenset[str]:
    """The parts of the day that a Timing names: morning, noon, evening."""
    repeat = part(timing, "repeat")
    named = (*texts(repeat, "when"), *(each.code for each in codings(timing.get("code")) if each.system == _GTS))
    begun = (max((hour for hour in _PART_FROM if hour <= time), default="") for time in texts(repeat, "timeOfDay"))
    found = (*map(_PART_OF_DAY.get, named), *map(_PART_FROM.get, begun))
    return frozenset(each for each in found if each)


def in_days(duration: Element) -> Fraction | None:
    """So many hours, days or weeks in days; None for any other duration, and for none."""
    unit = _DAYS_OF.get(text(duration, "code") or text(duration, "unit"))
    lasts = None if unit is None else unit * Fraction(number(duration.get("value")))
    return lasts if lasts and lasts > 0 else None


def _by_frequency(repeat: Element) -> Span | None:
    """FHIR R4: where no frequency is stated, it is once a period."""
    frequency = _count(repeat, "frequency")
    if frequency is None and (_times(repeat) or _count(repeat, "period") is None):
        return None
    period = _period_in_days(repeat)
    least = frequency or Fraction(1)
    return Span(least / period.high, (_count(repeat, "frequencyMax") or least) / period.low)


def _by_times(repeat: Element) -> Span | None:
    """The times of a day, on each day of the period if one is stated."""
    times = _times(repeat)
    if not times or (_ANY_MEAL & times and _count(repeat, "frequency") is not None):
        return None
    if texts(repeat, "timeOfDay") and texts(repeat, "when"):
        raise Unusable(_CONTRADICTORY)
    if not frozenset(texts(repeat, "when")) <= _ONCE_A_DAY:
        raise Unusable("the instruction does not say how many times a day")
    period = _period_in_days(repeat) if _count(repeat, "period") else exactly(1)
    return Span(len(times) / period.high, len(times) / period.low)


def _by_code(timing: Element) -> Span | None:
    listed = (_A_DAY.get(each.code) for each in codings(timing.get("code")) if each.system == _GTS)
    doses = next((each for each in listed if each), None)
    return exactly(doses) if doses else None


def _times(repeat: Element) -> frozenset[str]:
    return frozenset(texts(repeat, "timeOfDay") + texts(repeat, "when"))


def _period_in_days(repeat: Element) -> Span:
    days = _DAYS_OF.get(text(repeat, "periodUnit"))
    shortest = _count(repeat, "period") or Fraction(0)
    longest = _count(repeat, "periodMax") or shortest
    if days is None or not 0 < shortest <= longest:
        raise Unusable("the instruction's period is not one of hours, days or weeks")
    return Span(shortest * days, longest * days)


def _on_days_of_week(rate: Span, repeat: Element) -> Span:
    """So many doses on each of the named days; a weekly rate must name as many days as it has doses."""
    days = Fraction(len(frozenset(texts(repeat, "dayOfWeek"))), 7)
    if days == 0 or rate == exactly(days):
        return rate
    if text(repeat, "periodUnit") == "wk" or rate.low < 1:
        raise Unusable("the instruction's days of the week do not fit its period")
    return rate.times(exactly(days))


def _count(repeat: Element, name: str) -> Fraction | None:
    value = None if repeat.get(name) is None else Fraction(number(repeat[name]))
    if value is not None and value <= 0:
        raise Unusable(f"the instruction's {name} is not positive")
    return value
