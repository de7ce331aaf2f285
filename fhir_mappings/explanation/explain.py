"""Explain a chart resource by resource: what was read from each, or why nothing was.

For those who connect a record system. An explanation is built from the same facts and exclusions as an assessment, and
lists every resource once.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from fhir_mappings.chart.chart import Chart
from fhir_mappings.chart.resource_index import build_origin
from fhir_mappings.datatypes.codings import Coding, read_codings, read_texts
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.datatypes.value_x import parse_value
from fhir_mappings.datatypes.values import Quantity
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.explanation.concepts import find_concepts
from fhir_mappings.explanation.describe_facts import Fact, FactDescription, describe_fact
from fhir_mappings.history import classify_resources, read_history
from fhir_mappings.local_codes.known_codes import is_known_code
from fhir_mappings.local_codes.translation import NO_TRANSLATION, LocalCodeTranslation
from fhir_mappings.observations.reader import ReadingOutcome
from fhir_mappings.validation.validate_cited import find_invalid_resources
from response_criteria.model.facts import Origin

T = TypeVar("T", bound=Hashable)


class ResourceOutcome(StrEnum):
    """How a resource was used."""

    READ = "read"
    NOT_USED = "not used"
    WITH_OTHERS = "read with others"
    NOT_RELEVANT = "not relevant"
    SUPERSEDED = "an older version"
    NO_RESOURCE = "no FHIR resource"


class MatchedCode(NamedTuple):
    """A listed code, and the site's local code that was translated to it, if any."""

    code: Coding
    local_code: Coding | None = None


class FactExplanation(NamedTuple):
    """A fact, and the codes by which it was recognized."""

    fact: FactDescription
    codes: tuple[MatchedCode, ...]


class ResourceExplanation(NamedTuple):
    """The facts read from a resource, or the reasons why there are none; ``codes`` are its listed ones in that case."""

    reference: str
    type: str
    outcome: ResourceOutcome
    facts: tuple[FactExplanation, ...] = ()
    reasons: tuple[str, ...] = ()
    codes: tuple[MatchedCode, ...] = ()


class UnlistedCode(NamedTuple):
    """A code, or a text without a code, that no table lists; ``text`` is its name in the chart."""

    type: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ChartExplanation:
    """The explanation of a chart; unlisted codes and unknown units come with their numbers, most frequent first."""

    patient: str
    resources: tuple[ResourceExplanation, ...]
    contained_results: tuple[ResourceExplanation, ...]
    unlisted_codes: tuple[tuple[UnlistedCode, int], ...]
    unknown_units: tuple[tuple[str, int], ...]

    @property
    def outcome_counts(self) -> Mapping[ResourceOutcome, int]:
        """The number of resources by outcome."""
        counts = Counter(resource.outcome for resource in self.resources)
        return {outcome: counts[outcome] for outcome in ResourceOutcome if counts[outcome]}


def explain_chart(chart: Chart, translation: LocalCodeTranslation = NO_TRANSLATION) -> ChartExplanation:
    """Explain every resource of a chart, in the order of the chart. No chart raises."""
    explainer = _Explainer(chart, translation)
    origins = [(build_origin(place, entry), entry) for place, entry in enumerate(chart.resources, 1)]
    contained = chart.entries.keys() - {origin for origin, _ in origins}
    return ChartExplanation(
        patient=chart.patient_id,
        resources=tuple(explainer.explain(origin, entry) for origin, entry in origins),
        contained_results=tuple(
            explainer.explain(origin, entry) for origin, entry in chart.entries.items() if origin in contained
        ),
        unlisted_codes=_count_most_frequent(explainer.find_unlisted_codes()),
        unknown_units=_count_most_frequent(explainer.find_unknown_units()),
    )


def _count_most_frequent(items: Iterable[T]) -> tuple[tuple[T, int], ...]:
    # Counter keeps equally frequent items in the order of their first occurrence.
    return tuple(Counter(items).most_common())


class _Explainer:
    """The facts, exclusions and reading outcomes of a chart by resource."""

    def __init__(self, chart: Chart, translation: LocalCodeTranslation) -> None:
        self._chart, self._translation = chart, translation
        self._classified = classify_resources(chart, translation)
        self._usable = self._classified.select_usable_entries()
        self._facts: defaultdict[str, list[Fact]] = defaultdict(list)
        self._reasons: defaultdict[str, list[str]] = defaultdict(list)
        self._outcomes: defaultdict[str, list[ReadingOutcome]] = defaultdict(list)
        self._index_history()
        for outcome in self._classified.read_observations():
            self._outcomes[outcome.origin].append(outcome)

    def _index_history(self) -> None:
        history = read_history(self._chart, self._translation)
        patients = (origin for origin, entry in self._usable.items() if entry.type == "Patient")
        self._facts[next(patients, history.person.reference)].append(history.person)
        facts = (*history.observed, *history.diagnoses, *history.orders, *history.uses)
        for fact in (*facts, *history.not_taken_statements):
            self._facts[fact.origin].append(fact)
        # An assessment validates what it cites: any fact may be cited, so all their resources are validated here.
        citable = [Origin(origin) for origin in self._facts if origin in self._chart.entries]
        for data in (*history.excluded, *find_invalid_resources(self._chart, citable)):
            self._reasons[data.origin].append(data.reason)

    def explain(self, origin: Origin, entry: ChartEntry) -> ResourceExplanation:
        """Explain one resource."""
        if not entry.type:
            no_type = ("it has no resourceType",)
            return ResourceExplanation(f"entry{origin}", "", ResourceOutcome.NO_RESOURCE, reasons=no_type)
        if self._chart.entries[origin] is not entry:
            newer = ("the chart holds a newer version, or a second copy, of it",)
            return ResourceExplanation(origin, entry.type, ResourceOutcome.SUPERSEDED, reasons=newer)
        return self._explain_current(origin, entry)

    def _explain_current(self, origin: Origin, entry: ChartEntry) -> ResourceExplanation:
        facts = tuple(
            FactExplanation(describe_fact(fact), self._match_fact(origin, fact)) for fact in self._facts[origin]
        )
        exclusions = tuple(dict.fromkeys(self._reasons[origin]))
        if facts and not exclusions:
            return ResourceExplanation(origin, entry.type, ResourceOutcome.READ, facts)
        outcome, reasons = (
            (ResourceOutcome.NOT_USED, exclusions) if exclusions else self._explain_silence(origin, entry)
        )
        codes = () if facts else self._match_resource(origin)
        return ResourceExplanation(origin, entry.type, outcome, facts, reasons, codes)

    def _explain_silence(self, origin: Origin, entry: ChartEntry) -> tuple[ResourceOutcome, tuple[str, ...]]:
        """Explain why a resource gives neither a fact nor an exclusion."""
        if reason := _READ_WITH_OTHERS.get(entry.type):
            return ResourceOutcome.WITH_OTHERS, (reason,)
        if entry.type not in _READ_TYPES:
            return ResourceOutcome.NOT_RELEVANT, (f"nothing is read from resources of the type {entry.type}",)
        if reason := self._classified.find_exclusion(self._classified.entries[origin]):
            return ResourceOutcome.NOT_RELEVANT, (reason,)
        if origin in self._outcomes:
            return ResourceOutcome.WITH_OTHERS, ("it groups other results, or belongs to one of them",)
        codes = ", ".join(unlisted.code for unlisted in self._find_unlisted_in(self._usable[origin]))
        reason = f"no table lists {codes}" if codes else "it has no code or value of interest"
        return ResourceOutcome.NOT_RELEVANT, (reason,)

    def find_unlisted_codes(self) -> Iterator[UnlistedCode]:
        """Find the codes of results and medications that no table lists, one for each occurrence."""
        for entry in self._usable.values():
            if entry.type in _RESULTS_AND_MEDICATIONS:
                yield from self._find_unlisted_in(entry)

    def find_unknown_units(self) -> Iterator[str]:
        """Find the units for which results were excluded, one for each occurrence."""
        for outcomes in self._outcomes.values():
            for outcome in outcomes:
                if outcome.unknown_unit and outcome.element is not None:
                    yield _read_unit(outcome.element)

    def _find_unlisted_in(self, entry: ChartEntry) -> Iterator[UnlistedCode]:
        for concept in find_concepts(entry.resource, self._classified.reference_index):
            codings = list(read_codings(concept))
            if not any(map(is_known_code, codings)):
                text = next(iter(read_texts(concept)), "")
                yield UnlistedCode(entry.type, "|".join(codings[0]) if codings else f"“{text}”, without a code", text)

    def _match_fact(self, origin: Origin, fact: Fact) -> tuple[MatchedCode, ...]:
        """Return the listed codes of the value from which a fact was read, else those of the whole resource."""
        elements = [outcome.element for outcome in self._outcomes[origin] if outcome.element and fact in outcome.facts]
        matches = (match for element in elements for match in self._match_concept(element.get("code")))
        return tuple(dict.fromkeys(matches)) or self._match_resource(origin)

    def _match_resource(self, origin: Origin) -> tuple[MatchedCode, ...]:
        concepts = find_concepts(self._classified.entries[origin].resource, self._classified.reference_index)
        return tuple(dict.fromkeys(match for concept in concepts for match in self._match_concept(concept)))

    def _match_concept(self, concept: Any) -> Iterator[MatchedCode]:
        """Return the listed codes of a concept, each with the local code next to it that was translated to it."""
        codings = list(read_codings(concept))
        codes = self._translation.codes
        local_codes = {codes[coding]: coding for coding in codings if coding in codes}
        unique = dict.fromkeys(codings)
        yield from (MatchedCode(coding, local_codes.get(coding)) for coding in unique if is_known_code(coding))


_READ_WITH_OTHERS = {
    "DiagnosticReport": "the results that it contains are read by themselves",
    "Medication": "it is read where an order or a use refers to it",
    "Specimen": "it is read where a result refers to it",
}
_RESULTS_AND_MEDICATIONS = frozenset(
    {
        "MedicationAdministration",
        "MedicationDispense",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
    }
)
_READ_TYPES = _RESULTS_AND_MEDICATIONS | {"Condition", "Patient"}


def _read_unit(element: Element) -> str:
    """Return the unit of a value as the chart has it; empty if it has none."""
    try:
        value = parse_value(element)
    except UnusableDataError:
        return ""
    return (value.unit_text or value.unit) if isinstance(value, Quantity) else ""
