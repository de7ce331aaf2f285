"""What makes real charts noisy, and how often: none of it changes the course of the disease."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from cds_service.synthetic_charts.clinic.draws import Draws
from cds_service.synthetic_charts.clinic.event import Event
from cds_service.synthetic_charts.diagnoses import condition
from cds_service.synthetic_charts.entry import Entry, EntryContext, Resource
from cds_service.synthetic_charts.observation import SNOMED, concept
from response_criteria.model.results import Cell


class Complication(StrEnum):
    """A peculiarity of a chart."""

    SMOKER = "smoker with leukocytes of 10 to 12"
    INFECTIONS = "counts in infections"
    COUNTS_BELOW_STOP = "neutrophils below 1.0 once"
    MISSING_DIFFERENTIALS = "counts without a differential"
    OPEN_PHASE = "accelerated phase coded at diagnosis, never closed"
    OPEN_PREGNANCY = "pregnancy coded years ago, never closed"
    SECOND_LINE = "another TKI first"
    UNCERTAIN_START = "treated elsewhere before the chart begins"
    OPEN_ORDERS = "renewed orders never closed"
    SCOPE_NOT_GRANTED = "clinical findings may not be read"
    UNREADABLE_UNIT = "platelets in a unit that cannot be read"


FREQUENCIES: Mapping[Complication, float] = MappingProxyType(
    {
        Complication.SMOKER: 0.15,
        Complication.INFECTIONS: 0.5,
        Complication.COUNTS_BELOW_STOP: 0.05,
        Complication.MISSING_DIFFERENTIALS: 0.3,
        Complication.OPEN_PHASE: 0.04,
        Complication.OPEN_PREGNANCY: 0.04,
        Complication.SECOND_LINE: 0.1,
        Complication.UNCERTAIN_START: 0.12,
        Complication.OPEN_ORDERS: 0.15,
        Complication.SCOPE_NOT_GRANTED: 0.3,
        Complication.UNREADABLE_UNIT: 0.08,
    }
)
"""The share of patients of a noisy clinic. Each is drawn by itself."""

UNREADABLE_UNIT = "x10"
"""A unit that an interface has cut short."""

ACCELERATED_PHASE = concept(SNOMED, "413389003", "Accelerated phase chronic myeloid leukemia")
PREGNANCY = concept(SNOMED, "77386006", "Pregnancy")


def draw_complications(draws: Draws, *, may_be_pregnant: bool) -> frozenset[Complication]:
    """Draw the complications of a patient of a noisy clinic."""
    drawn = {complication for complication, share in FREQUENCIES.items() if draws.happens(share)}
    if not may_be_pregnant:
        drawn.discard(Complication.OPEN_PREGNANCY)
    if Complication.SECOND_LINE in drawn:  # its start is known: the chart shows the change of treatment
        drawn.discard(Complication.UNCERTAIN_START)
    return frozenset(drawn)


def write_open_conditions(complications: frozenset[Complication], diagnosed: date) -> Iterator[Event]:
    """Write conditions that were over long ago and are still coded as active."""
    if Complication.OPEN_PHASE in complications:
        yield Event(diagnosed, diagnosed, condition(ACCELERATED_PHASE, "phase"))
    if Complication.OPEN_PREGNANCY in complications:
        recorded = diagnosed - timedelta(days=500)
        yield Event(recorded, recorded, condition(PREGNANCY, "pregnancy"))


def with_unreadable_platelets(entry: Entry) -> Entry:
    """Write the platelets of a count in a unit that cannot be read."""

    def damage(resource: Resource) -> Resource:
        if not resource["id"].endswith(f"-{Cell.PLATELETS.value}"):
            return resource
        amount = {"value": resource["valueQuantity"]["value"], "unit": UNREADABLE_UNIT}
        return {**resource, "valueQuantity": amount}

    def write(context: EntryContext) -> list[Resource]:
        return [damage(resource) for resource in entry(context)]

    return write
