"""Who has a sign of CML, found line by line before any chart is put together (decision 0150).

A line is a candidate if it alone would make ``has_sign`` true whatever else the chart says: so no patient with a sign
is missed, and the chart itself decides afterwards.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from cds_service import decimal_json
from cds_service.population.header import DRUG_TYPES, LineHeader, list_references
from fhir_mappings import NO_TRANSLATION, ChartEntry, Element, LocalCodeTranslation, has_sign
from response_criteria.model.facts import Origin

_CODED_LIKE = (b'"display"', b'"text"', b'"cod')
_ELEMENTS = ("code", "medicationCodeableConcept", "medicationReference", "ingredient", "contained")
MEDICATION = "Medication"
MAX_DEPTH = 8
"""Medications that are ingredients of Medications: no product has more levels."""


def build_chart_entries(resources: Sequence[Element], local_codes: LocalCodeTranslation) -> Iterator[Element]:
    """Yield resources with the site's local codes translated."""
    entries = {Origin(str(number)): ChartEntry(resource) for number, resource in enumerate(resources)}
    return (entry.resource for entry in local_codes.translate(entries).values())


class SignFinder:
    """Finds lines that name CML or a CML drug. Remembers its answers: a country has few different drug names."""

    def __init__(self, local_codes: LocalCodeTranslation = NO_TRANSLATION) -> None:
        self._local_codes = local_codes
        self._names_sign = lru_cache(maxsize=1 << 16)(self._evaluate)

    def __reduce__(self) -> tuple[type["SignFinder"], tuple[LocalCodeTranslation]]:
        return SignFinder, (self._local_codes,)  # to another process, without what it remembers

    def is_candidate(self, header: LineHeader) -> bool:
        """Whether the line alone may be a sign of CML."""
        resource_type = header.resourceType
        if resource_type == "Condition":
            return self._names_sign(resource_type, bytes(header.code), b"", b"", b"", b"")
        return resource_type in DRUG_TYPES and self._names_sign(resource_type, *map(_keep_texts, _list_raw(header)))

    def _evaluate(self, resource_type: str, *elements: bytes) -> bool:
        members = {name: decimal_json.read(text) for name, text in zip(_ELEMENTS, elements, strict=True) if text}
        return has_sign(build_chart_entries([{"resourceType": resource_type, **members}], self._local_codes))


def list_medications(header: LineHeader) -> Iterator[str]:
    """List the ids of the Medications that a line refers to, whose names may be signs."""
    if header.resourceType in DRUG_TYPES and (header.medicationReference or header.ingredient):
        yield from (target.id for target in list_references(header) if target.type == MEDICATION)


def _list_raw(header: LineHeader) -> Iterator[msgspec.Raw]:
    return (getattr(header, name) for name in _ELEMENTS)


def _keep_texts(element: msgspec.Raw) -> bytes:
    """Return an element; empty if it is a bare reference, of which every line has another."""
    text = bytes(element)
    return text if any(name in text for name in _CODED_LIKE) else b""
