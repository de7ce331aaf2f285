"""Which Observations are ours, by their code or by a component's; all others cost one look-up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from fhir_mappings.datatypes.codings import OBSERVATION_TABLES, CodeTable, Coding, rows
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.measurements import (
    bcr_abl1 as transcripts,
)
from fhir_mappings.measurements import (
    blood_counts,
    chemistry,
    clinical_findings,
    cytogenetics,
    marrow_counts,
    mutations,
)
from fhir_mappings.measurements.coded_value import Meaning, sampled
from response_criteria.model.facts import CountMethod, Origin
from response_criteria.model.periods import When


@dataclass(frozen=True, slots=True)
class Panel:
    """A code that groups others and has no value of its own; who counted its classes, if it is a differential."""

    differential: CountMethod


@dataclass(frozen=True, slots=True)
class Refused:
    """A code that is ours and unusable; one ``unless_zero`` has nothing to say where its value is 0."""

    because: str
    unless_zero: bool = False


Known = Meaning | Panel | Refused

_PANELS = {method: Panel(method) for method in CountMethod}
_A_MERE_GROUP = _PANELS[CountMethod.UNSPECIFIED]
_IS_ABOUT_SEVERAL = Refused("its codes stand for different results")


def _all_known() -> CodeTable[Known]:
    known: dict[Coding, Known] = {}
    for mapping in (blood_counts, chemistry, clinical_findings, cytogenetics, marrow_counts, mutations, transcripts):
        known |= mapping.meanings()
    for name in OBSERVATION_TABLES:
        known |= {
            coding: _PANELS[CountMethod(row.get("differential", CountMethod.UNSPECIFIED))]
            for coding, row in rows(name, "panel")
        }
        known |= {
            coding: Refused(row["because"], row.get("unless_zero", False)) for coding, row in rows(name, "refuse")
        }
    return CodeTable(known)


_KNOWN = _all_known()


class Recognized(NamedTuple):
    """An Observation of ours, and when it was sampled.

    ``own`` is what its own code stands for; ``stated`` is everything in it that has a code of ours, itself first, then
    its components.
    """

    origin: Origin
    observation: Element
    own: Known | None
    stated: tuple[tuple[Element, Known], ...]
    on: When
    sequence: str


def recognized(origin: Origin, observation: Element) -> Recognized | None:
    """The Observation, if it or a component has a code of ours.

    Raises Unusable where it has one and cannot be dated, and where it is a panel without a list.
    """
    known = _KNOWN.of(observation.get("code"))
    if not known and "component" not in observation:  # most of a chart ends here
        return None
    own = known[0] if len(known) == 1 else _agreed(known)
    components = tuple(_known_components(observation, own)) if "component" in observation else ()
    if not components and (own is None or own is _A_MERE_GROUP):
        return None
    stated = components if own is None else ((observation, own), *components)
    return Recognized(origin, observation, own, stated, *sampled(observation))


def stands_for(coding: Coding) -> Known | None:
    """What the tables of observations say of a code; None where they do not list it."""
    return _KNOWN.get(coding)


def is_listed(coding: Coding) -> bool:
    """Whether the tables of observations list a code."""
    return _KNOWN.get(coding) is not None


def listed_codes() -> frozenset[str]:
    """The codes that the tables of observations list, whatever their systems."""
    return _KNOWN.codes


def is_ours(concept: object) -> bool:
    """Whether a code of a concept is listed."""
    return _meaning(concept) is not None


def _meaning(concept: object) -> Known | None:
    """What the codes of a concept stand for; None where none of them is ours."""
    return _agreed(_KNOWN.of(concept))


def _agreed(known: list[Known]) -> Known | None:
    """What the codes of one result stand for together: a refusal weighs most, then what they agree on."""
    if not known:
        return None
    refused = [each for each in known if isinstance(each, Refused)]
    meanings = [each for each in known if isinstance(each, Meaning)]
    if refused or not meanings:
        return (refused or known)[0]
    if len({each.about for each in meanings}) > 1:
        return _IS_ABOUT_SEVERAL
    return max(meanings, key=lambda each: each.caution)


def _known_components(observation: Element, own: Known | None) -> Iterator[tuple[Element, Known]]:
    components = observation["component"]
    if isinstance(own, Panel) and not isinstance(components, list):
        raise Unusable("its component is not a list")
    for each in components if isinstance(components, list) else ():
        meaning = _meaning(each.get("code")) if isinstance(each, dict) else None
        if meaning is not None:
            yield each, meaning
