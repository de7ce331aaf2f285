"""Which tyrosine kinase inhibitor the patient takes today, as far as the chart tells (decision 0013).

The newest active order tells. What is only reported, planned or named in text may withhold, and never supports. Every
date is a day here (``partial_dates`` sees to it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import chain
from types import MappingProxyType

from response_criteria.model.facts import Denial, DrugKind, DrugOrder, DrugUse, History, OrderStatus
from response_criteria.model.findings import NO_VALUES, Evidence, Values
from response_criteria.model.periods import days_between, latest_date_written_on
from response_criteria.results.evidence import cited_denial, cited_treatment
from response_criteria.treatment.courses import last_day
from response_criteria.treatment.imatinib_orders import firm, in_force

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
    LATER_ORDER_ENDED = "later-order-ended"
    SAID_NOT_TAKEN = "said-not-taken"
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
        # an order that was written later than the active one, and was stopped or is on hold; no sign of imatinib since
        Unclear.LATER_ORDER_ENDED: ("written_on",),
        Unclear.SAID_NOT_TAKEN: ("on",),  # a statement later than the order and than every sign of imatinib
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
        since = max(others, key=lambda each: each.began, default=None)
        if since and since.began > max(each.began for each in imatinib if each.firm):
            return _unclear(Unclear.ANOTHER_TKI_SINCE, since, drug=since.drug, on=since.began)
        ended = _later_order_ended(imatinib_now, imatinib)
        if ended:
            return _unclear(Unclear.LATER_ORDER_ENDED, ended, imatinib_now, written_on=ended.began)
        return _unless_denied(imatinib_now, imatinib, history.denials)
    return _without_order(imatinib, as_of)


def _later_order_ended(ordered: "_Sign", signs: Sequence["_Sign"]) -> "_Sign | None":
    """An order written later than the active one that was stopped or is on hold, where nothing was taken since."""
    last_day = latest_date_written_on(ordered.as_of)
    begun = [each for each in signs if each.began <= last_day]
    ended = next((each for each in begun if each.out_of_use and each.began > ordered.began), None)
    if ended is None or any(each.began > ended.on for each in begun if not each.out_of_use):
        return None
    return ended


def _unless_denied(ordered: "_Sign", signs: Sequence["_Sign"], denials: Sequence[Denial]) -> CurrentTki:
    """Imatinib as ordered, unless a statement later than every sign of it says that it is not taken (decision 0032)."""
    last_day = latest_date_written_on(ordered.as_of)
    denied = [each for each in denials if each.drug.kind is DrugKind.IMATINIB and each.on.earliest <= last_day]
    no_signs = {each.origin for each in denied}  # what says that it was stopped tells of a use, too
    others = (each for each in signs if each.source.origin not in no_signs)
    latest_sign = max(each.began for each in others if each.began <= last_day)
    said = [each for each in denied if each.on.latest > latest_sign]
    if not said:
        return CurrentTki(Standing.IMATINIB, evidence=(cited_treatment(ordered.source),))
    last = max(said, key=lambda each: (each.on.latest, each.origin))
    values: Values = {"why": Unclear.SAID_NOT_TAKEN, "on": min(last.on.latest, ordered.as_of)}
    return CurrentTki(Standing.UNCLEAR, values, (cited_denial(last), cited_treatment(ordered.source)))


@dataclass(frozen=True, slots=True)
class _Sign:
    """An order or a use, as a sign of treatment on the day of judging."""

    source: DrugOrder | DrugUse
    as_of: date

    @property
    def drug(self) -> str:
        return self.source.drug.name

    @property
    def began(self) -> date:
        """When the order was written, or the use began."""
        return (self.source.written if isinstance(self.source, DrugOrder) else self.source.starts).latest

    @property
    def on(self) -> date:
        """The latest day of which it tells: that of a stop, else the day on which it began."""
        return self.last if self.out_of_use and self.last else self.began

    @property
    def last(self) -> date | None:
        """Its last day, None if not known."""
        return last_day(self.source)

    @property
    def firm(self) -> bool:
        """Whether it supports a finding."""
        return firm(self.source) if isinstance(self.source, DrugOrder) else self.source.drug.coded

    @property
    def called_active(self) -> bool:
        """Whether it is an active order, run out or not."""
        return isinstance(self.source, DrugOrder) and self.source.status is OrderStatus.ACTIVE

    @property
    def ordered_now(self) -> bool:
        """Whether it is an active order that has not run out."""
        return self.called_active and (self.last is None or self.last >= self.as_of)

    @property
    def taken_now(self) -> bool:
        """Whether it is such an order, firm, and begun."""
        return isinstance(self.source, DrugOrder) and self.firm and in_force(self.source, self.as_of)

    @property
    def perhaps_taken_now(self) -> bool:
        """Whether the drug may be taken today."""
        return self.ordered_now or (isinstance(self.source, DrugUse) and self.source.ongoing and self.last is None)

    @property
    def out_of_use(self) -> bool:
        """Whether it is an order that was stopped or is on hold."""
        return isinstance(self.source, DrugOrder) and self.source.status in (OrderStatus.STOPPED, OrderStatus.ON_HOLD)


def _signs(history: History, kind: DrugKind, as_of: date) -> list[_Sign]:
    """Every order for the drug and every use of it, the newest first."""
    sources = chain[DrugOrder | DrugUse](history.orders, history.uses)
    signs = [_Sign(each, as_of) for each in sources if each.drug.kind is kind]
    return sorted(signs, key=lambda each: (each.on, each.source.origin), reverse=True)


def _without_order(signs: Sequence[_Sign], as_of: date) -> CurrentTki:
    """Imatinib without an order that is active and firm, has begun and has not run out."""
    if not signs:
        return CurrentTki(Standing.NO_IMATINIB)
    perhaps = [each for each in signs if each.perhaps_taken_now]
    if perhaps:
        return _unclear(Unclear.NO_FIRM_ORDER, *perhaps)
    latest = signs[0]
    if latest.out_of_use:
        return CurrentTki(Standing.STOPPED, evidence=(cited_treatment(latest.source),))
    order = next((each for each in signs if isinstance(each.source, DrugOrder)), None)
    if order and order.called_active and order.last:
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
