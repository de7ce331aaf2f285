"""From a patient's FHIR Observations to facts: the entrance of this room for results.

An Observation is about something else and passed over, or it is ours: then it becomes facts, or a refusal with its
reason. Nothing that an Observation holds raises.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from fhir_mappings.cell_counts import CellCounts
from fhir_mappings.coded_value import CodedValue, Meaning
from fhir_mappings.counts_at_odds import AT_ODDS, at_odds
from fhir_mappings.cytogenetics import SHARE
from fhir_mappings.differentials import Members, counted_by_machine, manual_differential
from fhir_mappings.elements import Element
from fhir_mappings.recognition import Known, Panel, Recognized, recognized
from fhir_mappings.references import ChartEntry, Shelf
from fhir_mappings.standing_results import standing
from fhir_mappings.units import UnitRefused
from fhir_mappings.unusable import Unusable
from fhir_mappings.values import has_value, is_zero
from response_criteria.facts import CountMethod, Observed, Origin, Refusal

T = TypeVar("T")


class Step(NamedTuple):
    """What became of an Observation, or of one coded value in it: facts, or why there are none.

    ``stated`` is None where the Observation fell as a whole. ``by_unit`` tells that its unit was the reason.
    """

    origin: Origin
    stated: Element | None
    facts: tuple[Observed, ...]
    refused: Refusal | None = None
    by_unit: bool = False


def recognized_in(results: Mapping[Origin, ChartEntry]) -> Iterator[Recognized | Refusal]:
    """The Observations that are ours, and those that would be if their date or their panel could be read."""
    for origin, entry in results.items():
        try:
            result = recognized(origin, entry.resource)
        except Unusable as fault:
            yield Refusal(origin, fault.because)
        else:
            if result is not None:
                yield result


def steps(ours: Iterable[Recognized | Refusal], members: Members, shelf: Shelf) -> list[Step]:
    """What each Observation of one patient was read as, or why it was not; those that fell as a whole come first.

    On the ``shelf`` are the specimens.
    """
    found, undated = _parted(ours)
    results, fallen = _parted(standing(found))
    beside = _Beside.of(results, members, shelf)
    as_a_whole = [Step(each.origin, None, (), each) for each in (*undated, *fallen)]
    return as_a_whole + _without_odds([_step(*each, result, beside) for result in results for each in result.stated])


def _without_odds(read: list[Step]) -> list[Step]:
    """What was read, without counts of one sample that cannot be right together."""
    odd = at_odds(fact for each in read for fact in each.facts)
    if not odd:
        return read
    return [
        each if odd.isdisjoint(each.facts) else each._replace(facts=(), refused=Refusal(each.origin, AT_ODDS))
        for each in read
    ]


def _parted(found: Iterable[T | Refusal]) -> tuple[list[T], list[Refusal]]:
    """What was found, and what was refused."""
    kept: list[T] = []
    refused: list[Refusal] = []
    for each in found:
        if isinstance(each, Refusal):
            refused.append(each)
        else:
            kept.append(each)
    return kept, refused


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the rest of the chart says about an Observation."""

    shelf: Shelf
    members: Members
    by_machine: frozenset[Origin]
    cells: CellCounts

    @classmethod
    def of(cls, results: Sequence[Recognized], members: Members, shelf: Shelf) -> "_Beside":
        return cls(shelf, members, counted_by_machine(results, members), CellCounts(results))


def _step(stated: Element, known: Known, result: Recognized, beside: _Beside) -> Step:
    try:
        return Step(result.origin, stated, _facts(stated, known, result, beside))
    except Unusable as fault:
        refused = Refusal(result.origin, fault.because)
        return Step(result.origin, stated, (), refused, isinstance(fault, UnitRefused))


def _facts(stated: Element, known: Known, result: Recognized, beside: _Beside) -> tuple[Observed, ...]:
    if isinstance(known, Meaning):
        is_a_group = len(result.stated) > 1 and stated is result.observation and not has_value(stated)
        return () if is_a_group else known.read(_coded_value(stated, known, result, beside))
    if isinstance(known, Panel):
        is_manual = known.differential is CountMethod.MANUAL
        differential = manual_differential(result, beside.members) if is_manual else None
        return (differential,) if differential else ()
    if known.unless_zero and is_zero(stated):
        return ()
    raise Unusable(known.because)


def _coded_value(stated: Element, known: Meaning, result: Recognized, beside: _Beside) -> CodedValue:
    origin, observation, _, _, on, sequence = result
    cells = beside.cells.behind(result) if known.about == SHARE else None
    return CodedValue(stated, observation, origin, on, sequence, beside.shelf, origin in beside.by_machine, cells)
