"""Orders for imatinib as two health systems write them: renewed every 90 days, or one order that runs on."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import Enum

from cds_service.synthetic_charts.clinic.draws import Draws
from cds_service.synthetic_charts.clinic.event import Event
from cds_service.synthetic_charts.entry import Ago, Entry, EntryContext, Resource, days
from cds_service.synthetic_charts.observation import UCUM
from cds_service.synthetic_charts.prescriptions import dasatinib, dispense, imatinib

_ATC = {"system": "http://www.whocc.no/atc", "code": "L01EA01"}
SUPPLY_DAYS = 90


class Prescribing(Enum):
    """How imatinib is prescribed."""

    RENEWALS = "an order for 90 days, renewed"
    ONE_ORDER = "one order until it is stopped"


def write_imatinib(
    draws: Draws, prescribing: Prescribing, starts: date, ends: date, *, stopped: bool, left_open: bool
) -> Iterator[Event]:
    """Write the orders from ``starts`` to ``ends``; the last is stopped then, or still active.

    ``left_open``: an order that was renewed is never closed.
    """
    if prescribing is Prescribing.ONE_ORDER:
        yield Event(starts, starts, _order(ends if stopped else None, "stopped", _add_atc_code), changes=True)
        return
    written = starts
    while written < ends:
        following = draws.day_after(written, SUPPLY_DAYS - 5, SUPPLY_DAYS + 4)
        is_last = following >= ends
        until = (ends if stopped else None) if is_last else (None if left_open else following)
        order = _order(until, "stopped" if is_last else "completed", _add_supply)
        yield Event(written, written, order, changes=True)
        filled = written + timedelta(days=1)
        yield Event(filled, filled, dispense(400, days_supplied=SUPPLY_DAYS))
        written = following


def write_dasatinib(starts: date, ends: date | None) -> Event:
    """Write an order for dasatinib."""

    def write(context: EntryContext) -> list[Resource]:
        return dasatinib(until=_find_end(context, ends))(context)

    return Event(starts, starts, write, changes=True)


def _order(until: date | None, ended: str, add: Callable[[Resource], Resource]) -> Entry:
    def write(context: EntryContext) -> list[Resource]:
        order = imatinib(400, until=_find_end(context, until), ended=ended)
        return [add(resource) for resource in order(context)]

    return write


def _find_end(context: EntryContext, until: date | None) -> Ago | None:
    """Return the end of an order if the chart shows it on its day."""
    if until is None or until > context.today:
        return None
    return days((context.today - until).days)


def _add_supply(order: Resource) -> Resource:
    duration = {"value": SUPPLY_DAYS, "unit": "days", "system": UCUM, "code": "d"}
    return {**order, "dispenseRequest": {"numberOfRepeatsAllowed": 0, "expectedSupplyDuration": duration}}


def _add_atc_code(order: Resource) -> Resource:
    drug = order["medicationCodeableConcept"]
    return {**order, "medicationCodeableConcept": {**drug, "coding": [_ATC, *drug["coding"]]}}
