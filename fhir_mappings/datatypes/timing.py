"""FHIR Timing: how many doses a day it asks for.

A schedule may be stated as a frequency, as times of the day and as a code; all that are stated must agree. A schedule
without a rate raises UnusableDataError.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from fhir_mappings.datatypes.codings import read_codings
from fhir_mappings.datatypes.json_access import Element, get_object, get_text, get_texts
from fhir_mappings.datatypes.numeric_text import parse_number
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.tables import load_table

_TABLE = load_table("timing")
_DAYS_PER_UNIT = {unit: Fraction(days) for unit, days in _TABLE["days_per_unit"].items()}
_DOSES_PER_DAY = {code: Fraction(doses) for code, doses in _TABLE["doses_per_day"]["codes"].items()}
_GTS = _TABLE["doses_per_day"]["system"]
_ONCE_A_DAY = frozenset(_TABLE["when"]["once_a_day"])
_ANY_MEAL = frozenset(_TABLE["when"]["any_meal"])
_PART_OF_DAY = {code: part for part, codes in _TABLE["part_of_day"].items() for code in codes}
_PART_OF_DAY_FROM: dict[str, str] = _TABLE["part_of_day_from"]
_CONTRADICTION = "the instruction's timing contradicts itself"


@dataclass(frozen=True, slots=True)
class Span:
    """A number that is known only to lie between two others, which may be equal."""

    low: Fraction
    high: Fraction

    def multiply(self, other: "Span") -> "Span":
        """Return the product of two spans of positive numbers."""
        return Span(self.low * other.low, self.high * other.high)

    def add(self, other: "Span") -> "Span":
        """Return the sum of two spans."""
        return Span(self.low + other.low, self.high + other.high)

    def contains_any(self, numbers: Iterable[Fraction]) -> bool:
        """Whether any of the numbers lies within."""
        return any(self.low <= number <= self.high for number in numbers)


def exact_span(number: Fraction | int) -> Span:
    """Return the span of one exact number."""
    return Span(Fraction(number), Fraction(number))


def parse_doses_per_day(timing: Element) -> Span:
    """Return how many doses a day a Timing asks for, on average over its days."""
    repeat = get_object(timing, "repeat")
    if _parse_positive(repeat, "count") == 1:
        raise UnusableDataError("the instruction is for a single dose")
    rates = {rate for rate in (_rate_by_frequency(repeat), _rate_by_times(repeat), _rate_by_code(timing)) if rate}
    if not rates:
        raise UnusableDataError("the instruction does not say how often")
    # Systems fill in several of the three; if they differ, no rule says which one the patient follows.
    if len(rates) > 1:
        raise UnusableDataError(_CONTRADICTION)
    return _apply_days_of_week(rates.pop(), repeat)


def parse_parts_of_day(timing: Element) -> frozenset[str]:
    """Return the parts of the day that a Timing names: morning, noon, evening."""
    repeat = get_object(timing, "repeat")
    codes = (coding.code for coding in read_codings(timing.get("code")) if coding.system == _GTS)
    by_code = map(_PART_OF_DAY.get, (*get_texts(repeat, "when"), *codes))
    # A time of day falls into the last part that has begun.
    starts = (
        max((start for start in _PART_OF_DAY_FROM if start <= time), default="")
        for time in get_texts(repeat, "timeOfDay")
    )
    by_time = map(_PART_OF_DAY_FROM.get, starts)
    return frozenset(part for part in (*by_code, *by_time) if part)


def convert_to_days(duration: Element) -> Fraction | None:
    """Return hours, days or weeks in days; None for any other duration, and for none."""
    days_per_unit = _DAYS_PER_UNIT.get(get_text(duration, "code") or get_text(duration, "unit"))
    days = None if days_per_unit is None else days_per_unit * Fraction(parse_number(duration.get("value")))
    return days if days and days > 0 else None


def _rate_by_frequency(repeat: Element) -> Span | None:
    frequency = _parse_positive(repeat, "frequency")
    if frequency is None and (_read_times(repeat) or _parse_positive(repeat, "period") is None):
        return None
    period = _period_in_days(repeat)
    lowest = frequency or Fraction(1)  # FHIR R4: without a frequency it is once a period
    return Span(lowest / period.high, (_parse_positive(repeat, "frequencyMax") or lowest) / period.low)


def _rate_by_times(repeat: Element) -> Span | None:
    """Return the rate by times of the day, on each day of the period if one is stated."""
    times = _read_times(repeat)
    # "After a meal" does not say after how many; a stated frequency then decides alone.
    if not times or (_ANY_MEAL & times and _parse_positive(repeat, "frequency") is not None):
        return None
    if get_texts(repeat, "timeOfDay") and get_texts(repeat, "when"):
        raise UnusableDataError(_CONTRADICTION)
    if not frozenset(get_texts(repeat, "when")) <= _ONCE_A_DAY:
        raise UnusableDataError("the instruction does not say how many times a day")
    period = _period_in_days(repeat) if _parse_positive(repeat, "period") else exact_span(1)
    return Span(len(times) / period.high, len(times) / period.low)


def _rate_by_code(timing: Element) -> Span | None:
    codings = (coding for coding in read_codings(timing.get("code")) if coding.system == _GTS)
    doses = next((_DOSES_PER_DAY[coding.code] for coding in codings if coding.code in _DOSES_PER_DAY), None)
    return exact_span(doses) if doses else None


def _read_times(repeat: Element) -> frozenset[str]:
    return frozenset(get_texts(repeat, "timeOfDay") + get_texts(repeat, "when"))


def _period_in_days(repeat: Element) -> Span:
    days_per_unit = _DAYS_PER_UNIT.get(get_text(repeat, "periodUnit"))
    shortest = _parse_positive(repeat, "period") or Fraction(0)
    longest = _parse_positive(repeat, "periodMax") or shortest
    if days_per_unit is None or not 0 < shortest <= longest:
        raise UnusableDataError("the instruction's period is not one of hours, days or weeks")
    return Span(shortest * days_per_unit, longest * days_per_unit)


def _apply_days_of_week(rate: Span, repeat: Element) -> Span:
    """Return the rate averaged over the week; a weekly rate must name as many days as it has doses."""
    share_of_week = Fraction(len(frozenset(get_texts(repeat, "dayOfWeek"))), 7)
    if share_of_week == 0 or rate == exact_span(share_of_week):
        return rate
    # "Once a week on Monday and Thursday" contradicts itself, and so does "every other day on Mondays".
    if get_text(repeat, "periodUnit") == "wk" or rate.low < 1:
        raise UnusableDataError("the instruction's days of the week do not fit its period")
    return rate.multiply(exact_span(share_of_week))


def _parse_positive(repeat: Element, name: str) -> Fraction | None:
    value = None if repeat.get(name) is None else Fraction(parse_number(repeat[name]))
    if value is not None and value <= 0:
        raise UnusableDataError(f"the instruction's {name} is not positive")
    return value
