"""When a drug was taken, by orders, dispenses, statements and administrations, and the gaps between (decision 0004)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType

from response_criteria.model.history import History
from response_criteria.model.medications import DrugKind, DrugOrder, DrugUse, OrderStatus, UseKind
from response_criteria.model.periods import ONE_DAY, days_between, latest_date_worldwide
from response_criteria.treatment.imatinib_orders import is_reliable
from response_criteria.treatment.supplies import carry_supplies_forward

_NOTHING: Mapping[DrugUse, range] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Exposure:
    """A period for which one record documents that a drug was taken; ``last`` is None where its end is unknown."""

    first: date
    last: date | None
    is_ongoing: bool


@dataclass(frozen=True, slots=True)
class Restart:
    """A day on which the drug starts again.

    ``previous_start`` is when it last started before, ``documented_until`` the last day documented since.
    """

    day: date
    previous_start: date
    documented_until: date


@dataclass(frozen=True, slots=True)
class Gap:
    """A documented period without imatinib: the last day before it, and the first day after it."""

    ended: date
    resumed: date

    def days_within(self, first: date, last: date) -> int:
        """Count the days without imatinib from one day to another, both included."""
        return max(0, days_between(max(self.ended + ONE_DAY, first), min(self.resumed - ONE_DAY, last)) + 1)


def find_exposures(history: History, kind: DrugKind, as_of: date) -> list[Exposure]:
    """Return the documented exposures to a kind of drug that began by that day, oldest first."""
    # Plans, patients' reports and free text document therapy, but not when it was taken.
    covered = carry_supplies_forward(use for use in history.uses if use.drug.kind is kind and use.drug.coded)
    ordered = (_build_from_order(order) for order in history.orders if order.drug.kind is kind and is_reliable(order))
    used = (_build_from_use(use, covered) for use in history.uses if use.drug.kind is kind and use.drug.coded)
    begun = (exposure for exposure in (*ordered, *used) if exposure.first <= latest_date_worldwide(as_of))
    return sorted(begun, key=lambda exposure: (exposure.first, exposure.last or date.max, exposure.is_ongoing))


def _build_from_order(order: DrugOrder) -> Exposure:
    last = find_last_day(order)
    return Exposure(order.starts.earliest, last, is_ongoing=last is None and order.status is OrderStatus.ACTIVE)


def _build_from_use(use: DrugUse, covered: Mapping[DrugUse, range]) -> Exposure:
    last = find_last_day(use, covered)
    return Exposure(use.starts.earliest, last, is_ongoing=last is None and use.ongoing)


def find_last_day(treatment: DrugOrder | DrugUse, covered: Mapping[DrugUse, range] = _NOTHING) -> date | None:
    """Return the documented last day, or the day until which a supply lasts; None if neither is known.

    ``covered`` are the days of supplies that were fetched before the previous one ended (decision 0107).
    """
    if treatment.ends is not None:
        return treatment.ends.latest
    if isinstance(treatment, DrugOrder):
        return None
    if isinstance(treatment, DrugUse) and (days := covered.get(treatment)):
        return date.fromordinal(min(days[-1], date.max.toordinal()))
    # A supply of 30 days covers the day of dispensing and 29 more.
    if treatment.days_supplied is not None:
        return treatment.starts.latest + timedelta(days=max(treatment.days_supplied, 1) - 1)
    return treatment.starts.latest if treatment.kind is UseKind.ADMINISTRATION else None


def find_restarts(exposures: Sequence[Exposure]) -> Iterator[Restart]:
    """Yield each later day on which an exposure starts."""
    documented_until = exposures[0].first
    for exposure, following in pairwise(exposures):
        # Only a known end makes a gap: an exposure without one is taken to last until the next one starts.
        end = exposure.last or (date.max if exposure.is_ongoing else following.first)
        documented_until = max(documented_until, end)
        if following.first > exposure.first:
            yield Restart(following.first, exposure.first, documented_until)


def find_gaps(restarts: Sequence[Restart]) -> tuple[Gap, ...]:
    """Return the documented gaps; a restart on the next day leaves none."""
    gaps = (Gap(restart.documented_until, restart.day) for restart in restarts)
    return tuple(gap for gap in gaps if days_between(gap.ended, gap.resumed) > 1)
