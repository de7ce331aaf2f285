"""A chart -> a patient's history: the entrance of this room.

Each resource is about something else and passed over, or it is ours: then it becomes facts, or a refusal with its
reason. Nothing that a resource holds raises, and nothing of another patient is used.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from fhir_mappings import observations
from fhir_mappings.catalogue import catalogued
from fhir_mappings.conditions import diagnosis
from fhir_mappings.elements import NOTHING
from fhir_mappings.orders import order
from fhir_mappings.person import person
from fhir_mappings.references import ChartEntry, Shelf, Target
from fhir_mappings.reports import concluded
from fhir_mappings.site_maps import NO_SITE_MAPS, Entries, SiteMaps
from fhir_mappings.subjects import Subjects
from fhir_mappings.unusable import Unusable
from fhir_mappings.uses import denial, use
from response_criteria.facts import (
    Denial,
    Diagnosis,
    DrugOrder,
    DrugUse,
    History,
    KinaseDomainMutation,
    Origin,
    Person,
    Refusal,
    Unread,
)

__all__ = ["Chart", "ChartEntry", "history"]

Told = Diagnosis | DrugOrder | DrugUse | KinaseDomainMutation | Refusal
T = TypeVar("T", Diagnosis, DrugOrder, DrugUse, KinaseDomainMutation, Refusal)


@dataclass(frozen=True)
class Chart:
    """The resources of one patient's chart, as they came, and the optional questions to it that failed."""

    patient_id: str
    resources: tuple[ChartEntry, ...]
    unread: tuple[Unread, ...] = ()

    @cached_property
    def entries(self) -> Entries:
        """Each resource once, in its newest version, by its origin; results within a report among them."""
        return catalogued(self.resources)


@dataclass(frozen=True)
class Sorted:
    """A chart's resources in our terms: what is of its patient and may be used; and what is not, and why."""

    entries: Entries
    own: Entries
    not_used: Mapping[Origin, str]
    shelf: Shelf

    def steps(self) -> list[observations.Step]:
        """What became of the patient's Observations."""
        results = {origin: entry for origin, entry in self.own.items() if entry.type == "Observation"}
        also_called = {entry.full_url: origin for origin, entry in results.items() if entry.full_url}
        return observations.steps(
            [(origin, entry.resource) for origin, entry in results.items()], self.shelf, also_called
        )

    def told(self) -> list[Told]:
        """What the patient's other resources tell."""
        return [each for origin, entry in self.own.items() for each in _told(origin, entry, self.shelf)]

    def denials(self) -> Iterator[Denial]:
        """What the patient's statements say against a drug's being taken."""
        for origin, entry in self.own.items():
            if entry.type == "MedicationStatement":
                with suppress(Unusable):  # told as a refusal already
                    if said := denial(origin, entry.resource, self.shelf):
                        yield said

    def set_aside(self) -> Iterator[Refusal]:
        """What would have told something, and may not be used."""
        return (Refusal(origin, because) for origin, because in self.not_used.items() if self._is_ours(origin))

    def _is_ours(self, origin: Origin) -> bool:
        entry = self.entries[origin]
        if entry.type == "Observation":
            observed, unusable = observations.read([(origin, entry.resource)])
            return bool(observed or unusable)
        return bool(_told(origin, entry, self.shelf))


def history(chart: Chart, site: SiteMaps = NO_SITE_MAPS) -> History:
    """All that the chart tells of its patient. Takes time in proportion to the chart, and never raises about it."""
    found = sorted_by_patient(chart, site)
    steps, told = found.steps(), found.told()
    unusable = dict.fromkeys(each.refused for each in steps if each.refused)
    return History(
        person=_person(chart.patient_id, found.own),
        observed=(*(fact for each in steps for fact in each.facts), *_all(KinaseDomainMutation, told)),
        diagnoses=_all(Diagnosis, told),
        orders=_all(DrugOrder, told),
        uses=_all(DrugUse, told),
        denials=tuple(found.denials()),
        refusals=(*unusable, *_all(Refusal, told), *found.set_aside()),
        unread=chart.unread,
    )


def sorted_by_patient(chart: Chart, site: SiteMaps = NO_SITE_MAPS) -> Sorted:
    """The chart's resources, by whether they are of its patient and may be used."""
    entries = site.restate(chart.entries)
    subjects, patient = Subjects(chart.resources), Target("Patient", chart.patient_id)
    own: dict[Origin, ChartEntry] = {}
    not_used: dict[Origin, str] = {}
    for origin, entry in entries.items():
        subject = subjects.of(entry)
        if subject != patient:
            not_used[origin] = "it is of another patient" if subject else "it does not say whose it is"
        elif entry.resource.get("modifierExtension"):
            not_used[origin] = "it carries a modifier that is not understood"  # FHIR R4: such a resource is not used
        else:
            own[origin] = entry
    return Sorted(entries, own, not_used, Shelf(entries.values()))


def _told(origin: Origin, entry: ChartEntry, shelf: Shelf) -> tuple[Told, ...]:
    """What a resource other than an Observation tells."""
    try:
        match entry.type:
            case "Condition":
                told: Told | None = diagnosis(origin, entry.resource)
            case "MedicationRequest":
                told = order(origin, entry.resource, shelf)
            case "MedicationStatement" | "MedicationDispense" | "MedicationAdministration":
                told = use(origin, entry.resource, shelf)
            case "DiagnosticReport":
                return concluded(origin, entry.resource)
            case _:
                return ()
    except Unusable as unusable:
        told = Refusal(origin, unusable.because)
    return (told,) if told else ()


def _person(patient_id: str, own: Entries) -> Person:
    patient = next((entry.resource for entry in own.values() if entry.type == "Patient"), NOTHING)
    return person(f"Patient/{patient_id}", patient)


def _all(kind: type[T], told: Iterable[Told]) -> tuple[T, ...]:
    return tuple(each for each in told if isinstance(each, kind))
