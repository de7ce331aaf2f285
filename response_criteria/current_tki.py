"""Which tyrosine kinase inhibitor the patient takes today, as far as the chart tells (decision 0013).

The newest active order tells. What is only reported, planned or named in text may withhold, and never supports. Every
date is a day here (``partial_dates`` sees to it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from response_criteria.cited_facts import cited_treatment
from response_criteria.courses import last_day
from response_criteria.facts import DrugKind, DrugOrder, DrugUse, History, OrderStatus
from response_criteria.findings import NO_VALUES, Evidence, Values
from response_criteria.periods import days_between
from response_criteria.therapy import begun, firm

TOGETHER_DAYS = 28
"""Two TKIs ordered within so many days of each other: which one is taken cannot be told."""

SUPPLY_MAY_LAST_DAYS = 90
"""For so many days after the documented end of the supply the patient may still be taking imatinib."""


class Standing(StrEnum):
    """What the chart tells of today's treatment; all but the first are codes of the contract."""

    IMATINIB = "imatinib"
    OTHER_TKI = "other-tki"
    NO_IMATINIB = "no-imatinib"
    STOPPED = "imatinib-stopped"
    UNCLEAR = "therapy-unclear"


class Unclear(StrEnum):
    """Why today's treatment is unclear: the value ``why`` of therapy-unclear."""

    TKI_NOT_FIRM = "tki-not-firm"
    TWO_TKIS = "two-tkis"
    ANOTHER_TKI_SINCE = "another-tki-since"
    NO_FIRM_ORDER = "no-firm-order"
    ORDER_RUN_OUT = "order-run-out"
    SUPPLY_ENDED = "supply-ended"
    END_NOT_KNOWN = "end-not-known"
    DATES_NOT_KNOWN = "dates-not-known"


UNCLEAR_VALUES: Mapping[Unclear, tuple[str, ...]] = MappingProxyType(
    {
        # another TKI that is active, but named only in text, planned, or reported by the patient
        Unclear.TKI_NOT_FIRM: ("drug",),
        Unclear.TWO_TKIS: ("drug", "days"),  # imatinib and another, ordered within so many days of each other
        Unclear.ANOTHER_TKI_SINCE: ("drug", "on"),  # later than the latest sign of imatinib
        Unclear.NO_FIRM_ORDER: (),  # imatinib is only reported, planned, named in text, or not begun
        Unclear.ORDER_RUN_OUT: ("on",),  # the order is still called active
        Unclear.SUPPLY_ENDED: ("on",),
        Unclear.END_NOT_KNOWN: (),
        Unclear.DATES_NOT_KNOWN: (),  # the readings of partly written dates disagree
    }
)
"""Beside each reason stand the names of its values, all of them always given next to ``why``."""


@dataclass(frozen=True, slots=True)
class CurrentTki:
    """Today's treatment, and what tells it."""

    standing: Standing
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()


def current_tki(history: History, as_of: date) -> CurrentTki:
    """Today's treatment: by active orders, and where there are none, by what was supplied or ended."""
    imatinib = _signs(history, DrugKind.IMATINIB, as_of)
    others = _signs(history, DrugKind.OTHER_TKI, as_of)
    doubtful = next((each for each in others if each.ordered_now and not each.taken_now), None)
    if doubtful:
        return _unclear(Unclear.TKI_NOT_FIRM, doubtful, drug=doubtful.drug)
    imatinib_now = next((each for each in imatinib if each.taken_now), None)
    other_now = next((each for each in others if each.taken_now), None)
    if imatinib_now and other_now and abs(days_between(imatinib_now.on, other_now.on)) <= TOGETHER_DAYS:
        return _unclear(Unclear.TWO_TKIS, other_now, imatinib_now, drug=other_now.drug, days=TOGETHER_DAYS)
    if other_now and not (imatinib_now and imatinib_now.on > other_now.on):
        return CurrentTki(Standing.OTHER_TKI, {"drug": other_now.drug}, (cited_treatment(other_now.source),))
    if imatinib_now:
        if others and others[0].on > max(each.on for each in imatinib if each.supports):
            return _unclear(Unclear.ANOTHER_TKI_SINCE, others[0], drug=others[0].drug, on=others[0].on)
        return CurrentTki(Standing.IMATINIB, evidence=(cited_treatment(imatinib_now.source),))
    return _without_order(imatinib, as_of)


@dataclass(frozen=True, slots=True)
class _Sign:
    """An order or a use, as a sign of treatment.

    ``on`` is the day on which it was written, stopped, or began; ``last`` its last day, None if not known.
    ``ordered_now`` for an active order that has not run out, ``taken_now`` if it is also firm and has begun,
    ``perhaps`` if the drug may be taken today; ``run_out`` for one that is still called active.
    """

    source: DrugOrder | DrugUse
    on: date
    last: date | None
    ordered_now: bool = False
    taken_now: bool = False
    perhaps: bool = False
    run_out: bool = False
    out_of_use: bool = False

    @property
    def drug(self) -> str:
        return self.source.drug.name

    @property
    def supports(self) -> bool:
        return firm(self.source) if isinstance(self.source, DrugOrder) else self.source.drug.coded


def _signs(history: History, kind: DrugKind, as_of: date) -> list[_Sign]:
    """Every order for the drug and every use of it, the newest first."""
    ordered = (_order_as_sign(each, as_of) for each in history.orders if each.drug.kind is kind)
    used = (
        _Sign(each, each.starts.latest, last_day(each), perhaps=each.ongoing and last_day(each) is None)
        for each in history.uses
        if each.drug.kind is kind
    )
    return sorted((*ordered, *used), key=lambda each: (each.on, each.source.origin), reverse=True)


def _order_as_sign(order: DrugOrder, as_of: date) -> _Sign:
    last = last_day(order)
    active = order.status is OrderStatus.ACTIVE
    ordered_now = active and (last is None or last >= as_of)
    out_of_use = order.status in (OrderStatus.STOPPED, OrderStatus.ON_HOLD)
    return _Sign(
        source=order,
        on=last if out_of_use and last is not None else order.written.latest,
        last=last,
        ordered_now=ordered_now,
        taken_now=ordered_now and firm(order) and begun(order, as_of),
        perhaps=ordered_now,
        run_out=active and not ordered_now,
        out_of_use=out_of_use,
    )


def _without_order(signs: Sequence[_Sign], as_of: date) -> CurrentTki:
    """Imatinib without an order that is active and firm, has begun and has not run out."""
    if not signs:
        return CurrentTki(Standing.NO_IMATINIB)
    perhaps = [each for each in signs if each.perhaps]
    if perhaps:
        return _unclear(Unclear.NO_FIRM_ORDER, *perhaps)
    latest = signs[0]
    if latest.out_of_use:
        return CurrentTki(Standing.STOPPED, evidence=(cited_treatment(latest.source),))
    order = next((each for each in signs if isinstance(each.source, DrugOrder)), None)
    if order and order.run_out and order.last:
        return _unclear(Unclear.ORDER_RUN_OUT, order, on=order.last)
    if latest.last is None:
        return _unclear(Unclear.END_NOT_KNOWN, latest)
    ended = max(each.last for each in signs if each.last is not None and not each.out_of_use)
    if days_between(ended, as_of) <= SUPPLY_MAY_LAST_DAYS:
        return _unclear(Unclear.SUPPLY_ENDED, latest, on=ended)
    return CurrentTki(Standing.STOPPED, evidence=(cited_treatment(latest.source),))


def _unclear(why: Unclear, *signs: _Sign, **values: str | int | date) -> CurrentTki:
    evidence = tuple(cited_treatment(each.source) for each in signs)
    return CurrentTki(Standing.UNCLEAR, {"why": why, **values}, evidence)
