"""One entry of a chart, and the patient, day and laboratory it is written for.

An entry becomes one or several FHIR R4 resources. Nothing is random: the same context gives the same resources.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cds_service.synthetic_charts.laboratories import Laboratory
from response_criteria.model.periods import subtract_days, subtract_months

Resource = dict[str, Any]
"""A FHIR R4 resource as plain JSON."""


@dataclass(frozen=True, slots=True)
class Ago:
    """A day in the past, counted in calendar months and days before today."""

    months: int = 0
    days: int = 0

    def before(self, today: date) -> date:
        """Return the day this long before ``today``."""
        return subtract_days(subtract_months(today, self.months), self.days)


def months(number: int) -> Ago:
    """A number of calendar months ago."""
    return Ago(months=number)


def days(number: int) -> Ago:
    """A number of days ago."""
    return Ago(days=number)


@dataclass(frozen=True, slots=True)
class EntryContext:
    """What an entry is written for: the patient, its number in the chart, its day, and the laboratory."""

    patient_id: str
    number: int
    on: date
    today: date
    laboratory: Laboratory

    def id_of(self, what: str) -> str:
        """Return the id of a resource."""
        # Built from the entry's number and not its date: the dates move with today, links to a resource must not.
        return f"{self.patient_id}-{self.number:02}-{what}"

    @property
    def subject(self) -> Resource:
        """The reference to the patient, as an element of a resource."""
        return {"reference": f"Patient/{self.patient_id}"}


Entry = Callable[[EntryContext], list[Resource]]
"""Writes something that happened as FHIR resources."""
