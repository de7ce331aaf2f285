"""Orders for a TKI and its documented uses, as evidence of the treatment on the day of the assessment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from response_criteria.model.history import History
from response_criteria.model.medications import DrugKind, DrugOrder, DrugUse, NotTakenStatement, OrderStatus
from response_criteria.model.periods import latest_date_worldwide
from response_criteria.treatment.exposure import find_last_day
from response_criteria.treatment.imatinib_orders import is_in_effect, is_reliable
from response_criteria.treatment.supplies import carry_supplies_forward


@dataclass(frozen=True, slots=True)
class TherapyRecord:
    """An order for a drug, or a documented use of it; ``ends_on`` is its last day, None if unknown."""

    source: DrugOrder | DrugUse
    as_of: date
    ends_on: date | None

    @property
    def drug_name(self) -> str:
        """The name of the drug."""
        return self.source.drug.name

    @property
    def began_on(self) -> date:
        """The date on which the order was written, or the use began."""
        return (self.source.written if isinstance(self.source, DrugOrder) else self.source.starts).latest

    @property
    def latest_on(self) -> date:
        """The latest event that is recorded: the end of an order that was stopped, else its beginning."""
        return self.ends_on if self.is_stopped_or_on_hold and self.ends_on else self.began_on

    @property
    def is_reliable(self) -> bool:
        """Whether it may support a finding."""
        return is_reliable(self.source) if isinstance(self.source, DrugOrder) else self.source.drug.coded

    @property
    def is_order(self) -> bool:
        """Whether it is an order rather than a use."""
        return isinstance(self.source, DrugOrder)

    @property
    def is_active_order(self) -> bool:
        """Whether it is an order with the status active, expired or not."""
        return isinstance(self.source, DrugOrder) and self.source.status is OrderStatus.ACTIVE

    @property
    def is_unexpired_order(self) -> bool:
        """Whether it is an active order that has not expired."""
        return self.is_active_order and (self.ends_on is None or self.ends_on >= self.as_of)

    @property
    def is_current(self) -> bool:
        """Whether it is a reliable order in effect."""
        return isinstance(self.source, DrugOrder) and self.is_reliable and is_in_effect(self.source, self.as_of)

    @property
    def may_be_current(self) -> bool:
        """Whether the drug may be taken on the day of the assessment."""
        is_ongoing_use = isinstance(self.source, DrugUse) and self.source.ongoing and self.ends_on is None
        return self.is_unexpired_order or is_ongoing_use

    @property
    def is_stopped_or_on_hold(self) -> bool:
        """Whether it is an order that was stopped or is on hold."""
        return isinstance(self.source, DrugOrder) and self.source.status in (OrderStatus.STOPPED, OrderStatus.ON_HOLD)


@dataclass(frozen=True, slots=True)
class TherapyRecords:
    """The records of imatinib and of other TKIs, newest first, and the statements that imatinib is not taken.

    ``imatinib_order`` and ``other_order`` are the newest reliable orders in effect, None if there is none.
    """

    as_of: date
    imatinib: Sequence[TherapyRecord]
    other_tki: Sequence[TherapyRecord]
    not_taken: Sequence[NotTakenStatement]
    imatinib_order: TherapyRecord | None
    other_order: TherapyRecord | None

    @property
    def last_valid_date(self) -> date:
        """The latest date that a record may have without being in the future."""
        return latest_date_worldwide(self.as_of)


def collect_therapy_records(history: History, as_of: date) -> TherapyRecords:
    """Collect the orders and uses of imatinib and of other TKIs."""
    imatinib = _sort_records(history, DrugKind.IMATINIB, as_of)
    other_tki = _sort_records(history, DrugKind.OTHER_TKI, as_of)
    return TherapyRecords(
        as_of=as_of,
        imatinib=imatinib,
        other_tki=other_tki,
        not_taken=[stated for stated in history.not_taken_statements if stated.drug.kind is DrugKind.IMATINIB],
        imatinib_order=next((record for record in imatinib if record.is_current), None),
        other_order=next((record for record in other_tki if record.is_current), None),
    )


def _sort_records(history: History, kind: DrugKind, as_of: date) -> list[TherapyRecord]:
    sources = chain[DrugOrder | DrugUse](history.orders, history.uses)
    covered = carry_supplies_forward(use for use in history.uses if use.drug.kind is kind)
    of_kind = (source for source in sources if source.drug.kind is kind)
    records = [TherapyRecord(source, as_of, find_last_day(source, covered)) for source in of_kind]
    return sorted(records, key=lambda record: (record.latest_on, record.source.origin), reverse=True)
