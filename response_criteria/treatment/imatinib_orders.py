"""Orders for imatinib: which of them are in effect, and the total daily dose that they give (decision 0012).

Every date is exact to the day: ``partial_dates`` has resolved partly known ones before.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from response_criteria.model.answers import Answer
from response_criteria.model.medications import DrugKind, DrugOrder, OrderStatus
from response_criteria.model.periods import latest_date_worldwide


class DoseUnknownReason(StrEnum):
    """Why the total daily dose could not be established."""

    NOT_GIVEN = "dose-not-given"
    A_RANGE = "dose-is-a-range"
    ORDERS_DIFFER = "orders-differ"
    NAMED_ONLY_IN_TEXT = "named-only-in-text"
    CHANGE_ORDERED = "change-ordered"
    POSSIBLY_REPLACED = "perhaps-replaced"
    DATES_NOT_KNOWN = "dates-not-known"
    NO_ORDER = "no-order-in-force"


@dataclass(frozen=True, slots=True)
class Dose:
    """The total daily dose in mg, None with ``unknown_reason`` where it is unknown, and its orders, newest first.

    ``in_words`` is the chart's own text in place of a dose, where a single order does not give one.
    """

    mg: Decimal | None
    orders: tuple[DrugOrder, ...] = ()
    unknown_reason: DoseUnknownReason | None = None
    in_words: str = ""


@dataclass(frozen=True, slots=True)
class ActiveOrders:
    """The active orders for imatinib on a day, newest first.

    ``taken`` are those that give today's dose, ``parts`` the same without the orders that a newer one renews.
    """

    active: tuple[DrugOrder, ...]
    taken: tuple[DrugOrder, ...]
    parts: tuple[DrugOrder, ...]
    as_of: date


def has_started(order: DrugOrder, as_of: date) -> bool:
    """Return whether the order takes effect by that day."""
    return order.starts.latest <= latest_date_worldwide(as_of)


def is_in_effect(order: DrugOrder, as_of: date) -> bool:
    """Return whether the order is active, has started and has not expired."""
    return order.status is OrderStatus.ACTIVE and has_started(order, as_of) and not _has_expired(order, as_of)


def is_reliable(order: DrugOrder) -> bool:
    """Return whether the order may support a finding: a coded drug, and neither a plan nor a patient's report."""
    return order.drug.coded and order.binding is Answer.YES


def sort_orders(orders: Iterable[DrugOrder]) -> tuple[DrugOrder, ...]:
    """Sort orders newest first, by the date written, the date of effect, and then by origin."""
    return tuple(sorted(orders, key=_age_key, reverse=True))


def _age_key(order: DrugOrder) -> tuple[date, date, str]:
    # The origin makes the order total: the same chart in another order must give the same answer.
    return order.written.latest, order.starts.latest, order.origin


def _has_expired(order: DrugOrder, as_of: date) -> bool:
    return order.ends is not None and order.ends.latest < as_of


def is_renewal(order: DrugOrder, others: Iterable[DrugOrder]) -> bool:
    """Return whether the order renews one of the others, or is renewed by it."""
    return any(
        _renewal_key(other) == _renewal_key(order)
        and not _differ_in_time_of_day(other, order)
        and not _differ_in_words(other, order)
        for other in others
    )


_WORD = re.compile(r"\w+")  # punctuation makes no other instruction


def _renewal_key(order: DrugOrder) -> tuple[object, ...]:
    dose = None if order.daily_dose_mg is None else order.daily_dose_mg.exact
    return order.product, order.instruction, dose


def _differ_in_time_of_day(first: DrugOrder, second: DrugOrder) -> bool:
    # One order for the morning and one for the evening may add up to 800 mg: neither renews the other.
    times, other_times = first.times_of_day, second.times_of_day
    return bool(times and other_times) and times.isdisjoint(other_times)


def _differ_in_words(first: DrugOrder, second: DrugOrder) -> bool:
    # In a language that is not read, "after breakfast" and "after supper" look alike: two orders written on one day
    # with different words are no renewal, and leave the dose unknown (decision 0061).
    texts = [_WORD.findall(order.instruction_text) for order in (first, second)]
    return first.written == second.written and all(texts) and texts[0] != texts[1]


def drop_renewed(orders: Iterable[DrugOrder]) -> tuple[DrugOrder, ...]:
    """Return the orders newest first, without those that a newer one renews."""
    newest: list[DrugOrder] = []
    for order in sort_orders(orders):
        if not is_renewal(order, newest):
            newest.append(order)
    return tuple(newest)


def compute_current_dose(orders: Iterable[DrugOrder], as_of: date) -> Dose:
    """Return the total daily dose of imatinib on that day: by the first rule of ``DOSE_UNKNOWN``, else the sum."""
    return _apply(DOSE_UNKNOWN, _select_active(orders, as_of))


def sum_doses(orders: Sequence[DrugOrder], as_of: date) -> Dose:
    """Return the total daily dose of orders that are known to be taken together."""
    return _apply(AMBIGUOUS_TOGETHER, ActiveOrders((), tuple(orders), drop_renewed(orders), as_of))


def _select_active(orders: Iterable[DrugOrder], as_of: date) -> ActiveOrders:
    imatinib = (order for order in orders if order.drug.kind is DrugKind.IMATINIB)
    active = sort_orders(order for order in imatinib if order.status is OrderStatus.ACTIVE)
    in_effect = tuple(order for order in active if is_reliable(order) and is_in_effect(order, as_of))
    # In some time zones it is tomorrow already, so an order that starts tomorrow counts where none has started today.
    taken = tuple(order for order in in_effect if order.starts.latest <= as_of) or in_effect
    return ActiveOrders(active, taken, drop_renewed(taken), as_of)


def _apply(rules: Iterable["DoseRule"], orders: ActiveOrders) -> Dose:
    reason = next((rule.reason for rule in rules if rule.is_met_by(orders)), None)
    if reason is None:
        doses = (order.daily_dose_mg.exact for order in orders.parts if order.daily_dose_mg is not None)
        return Dose(sum((mg for mg in doses if mg is not None), Decimal(0)), orders.taken)
    if reason is DoseUnknownReason.POSSIBLY_REPLACED:
        return Dose(None, (*_find_replacing(orders), *orders.taken), reason)
    without_dose = _find_without_dose(orders) if reason is DoseUnknownReason.NOT_GIVEN else None
    return Dose(None, orders.taken, reason, without_dose.dose_unknown_reason if without_dose else "")


def _has_no_order(orders: ActiveOrders) -> bool:
    return not orders.taken


def _has_order_in_text(orders: ActiveOrders) -> bool:
    # Free text may withhold a dose; it never gives one.
    return any(not order.drug.coded and is_in_effect(order, orders.as_of) for order in orders.active)


def _has_change_to_come(orders: ActiveOrders) -> bool:
    later = (order for order in orders.active if is_reliable(order) and order.starts.latest > orders.as_of)
    return not all(is_renewal(order, orders.taken) for order in later)


def _find_without_dose(orders: ActiveOrders) -> DrugOrder | None:
    """Return the newest order that does not give a single dose."""
    return next(
        (order for order in orders.parts if order.daily_dose_mg is None or order.daily_dose_mg.exact is None), None
    )


def _has_no_dose(orders: ActiveOrders) -> bool:
    order = _find_without_dose(orders)
    return order is not None and order.daily_dose_mg is None


def _has_range(orders: ActiveOrders) -> bool:
    order = _find_without_dose(orders)
    return order is not None and order.daily_dose_mg is not None


def _has_differing_orders(orders: ActiveOrders) -> bool:
    # Different strengths written on one day are one dose made up of several tablets; anything else is ambiguous.
    strengths = [order.strength_mg for order in orders.parts]
    written = {order.written for order in orders.parts}
    are_one_dose = len(written) == 1 and None not in strengths and len(set(strengths)) == len(strengths)
    return len(orders.parts) > 1 and not are_one_dose


def _find_replacing(orders: ActiveOrders) -> tuple[DrugOrder, ...]:
    """Return the newest order of unknown status or intent that may have replaced those taken with another dose."""
    # Without this an escalation from 400 mg could be offered to a patient who already takes 800 mg (decision 0012).
    candidates = [order for order in orders.active if _may_replace(order, orders)]
    dose = sum_doses(orders.taken, orders.as_of).mg if candidates else None
    for order in candidates:
        has_same_dose = order.daily_dose_mg is not None and order.daily_dose_mg.exact == dose
        if not has_same_dose and not is_renewal(order, orders.taken):
            return (order,)
    return ()


def _may_replace(order: DrugOrder, orders: ActiveOrders) -> bool:
    newest = max(taken.written.latest for taken in orders.taken)
    is_possible = order.binding is Answer.UNKNOWN and order.drug.coded and not _has_expired(order, orders.as_of)
    return is_possible and order.written.latest >= newest


def _is_possibly_replaced(orders: ActiveOrders) -> bool:
    return bool(_find_replacing(orders))


@dataclass(frozen=True, slots=True)
class DoseRule:
    """A reason for which the dose is unknown, ``when`` it applies in words, and the condition."""

    reason: DoseUnknownReason
    when: str
    is_met_by: Callable[[ActiveOrders], bool]


AMBIGUOUS_TOGETHER = (
    DoseRule(DoseUnknownReason.NOT_GIVEN, "the newest order without a single dose gives no dose", _has_no_dose),
    DoseRule(DoseUnknownReason.A_RANGE, "the newest order without a single dose gives a range", _has_range),
    DoseRule(
        DoseUnknownReason.ORDERS_DIFFER,
        "several orders are neither renewals of one another nor different strengths written on one day",
        _has_differing_orders,
    ),
)
"""Rules for orders that are taken together."""

DOSE_UNKNOWN = (
    DoseRule(DoseUnknownReason.NO_ORDER, "no reliable order is in effect", _has_no_order),
    DoseRule(
        DoseUnknownReason.NAMED_ONLY_IN_TEXT, "an order in effect names imatinib only in text", _has_order_in_text
    ),
    DoseRule(DoseUnknownReason.CHANGE_ORDERED, "a different dose is ordered and has not started", _has_change_to_come),
    *AMBIGUOUS_TOGETHER,
    DoseRule(
        DoseUnknownReason.POSSIBLY_REPLACED,
        "an order of unknown status or intent, no older than those in effect and not expired, is for a different dose",
        _is_possibly_replaced,
    ),
)
"""When the current dose is unknown, in order: the first rule that applies decides. Else the doses are summed."""
