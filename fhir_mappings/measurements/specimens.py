"""Blood or marrow: what the code of a result stands for, and what its specimen and body site say."""

import re
from functools import lru_cache

from fhir_mappings.datatypes.codings import words
from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import NOTHING, Element
from fhir_mappings.datatypes.references import Shelf
from fhir_mappings.measurements.coded_value import CodedValue
from fhir_mappings.measurements.qualitative_results import folded
from fhir_mappings.tables import table

BLOOD, MARROW = "blood", "marrow"


def must_be(specimen: str, found: CodedValue) -> None:
    """Raises Unusable where a result states the other specimen than its code stands for."""
    if "specimen" not in found.observation and "bodySite" not in found.observation:
        return
    stated = _meant(" ".join(_texts(found.observation, found.shelf)))
    if stated and stated != specimen:
        raise Unusable(f"its code is for {specimen}, its specimen is {stated}")


@lru_cache(maxsize=2048)
def _meant(said: str) -> str:
    """The specimen that a text names; empty where it names none, or both. What names marrow names no blood: KM-Blut."""
    beside_marrow, times = _NAMES[MARROW].subn(" ", folded(said))
    named = [kind for kind, is_named in ((MARROW, times), (BLOOD, _NAMES[BLOOD].search(beside_marrow))) if is_named]
    return named[0] if len(named) == 1 else ""


def _names(kind: str) -> re.Pattern[str]:
    """Whatever names a specimen: one of its words, with what is joined to it."""
    within, words = ("|".join(re.escape(folded(each)) for each in _TABLE[kind][place]) for place in ("within", "words"))
    return re.compile(rf"(?<![\w-])[\w-]*(?:{within})[\w-]*|(?<!\w)(?:{words})(?:-[\w-]*|(?!\w))")


_TABLE = table("specimens")
_NAMES = {kind: _names(kind) for kind in (BLOOD, MARROW)}


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
