"""From a patient's FHIR Observations to facts: the entrance of this room for results.

An Observation is about something else and passed over, or it is ours: then it becomes facts, or a refusal with its
reason. Nothing that an Observation holds raises.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from fhir_mappings.chart.resource_index import Entries
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ChartEntry, Shelf
from fhir_mappings.datatypes.units import UnitRefused
from fhir_mappings.datatypes.values import has_value, is_zero
from fhir_mappings.measurements.coded_value import CodedValue, Meaning
from fhir_mappings.measurements.cytogenetics import SHARE
from fhir_mappings.observations.cells_analyzed import CellCounts
from fhir_mappings.observations.code_registry import Known, Panel, Recognized, recognized
from fhir_mappings.observations.consistency import AT_ODDS, at_odds
from fhir_mappings.observations.differentials import Members, counted_by_machine, manual_differential
from fhir_mappings.observations.result_versions import standing
from response_criteria.model.facts import CountMethod, Observed, Origin, Refusal


class Step(NamedTuple):
    """What became of an Observation, or of one coded value in it: facts, or why there are none.

    ``stated`` is None where the Observation fell as a whole. ``by_unit`` tells that its unit was the reason.
    """

    origin: Origin
    stated: Element | None
    facts: tuple[Observed, ...]
    refused: Refusal | None = None
    by_unit: bool = False


class Ours(NamedTuple):
    """A chart's Observations that tables list: those that can be read, those that cannot, and what may not be used."""

    recognized: list[Recognized]
    unreadable: list[Refusal]
    barred: list[Refusal]


def ours(results: Entries, why_not_used: Callable[[ChartEntry], str]) -> Ours:
    """Those Observations that tables list, given what may bar a resource, whatever it tells."""
    found = Ours([], [], [])
    for origin, entry in results.items():
        result = _recognized(origin, entry)
        if result is None:
            continue
        if because := why_not_used(entry):
            found.barred.append(Refusal(origin, because))
        elif isinstance(result, Refusal):
            found.unreadable.append(result)
        else:
            found.recognized.append(result)
    return found


def _recognized(origin: Origin, entry: ChartEntry) -> Recognized | Refusal | None:
    """An Observation of ours, or one that would be if its date or its panel could be read."""
    try:
        return recognized(origin, entry.resource)
    except Unusable as fault:
        return Refusal(origin, fault.because)


def steps(found: Ours, members: Members, shelf: Shelf) -> list[Step]:
    """What each Observation of one patient was read as, or why it was not; those that fell as a whole come first.

    On the ``shelf`` are the specimens.
    """
    results, fallen = standing(found.recognized)
    beside = _Beside(results, members, shelf)
    as_a_whole = [Step(each.origin, None, (), each) for each in (*found.unreadable, *fallen)]
    return as_a_whole + _without_odds([_step(*each, result, beside) for result in results for each in result.stated])


def _without_odds(read: list[Step]) -> list[Step]:
    """What was read, without counts of one sample that cannot be right together."""
    odd = at_odds([fact for each in read for fact in each.facts])
    if not odd:
        return read
    return [
        each if odd.isdisjoint(each.facts) else each._replace(facts=(), refused=Refusal(each.origin, AT_ODDS))
        for each in read
    ]


@dataclass(frozen=True)
class _Beside:
    """What the rest of the chart says about an Observation."""

    results: Sequence[Recognized]
    members: Members
    shelf: Shelf

    @cached_property
    def by_machine(self) -> frozenset[Origin]:
        """What a machine counted, as panels tell."""
        return counted_by_machine(self.results, self.members)

    @cached_property
    def cells(self) -> CellCounts:
        """The numbers of cells; asked for only where a share of cells is read."""
        return CellCounts(self.results)


def _step(stated: Element, known: Known, result: Recognized, beside: _Beside) -> Step:
    try:
        return Step(result.origin, stated, _facts(stated, known, result, beside))
    except Unusable as fault:
        refused = Refusal(result.origin, fault.because)
        return Step(result.origin, stated, (), refused, isinstance(fault, UnitRefused))


def _facts(stated: Element, known: Known, result: Recognized, beside: _Beside) -> tuple[Observed, ...]:
    if isinstance(known, Meaning):
        origin, observation, _, _, on, sequence = result
        if stated is observation and len(result.stated) > 1 and not has_value(stated):  # a mere group
            return ()
        cells = beside.cells.behind(result) if known.about == SHARE else None
        by_machine = origin in beside.by_machine
        return known.read(CodedValue(stated, observation, origin, on, sequence, beside.shelf, by_machine, cells))
    if isinstance(known, Panel):
        is_manual = known.differential is CountMethod.MANUAL
        differential = manual_differential(result, beside.members) if is_manual else None
        return (differential,) if differential else ()
    if known.unless_zero and is_zero(stated):
        return ()
    raise Unusable(known.because)
