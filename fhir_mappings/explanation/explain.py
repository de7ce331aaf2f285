"""What was read of a chart, resource by resource: as what, or why not. For those who connect a record system.

It is made of the very facts and refusals that an assessment is made of, and accounts for every resource once.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from fhir_mappings.chart.chart import Chart
from fhir_mappings.chart.resource_index import origin_of
from fhir_mappings.datatypes.codings import Coding, codings, words
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ChartEntry, Shelf
from fhir_mappings.datatypes.values import Measured, value_of
from fhir_mappings.explanation.describe_facts import Fact, InWords, in_words
from fhir_mappings.history import history, sorted_chart
from fhir_mappings.local_codes.known_codes import is_listed
from fhir_mappings.local_codes.translation import NO_SITE_MAPS, SiteMaps
from fhir_mappings.observations.reader import Step
from fhir_mappings.validation.validate_cited import unfit
from response_criteria.model.facts import Origin

T = TypeVar("T", bound=Hashable)


class Outcome(StrEnum):
    """What became of a resource."""

    READ = "read"
    NOT_USED = "not used"
    WITH_OTHERS = "read with others"
    NOT_OURS = "not about this"
    SUPERSEDED = "an older version"
    NO_RESOURCE = "no FHIR resource"


class Matched(NamedTuple):
    """A code of our tables; ``local`` is the site's own code that was read as it, if one was."""

    code: Coding
    local: Coding | None = None


class Read(NamedTuple):
    """A fact, and the codes that made it one."""

    fact: InWords
    codes: tuple[Matched, ...]


class Explained(NamedTuple):
    """A resource: what was read of it, or why nothing was, and then its ``codes`` that are listed."""

    reference: str
    type: str
    outcome: Outcome
    read: tuple[Read, ...] = ()
    reasons: tuple[str, ...] = ()
    codes: tuple[Matched, ...] = ()


class Unlisted(NamedTuple):
    """A code, or a text without one, that no table lists; ``called`` is how the chart calls it."""

    type: str
    code: str
    called: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A whole chart. ``within`` are results contained in reports; the counts are most frequent first."""

    patient: str
    resources: tuple[Explained, ...]
    within: tuple[Explained, ...]
    unlisted: tuple[tuple[Unlisted, int], ...]
    units_refused: tuple[tuple[str, int], ...]

    @property
    def outcomes(self) -> Mapping[Outcome, int]:
        """How many resources came to what."""
        counted = Counter(each.outcome for each in self.resources)
        return {each: counted[each] for each in Outcome if counted[each]}


def explanation(chart: Chart, site: SiteMaps = NO_SITE_MAPS) -> Explanation:
    """Every resource of a chart, in its order. Never raises about it."""
    told = _Told(chart, site)
    own = [(origin_of(place, entry), entry) for place, entry in enumerate(chart.resources, 1)]
    within = chart.entries.keys() - {origin for origin, _ in own}
    return Explanation(
        patient=chart.patient_id,
        resources=tuple(told.of(origin, entry) for origin, entry in own),
        within=tuple(told.of(origin, entry) for origin, entry in chart.entries.items() if origin in within),
        unlisted=_most_frequent(told.unlisted()),
        units_refused=_most_frequent(told.units_refused()),
    )


def _most_frequent(found: Iterable[T]) -> tuple[tuple[T, int], ...]:
    """Each with its number; of equal numbers what was found first."""
    return tuple(Counter(found).most_common())


class _Told:
    """A chart, mapped: facts, refusals and steps by the resource they came from."""

    def __init__(self, chart: Chart, site: SiteMaps) -> None:
        self._chart, self._site = chart, site
        self._sorted = sorted_chart(chart, site)
        self._own = self._sorted.own()
        self._facts: defaultdict[str, list[Fact]] = defaultdict(list)
        self._refused: defaultdict[str, list[str]] = defaultdict(list)
        self._steps: defaultdict[str, list[Step]] = defaultdict(list)
        known = history(chart, site)
        patients = (origin for origin, entry in self._own.items() if entry.type == "Patient")
        self._facts[next(patients, known.person.reference)].append(known.person)
        for fact in (*known.observed, *known.diagnoses, *known.orders, *known.uses, *known.denials):
            self._facts[fact.origin].append(fact)
        cited = [each for each in self._facts if each in chart.entries]
        for refusal in (*known.refusals, *unfit(chart, [Origin(each) for each in cited])):
            self._refused[refusal.origin].append(refusal.because)
        for step in self._sorted.steps():
            self._steps[step.origin].append(step)

    def of(self, origin: Origin, entry: ChartEntry) -> Explained:
        """One resource."""
        if not entry.type:
            return Explained(f"entry{origin}", "", Outcome.NO_RESOURCE, reasons=("it has no resourceType",))
        if self._chart.entries[origin] is not entry:
            newer = "the chart holds a newer version of it, or the same once more"
            return Explained(origin, entry.type, Outcome.SUPERSEDED, reasons=(newer,))
        read = tuple(Read(in_words(fact), self._codes(origin, fact)) for fact in self._facts[origin])
        refused = tuple(dict.fromkeys(self._refused[origin]))
        if read and not refused:
            return Explained(origin, entry.type, Outcome.READ, read)
        outcome, because = (Outcome.NOT_USED, refused) if refused else self._why_nothing(origin, entry)
        return Explained(origin, entry.type, outcome, read, because, () if read else self._listed_in(origin))

    def _why_nothing(self, origin: Origin, entry: ChartEntry) -> tuple[Outcome, tuple[str, ...]]:
        if because := _WITH_OTHERS.get(entry.type):
            return Outcome.WITH_OTHERS, (because,)
        if entry.type not in _READ:
            return Outcome.NOT_OURS, (f"nothing is read from resources of the type {entry.type}",)
        if because := self._sorted.why_not_used(self._sorted.entries[origin]):
            return Outcome.NOT_OURS, (because,)
        if origin in self._steps:
            return Outcome.WITH_OTHERS, ("it groups other results, or belongs to one of them",)
        codes = ", ".join(each.code for each in self._unlisted_in(self._own[origin]))
        return Outcome.NOT_OURS, (f"no table lists {codes}" if codes else "nothing in it is asked for",)

    def unlisted(self) -> Iterator[Unlisted]:
        """The codes of results and medications that no table lists, as often as they occur."""
        for entry in self._own.values():
            if entry.type in _RESULTS_AND_MEDICATIONS:
                yield from self._unlisted_in(entry)

    def units_refused(self) -> Iterator[str]:
        """The units for which results were refused, as often as they were."""
        for step in (each for steps in self._steps.values() for each in steps if each.by_unit and each.stated):
            yield _unit(step.stated or {})

    def _unlisted_in(self, entry: ChartEntry) -> Iterator[Unlisted]:
        for concept in _concepts(entry.resource, self._sorted.shelf):
            codes = list(codings(concept))
            if not any(map(is_listed, codes)):
                called = next(iter(words(concept)), "")
                yield Unlisted(entry.type, "|".join(codes[0]) if codes else f"“{called}”, without a code", called)

    def _codes(self, origin: Origin, fact: Fact) -> tuple[Matched, ...]:
        """The listed codes of a fact: of the value that it was read from, else of the whole resource."""
        stated = [each.stated for each in self._steps[origin] if each.stated and fact in each.facts]
        found = (matched for each in stated for matched in self._matched(each.get("code")))
        return tuple(dict.fromkeys(found)) or self._listed_in(origin)

    def _listed_in(self, origin: Origin) -> tuple[Matched, ...]:
        concepts = _concepts(self._sorted.entries[origin].resource, self._sorted.shelf)
        return tuple(dict.fromkeys(matched for each in concepts for matched in self._matched(each)))

    def _matched(self, concept: Any) -> Iterator[Matched]:
        """The listed codes of a concept, the site's own with what they stand for; ours were put beside them."""
        codes = list(codings(concept))
        local = {self._site.codes[each]: each for each in codes if each in self._site.codes}
        yield from (Matched(each, local.get(each)) for each in dict.fromkeys(codes) if is_listed(each))


_WITH_OTHERS = {
    "DiagnosticReport": "the results that it contains are read by themselves",
    "Medication": "it is read where an order or a use refers to it",
    "Specimen": "it is read where a result refers to it",
}
_MEDICATION = "medicationCodeableConcept"
_RESULTS_AND_MEDICATIONS = frozenset(
    {
        "MedicationAdministration",
        "MedicationDispense",
        "MedicationRequest",
        "MedicationStatement",
        "Observation",
    }
)
_READ = _RESULTS_AND_MEDICATIONS | {"Condition", "Patient"}


def _concepts(resource: Element, shelf: Shelf) -> Iterator[Any]:
    """The concepts by which a resource is known: its own, those of its components, of its medication, of its stage."""
    yield from (resource[each] for each in ("code", _MEDICATION) if each in resource)
    for each in _objects(resource.get("component")):
        yield each.get("code")
    for each in _objects(resource.get("stage")):
        yield each.get("summary")
    reference = resource.get("medicationReference")
    named = reference.get("reference") if isinstance(reference, Mapping) else None
    medication = shelf.find(named, resource) if isinstance(named, str) else None
    if medication is not None:
        yield medication.get("code")
        for each in _objects(medication.get("ingredient")):
            yield each.get("itemCodeableConcept")


def _objects(listed: Any) -> Sequence[Element]:
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []


def _unit(stated: Element) -> str:
    """The unit of a value, as it stands in the chart."""
    try:
        value = value_of(stated)
    except Unusable:
        return ""
    return (value.unit_text or value.unit) if isinstance(value, Measured) else ""
