"""Read a chart into a patient's history.

Every resource is either irrelevant and skipped, or relevant: then it yields facts, or is excluded with a reason.
No content of a resource raises an exception, and no data of another patient is used.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TypeVar

from fhir_mappings.chart.chart import Chart
from fhir_mappings.chart.patient_matching import ANOTHER_PATIENT, SubjectFinder
from fhir_mappings.chart.report_references import find_report_results, is_known_result, list_result_names, name_results
from fhir_mappings.chart.resource_index import EntriesByOrigin
from fhir_mappings.conditions import exclude_diagnosis, parse_diagnosis
from fhir_mappings.datatypes.dates import find_filed_day
from fhir_mappings.datatypes.json_access import EMPTY_ELEMENT, Element
from fhir_mappings.datatypes.references import ChartEntry, ReferenceIndex, ReferenceTarget, UnparsedResult
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.local_codes.translation import NO_TRANSLATION, LocalCodeTranslation
from fhir_mappings.medications.exclusion import exclude_treatment
from fhir_mappings.medications.medication_use import parse_not_taken_statement
from fhir_mappings.medications.reader import read_medication
from fhir_mappings.observations.differentials import PanelMembers
from fhir_mappings.observations.reader import (
    ReadingOutcome,
    RelevantObservations,
    find_relevant_observations,
    read_observations,
)
from fhir_mappings.observations.report_conclusions import find_repeated, read_report
from fhir_mappings.observations.result_versions import UNCERTAIN_DATE
from fhir_mappings.patient import ParsedPatient, parse_patient
from response_criteria.model.diagnoses import Diagnosis
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, History, Subject
from response_criteria.model.medications import DrugOrder, DrugUse, NotTakenStatement
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import KinaseDomainMutation, MutationResult, NegativeMutationAnalysis, Observed

ResourceFact = Diagnosis | DrugOrder | DrugUse | MutationResult | ExcludedData
T = TypeVar("T", Diagnosis, DrugOrder, DrugUse, KinaseDomainMutation, NegativeMutationAnalysis, ExcludedData)


@dataclass(frozen=True)
class ClassifiedChart:
    """A chart's resources with local codes translated: Observations as ``results``, and ``others``.

    ``unparsed`` are results with unknown codes, which were not parsed.
    """

    patient: ReferenceTarget
    subjects: SubjectFinder
    results: EntriesByOrigin
    others: EntriesByOrigin
    unparsed: tuple[UnparsedResult, ...]

    @cached_property
    def entries(self) -> EntriesByOrigin:
        """Results and other resources together."""
        return {**self.results, **self.others}

    @cached_property
    def reference_index(self) -> ReferenceIndex:
        """The resources that results, orders and uses may refer to."""
        return ReferenceIndex(self.others.values())

    # Most results are irrelevant: checking the subject of relevant ones only keeps large charts fast (decision 0045).
    @cached_property
    def relevant_observations(self) -> RelevantObservations:
        """The Observations with a known code."""
        return find_relevant_observations(self.results, self.find_exclusion)

    @cached_property
    def excluded_others(self) -> Mapping[Origin, str]:
        """The reason of each excluded resource that is no Observation."""
        return {origin: reason for origin, entry in self.others.items() if (reason := self.find_exclusion(entry))}

    def select_usable_entries(self) -> EntriesByOrigin:
        """Return all resources of the patient that may be used."""
        return {origin: entry for origin, entry in self.entries.items() if not self.find_exclusion(entry)}

    def find_exclusion(self, entry: ChartEntry) -> str:
        """Return why a resource may not be used, whatever its content; empty if it may."""
        subject = self.subjects.find_subject(entry)
        if subject != self.patient:
            return ANOTHER_PATIENT if subject else "it does not identify its patient"
        if entry.resource.get("modifierExtension"):
            # FHIR R4: a resource with a modifier that is not understood must not be used, since it may be negated.
            return "it carries a modifier that is not understood"
        return ""

    def read_observations(self) -> list[ReadingOutcome]:
        """Read the patient's Observations."""
        members = PanelMembers(self.results, self.unparsed, lambda entry: not self.find_exclusion(entry))
        return read_observations(self.relevant_observations, members, self.reference_index)

    def read_other_resources(self) -> list[ResourceFact]:
        """Read the patient's resources other than Observations."""
        return [fact for origin, entry in self._usable_others() for fact in self._read_resource(origin, entry)]

    def find_not_taken_statements(self) -> Iterator[NotTakenStatement]:
        """Find the statements that a drug is not taken."""
        statements = (self._find_not_taken_statement(origin, entry) for origin, entry in self._usable_others())
        return (statement for statement in statements if statement)

    def _find_not_taken_statement(self, origin: Origin, entry: ChartEntry) -> NotTakenStatement | None:
        if entry.type == "MedicationStatement":
            with suppress(UnusableDataError):  # read_other_resources already lists it as excluded
                return parse_not_taken_statement(origin, entry.resource, self.reference_index)
        return None

    def find_excluded_data(self) -> Iterator[ExcludedData]:
        """Find the resources that would yield a fact and may not be used."""
        yield from self.relevant_observations.excluded
        for origin, reason in self.excluded_others.items():
            statement = self._find_not_taken_statement(origin, self.others[origin])
            facts = (statement,) if statement else self._read_resource(origin, self.others[origin])
            yield from dict.fromkeys(_exclude_fact(fact, self.others[origin].resource, reason) for fact in facts)

    def read_patient(self) -> ParsedPatient:
        """Read the Patient resource."""
        patients = (entry.resource for _, entry in self._usable_others() if entry.type == "Patient")
        return parse_patient("/".join(self.patient), next(patients, EMPTY_ELEMENT))

    def _read_resource(self, origin: Origin, entry: ChartEntry) -> tuple[ResourceFact, ...]:
        """Read one resource other than an Observation."""
        match entry.type:
            case "Condition":
                diagnosis = parse_diagnosis(origin, entry.resource)
                return (diagnosis,) if diagnosis else ()
            case "DiagnosticReport":
                return read_report(origin, entry.resource, self._holds_result)
            case _:
                return read_medication(origin, entry, self.reference_index)

    def _holds_result(self, reference: str) -> bool:
        """Whether a reference names an Observation of the chart."""
        return is_known_result(reference, self._result_names)

    def list_results_of(self, report: Origin) -> frozenset[Origin]:
        """Return the origins of the results that a report contains or refers to."""
        referred = find_report_results(self.others[report].resource, self._origins_by_name)
        return frozenset((*referred, *(origin for origin in self.results if origin.startswith(f"{report}#"))))

    @cached_property
    def _origins_by_name(self) -> Mapping[str | ReferenceTarget, Origin]:
        return name_results(self.results)

    @cached_property
    def _result_names(self) -> frozenset[str | ReferenceTarget]:
        return list_result_names(self.results.values(), self.unparsed)

    def _usable_others(self) -> Iterator[tuple[Origin, ChartEntry]]:
        return ((origin, entry) for origin, entry in self.others.items() if origin not in self.excluded_others)


def read_history(chart: Chart, translation: LocalCodeTranslation = NO_TRANSLATION) -> History:
    """Read everything the chart states about its patient. Linear in the size of the chart; no chart raises."""
    classified = classify_resources(chart, translation)
    outcomes, facts = classified.read_observations(), classified.read_other_resources()
    patient = classified.read_patient()
    # A resource with several unusable components gives the same exclusion several times: a dict keeps one of each.
    excluded = dict.fromkeys(outcome.excluded for outcome in outcomes if outcome.excluded)
    observed: tuple[Observed, ...] = tuple(chain.from_iterable([outcome.facts for outcome in outcomes]))
    observed += (*_select(KinaseDomainMutation, facts), *_select(NegativeMutationAnalysis, facts))
    others = _select(ExcludedData, facts)
    repeated = find_repeated(others, observed, classified.list_results_of)
    unread = [data for data in others if data not in repeated]
    dated = [(fact.origin, fact.on) for fact in observed]
    dated += [(fact.origin, fact.written) for fact in facts if isinstance(fact, DrugOrder)]
    dated += [(fact.origin, fact.starts) for fact in facts if isinstance(fact, DrugUse)]
    return History(
        person=patient.person,
        observed=observed,
        diagnoses=_select(Diagnosis, facts),
        orders=_select(DrugOrder, facts),
        uses=_select(DrugUse, facts),
        not_taken_statements=tuple(classified.find_not_taken_statements()),
        excluded=tuple(
            map(_hide_others_words, (*patient.excluded, *excluded, *unread, *classified.find_excluded_data()))
        ),
        unavailable_queries=chart.unavailable_queries,
        filed_on=dict(_find_filed_before(dated, classified.entries)),
        own_days={data.origin: data.on for data in excluded if data.reason == UNCERTAIN_DATE and data.on},
    )


def _hide_others_words(data: ExcludedData) -> ExcludedData:
    # What the chart says of another patient is not for the readers of this one.
    return replace(data, reported="") if data.reason == ANOTHER_PATIENT else data


def _find_filed_before(
    dated: Iterable[tuple[Origin, PartialDate]], entries: EntriesByOrigin
) -> Iterator[tuple[Origin, PartialDate]]:
    """Find what is dated later than it was filed, with the day of its filing."""
    for origin, on in dated:
        filed = find_filed_day(entries[origin].resource)
        if filed is not None and filed.latest < on.earliest:
            yield origin, filed


def classify_resources(chart: Chart, translation: LocalCodeTranslation = NO_TRANSLATION) -> ClassifiedChart:
    """Translate the local codes of a chart and separate its Observations from its other resources."""
    results, others = map(translation.translate, chart.resource_index)
    return ClassifiedChart(
        ReferenceTarget("Patient", chart.patient_id), SubjectFinder(chart.resources), results, others, chart.unparsed
    )


def _exclude_fact(fact: ResourceFact | NotTakenStatement, resource: Element, reason: str) -> ExcludedData:
    """Return what a resource would have given, excluded for a reason that lies outside of its content."""
    is_withdrawn = reason == ANOTHER_PATIENT
    match fact:
        case ExcludedData():
            return replace(fact, reason=reason, withdrawn=fact.withdrawn or is_withdrawn)
        case Diagnosis():
            return replace(exclude_diagnosis(fact, reason), withdrawn=is_withdrawn)
        case KinaseDomainMutation() | NegativeMutationAnalysis():
            return ExcludedData(
                fact.origin, reason, Subject.MUTATION, on=fact.on, reported=fact.reported, withdrawn=is_withdrawn
            )
        case DrugOrder() | DrugUse() | NotTakenStatement():
            return exclude_treatment(fact, resource, reason, withdrawn=is_withdrawn)


def _select(kind: type[T], facts: Iterable[ResourceFact]) -> tuple[T, ...]:
    return tuple(fact for fact in facts if isinstance(fact, kind))
