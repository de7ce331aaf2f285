"""What cannot be true: it is refused with its reason, and never decides (decision 0019).

A result is taken out. A treatment stays as a sign of therapy, but supports nothing: taking it out could turn a patient
on imatinib into one without.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import (
    BloodCount,
    Chemistry,
    Cytogenetics,
    DrugOrder,
    DrugUse,
    History,
    MarrowCount,
    Measure,
    Observed,
    Origin,
    Person,
    Refusal,
    Transcript,
)
from response_criteria.model.periods import When, latest_date_written_on

IN_THE_FUTURE = "its date lies in the future"
BEFORE_BIRTH = "its date lies before the patient's birth"
NEGATIVE = "its value is negative"
ABOVE_ALL = "its value is above 100%"
ENDS_BEFORE_START = "it ends before it starts"
NO_DOSE_AT_ALL = "its dose is zero or negative"
SUPPLY_TOO_LONG = "it supplies more than ten years"

MOST_DAYS_SUPPLIED = 3653
"""Ten years (decision 0019)."""

_SHARE = Measure.SHARE
_NOTHING, _ALL = Decimal(0), Decimal(100)


def without_contradictions(history: History, as_of: date) -> History:
    """The history with what cannot be true refused; the same history where there is nothing of the kind."""
    last_day = latest_date_written_on(as_of)
    person, of_person = _person(history.person, last_day)
    born = person.born
    first_day = born.earliest if born else date.min
    results = [
        _impossible(each)
        if first_day <= each.on.latest and each.on.earliest <= last_day
        else _misdated(each.on, born, last_day)
        for each in history.observed
    ]
    orders = [_misdated(each.written, born, last_day) or _impossible_order(each) for each in history.orders]
    uses = [_misdated(each.starts, born, last_day) or _impossible_use(each) for each in history.uses]
    if not any((of_person, *results, *orders, *uses)):
        return history
    entries = zip((*history.observed, *history.orders, *history.uses), (*results, *orders, *uses), strict=True)
    of_entries = (Refusal(each.origin, because) for each, because in entries if because)
    return replace(
        history,
        person=person,
        observed=tuple(each for each, because in zip(history.observed, results, strict=True) if not because),
        orders=tuple(
            _only_a_sign_of_therapy(each) if because else each
            for each, because in zip(history.orders, orders, strict=True)
        ),
        uses=tuple(
            _only_a_sign_of_use(each) if because else each for each, because in zip(history.uses, uses, strict=True)
        ),
        refusals=history.refusals + tuple(dict.fromkeys((*of_person, *of_entries))),
    )


def _person(person: Person, last_day: date) -> tuple[Person, tuple[Refusal, ...]]:
    """The person, without a birth that lies in the future."""
    if person.born is None or person.born.earliest <= last_day:
        return person, ()
    return replace(person, born=None), (Refusal(Origin(person.reference), IN_THE_FUTURE),)


def _misdated(on: When, born: When | None, last_day: date) -> str:
    if on.earliest > last_day:
        return IN_THE_FUTURE
    return BEFORE_BIRTH if born is not None and on.latest < born.earliest else ""


def _impossible(result: Observed) -> str:
    """Why the value cannot be true; empty if it can."""
    if isinstance(result, BloodCount):
        return _impossible_amount(result.amount, is_share=result.measure is _SHARE)
    if isinstance(result, Chemistry):
        return _impossible_amount(result.amount, is_share=False)
    match result:
        case MarrowCount(amount=amount) | Cytogenetics(percent=amount):
            return _impossible_amount(amount, is_share=True)
        case Transcript(percent_is=Amount() as amount):
            return _impossible_amount(amount, is_share=False)
        case _:
            return ""


def _impossible_amount(amount: Amount, *, is_share: bool) -> str:
    low, high = amount.low, amount.high
    if is_share and low is not None and low >= _ALL and not (low == _ALL and amount.low_counts):
        return ABOVE_ALL
    return NEGATIVE if high is not None and high <= _NOTHING and not (high == _NOTHING and amount.high_counts) else ""


def _impossible_order(order: DrugOrder) -> str:
    dose = order.daily_dose_mg
    if dose is not None and dose.high is not None and dose.high <= 0:
        return NO_DOSE_AT_ALL
    return _ends_too_early(order)


def _ends_too_early(treatment: DrugOrder | DrugUse) -> str:
    ends = treatment.ends
    return ENDS_BEFORE_START if ends is not None and ends.latest < treatment.starts.earliest else ""


def _impossible_use(use: DrugUse) -> str:
    if use.days_supplied is not None and use.days_supplied > MOST_DAYS_SUPPLIED:
        return SUPPLY_TOO_LONG
    return _ends_too_early(use)


def _only_a_sign_of_therapy(order: DrugOrder) -> DrugOrder:
    return replace(order, binding=Answer.NO, ends=None)


def _only_a_sign_of_use(use: DrugUse) -> DrugUse:
    return replace(use, drug=replace(use.drug, coded=False), ends=None, days_supplied=None, ongoing=False)
