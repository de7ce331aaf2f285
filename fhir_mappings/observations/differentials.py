"""Differential panels: how the cells were counted, and what the classes of a manual differential sum to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from fhir_mappings.chart.resource_index import EntriesByOrigin
from fhir_mappings.datatypes.codings import LOINC, CodeTable, read_codings, read_rows, read_texts
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ChartEntry, UnparsedResult, parse_reference
from fhir_mappings.datatypes.units import Kind, find_factor
from fhir_mappings.datatypes.value_x import parse_value
from fhir_mappings.datatypes.values import Quantity
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.blood_counts import list_cells
from fhir_mappings.observations.code_registry import Panel, RecognizedObservation
from fhir_mappings.observations.result_versions import require_final_status
from fhir_mappings.tables import load_table
from response_criteria.model.facts import Origin
from response_criteria.model.results import Cell, CountMethod, ManualDifferential

_CELLS = CodeTable(list_cells())
_CODES_WITH_BLASTS = frozenset(
    coding for coding, row in read_rows("blood_counts", "exclude") if row.get("may_contain_blasts")
)
_WORDS_WITH_BLASTS = tuple(load_table("blood_counts")["may_contain_blasts"]["words"])


class PanelMembers:
    """The Observations of a chart by the references that a panel's ``hasMember`` may use.

    ``unparsed`` results are parsed only when a panel refers to them.
    """

    def __init__(
        self, results: EntriesByOrigin, unparsed: Iterable[UnparsedResult], is_usable: Callable[[ChartEntry], bool]
    ) -> None:
        self._results, self._unparsed, self._is_usable = results, unparsed, is_usable

    @cached_property
    def _origins(self) -> Mapping[str, Origin]:
        """The origin of each result by every reference to it: ``Observation/id``, and the ``fullUrl`` of its entry."""
        by_id = {f"Observation/{entry.id}": origin for origin, entry in self._results.items() if entry.id}
        return by_id | {entry.full_url: origin for origin, entry in self._results.items() if entry.full_url}

    @cached_property
    def _unparsed_by_reference(self) -> Mapping[str, UnparsedResult]:
        by_id = {f"Observation/{result.id}": result for result in self._unparsed}
        return by_id | {result.full_url: result for result in self._unparsed if result.full_url}

    def find_members(self, panel: Element) -> Iterator[tuple[Origin, Element | None]]:
        """Find the members of a panel; None in place of one that is missing or may not be used."""
        references = panel.get("hasMember")
        for member in references if isinstance(references, list) else ():
            reference = member.get("reference") if isinstance(member, Mapping) else None
            origin, entry = self._find(reference) if isinstance(reference, str) else (Origin(""), None)
            yield origin, entry.resource if entry and self._is_usable(entry) else None

    def _find(self, reference: str) -> tuple[Origin, ChartEntry | None]:
        target = parse_reference(reference)
        relative = "/".join(target) if target else reference
        if origin := self._origins.get(reference) or self._origins.get(relative):
            return origin, self._results[origin]
        unparsed = self._unparsed_by_reference.get(reference) or self._unparsed_by_reference.get(relative)
        return Origin(reference), unparsed.parse() if unparsed else None


def find_automated_results(results: Iterable[RecognizedObservation], members: PanelMembers) -> frozenset[Origin]:
    """Find the automated differential panels and their members."""
    panels = [
        result
        for result in results
        if isinstance(result.own_code, Panel) and result.own_code.differential is CountMethod.AUTOMATED
    ]
    member_origins = (origin for panel in panels for origin, _ in members.find_members(panel.observation))
    return frozenset((*(panel.origin for panel in panels), *member_origins))


def build_manual_differential(panel: RecognizedObservation, members: PanelMembers) -> ManualDifferential | None:
    """Sum the classes of a manual differential in percent; None if the sum cannot be known.

    All components and members in percent are summed. ``listed_classes`` are the classes of interest among the lines,
    also those without a value.
    """
    # A differential without a line for blasts shows that there are none, if its lines sum to 100%. That conclusion
    # fails where a line is missing or not final, is only a bound, or may include blasts under another name.
    try:
        lines = [(line, _read_share(line)) for line in _find_lines(panel, members)]
        listed = frozenset(cell for line, share in lines if (cell := _find_class(line, share)) is not None)
    except UnusableDataError:
        return None
    shares = [share for _, share in lines if share is not None]
    if not shares:
        return None
    return ManualDifferential(
        on=panel.on,
        origin=panel.origin,
        sequence=panel.sequence,
        total_percent=sum(shares, Decimal(0)),
        listed_classes=listed,
    )


def _find_lines(panel: RecognizedObservation, members: PanelMembers) -> Iterator[Element]:
    components = panel.observation.get("component")
    if isinstance(components, list):
        yield from (component for component in components if isinstance(component, Mapping))
    for _, member in members.find_members(panel.observation):
        if member is None:
            raise UnusableDataError("a member is not in the chart")
        require_final_status(member)
        yield member


def _read_share(line: Element) -> Decimal | None:
    """Return the percentage of a line; None if its value is no percentage."""
    try:
        value = parse_value(line)
        if not isinstance(value, Quantity) or find_factor(Kind.SHARE, value.unit, value.unit_text) != 1:
            return None
    except UnusableDataError:
        return None
    if value.amount.exact is None:
        raise UnusableDataError("a class is only a bound")
    return value.amount.exact


def _find_class(line: Element, share: Decimal | None) -> Cell | None:
    """Return the cell of a line; None for classes without interest, such as lymphocytes, and for an unknown line of 0.

    Raises UnusableDataError if the line may include blasts.
    """
    concept = line.get("code")
    cells = _CELLS.find_all(concept)
    if not cells and share != 0 and _may_include_blasts(concept, is_share=share is not None):
        raise UnusableDataError("a class may include blasts")
    return next(iter(cells), None)


def _may_include_blasts(concept: object, *, is_share: bool) -> bool:
    """Whether a line with an unknown code may include blasts or other immature cells, by its code or its text."""
    codings = frozenset(read_codings(concept))
    text = " ".join(read_texts(concept)).casefold()
    # A LOINC code that is not listed names some other class; a local code alone could name any.
    without_loinc = is_share and not any(coding.system == LOINC for coding in codings)
    return (
        without_loinc or not codings.isdisjoint(_CODES_WITH_BLASTS) or any(word in text for word in _WORDS_WITH_BLASTS)
    )
