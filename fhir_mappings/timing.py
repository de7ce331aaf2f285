"""Timing -> doses a day.

A schedule may be stated as a frequency, as times of the day, and as a code; what is stated must agree. What does not
say how often leaves the dose unknown, with the reason.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fhir_mappings.elements import Element, number, part, parts, text, texts
from fhir_mappings.tables import table

_TABLE = table("timing")
_DAYS_OF = {unit: Fraction(days) for unit, days in _TABLE["days_of"].items()}
_A_DAY = {code: Fraction(doses) for code, doses in _TABLE["a_day"]["codes"].items()}
_ONCE_A_DAY = frozenset(_TABLE["when"]["once_a_day"])
_ANY_MEAL = frozenset(_TABLE["when"]["any_meal"])
_CONTRADICTORY = "the instruction's timing contradicts itself"


class DoseUnknown(ValueError):
    """Why a daily dose could not be established: a sentence's end in plain words, without patient data."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Doses a day, at least and at most."""

    low: Fraction
    high: Fraction

    def times(self, factor: Fraction) -> "Rate":
        """So many times as often."""
        return Rate(self.low * factor, self.high * factor)


def doses_a_day(timing: Element) -> Rate:
    """How many doses a day a Timing asks for, on average over its days. Raises DoseUnknown where it does not say."""
    repeat = part(timing, "repeat")
    if number(repeat, "count") == 1:
        raise DoseUnknown("the instruction is for a single dose")
    stated = {rate for rate in (_by_frequency(repeat), _by_times(repeat), _by_code(timing)) if rate}
    if not stated:
        raise DoseUnknown("the instruction does not say how often")
    if len(stated) > 1:
        raise DoseUnknown(_CONTRADICTORY)
    return _on_days_of_week(stated.pop(), repeat)


def _by_frequency(repeat: Element) -> Rate | None:
    """FHIR R4: where no frequency is stated, it is once a period."""
    frequency = number(repeat, "frequency")
    if frequency is None and (_times(repeat) or number(repeat, "period") is None):
        return None
    shortest, longest = _period_in_days(repeat)
    least = Fraction(frequency or 1)
    return Rate(least / longest, Fraction(number(repeat, "frequencyMax") or least) / shortest)


def _by_times(repeat: Element) -> Rate | None:
    """The times of a day, each day of the period if one is stated."""
    times = _times(repeat)
    if not times or (_ANY_MEAL & times and number(repeat, "frequency") is not None):
        return None
    if texts(repeat, "timeOfDay") and texts(repeat, "when"):
        raise DoseUnknown(_CONTRADICTORY)
    if not frozenset(texts(repeat, "when")) <= _ONCE_A_DAY:
        raise DoseUnknown("the instruction does not say how many times a day")
    shortest, longest = _period_in_days(repeat) if "period" in repeat else (Fraction(1), Fraction(1))
    return Rate(len(times) / longest, len(times) / shortest)


def _by_code(timing: Element) -> Rate | None:
    codings = parts(part(timing, "code"), "coding")
    codes = [text(each, "code") for each in codings if text(each, "system") == _TABLE["a_day"]["system"]]
    doses = next((_A_DAY[each] for each in codes if each in _A_DAY), None)
    return Rate(doses, doses) if doses else None


def _times(repeat: Element) -> frozenset[str]:
    return frozenset(texts(repeat, "timeOfDay") + texts(repeat, "when"))


def _period_in_days(repeat: Element) -> tuple[Fraction, Fraction]:
    days = _DAYS_OF.get(text(repeat, "periodUnit"))
    shortest = number(repeat, "period") or Decimal(0)
    longest = number(repeat, "periodMax") or shortest
    if days is None or not 0 < shortest <= longest:
        raise DoseUnknown("the instruction's period is not one of hours, days or weeks")
    return Fraction(shortest) * days, Fraction(longest) * days


def _on_days_of_week(rate: Rate, repeat: Element) -> Rate:
    """So many doses on each of the named days; a weekly rate must name as many days as it has doses."""
    days = len(frozenset(texts(repeat, "dayOfWeek")))
    if days == 0 or (rate.low == rate.high == Fraction(days, 7)):
        return rate
    if text(repeat, "periodUnit") == "wk" or rate.low < 1:
        raise DoseUnknown("the instruction's days of the week do not fit its period")
    return rate.times(Fraction(days, 7))
