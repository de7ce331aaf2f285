"""The tyrosine kinase inhibitor that the patient takes on the day of the assessment (decision 0013).

The newest active order decides. Records that are only reported, planned or named in text may leave it unclear, but
never establish it. Every date is exact to the day: ``partial_dates`` has resolved partly known ones before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from response_criteria.model.findings import NO_VALUES, Evidence, Values
from response_criteria.model.history import History
from response_criteria.model.periods import days_between
from response_criteria.results.evidence import cite_not_taken_statement, cite_treatment
from response_criteria.treatment.therapy_records import TherapyRecord, TherapyRecords, collect_therapy_records

TOGETHER_DAYS = 28
"""Of two TKIs ordered within that many days of each other, it is unclear which one is taken."""

SUPPLY_MAY_LAST_DAYS = 90
"""For that many days after the documented end of the supply the patient may still be taking imatinib."""


class TkiStatus(StrEnum):
    """The current treatment; all values but the first are codes of the API contract."""

    IMATINIB = "imatinib"
    OTHER_TKI = "other-tki"
    NO_IMATINIB = "no-imatinib"
    STOPPED = "imatinib-stopped"
    UNCLEAR = "therapy-unclear"


class UnclearReason(StrEnum):
    """Why the current treatment is unclear: the value ``why`` of therapy-unclear."""

    OTHER_TKI_UNRELIABLE = "other-tki-unreliable"
    TWO_TKIS = "two-tkis"
    ANOTHER_TKI_SINCE = "another-tki-since"
    LATER_ORDER_ENDED = "later-order-ended"
    REPORTED_NOT_TAKEN = "reported-not-taken"
    NO_RELIABLE_ORDER = "no-reliable-order"
    ORDER_EXPIRED = "order-expired"
    SUPPLY_ENDED = "supply-ended"
    END_UNKNOWN = "end-unknown"
    DATES_NOT_KNOWN = "dates-not-known"
    NOT_READ = "not-read"


UNCLEAR_VALUES: Mapping[UnclearReason, tuple[str, ...]] = MappingProxyType(
    {
        UnclearReason.OTHER_TKI_UNRELIABLE: ("drug",),
        UnclearReason.TWO_TKIS: ("drug", "days"),
        UnclearReason.ANOTHER_TKI_SINCE: ("drug", "on"),
        UnclearReason.LATER_ORDER_ENDED: ("written_on",),
        UnclearReason.REPORTED_NOT_TAKEN: ("on",),
        UnclearReason.NO_RELIABLE_ORDER: (),
        UnclearReason.ORDER_EXPIRED: ("on",),
        UnclearReason.SUPPLY_ENDED: ("on",),
        UnclearReason.END_UNKNOWN: (),
        UnclearReason.NOT_READ: ("drug", "reason"),  # set where a newer record of treatment could not be read
        UnclearReason.DATES_NOT_KNOWN: (),  # set where the treatment depends on how partly known dates are completed
    }
)
"""The names of the values that come with each reason, besides ``why``."""


@dataclass(frozen=True, slots=True)
class CurrentTki:
    """The current treatment, with the evidence for it."""

    status: TkiStatus
    values: Values = field(default_factory=lambda: NO_VALUES)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class TkiRule:
    """One line of the decision: ``when`` it applies in words, and ``find``, which returns None where it does not."""

    status: TkiStatus
    when: str
    find: Callable[[TherapyRecords], CurrentTki | None]


def find_current_tki(history: History, as_of: date) -> CurrentTki:
    """Return the current treatment by the first rule of ``IN_ORDER`` that applies."""
    records = collect_therapy_records(history, as_of)
    return next(current for rule in IN_ORDER if (current := rule.find(records)))


def _find_unreliable_other_tki(records: TherapyRecords) -> CurrentTki | None:
    # Whatever its date: even an old plan for another TKI may be what the patient takes now.
    unreliable = (record for record in records.other_tki if record.is_unexpired_order and not record.is_current)
    order = next(unreliable, None)
    return _unclear(UnclearReason.OTHER_TKI_UNRELIABLE, order, drug=order.drug_name) if order else None


def _find_two_tkis(records: TherapyRecords) -> CurrentTki | None:
    imatinib, other = records.imatinib_order, records.other_order
    if not imatinib or not other or abs(days_between(imatinib.latest_on, other.latest_on)) > TOGETHER_DAYS:
        return None
    return _unclear(UnclearReason.TWO_TKIS, other, imatinib, drug=other.drug_name, days=TOGETHER_DAYS)


def _find_other_tki(records: TherapyRecords) -> CurrentTki | None:
    imatinib, other = records.imatinib_order, records.other_order
    if not other or (imatinib and imatinib.latest_on > other.latest_on):
        return None
    return CurrentTki(TkiStatus.OTHER_TKI, {"drug": other.drug_name}, (cite_treatment(other.source),))


def _find_other_tki_since(records: TherapyRecords) -> CurrentTki | None:
    other = max(records.other_tki, key=lambda record: record.began_on, default=None)
    if not records.imatinib_order or not other:
        return None
    # A finished order for another TKI may be the latest change of treatment, although the older order is still active.
    if other.began_on <= max(record.began_on for record in records.imatinib if record.is_reliable):
        return None
    return _unclear(UnclearReason.ANOTHER_TKI_SINCE, other, drug=other.drug_name, on=other.began_on)


def _find_later_order_ended(records: TherapyRecords) -> CurrentTki | None:
    order = records.imatinib_order
    if not order:
        return None
    begun = [record for record in records.imatinib if record.began_on <= records.last_valid_date]
    later = (record for record in begun if record.is_stopped_or_on_hold and record.began_on > order.began_on)
    ended = next(later, None)
    # The older order may be one that nobody closed, unless imatinib is documented after the later one ended.
    if not ended or any(record.began_on > ended.latest_on for record in begun if not record.is_stopped_or_on_hold):
        return None
    return _unclear(UnclearReason.LATER_ORDER_ENDED, ended, order, written_on=ended.began_on)


def _find_reported_not_taken(records: TherapyRecords) -> CurrentTki | None:
    order = records.imatinib_order
    statements = [statement for statement in records.not_taken if statement.on.earliest <= records.last_valid_date]
    if not order or not statements:
        return None
    # One resource may state that imatinib was stopped and thereby document its use until then: that is no later use.
    stated = {statement.origin for statement in statements}
    other_records = (record for record in records.imatinib if record.source.origin not in stated)
    latest = max(record.began_on for record in other_records if record.began_on <= records.last_valid_date)
    later = [statement for statement in statements if statement.on.latest > latest]
    if not later:
        return None
    last = max(later, key=lambda statement: (statement.on.latest, statement.origin))
    values: Values = {"why": UnclearReason.REPORTED_NOT_TAKEN, "on": min(last.on.latest, records.as_of)}
    return CurrentTki(TkiStatus.UNCLEAR, values, (cite_not_taken_statement(last), cite_treatment(order.source)))


def _find_imatinib(records: TherapyRecords) -> CurrentTki | None:
    order = records.imatinib_order
    return CurrentTki(TkiStatus.IMATINIB, evidence=(cite_treatment(order.source),)) if order else None


def _find_no_imatinib(records: TherapyRecords) -> CurrentTki | None:
    return None if records.imatinib else CurrentTki(TkiStatus.NO_IMATINIB)


def _find_unreliable_imatinib(records: TherapyRecords) -> CurrentTki | None:
    possible = [record for record in records.imatinib if record.may_be_current]
    return _unclear(UnclearReason.NO_RELIABLE_ORDER, *possible) if possible else None


def _find_stop(records: TherapyRecords) -> CurrentTki | None:
    return _stopped(records) if records.imatinib[0].is_stopped_or_on_hold else None


def _find_expired_order(records: TherapyRecords) -> CurrentTki | None:
    # However long ago it expired: the chart contradicts itself, and only the clinician can resolve that.
    order = next((record for record in records.imatinib if record.is_order), None)
    if not order or not order.is_active_order or not order.ends_on:
        return None
    return _unclear(UnclearReason.ORDER_EXPIRED, order, on=order.ends_on)


def _find_unknown_end(records: TherapyRecords) -> CurrentTki | None:
    # A finished order without an end date does not prove that imatinib was stopped.
    latest = records.imatinib[0]
    return _unclear(UnclearReason.END_UNKNOWN, latest) if latest.ends_on is None else None


def _find_supply_ended(records: TherapyRecords) -> CurrentTki | None:
    # Tablets may be left over, and not every pharmacy reports to the chart.
    ends = (record.ends_on for record in records.imatinib if not record.is_stopped_or_on_hold)
    ended_on = max(end for end in ends if end is not None)
    if days_between(ended_on, records.as_of) > SUPPLY_MAY_LAST_DAYS:
        return None
    return _unclear(UnclearReason.SUPPLY_ENDED, records.imatinib[0], on=ended_on)


def _stopped(records: TherapyRecords) -> CurrentTki:
    return CurrentTki(TkiStatus.STOPPED, evidence=(cite_treatment(records.imatinib[0].source),))


def _unclear(reason: UnclearReason, *records: TherapyRecord, **values: str | int | date) -> CurrentTki:
    evidence = tuple(cite_treatment(record.source) for record in records)
    return CurrentTki(TkiStatus.UNCLEAR, {"why": reason, **values}, evidence)


# Each rule assumes that none of those above applies: the ones after "imatinib is ordered" see a patient without a
# reliable order in effect, and those after "nothing is documented" at least one record of imatinib.
IN_ORDER = (
    TkiRule(
        TkiStatus.UNCLEAR,
        "an active order for another TKI is a plan, reported by the patient, named only in text, or has not started",
        _find_unreliable_other_tki,
    ),
    TkiRule(
        TkiStatus.UNCLEAR,
        f"imatinib and another TKI were ordered within {TOGETHER_DAYS} days of each other, and both orders are active",
        _find_two_tkis,
    ),
    TkiRule(TkiStatus.OTHER_TKI, "the newest active order is for another TKI", _find_other_tki),
    TkiRule(
        TkiStatus.UNCLEAR,
        "imatinib is ordered, and another TKI is documented after the latest reliable record of imatinib",
        _find_other_tki_since,
    ),
    TkiRule(
        TkiStatus.UNCLEAR,
        "imatinib is ordered, and a later order for it was stopped or is on hold, without any imatinib since",
        _find_later_order_ended,
    ),
    TkiRule(
        TkiStatus.UNCLEAR,
        "imatinib is ordered, and a statement later than every record of it says that it is not taken",
        _find_reported_not_taken,
    ),
    TkiRule(TkiStatus.IMATINIB, "imatinib is ordered", _find_imatinib),
    TkiRule(TkiStatus.NO_IMATINIB, "nothing about imatinib is documented", _find_no_imatinib),
    TkiRule(
        TkiStatus.UNCLEAR,
        "imatinib is only planned, reported, named in text, or not started",
        _find_unreliable_imatinib,
    ),
    TkiRule(TkiStatus.STOPPED, "the newest record is an order that was stopped or is on hold", _find_stop),
    TkiRule(TkiStatus.UNCLEAR, "the newest order has the status active and has expired", _find_expired_order),
    TkiRule(TkiStatus.UNCLEAR, "the end of the newest record is unknown", _find_unknown_end),
    TkiRule(TkiStatus.UNCLEAR, f"the supply ended at most {SUPPLY_MAY_LAST_DAYS} days ago", _find_supply_ended),
    TkiRule(TkiStatus.STOPPED, "the supply ended longer ago", _stopped),
)
"""How the current treatment is determined: the first rule that applies decides."""
