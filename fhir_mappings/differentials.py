"""Differential panels: who counted the classes, and what the classes of a manual one sum to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from fhir_mappings.blood_counts import classes
from fhir_mappings.codings import LOINC, codings, found_in, words
from fhir_mappings.elements import Element
from fhir_mappings.recognition import Panel, Recognized, meaning_of
from fhir_mappings.references import target
from fhir_mappings.standing_results import must_be_usable
from fhir_mappings.tables import table
from fhir_mappings.units import Kind, factor
from fhir_mappings.unusable import Unusable
from fhir_mappings.values import Measured, value_of
from response_criteria.facts import Cell, CountMethod, ManualDifferential, Origin

_CLASSES = classes()
_HIDING = tuple(table("blood_counts")["hiding"]["words"])


class Members:
    """The Observations of a chart by the names that a panel's ``hasMember`` may give them.

    ``also_called`` tells further names of an origin, such as the ``fullUrl`` of a Bundle's entry.
    """

    def __init__(self, observations: Sequence[tuple[Origin, Element]], also_called: Mapping[str, Origin]) -> None:
        self._observations = observations
        self._also_called = also_called

    @cached_property
    def _by_origin(self) -> Mapping[Origin, Element]:
        return {origin: each for origin, each in self._observations if isinstance(each, dict)}

    @cached_property
    def _origin_of(self) -> Mapping[str, Origin]:
        """The origins by every name; few charts hold a panel that asks for it."""
        own = {f"Observation/{each.get('id')}": origin for origin, each in self._by_origin.items()}
        return own | dict(self._also_called)

    def of(self, panel: Element) -> Iterator[tuple[Origin, Element | None]]:
        """The members of a panel; None in place of one that is not in the chart."""
        listed = panel.get("hasMember")
        for each in listed if isinstance(listed, list) else ():
            reference = each.get("reference") if isinstance(each, Mapping) else None
            origin = self._named(reference) if isinstance(reference, str) else Origin("")
            yield origin, self._by_origin.get(origin)

    def _named(self, reference: str) -> Origin:
        named = target(reference)
        relative = "/".join(named) if named else reference
        return self._origin_of.get(reference) or self._origin_of.get(relative) or Origin(reference)


def counted_by_machine(results: Iterable[Recognized], members: Members) -> frozenset[Origin]:
    """The automated differential panels, and their members."""
    panels = [
        each for each in results if isinstance(each.own, Panel) and each.own.differential is CountMethod.AUTOMATED
    ]
    named = (origin for panel in panels for origin, _ in members.of(panel.observation))
    return frozenset((*(panel.origin for panel in panels), *named))


def manual_differential(panel: Recognized, members: Members) -> ManualDifferential | None:
    """The sum of a manual differential's classes and which of ours it lists; None where it cannot be known.

    Counted is every component or member in %, ours or not. It cannot be known where a member is missing or not final, a
    share is only a bound, or blasts might hide in a class.
    """
    try:
        shares = [(line, share) for line in _lines(panel, members) if (share := _share(line)) is not None]
        listed = frozenset(cell for line, share in shares if (cell := _class(line, share)) is not None)
    except Unusable:
        return None
    if not shares:
        return None
    return ManualDifferential(
        on=panel.on,
        origin=panel.origin,
        sequence=panel.sequence,
        total_percent=sum((share for _, share in shares), Decimal(0)),
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


def _class(line: Element, share: Decimal) -> Cell | None:
    """The class of a line if it is one of ours; None for another, such as lymphocytes, and for one that is zero."""
    ours = found_in(_CLASSES, line.get("code"))
    if ours or not share:
        return next(iter(ours), None)
    in_loinc = any(coding.system == LOINC for coding in codings(line.get("code")))
    called = " ".join(words(line.get("code"))).casefold()
    if meaning_of(line.get("code")) is not None or not in_loinc or any(word in called for word in _HIDING):
        raise Unusable("a class is not told apart")
    return None
