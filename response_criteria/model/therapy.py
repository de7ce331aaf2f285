"""Imatinib therapy as documented: start, doses over time, current daily dose."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from response_criteria.model.facts import Origin
from response_criteria.model.findings import Evidence


@dataclass(frozen=True, slots=True)
class DosePeriod:
    """A daily dose of imatinib over a period; None where the dose or the end is unknown."""

    starts: date
    ends: date | None
    daily_dose_mg: Decimal | None


@dataclass(frozen=True, slots=True)
class Therapy:
    """Imatinib therapy as documented. ``orders`` are the origins of the orders in effect, newest first."""

    started_on: date | None = None
    current_daily_dose_mg: Decimal | None = None
    escalated_on: date | None = None
    doses: tuple[DosePeriod, ...] = ()
    # A new order for another dose must replace all of these, renewals included.
    orders: tuple[Origin, ...] = ()
    cited_orders: tuple[Evidence, ...] = ()
    """The same orders with their days, doses and words."""
    dose_unknown_reason: str = ""
