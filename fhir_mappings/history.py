"""A chart -> a patient's history: the entrance of this room.

Each resource is about something else and passed over, or it is ours: then it becomes facts, or a refusal with its
reason. Nothing that a resource holds raises, and nothing of another patient is used.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypeVar

from fhir_mappings.chart.chart import Chart
from fhir_mappings.chart.patient_matching import Subjects
from fhir_mappings.chart.report_references import is_named, names_of_results
from fhir_mappings.chart.resource_index import Entries
from fhir_mappings.conditions import diagnosis
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import NOTHING
from fhir_mappings.datatypes.references import ChartEntry, Shelf, Target, Unopened
from fhir_mappings.local_codes.translation import NO_SITE_MAPS, SiteMaps
from fhir_mappings.medications.medication_use import denial, use
from fhir_mappings.medications.orders import order
from fhir_mappings.observations import reader as observations
from fhir_mappings.observations.differentials import Members
from fhir_mappings.observations.report_conclusions import concluded
from fhir_mappings.patient import person
from response_criteria.model.facts import (
    Denial,
    Diagnosis,
    DrugOrder,
    DrugUse,
    History,
    KinaseDomainMutation,
    Origin,
    Person,
    Refusal,
)

Told = Diagnosis | DrugOrder | DrugUse | KinaseDomainMutation | Refusal
T = TypeVar("T", Diagnosis, DrugOrder, DrugUse, KinaseDomainMutation, Refusal)


@dataclass(frozen=True)
class Sorted:
    """A chart's resources in our terms.

    Most of a chart is about something else: whose it is is asked only where that matters (decision 0045).
    """

    patient: Target
    subjects: Subjects
    results: Entries
    others: Entries
    unopened: tuple[Unopened, ...]

    @cached_property
    def entries(self) -> Entries:
        """All of them."""
        return {**self.results, **self.others}

    @cached_property
    def shelf(self) -> Shelf:
        """What results, orders and uses refer to."""
        return Shelf(self.others.values())

    @cached_property
    def ours(self) -> observations.Ours:
        """The results with a code of ours."""
        return observations.ours(self.results, self.why_not_used)

    @cached_property
    def barred(self) -> Mapping[Origin, str]:
        """What beside results may not be used, whatever it tells; and why."""
        return {origin: because for origin, each in self.others.items() if (because := self.why_not_used(each))}

    def own(self) -> Entries:
        """All that is of the patient and may be used."""
        return {origin: each for origin, each in self.entries.items() if not self.why_not_used(each)}

    def why_not_used(self, entry: ChartEntry) -> str:
        """Why a resource may not be used, whatever it tells; empty where it may."""
        subject = self.subjects.of(entry)
        if subject != self.patient:
            return "it is of another patient" if subject else "it does not say whose it is"
        if entry.resource.get("modifierExtension"):
            return "it carries a modifier that is not understood"  # FHIR R4: such a resource is not used
        return ""

    def steps(self) -> list[observations.Step]:
        """What became of the patient's Observations."""
        members = Members(self.results, self.unopened, lambda each: not self.why_not_used(each))
        return observations.steps(self.ours, members, self.shelf)

    def told(self) -> list[Told]:
        """What the patient's other resources tell."""
        return [each for origin, entry in self._own_others() for each in self._told(origin, entry)]

    def denials(self) -> Iterator[Denial]:
        """What the patient's statements say against a drug's being taken."""
        for origin, entry in self._own_others():
            if entry.type == "MedicationStatement":
                with suppress(Unusable):  # told as a refusal already
                    if said := denial(origin, entry.resource, self.shelf):
                        yield said

    def set_aside(self) -> Iterator[Refusal]:
        """What would have told something, and may not be used."""
        yield from self.ours.barred
        for origin, because in self.barred.items():
            if self._told(origin, self.others[origin]):
                yield Refusal(origin, because)

    def person(self) -> Person:
        """The patient."""
        patients = (entry.resource for _, entry in self._own_others() if entry.type == "Patient")
        return person("/".join(self.patient), next(patients, NOTHING))

    def _told(self, origin: Origin, entry: ChartEntry) -> tuple[Told, ...]:
        """What a resource other than an Observation tells."""
        try:
            match entry.type:
                case "Condition":
                    told: Told | None = diagnosis(origin, entry.resource)
                case "MedicationRequest":
                    told = order(origin, entry.resource, self.shelf)
                case "MedicationStatement" | "MedicationDispense" | "MedicationAdministration":
                    told = use(origin, entry.resource, self.shelf)
                case "DiagnosticReport":
                    return concluded(origin, entry.resource, self._holds_result)
                case _:
                    return ()
        except Unusable as unusable:
            told = Refusal(origin, unusable.because)
        return (told,) if told else ()

    def _holds_result(self, reference: str) -> bool:
        """Whether a reference names an Observation of the chart."""
        return is_named(reference, self._names_of_results)

    @cached_property
    def _names_of_results(self) -> frozenset[str | Target]:
        return names_of_results(self.results.values(), self.unopened)

    def _own_others(self) -> Iterator[tuple[Origin, ChartEntry]]:
        return ((origin, entry) for origin, entry in self.others.items() if origin not in self.barred)


def history(chart: Chart, site: SiteMaps = NO_SITE_MAPS) -> History:
    """All that the chart tells of its patient. Takes time in proportion to the chart, and never raises about it."""
    found = sorted_chart(chart, site)
    steps, told = found.steps(), found.told()
    unusable = dict.fromkeys(each.refused for each in steps if each.refused)
    return History(
        person=found.person(),
        observed=(*chain.from_iterable([each.facts for each in steps]), *_all(KinaseDomainMutation, told)),
        diagnoses=_all(Diagnosis, told),
        orders=_all(DrugOrder, told),
        uses=_all(DrugUse, told),
        denials=tuple(found.denials()),
        refusals=(*unusable, *_all(Refusal, told), *found.set_aside()),
        unread=chart.unread,
    )


def sorted_chart(chart: Chart, site: SiteMaps = NO_SITE_MAPS) -> Sorted:
    """The chart's resources in our terms."""
    results, others = map(site.restate, chart.catalogue)
    return Sorted(Target("Patient", chart.patient_id), Subjects(chart.resources), results, others, chart.unopened)


def _all(kind: type[T], told: Iterable[Told]) -> tuple[T, ...]:
    return tuple(each for each in told if isinstance(each, kind))
