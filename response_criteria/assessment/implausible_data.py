"""Exclude data that cannot be true, with the reason (decision 0019).

A result is removed. A treatment stays as a sign of therapy, but dates and doses nothing: removing it could turn a
patient on imatinib into one without.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, History, Person, Subject
from response_criteria.model.medications import DrugOrder, DrugUse
from response_criteria.model.periods import PartialDate, latest_date_worldwide
from response_criteria.model.results import (
    BcrAbl1Result,
    BloodCount,
    Chemistry,
    CytogeneticResult,
    MarrowCount,
    Measure,
    Observed,
)
from response_criteria.results.doubts import find_subject

IN_THE_FUTURE = "its date is in the future"
CORRECTED_IN_THE_FUTURE = "a correction with its number is dated in the future"
DEATH_IN_THE_FUTURE = "its date of death is in the future"
BEFORE_BIRTH = "its date is before the patient's birth"
NEGATIVE = "its value is negative"
ABOVE_100_PERCENT = "its value is above 100%"
ENDS_BEFORE_START = "it ends before it starts"
NO_DOSE = "its dose is zero or negative"
SUPPLY_TOO_LONG = "its supply lasts more than ten years"

MAX_DAYS_SUPPLIED = 3653
"""Ten years (decision 0019)."""

_ZERO, _HUNDRED = Decimal(0), Decimal(100)


class Lifetime(NamedTuple):
    """The days that a chart may document: from the birth, if known, to today anywhere in the world."""

    birth: PartialDate | None
    last_day: date

    def check(self, on: PartialDate) -> str:
        """Return why a date is implausible; empty if it is not."""
        if on.earliest > self.last_day:
            return IN_THE_FUTURE
        return BEFORE_BIRTH if self.birth is not None and on.latest < self.birth.earliest else ""


class Row(NamedTuple):
    """A condition under which data of some kinds cannot be true."""

    kinds: tuple[type, ...]
    is_implausible: Callable[[Any], bool]
    reason: str


def exclude_implausible(history: History, as_of: date) -> History:
    """Return the history without implausible data, or the same object if there are none."""
    lifetime = Lifetime(history.person.birth_date, latest_date_worldwide(as_of))
    person, excluded_person = _check_person(history.person, lifetime)
    lifetime = lifetime._replace(birth=person.birth_date)
    results = [_check_result(result, history.own_days.get(result.origin), lifetime) for result in history.observed]
    orders = [(order, lifetime.check(order.written) or _find_reason(order)) for order in history.orders]
    uses = [(use, lifetime.check(use.starts) or _find_reason(use)) for use in history.uses]
    entries = (*results, *orders, *uses)
    filed = {origin: on for origin, on in history.filed_on.items() if on.earliest <= lifetime.last_day}
    excluded = (
        *excluded_person,
        *(_exclude(entry, reason, filed.get(entry.origin)) for entry, reason in entries if reason),
    )
    if not excluded:
        return history
    return replace(
        history,
        person=person,
        observed=tuple(result for result, reason in results if not reason),
        orders=tuple(_withdraw_order(order) if reason else order for order, reason in orders),
        uses=tuple(_withdraw_use(use) if reason else use for use, reason in uses),
        excluded=history.excluded + tuple(dict.fromkeys(excluded)),
    )


def _check_result(result: Observed, own_day: PartialDate | None, lifetime: Lifetime) -> tuple[Observed, str]:
    """Return the result and why it is implausible: its own day if its correction is in the future (decision 0103)."""
    if own_day is None or result.on.latest <= lifetime.last_day:
        return result, lifetime.check(result.on) or _find_reason(result)
    # It is no result of the days between, nor of today.
    return result._replace(on=own_day), lifetime.check(own_day) or CORRECTED_IN_THE_FUTURE


def _exclude(data: Observed | DrugOrder | DrugUse, reason: str, filed_on: PartialDate | None) -> ExcludedData:
    """Return implausible data with what they are about: they may withhold an escalation (decision 0047)."""
    if reason == IN_THE_FUTURE:
        # What was filed by today is dated wrongly. What was not is still to come, as for an earlier day than today.
        subject = find_subject(data) if filed_on else None
        return ExcludedData(data.origin, reason, subject, filed_on, data.reported)
    # A day that cannot be is none: what is dated so may be the newest of all.
    if reason == BEFORE_BIRTH:
        return ExcludedData(data.origin, reason, find_subject(data), reported=data.reported)
    # A treatment stays as evidence of therapy.
    if isinstance(data, DrugOrder | DrugUse):
        return ExcludedData(data.origin, reason)
    return ExcludedData(data.origin, reason, find_subject(data), data.on, data.reported)


def _check_person(person: Person, lifetime: Lifetime) -> tuple[Person, tuple[ExcludedData, ...]]:
    """Return the patient without a birth or a death in the future."""
    born_later, dies_later = (
        on is not None and on.earliest > lifetime.last_day for on in (person.birth_date, person.died_on)
    )
    reasons = ((born_later, IN_THE_FUTURE), (dies_later, DEATH_IN_THE_FUTURE))
    excluded = tuple(
        ExcludedData(Origin(person.reference), reason, Subject.PATIENT) for applies, reason in reasons if applies
    )
    person = replace(person, birth_date=None) if born_later else person
    return replace(person, died_on=None) if dies_later else person, excluded


def _is_amount_above_100(amount: Amount) -> bool:
    low = amount.low
    return low is not None and low >= _HUNDRED and not (low == _HUNDRED and amount.includes_low)


def _is_amount_negative(amount: Amount) -> bool:
    high = amount.high
    return high is not None and high <= _ZERO and not (high == _ZERO and amount.includes_high)


def _is_count_above_100(count: BloodCount) -> bool:
    return count.measure is Measure.SHARE and _is_amount_above_100(count.amount)


def _is_bcr_abl1_negative(result: BcrAbl1Result) -> bool:
    return result.percent_is is not None and _is_amount_negative(result.percent_is)


def _has_no_dose(order: DrugOrder) -> bool:
    dose = order.daily_dose_mg
    return dose is not None and dose.high is not None and dose.high <= _ZERO


def _is_supply_too_long(use: DrugUse) -> bool:
    return use.days_supplied is not None and use.days_supplied > MAX_DAYS_SUPPLIED


def _ends_before_start(treatment: DrugOrder | DrugUse) -> bool:
    return treatment.ends is not None and treatment.ends.latest < treatment.starts.earliest


# fmt: off
# BCR::ABL1 above 100% IS is possible: the International Scale is no share of cells.
ROWS = (
    Row((BloodCount,),                        _is_count_above_100,                               ABOVE_100_PERCENT),
    Row((MarrowCount,),                       lambda count: _is_amount_above_100(count.amount),  ABOVE_100_PERCENT),
    Row((CytogeneticResult,),                 lambda study: _is_amount_above_100(study.percent), ABOVE_100_PERCENT),
    Row((BloodCount, MarrowCount, Chemistry), lambda result: _is_amount_negative(result.amount), NEGATIVE),
    Row((CytogeneticResult,),                 lambda study: _is_amount_negative(study.percent),  NEGATIVE),
    Row((BcrAbl1Result,),                     _is_bcr_abl1_negative,                             NEGATIVE),
    Row((DrugOrder,),                         _has_no_dose,                                      NO_DOSE),
    Row((DrugUse,),                           _is_supply_too_long,                               SUPPLY_TOO_LONG),
    Row((DrugOrder, DrugUse),                 _ends_before_start,                                ENDS_BEFORE_START),
)
# fmt: on
"""The decision table, after the checks of dates. The first row that fits gives the reason."""

# Looked up by type, so that each result meets only the rows of its own kind: charts hold thousands of results.
_ROWS_OF_KIND: Mapping[type, tuple[Row, ...]] = {
    kind: tuple(row for row in ROWS if kind in row.kinds) for row in ROWS for kind in row.kinds
}


def _find_reason(data: Observed | DrugOrder | DrugUse) -> str:
    """Return why the value, dose or duration is implausible; empty if it is not."""
    for row in _ROWS_OF_KIND.get(type(data), ()):
        if row.is_implausible(data):
            return row.reason
    return ""


def _withdraw_order(order: DrugOrder) -> DrugOrder:
    return replace(order, binding=Answer.NO, ends=None)


def _withdraw_use(use: DrugUse) -> DrugUse:
    return replace(use, drug=replace(use.drug, coded=False), ends=None, days_supplied=None, ongoing=False)
