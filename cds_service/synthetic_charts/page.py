"""Where and when something is written into a chart.

An entry knows how it is written: as one or several FHIR R4 resources, in the way of one laboratory or one pharmacy.
Nothing in it is random.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cds_service.synthetic_charts.laboratories import Laboratory
from response_criteria.model.periods import days_before, months_before

Resource = dict[str, Any]
"""A FHIR R4 resource as plain JSON."""


@dataclass(frozen=True, slots=True)
class Ago:
    """A day in the past, counted in calendar months and days before today."""

    months: int = 0
    days: int = 0

    def before(self, today: date) -> date:
        """The day itself."""
        return days_before(months_before(today, self.months), self.days)


def months(number: int) -> Ago:
    """That many calendar months ago."""
    return Ago(months=number)


def days(number: int) -> Ago:
    """That many days ago."""
    return Ago(days=number)


@dataclass(frozen=True, slots=True)
class Page:
    """Where an entry is written: in whose chart, for which day, by which laboratory, as which entry of the story."""

    patient_id: str
    number: int
    on: date
    today: date
    laboratory: Laboratory

    def id_of(self, what: str) -> str:
        """The id of a resource: the same on every day, so that links to it stay good."""
        return f"{self.patient_id}-{self.number:02}-{what}"

    @property
    def subject(self) -> Resource:
        """The reference to the patient."""
        return {"reference": f"Patient/{self.patient_id}"}


Entry = Callable[[Page], list[Resource]]
"""Something that happened, ready to be written on a page."""
