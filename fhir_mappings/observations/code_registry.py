"""The codes of results that the tables list, and the Observations that carry one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from fhir_mappings.datatypes.codings import OBSERVATION_TABLES, CodeTable, Coding, is_well_formed, read_rows
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements import (
    bcr_abl1,
    blood_counts,
    chemistry,
    clinical_findings,
    cytogenetics,
    marrow_counts,
    mutations,
)
from fhir_mappings.measurements.coded_value import Meaning, read_sample_date
from fhir_mappings.observations.exclusion import is_named_loosely
from response_criteria.model.facts import Origin
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import CountMethod


@dataclass(frozen=True, slots=True)
class Panel:
    """A code that groups other results, and by which method the cells were counted, if it is a differential."""

    differential: CountMethod


@dataclass(frozen=True, slots=True)
class ExcludedCode:
    """A code whose results cannot be used.

    With ``ignored_if_zero``, a value of 0 is skipped instead of excluded; of an ``atypical`` transcript also an answer
    such as "not detected", and a bound that begins at 0.
    """

    reason: str
    ignored_if_zero: bool = False
    atypical: bool = False


KnownCode = Meaning | Panel | ExcludedCode

_MODULES = (blood_counts, chemistry, clinical_findings, cytogenetics, marrow_counts, mutations, bcr_abl1)
_PANELS = {method: Panel(method) for method in CountMethod}
_PLAIN_PANEL = _PANELS[CountMethod.UNSPECIFIED]
_DIFFERENT_RESULTS = ExcludedCode("its codes mean different results")
_UNREADABLE_CODE = ExcludedCode("its code cannot be read")


def _build_code_table() -> CodeTable[KnownCode]:
    codes: dict[Coding, KnownCode] = {}
    for module in _MODULES:
        codes |= module.list_meanings()
    for name in OBSERVATION_TABLES:
        for coding, row in read_rows(name, "panel"):
            codes[coding] = _PANELS[CountMethod(row.get("differential", CountMethod.UNSPECIFIED))]
        for coding, row in read_rows(name, "exclude"):
            codes[coding] = ExcludedCode(row["reason"], row.get("ignored_if_zero", False), row.get("atypical", False))
    return CodeTable(codes)


_KNOWN_CODES = _build_code_table()


class RecognizedObservation(NamedTuple):
    """An Observation with a known code, and when its sample was taken.

    ``own_code`` is the meaning of its own code. ``coded_elements`` are the Observation, if ``own_code`` is set, and
    those of its components that have a known code, each with the meaning of that code.
    """

    origin: Origin
    observation: Element
    own_code: KnownCode | None
    coded_elements: tuple[tuple[Element, KnownCode], ...]
    on: PartialDate
    sequence: str


def recognize_observation(origin: Origin, observation: Element) -> RecognizedObservation | None:
    """Return the Observation if it or a component has a known code, else None.

    Raises UnusableDataError if a recognized Observation has no readable date, if its code is not a concept, or if the
    components of a panel are not a list.
    """
    found = _KNOWN_CODES.find_all(observation.get("code"))
    if not found and _is_malformed(observation.get("code")):
        raise UnusableDataError(_UNREADABLE_CODE.reason)
    # Most Observations of a chart are about something else and leave here: this path has to stay cheap.
    if not found and "component" not in observation:
        return None
    own_code = found[0] if len(found) == 1 else _combine(found)
    components = tuple(_find_coded_components(observation, own_code)) if "component" in observation else ()
    if not components and (own_code is None or own_code is _PLAIN_PANEL):
        return None
    elements = components if own_code is None else ((observation, own_code), *components)
    return RecognizedObservation(origin, observation, own_code, elements, *read_sample_date(observation))


def _is_malformed(concept: object) -> bool:
    """Whether a concept that is none names a listed code: what cannot be read of it may withhold."""
    return not is_well_formed(concept) and is_named_loosely(concept)


def find_known_code(coding: Coding) -> KnownCode | None:
    """Return the meaning of a code; None if no table of observations lists it."""
    return _KNOWN_CODES.get(coding)


def is_listed(coding: Coding) -> bool:
    """Whether a table of observations lists a code."""
    return _KNOWN_CODES.get(coding) is not None


def list_observation_codes() -> frozenset[str]:
    """Return the codes that the tables of observations list, without their systems."""
    return _KNOWN_CODES.codes


def has_known_code(concept: object) -> bool:
    """Whether a code of a concept is listed."""
    return _find_meaning(concept) is not None


def _find_meaning(concept: object) -> KnownCode | None:
    return _combine(_KNOWN_CODES.find_all(concept))


def _combine(codes: list[KnownCode]) -> KnownCode | None:
    """Return the common meaning of the codes of one result."""
    if not codes:
        return None
    excluded = [code for code in codes if isinstance(code, ExcludedCode)]
    meanings = [code for code in codes if isinstance(code, Meaning)]
    # An excluded code wins over all others: a local code beside it may be less precise, never more.
    if excluded or not meanings:
        return (excluded or codes)[0]
    if len({meaning.topic for meaning in meanings}) > 1:
        return _DIFFERENT_RESULTS
    # For example, of "blasts" and "blasts by automated count" the automated one, which counts for less.
    return max(meanings, key=lambda meaning: meaning.caution)


def _find_coded_components(observation: Element, own_code: KnownCode | None) -> Iterator[tuple[Element, KnownCode]]:
    components = observation["component"]
    if isinstance(own_code, Panel) and not isinstance(components, list):
        raise UnusableDataError("its component is not a list")
    for component in components if isinstance(components, list) else ():
        meaning = _find_meaning(component.get("code")) if isinstance(component, dict) else None
        if meaning is not None:
            yield component, meaning
        elif isinstance(component, dict) and _is_malformed(component.get("code")):
            yield component, _UNREADABLE_CODE
