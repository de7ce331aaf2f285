"""Blood or marrow: whether the specimen and body site of a result fit its code."""

import re

from fhir_mappings.datatypes.codings import read_texts
from fhir_mappings.datatypes.json_access import EMPTY_ELEMENT, Element
from fhir_mappings.datatypes.references import ReferenceIndex
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.coded_value import CodedValue
from fhir_mappings.measurements.qualitative_results import fold_accents
from fhir_mappings.tables import load_table
from fhir_mappings.text_caches import cache_for_call

BLOOD, MARROW = "blood", "marrow"

_TABLE = load_table("specimens")


def _compile_names(kind: str) -> re.Pattern[str]:
    """Return a pattern for the names of a specimen: parts of a word, whole words, or words before a hyphen."""
    parts, words = (
        "|".join(re.escape(fold_accents(name)) for name in _TABLE[kind][column]) for column in ("word_parts", "words")
    )
    return re.compile(rf"(?<![\w-])[\w-]*(?:{parts})[\w-]*|(?<!\w)(?:{words})(?:-[\w-]*|(?!\w))")


_NAMES = {kind: _compile_names(kind) for kind in (BLOOD, MARROW)}


def require_specimen(specimen: str, coded_value: CodedValue) -> None:
    """Raise UnusableDataError if a result states another specimen than its code requires."""
    if "specimen" not in coded_value.observation and "bodySite" not in coded_value.observation:
        return
    stated = _find_specimen(" ".join(_read_specimen_texts(coded_value.observation, coded_value.reference_index)))
    if stated and stated != specimen:
        raise UnusableDataError(f"its code is for {specimen}, its specimen is {stated}")


@cache_for_call(2048)
def _find_specimen(text: str) -> str:
    """Return the specimen that a text names; empty if it names none, or both."""
    # Marrow first: "KM-Blut" and "sangre medular" are marrow, although they contain a word for blood.
    without_marrow, marrow_names = _NAMES[MARROW].subn(" ", fold_accents(text))
    blood_name = _NAMES[BLOOD].search(without_marrow)
    if marrow_names and blood_name:
        return ""
    return MARROW if marrow_names else BLOOD if blood_name else ""


def _read_specimen_texts(observation: Element, reference_index: ReferenceIndex) -> tuple[str, ...]:
    site_texts = read_texts(observation.get("bodySite"))
    specimen = observation.get("specimen")
    if not isinstance(specimen, dict):
        return site_texts
    display, reference = specimen.get("display"), specimen.get("reference")
    resource = reference_index.find(reference, observation) if isinstance(reference, str) else None
    display_text = display if isinstance(display, str) else ""
    return (*site_texts, display_text, *_read_type_and_site(resource or EMPTY_ELEMENT))


def _read_type_and_site(specimen: Element) -> tuple[str, ...]:
    collection = specimen.get("collection")
    body_site = collection.get("bodySite") if isinstance(collection, dict) else None
    return read_texts(specimen.get("type")) + read_texts(body_site)
