"""A patient's story: dated facts in the order in which they happened, counted back from today.

A story is written as a table of ``(when, entry)``. An entry knows how it is written into a chart: as one or several
FHIR R4 resources, in the way of one laboratory or one pharmacy. Nothing in a story is random, and every name is
invented.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from cds_service.demonstration.patients.laboratories import HARBOR, Laboratory
from response_criteria.findings import Action, Status
from response_criteria.periods import days_before, months_before

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

# fmt: off
_CRITERIA = MappingProxyType({
    "hematologic_resistance": "kantarjian2003/hematologic-resistance",
    "cytogenetic_resistance": "kantarjian2003/cytogenetic-resistance",
    "hematologic_relapse":    "kantarjian2003/hematologic-relapse",
    "cytogenetic_relapse":    "kantarjian2003/cytogenetic-relapse",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Expected:
    """How the assessment of a story must end: the action, each criterion by its id, the step, and what blocks one."""

    action: Action
    criteria: Mapping[str, Status]
    to_daily_dose_mg: int | None = None
    blocked_by: tuple[str, ...] = ()


def ends_in(
    action: Action, *, step: int | None = None, blocked_by: tuple[str, ...] = (), **criteria: Status
) -> Expected:
    """The expected ending; criteria are named by the last part of their id, such as ``cytogenetic_relapse``."""
    return Expected(action, {_CRITERIA[name]: status for name, status in criteria.items()}, step, blocked_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A synthetic patient and what happened, oldest first."""

    id: str
    given: str
    family: str
    gender: str
    born: str
    title: str
    tells: str
    expected: Expected
    chart: tuple[tuple[Ago, Entry], ...]
    laboratory: Laboratory = field(default=HARBOR)

    def resources(self, today: date) -> Iterator[Resource]:
        """The chart as it stands on that day."""
        yield person(self.id, self.given, self.family, self.gender, self.born)
        for number, (ago, entry) in enumerate(self.chart, start=1):
            yield from entry(Page(self.id, number, ago.before(today), today, self.laboratory))


def person(patient_id: str, given: str, family: str, gender: str, born: str) -> Resource:
    """A Patient resource, marked as test data."""
    test_data = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
    return {
        "resourceType": "Patient",
        "id": patient_id,
        "meta": {"security": [{**test_data, "display": "test health data"}]},
        "name": [{"use": "official", "family": family, "given": [given]}],
        "gender": gender,
        "birthDate": born,
    }
