"""Blood or marrow: what the code of a result stands for, and what its specimen and body site say."""

from collections.abc import Iterator, Mapping
from typing import Any

from fhir_mappings.codings import words
from fhir_mappings.elements import Element
from fhir_mappings.tables import table
from fhir_mappings.unusable import Unusable

BLOOD, MARROW = "blood", "marrow"
_WORDS = {kind: tuple(table("specimens")[kind]) for kind in (BLOOD, MARROW)}


def must_be(specimen: str, observation: Element) -> None:
    """Raises Unusable where the Observation states the other specimen than its code stands for."""
    stated = _stated(observation)
    if stated and stated != specimen:
        raise Unusable(f"its code is for {specimen}, its specimen is {stated}")


def _stated(observation: Element) -> str:
    said = " ".join(_texts(observation)).casefold()
    named = [kind for kind, called in _WORDS.items() if any(word in said for word in called)]
    return named[0] if len(named) == 1 else ""


def _texts(observation: Element) -> Iterator[str]:
    yield from words(observation.get("bodySite"))
    specimen = observation.get("specimen")
    if not isinstance(specimen, Mapping):
        return
    if isinstance(specimen.get("display"), str):
        yield specimen["display"]
    for contained in _contained(observation, specimen.get("reference")):
        yield from words(contained.get("type"))
        collection = contained.get("collection")
        yield from words(collection.get("bodySite") if isinstance(collection, Mapping) else None)


def _contained(observation: Element, reference: Any) -> Iterator[Mapping[str, Any]]:
    inside = observation.get("contained")
    for each in inside if isinstance(inside, list) else ():
        if isinstance(each, Mapping) and reference == f"#{each.get('id')}":
            yield each
