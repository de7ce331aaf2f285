"""Differential panels: who counted the classes, and what the classes of a manual one sum to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from fhir_mappings.chart.resource_index import Entries
from fhir_mappings.datatypes.codings import LOINC, CodeTable, codings, rows, words
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ChartEntry, Unopened, target
from fhir_mappings.datatypes.units import Kind, factor
from fhir_mappings.datatypes.values import Measured, value_of
from fhir_mappings.measurements.blood_counts import cells
from fhir_mappings.observations.code_registry import Panel, Recognized
from fhir_mappings.observations.result_versions import must_be_usable
from fhir_mappings.tables import table
from response_criteria.model.facts import Cell, CountMethod, ManualDifferential, Origin

_CELLS = CodeTable(cells())
_HIDING_CODES = frozenset(coding for coding, row in rows("blood_counts", "refuse") if row.get("hides_blasts"))
_HIDING_WORDS = tuple(table("blood_counts")["hiding_blasts"]["words"])


class Members:
    """The Observations of a patient by the names that a panel's ``hasMember`` may give them.

    They are looked up where a panel has members, and only those that it has: few charts hold one.
    """

    def __init__(self, results: Entries, unopened: Iterable[Unopened], is_usable: Callable[[ChartEntry], bool]) -> None:
        self._results, self._unopened, self._is_usable = results, unopened, is_usable

    @cached_property
    def _origin_of(self) -> Mapping[str, Origin]:
        """The origins of results by every name: type and id, and the ``fullUrl`` of a Bundle's entry."""
        own = {f"Observation/{each.id}": origin for origin, each in self._results.items() if each.id}
        return own | {each.full_url: origin for origin, each in self._results.items() if each.full_url}

    @cached_property
    def _unopened_named(self) -> Mapping[str, Unopened]:
        """The other results by the same names."""
        own = {f"Observation/{each.id}": each for each in self._unopened}
        return own | {each.full_url: each for each in self._unopened if each.full_url}

    def of(self, panel: Element) -> Iterator[tuple[Origin, Element | None]]:
        """The members of a panel; None in place of one that is not in the chart."""
        listed = panel.get("hasMember")
        for each in listed if isinstance(listed, list) else ():
            reference = each.get("reference") if isinstance(each, Mapping) else None
            origin, member = self._named(reference) if isinstance(reference, str) else (Origin(""), None)
            yield origin, member.resource if member and self._is_usable(member) else None

    def _named(self, reference: str) -> tuple[Origin, ChartEntry | None]:
        named = target(reference)
        relative = "/".join(named) if named else reference
        if origin := self._origin_of.get(reference) or self._origin_of.get(relative):
            return origin, self._results[origin]
        unopened = self._unopened_named.get(reference) or self._unopened_named.get(relative)
        return Origin(reference), unopened.opened() if unopened else None


def counted_by_machine(results: Iterable[Recognized], members: Members) -> frozenset[Origin]:
    """The automated differential panels, and their members."""
    panels = [
        each for each in results if isinstance(each.own, Panel) and each.own.differential is CountMethod.AUTOMATED
    ]
    named = (origin for panel in panels for origin, _ in members.of(panel.observation))
    return frozenset((*(panel.origin for panel in panels), *named))


def manual_differential(panel: Recognized, members: Members) -> ManualDifferential | None:
    """The sum of a manual differential's classes and which of ours it lists; None where it cannot be known.

    Summed is every component or member in %, ours or not; listed is every class of ours, be it in % or without a value.
    It cannot be known where a member is missing or not final, a share is only a bound, or blasts might hide in a line.
    """
    try:
        lines = [(line, _share(line)) for line in _lines(panel, members)]
        listed = frozenset(cell for line, share in lines if (cell := _class(line, share)) is not None)
    except Unusable:
        return None
    shares = [share for _, share in lines if share is not None]
    if not shares:
        return None
    return ManualDifferential(
        on=panel.on,
        origin=panel.origin,
        sequence=panel.sequence,
        total_percent=sum(shares, Decimal(0)),
        listed=listed,
    )


def _lines(panel: Recognized, members: Members) -> Iterator[Element]:
    components = panel.observation.get("component")
    yield from (each for each in components if isinstance(each, Mapping)) if isinstance(components, list) else ()
    for _, member in members.of(panel.observation):
        if member is None:
            raise Unusable("a member is not in the chart")
        must_be_usable(member)
        yield member


def _share(line: Element) -> Decimal | None:
    """The share of a line in %; None for a line that is no share."""
    try:
        value = value_of(line)
        if not isinstance(value, Measured) or factor(Kind.SHARE, value.unit, value.unit_text) != 1:
            return None
    except Unusable:
        return None
    if value.amount.exact is None:
        raise Unusable("a class is only a bound")
    return value.amount.exact


def _class(line: Element, share: Decimal | None) -> Cell | None:
    """The cells of a line, if they are ours; None for others, such as lymphocytes, and for a line of zero."""
    concept = line.get("code")
    ours = _CELLS.of(concept)
    if not ours and share != 0 and _may_hide_blasts(concept, is_a_share=share is not None):
        raise Unusable("a class is not told apart")
    return next(iter(ours), None)


def _may_hide_blasts(concept: object, *, is_a_share: bool) -> bool:
    """Whether a line that is not ours may be of blasts or of other immature cells, by its code or by its words."""
    codes = frozenset(codings(concept))
    called = " ".join(words(concept)).casefold()
    unknown = is_a_share and not any(coding.system == LOINC for coding in codes)
    return unknown or not codes.isdisjoint(_HIDING_CODES) or any(word in called for word in _HIDING_WORDS)
