"""Blood or marrow: what the code of a result stands for, and what its specimen and body site say."""

from fhir_mappings.coded_value import CodedValue
from fhir_mappings.codings import words
from fhir_mappings.elements import NOTHING, Element
from fhir_mappings.references import Shelf
from fhir_mappings.tables import table
from fhir_mappings.unusable import Unusable

BLOOD, MARROW = "blood", "marrow"
_CALLED = {kind: tuple(table("specimens")[kind]) for kind in (BLOOD, MARROW)}


def must_be(specimen: str, found: CodedValue) -> None:
    """Raises Unusable where a result states the other specimen than its code stands for."""
    if "specimen" not in found.observation and "bodySite" not in found.observation:
        return
    stated = _meant(" ".join(_texts(found.observation, found.shelf)).casefold())
    if stated and stated != specimen:
        raise Unusable(f"its code is for {specimen}, its specimen is {stated}")


def _meant(said: str) -> str:
    """The specimen that a text names; empty where it names none, or both."""
    named = [kind for kind, called in _CALLED.items() if any(word in said for word in called)]
    return named[0] if len(named) == 1 else ""


def _texts(observation: Element, shelf: Shelf) -> tuple[str, ...]:
    site = words(observation.get("bodySite"))
    reference = observation.get("specimen")
    if not isinstance(reference, dict):
        return site
    shown, named = reference.get("display"), reference.get("reference")
    specimen = shelf.find(named, observation) if isinstance(named, str) else None
    return (*site, shown if isinstance(shown, str) else "", *_of_specimen(specimen or NOTHING))


def _of_specimen(specimen: Element) -> tuple[str, ...]:
    collection = specimen.get("collection")
    collected_from = collection.get("bodySite") if isinstance(collection, dict) else None
    return words(specimen.get("type")) + words(collected_from)
