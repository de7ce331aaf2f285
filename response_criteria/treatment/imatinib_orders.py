"""Imatinib as the orders tell it: the orders in force, today's total daily dose, and the dose over time.

Every date is a day here (``partial_dates`` sees to it). What counts as one dose: decision 0012.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise, zip_longest

from response_criteria.model.answers import Answer
from response_criteria.model.facts import DrugKind, DrugOrder, OrderStatus
from response_criteria.model.findings import DosePeriod
from response_criteria.model.periods import ONE_DAY, days_between, latest_date_written_on

INTERRUPTION_DAYS = 90
"""So many days without imatinib or more are an interruption; a shorter gap changes nothing (decision 0004)."""


class DoseUnknown(StrEnum):
    """Why the total daily dose could not be established."""

    NOT_GIVEN = "dose-not-given"
    A_RANGE = "dose-is-a-range"
    ORDERS_DIFFER = "orders-differ"
    NAMED_ONLY_IN_TEXT = "named-only-in-text"
    CHANGE_ORDERED = "change-ordered"
    PERHAPS_REPLACED = "perhaps-replaced"
    DATES_NOT_KNOWN = "dates-not-known"
    NO_ORDER = "no-order-in-force"


@dataclass(frozen=True, slots=True)
class Dose:
    """The total of one day in mg and the orders it stands on, newest first; None with the reason where it is unknown.

    ``in_words`` is the chart's own reason, where a single order does not give its dose.
    """

    mg: Decimal | None
    orders: tuple[DrugOrder, ...] = ()
    unknown_because: DoseUnknown | None = None
    in_words: str = ""


def begun(order: DrugOrder, as_of: date) -> bool:
    """Whether the order takes effect by that day."""
    return order.starts.latest <= latest_date_written_on(as_of)


def in_force(order: DrugOrder, as_of: date) -> bool:
    """Whether the order is active, has begun, and has not run out."""
    runs = order.ends is None or order.ends.latest >= as_of
    return order.status is OrderStatus.ACTIVE and begun(order, as_of) and runs


def firm(order: DrugOrder) -> bool:
    """Whether the order supports a finding: a coded drug, and neither a plan nor a patient's report."""
    return order.drug.coded and order.binding is Answer.YES


def newest_first(orders: Iterable[DrugOrder]) -> tuple[DrugOrder, ...]:
    """By the day of writing, then of taking effect, then by origin, so that the order of entry never matters."""
    return tuple(sorted(orders, key=lambda each: (each.written.latest, each.starts.latest, each.origin), reverse=True))


def current_dose(orders: Iterable[DrugOrder], as_of: date) -> Dose:
    """The total daily dose of imatinib on that day, of the active orders together.

    An order of tomorrow counts where none of today does: somewhere on earth it is tomorrow already.
    """
    active = newest_first(
        each for each in orders if each.drug.kind is DrugKind.IMATINIB and each.status is OrderStatus.ACTIVE
    )
    in_effect = tuple(each for each in active if firm(each) and in_force(each, as_of))
    taken = tuple(each for each in in_effect if each.starts.latest <= as_of) or in_effect
    if not taken:
        return Dose(None, unknown_because=DoseUnknown.NO_ORDER)
    if any(not each.drug.coded and in_force(each, as_of) for each in active):
        return Dose(None, taken, DoseUnknown.NAMED_ONLY_IN_TEXT)
    to_come = (each for each in active if firm(each) and each.starts.latest > as_of)
    if not all(_renewed(each, taken) for each in to_come):
        return Dose(None, taken, DoseUnknown.CHANGE_ORDERED)
    return _unless_replaced(total_dose(taken), [each for each in active if _may_replace(each, taken, as_of)])


def total_dose(orders: Sequence[DrugOrder]) -> Dose:
    """The daily dose of orders that are in force together.

    Of orders for the same product with the same instruction, the newest counts. What then remains is one order, or
    different strengths written on one day, which are summed; anything else cannot be told.
    """
    newest: list[DrugOrder] = []
    for each in newest_first(orders):
        if not _renewed(each, newest):
            newest.append(each)
    for each in newest:
        if each.daily_dose_mg is None:
            return Dose(None, tuple(orders), DoseUnknown.NOT_GIVEN, each.dose_unknown_because)
        if each.daily_dose_mg.exact is None:
            return Dose(None, tuple(orders), DoseUnknown.A_RANGE)
    if len(newest) > 1 and not _parts_of_one_dose(newest):
        return Dose(None, tuple(orders), DoseUnknown.ORDERS_DIFFER)
    exact = (each.daily_dose_mg.exact for each in newest if each.daily_dose_mg is not None)
    return Dose(sum((mg for mg in exact if mg is not None), Decimal(0)), tuple(orders))


def _unless_replaced(dose: Dose, others: Iterable[DrugOrder]) -> Dose:
    """The dose, unless one of the orders that may have replaced those it stands on is not for the same."""
    for each in others:
        same = each.daily_dose_mg is not None and each.daily_dose_mg.exact == dose.mg
        if dose.mg is not None and not same and not _renewed(each, dose.orders):
            return Dose(None, (each, *dose.orders), DoseUnknown.PERHAPS_REPLACED)
    return dose


def _may_replace(order: DrugOrder, taken: Sequence[DrugOrder], as_of: date) -> bool:
    """Whether an order that is not known to be in force has not run out, and was written no earlier than the others."""
    runs = order.ends is None or order.ends.latest >= as_of
    newest = max(each.written.latest for each in taken)
    return order.binding is Answer.UNKNOWN and order.drug.coded and runs and order.written.latest >= newest


def dose_periods(orders: Iterable[DrugOrder], as_of: date) -> tuple[DosePeriod, ...]:
    """The daily dose over time up to that day, oldest first; a period that lasts longer has no end.

    Where orders overlap and not all of them are active today, the most recently written ones replace the others. Two
    periods of one dose are one when no interruption and no other TKI lies between.
    """
    sure = [each for each in orders if firm(each) and begun(each, as_of)]
    counted = [each for each in sure if each.drug.kind is DrugKind.IMATINIB]
    switches = [each.starts.earliest for each in sure if each.drug.kind is DrugKind.OTHER_TKI]
    periods: list[DosePeriod] = []
    for each in _stretches(_runs(counted, switches, as_of)):
        if periods and _continues(periods[-1], each, switches):
            periods[-1] = replace(periods[-1], ends=each.ends)
        else:
            periods.append(each)
    return tuple(periods)


def _renewed(order: DrugOrder, others: Iterable[DrugOrder]) -> bool:
    """Whether another order is for the same: a renewal, or what is renewed."""
    return any(_line(each) == _line(order) and not _apart(each, order) for each in others)


def _line(order: DrugOrder) -> tuple[object, ...]:
    """What two orders share of which one renews the other."""
    dose = None if order.daily_dose_mg is None else order.daily_dose_mg.exact
    return order.product, order.instruction, dose


def _apart(one: DrugOrder, other: DrugOrder) -> bool:
    """Whether both tell their times of the day, and share none: one in the morning, one in the evening."""
    return bool(one.times_of_day and other.times_of_day) and one.times_of_day.isdisjoint(other.times_of_day)


def _parts_of_one_dose(orders: Sequence[DrugOrder]) -> bool:
    strengths = [each.strength_mg for each in orders]
    written = {each.written for each in orders}
    return len(written) == 1 and None not in strengths and len(set(strengths)) == len(strengths)


@dataclass(frozen=True, slots=True)
class _Run:
    """An order with its last day, None while it runs on."""

    order: DrugOrder
    last_day: date | None

    @property
    def first_day(self) -> date:
        return self.order.starts.earliest


def _runs(orders: Sequence[DrugOrder], switches: Iterable[date], as_of: date) -> list[_Run]:
    """Each order with its last day, as far as it has come.

    A finished order that does not tell its end ends when the next one begins, be it for another TKI; if none follows
    and another order is still active, it is not known to have lasted longer than its first day.
    """
    following = dict(pairwise(sorted({*(each.starts.earliest for each in orders), *switches})))
    any_active = any(each.status is OrderStatus.ACTIVE for each in orders)

    def last_day(order: DrugOrder) -> date | None:
        if order.ends is not None:
            return order.ends.latest if order.ends.latest < as_of else None
        if order.status is OrderStatus.ACTIVE:
            return None
        if order.starts.earliest in following:
            return following[order.starts.earliest] - ONE_DAY
        return order.starts.earliest if any_active else None

    return [_Run(each, last_day(each)) for each in orders]


def _stretches(runs: Sequence[_Run]) -> Iterator[DosePeriod]:
    """One period from each change to the next; none where nothing runs."""
    beginning: dict[date, list[_Run]] = {}
    for each in runs:
        beginning.setdefault(each.first_day, []).append(each)
    changes = sorted({*beginning, *(each.last_day + ONE_DAY for each in runs if each.last_day is not None)})
    running: list[_Run] = []
    for day, next_change in zip_longest(changes, changes[1:]):
        running = [each for each in running if each.last_day is None or each.last_day >= day]
        running += beginning.get(day, [])
        if running:
            ends = None if next_change is None else next_change - ONE_DAY
            yield DosePeriod(day, ends, _dose_among([each.order for each in running]))


def _dose_among(orders: Sequence[DrugOrder]) -> Decimal | None:
    if any(each.status is not OrderStatus.ACTIVE for each in orders):
        last_written = max(each.written.latest for each in orders)
        orders = [each for each in orders if each.written.latest == last_written]
    return total_dose(orders).mg


def _continues(earlier: DosePeriod, later: DosePeriod, switches: Iterable[date]) -> bool:
    if earlier.ends is None or earlier.daily_dose_mg != later.daily_dose_mg:
        return False
    switched = any(earlier.ends < each < later.starts for each in switches)
    return not switched and days_between(earlier.ends, later.starts) < INTERRUPTION_DAYS
