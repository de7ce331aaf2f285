"""Drugs: orders, other evidence of use, and statements that a drug is not taken."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Origin
from response_criteria.model.periods import PartialDate


class DrugKind(StrEnum):
    """The role of a drug in this assessment."""

    IMATINIB = "imatinib"
    OTHER_TKI = "another tyrosine kinase inhibitor"
    GROWTH_FACTOR = "growth factor"
    CYP3A4_INDUCER = "strong CYP3A4 inducer"
    CYP3A4_INHIBITOR = "strong CYP3A4 inhibitor"
    # It may be imatinib or another TKI, so it can leave the treatment unclear.
    UNRESOLVED = "a medication that could not be resolved"


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug by kind and name. ``coded`` is False where only free text names it."""

    # Text may withhold a recommendation; it never supports one.

    kind: DrugKind
    name: str
    coded: bool = True


class OrderStatus(StrEnum):
    """The status of an order, reduced to what the assessment distinguishes."""

    ACTIVE = "active"
    ON_HOLD = "on-hold"
    STOPPED = "stopped"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugOrder:
    """An order for a drug.

    ``written`` is when it was authored, ``starts`` when it takes effect (the start of the dose, else ``written``),
    ``ends`` when it is known to end or to have ended. ``daily_dose_mg`` is the total daily dose; where it could not be
    established it is None and ``dose_unknown_reason`` states why. ``binding`` is no for a plan or a patient's report,
    and unknown where the status or intent is unknown. ``replaces`` is the order that it says it replaces.
    """

    # Two orders with the same product and instruction are a renewal, unless both state times of day and share none
    # (decision 0012). An order that is not binding is evidence of therapy and never gives a dose; one of unknown
    # binding may also leave the dose of another order in doubt.

    drug: Drug
    status: OrderStatus
    starts: PartialDate
    written: PartialDate
    origin: Origin
    ends: PartialDate | None = None
    daily_dose_mg: Amount | None = None
    dose_unknown_reason: str = ""
    product: str = ""
    strength_mg: Decimal | None = None
    instruction: str = ""
    instruction_text: str = ""  # its words, as the chart has them
    times_of_day: frozenset[str] = frozenset()
    binding: Answer = Answer.YES
    reported: str = ""
    replaces: Origin | None = None


class UseKind(StrEnum):
    """The kind of record that documents use of a drug."""

    STATEMENT = "statement"
    DISPENSE = "dispense"
    ADMINISTRATION = "administration"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugUse:
    """A statement, dispense or administration of a drug, from ``starts`` to ``ends`` (None if unknown).

    ``daily_dose_mg`` is the dose supplied for, or reported as taken on, one day. ``product`` is as in an order.
    """

    drug: Drug
    kind: UseKind
    starts: PartialDate
    origin: Origin
    ends: PartialDate | None = None
    ongoing: bool = False
    days_supplied: int | None = None
    daily_dose_mg: Amount | None = None
    product: str = ""
    reported: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTakenStatement:
    """A statement that a drug is not, or no longer, taken; ``on`` is the date to which it applies."""

    drug: Drug
    on: PartialDate
    origin: Origin
    reported: str = ""
