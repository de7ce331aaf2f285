"""A chart -> a patient's history: the entrance of this room.

Each resource is about something else and passed over, or it is ours: then it becomes facts, or a refusal with its
reason. Nothing that a resource holds raises, and nothing of another patient is used.
"""

from collections.abc import Iterable, Mapping
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
from fhir_mappings.subjects import Subjects
from fhir_mappings.unusable import Unusable
from fhir_mappings.uses import use
from response_criteria.facts import Diagnosis, DrugOrder, DrugUse, History, Observed, Origin, Person, Refusal, Unread

__all__ = ["Chart", "ChartEntry", "history"]

Entries = Mapping[Origin, ChartEntry]
Told = Diagnosis | DrugOrder | DrugUse | Refusal
T = TypeVar("T", Diagnosis, DrugOrder, DrugUse, Refusal)


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


def history(chart: Chart) -> History:
    """All that the chart tells of its patient. Takes time in proportion to the chart, and never raises about it."""
    own, not_used = _by_patient(chart)
    shelf = Shelf(chart.entries.values())
    observed, unusable = _observed(own, shelf)
    told = [each for origin, entry in own.items() if (each := _told(origin, entry, shelf))]
    set_aside = (Refusal(origin, because) for origin, because in not_used.items() if _is_ours(origin, chart, shelf))
    return History(
        person=_person(chart.patient_id, own),
        observed=observed,
        diagnoses=_all(Diagnosis, told),
        orders=_all(DrugOrder, told),
        uses=_all(DrugUse, told),
        refusals=(*unusable, *_all(Refusal, told), *set_aside),
        unread=chart.unread,
    )


def _by_patient(chart: Chart) -> tuple[Entries, Mapping[Origin, str]]:
    """What is of the patient and may be used; and what is not, and why."""
    subjects, patient = Subjects(chart.resources), Target("Patient", chart.patient_id)
    own: dict[Origin, ChartEntry] = {}
    not_used: dict[Origin, str] = {}
    for origin, entry in chart.entries.items():
        subject = subjects.of(entry)
        if subject != patient:
            not_used[origin] = "it is of another patient" if subject else "it does not say whose it is"
        elif entry.resource.get("modifierExtension"):
            not_used[origin] = "it carries a modifier that is not understood"  # FHIR R4: such a resource is not used
        else:
            own[origin] = entry
    return own, not_used


def _observed(own: Entries, shelf: Shelf) -> tuple[tuple[Observed, ...], tuple[Refusal, ...]]:
    results = {origin: entry for origin, entry in own.items() if entry.type == "Observation"}
    also_called = {entry.full_url: origin for origin, entry in results.items() if entry.full_url}
    return observations.read([(origin, entry.resource) for origin, entry in results.items()], shelf, also_called)


def _told(origin: Origin, entry: ChartEntry, shelf: Shelf) -> Told | None:
    """What a resource other than an Observation tells."""
    try:
        match entry.type:
            case "Condition":
                return diagnosis(origin, entry.resource)
            case "MedicationRequest":
                return order(origin, entry.resource, shelf)
            case "MedicationStatement" | "MedicationDispense" | "MedicationAdministration":
                return use(origin, entry.resource, shelf)
    except Unusable as unusable:
        return Refusal(origin, unusable.because)
    return None


def _is_ours(origin: Origin, chart: Chart, shelf: Shelf) -> bool:
    """Whether a resource that is not used would have told something."""
    entry = chart.entries[origin]
    if entry.type == "Observation":
        observed, unusable = observations.read([(origin, entry.resource)])
        return bool(observed or unusable)
    return _told(origin, entry, shelf) is not None


def _person(patient_id: str, own: Entries) -> Person:
    patient = next((entry.resource for entry in own.values() if entry.type == "Patient"), NOTHING)
    return person(f"Patient/{patient_id}", patient)


def _all(kind: type[T], told: Iterable[Told]) -> tuple[T, ...]:
    return tuple(each for each in told if isinstance(each, kind))
