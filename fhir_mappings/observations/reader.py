"""Read a patient's FHIR Observations into facts.

An Observation is either irrelevant and skipped, or relevant: then it yields facts, or is excluded with a reason.
No content of an Observation raises an exception.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from fhir_mappings.chart.patient_matching import ANOTHER_PATIENT
from fhir_mappings.chart.resource_index import EntriesByOrigin
from fhir_mappings.datatypes.json_access import EMPTY_ELEMENT, Element
from fhir_mappings.datatypes.references import ChartEntry, ReferenceIndex
from fhir_mappings.datatypes.value_x import has_value, is_zero
from fhir_mappings.errors import AtypicalTranscriptError, UnknownUnitError, UnusableDataError
from fhir_mappings.measurements.bcr_abl1 import is_not_detected
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from fhir_mappings.measurements.cytogenetics import SHARE
from fhir_mappings.observations.cells_analyzed import AnalyzedCells
from fhir_mappings.observations.code_registry import KnownCode, Panel, RecognizedObservation, recognize_observation
from fhir_mappings.observations.consistency import INCONSISTENT, find_inconsistent_counts
from fhir_mappings.observations.differentials import PanelMembers, build_manual_differential, find_automated_results
from fhir_mappings.observations.exclusion import exclude_element, exclude_observation
from fhir_mappings.observations.result_versions import CORRECTION_UNREAD, Move, select_current_versions
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, Subject
from response_criteria.model.results import CountMethod, Observed


class ReadingOutcome(NamedTuple):
    """The facts read from an Observation or from one coded element of it, or why it is excluded.

    ``element`` is None if the whole Observation is excluded. ``unknown_unit`` marks an exclusion because of its unit.
    """

    origin: Origin
    element: Element | None
    facts: tuple[Observed, ...]
    excluded: ExcludedData | None = None
    unknown_unit: bool = False


class RelevantObservations(NamedTuple):
    """The Observations of a chart that have a known code.

    ``unreadable`` ones lack a date or a list of components; ``excluded`` ones may not be used whatever their content.
    """

    recognized: list[RecognizedObservation]
    unreadable: list[ExcludedData]
    excluded: list[ExcludedData]


def find_relevant_observations(
    results: EntriesByOrigin, find_exclusion: Callable[[ChartEntry], str]
) -> RelevantObservations:
    """Find the Observations with a known code; ``find_exclusion`` returns why a resource may not be used."""
    relevant = RelevantObservations([], [], [])
    for origin, entry in results.items():
        result = _recognize(origin, entry)
        if result is None:
            continue
        if reason := find_exclusion(entry):
            is_withdrawn = reason == ANOTHER_PATIENT
            relevant.excluded.extend(exclude_observation(origin, entry.resource, reason, withdrawn=is_withdrawn))
        elif isinstance(result, RecognizedObservation):
            relevant.recognized.append(result)
        else:
            relevant.unreadable.extend(result)
    return relevant


def _recognize(origin: Origin, entry: ChartEntry) -> RecognizedObservation | tuple[ExcludedData, ...] | None:
    try:
        return recognize_observation(origin, entry.resource)
    except UnusableDataError as error:
        return exclude_observation(origin, entry.resource, error.reason)


def read_observations(
    relevant: RelevantObservations, members: PanelMembers, specimens: ReferenceIndex
) -> list[ReadingOutcome]:
    """Read each coded element of one patient's Observations; Observations excluded as a whole come first."""
    results, outdated, moves = select_current_versions(relevant.recognized)
    context = _ChartContext(results, members, specimens)
    outcomes = [
        _read_element(element, code, result, context) for result in results for element, code in result.coded_elements
    ]
    outcomes = _exclude_inconsistent(outcomes)
    unusable = frozenset(_find_moved_by_unread(moves, outcomes))
    # The reason that is given below says more than that the date is uncertain.
    outdated = [data for data in outdated if data.origin not in unusable]
    excluded = [ReadingOutcome(data.origin, None, (), data) for data in (*relevant.unreadable, *outdated)]
    return excluded + [
        _exclude_moved(outcome, moves[outcome.origin]) if outcome.origin in unusable else outcome
        for outcome in outcomes
    ]


def _find_moved_by_unread(moves: Mapping[Origin, Move], outcomes: Sequence[ReadingOutcome]) -> Iterator[Origin]:
    """Find the results that a correction of another day may have moved, where some of it was not read (0103)."""
    if not moves:
        return
    read = {outcome.origin for outcome in outcomes if outcome.facts}
    unread = {outcome.origin for outcome in outcomes if outcome.excluded}
    for origin, move in moves.items():
        if move.corrections & unread or not move.corrections & read:
            yield origin


def _exclude_moved(outcome: ReadingOutcome, move: Move) -> ReadingOutcome:
    if not outcome.facts and outcome.excluded is None:
        return outcome  # it only groups its components
    element = outcome.element or EMPTY_ELEMENT
    excluded = exclude_element(outcome.origin, element, element, CORRECTION_UNREAD, on=move.own_day)
    return outcome._replace(facts=(), excluded=excluded, unknown_unit=False)


def _exclude_inconsistent(outcomes: list[ReadingOutcome]) -> list[ReadingOutcome]:
    """Exclude counts of one sample that contradict one another."""
    inconsistent = find_inconsistent_counts([fact for outcome in outcomes for fact in outcome.facts])
    if not inconsistent:
        return outcomes
    return [
        outcome
        if inconsistent.isdisjoint(outcome.facts)
        else outcome._replace(facts=(), excluded=_exclude_facts(outcome))
        for outcome in outcomes
    ]


def _exclude_facts(outcome: ReadingOutcome) -> ExcludedData:
    observation = outcome.element or EMPTY_ELEMENT
    on = outcome.facts[0].on if outcome.facts else None
    return exclude_element(outcome.origin, observation, observation, INCONSISTENT, on=on)


@dataclass(frozen=True)
class _ChartContext:
    """What an Observation needs from the rest of the chart."""

    results: Sequence[RecognizedObservation]
    members: PanelMembers
    specimens: ReferenceIndex

    @cached_property
    def automated_results(self) -> frozenset[Origin]:
        """The results of automated differentials."""
        return find_automated_results(self.results, self.members)

    # Most charts hold no share of Ph-positive cells, so the cells are indexed only when one is read.
    @cached_property
    def analyzed_cells(self) -> AnalyzedCells:
        """The numbers of cells analyzed, by sample."""
        return AnalyzedCells(self.results)


def _read_element(
    element: Element, code: KnownCode, result: RecognizedObservation, context: _ChartContext
) -> ReadingOutcome:
    try:
        return ReadingOutcome(result.origin, element, _build_facts(element, code, result, context))
    except UnusableDataError as error:
        excluded = exclude_element(result.origin, result.observation, element, error.reason, on=result.on)
        if isinstance(error, AtypicalTranscriptError):
            excluded = replace(excluded, subject=Subject.ATYPICAL_TRANSCRIPT)
        return ReadingOutcome(result.origin, element, (), excluded, isinstance(error, UnknownUnitError))


def _build_facts(
    element: Element, code: KnownCode, result: RecognizedObservation, context: _ChartContext
) -> tuple[Observed, ...]:
    if isinstance(code, Meaning):
        return _interpret(element, code, result, context)
    if isinstance(code, Panel):
        is_manual = code.differential is CountMethod.MANUAL
        differential = build_manual_differential(result, context.members) if is_manual else None
        return (differential,) if differential else ()
    if (code.ignored_if_zero and is_zero(element)) or (code.atypical and is_not_detected(element)):
        return ()
    raise UnusableDataError(code.reason)


def _interpret(
    element: Element, meaning: Meaning, result: RecognizedObservation, context: _ChartContext
) -> tuple[Observed, ...]:
    # Laboratories use the code of a result also to group its components: no value of its own is then no missing value.
    if element is result.observation and len(result.coded_elements) > 1 and not has_value(element):
        return ()
    return meaning.interpret(
        CodedValue(
            element,
            result.observation,
            result.origin,
            result.on,
            result.sequence,
            context.specimens,
            result.origin in context.automated_results,
            context.analyzed_cells.count_for(result) if meaning.topic == SHARE else None,
        )
    )
