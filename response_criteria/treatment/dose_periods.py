"""The daily dose of imatinib over time, by orders (decision 0012)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise, zip_longest

from response_criteria.model.medications import DrugKind, DrugOrder, OrderStatus
from response_criteria.model.periods import ONE_DAY, count_days_between
from response_criteria.model.therapy import DosePeriod
from response_criteria.treatment.imatinib_orders import has_started, is_reliable, sum_doses

INTERRUPTION_DAYS = 90
"""A gap of that many days without imatinib, or more, is an interruption; a shorter one is ignored (decision 0004)."""


@dataclass(frozen=True, slots=True)
class _OrderSpan:
    """An order with its first and last day; ``last_day`` is None while it continues."""

    order: DrugOrder
    last_day: date | None

    @property
    def first_day(self) -> date:
        return self.order.starts.earliest


def build_dose_periods(orders: Iterable[DrugOrder], as_of: date) -> tuple[DosePeriod, ...]:
    """Build the periods of one daily dose up to that day, oldest first; one that continues has no end.

    Two periods of the same dose are joined if neither an interruption nor another TKI lies between them.
    """
    reliable = [order for order in orders if is_reliable(order) and has_started(order, as_of)]
    imatinib = [order for order in reliable if order.drug.kind is DrugKind.IMATINIB]
    switches = [order.starts.earliest for order in reliable if order.drug.kind is DrugKind.OTHER_TKI]
    periods: list[DosePeriod] = []
    for period in _split_into_periods(_build_spans(imatinib, switches, as_of), as_of):
        if periods and _continues(periods[-1], period, switches):
            periods[-1] = replace(periods[-1], ends=period.ends)
        else:
            periods.append(period)
    return tuple(periods)


def _build_spans(orders: Sequence[DrugOrder], switches: Iterable[date], as_of: date) -> list[_OrderSpan]:
    next_start = dict(pairwise(sorted({*(order.starts.earliest for order in orders), *switches})))
    any_active = any(order.status is OrderStatus.ACTIVE for order in orders)

    def find_last_day(order: DrugOrder) -> date | None:
        if order.ends is not None:
            return order.ends.latest if order.ends.latest < as_of else None
        if order.status is OrderStatus.ACTIVE:
            return None
        # A finished order without an end lasts until the next one starts, even if that is for another TKI. If none
        # follows while another order is active, only its first day is certain.
        if order.starts.earliest in next_start:
            return next_start[order.starts.earliest] - ONE_DAY
        return order.starts.earliest if any_active else None

    return [_OrderSpan(order, find_last_day(order)) for order in orders]


def _split_into_periods(spans: Sequence[_OrderSpan], as_of: date) -> Iterator[DosePeriod]:
    """Yield one period from each change of orders to the next, without periods that no order covers."""
    starting: dict[date, list[_OrderSpan]] = {}
    for span in spans:
        starting.setdefault(span.first_day, []).append(span)
    changes = sorted({*starting, *(span.last_day + ONE_DAY for span in spans if span.last_day is not None)})
    current: list[_OrderSpan] = []
    for day, next_change in zip_longest(changes, changes[1:]):
        current = [span for span in current if span.last_day is None or span.last_day >= day]
        current += starting.get(day, [])
        if current:
            ends = None if next_change is None else next_change - ONE_DAY
            yield DosePeriod(day, ends, _sum_current([span.order for span in current], as_of))


def _sum_current(orders: Sequence[DrugOrder], as_of: date) -> Decimal | None:
    # Of overlapping orders that are not all active, the last written ones replaced the others: nobody closed those.
    if any(order.status is not OrderStatus.ACTIVE for order in orders):
        last_written = max(order.written.latest for order in orders)
        orders = [order for order in orders if order.written.latest == last_written]
    return sum_doses(orders, as_of).mg


def _continues(earlier: DosePeriod, later: DosePeriod, switches: Iterable[date]) -> bool:
    if earlier.ends is None or earlier.daily_dose_mg != later.daily_dose_mg:
        return False
    was_switched = any(earlier.ends < switch < later.starts for switch in switches)
    return not was_switched and count_days_between(earlier.ends, later.starts) < INTERRUPTION_DAYS
