"""Translate a site's local codes and units before anything else is read (decision 0031).

A local code stays in place and gets the listed code next to it, so that no other module has to know the site. A unit
keeps its spelling as its text and gets its UCUM code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fhir_mappings.chart.resource_index import EntriesByOrigin
from fhir_mappings.datatypes.codings import CodeTable, Coding, list_search_codes, resolve_system
from fhir_mappings.datatypes.json_access import EMPTY_ELEMENT, Element
from fhir_mappings.datatypes.numeric_text import parse_quantity_text
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.datatypes.units import MAX_UNIT_LENGTH, UCUM, normalize_unit
from fhir_mappings.observations.code_registry import list_observation_codes
from fhir_mappings.text_caches import cache_for_call

# Where the mappings look for codes and units, by resource type.
_CONCEPT, _QUANTITY, _TEXT, _RESOURCES = "a concept", "a quantity", "a text", "resources"
_LIMITS = {"low": _QUANTITY, "high": _QUANTITY}
_CODED_VALUE = {
    "code": _CONCEPT,
    "valueCodeableConcept": _CONCEPT,
    "valueQuantity": _QUANTITY,
    "valueRange": _LIMITS,
    "valueString": _TEXT,
    "referenceRange": _LIMITS,
}
_DOSAGE = {
    "timing": {"code": _CONCEPT, "repeat": {"boundsDuration": _QUANTITY}},
    "doseAndRate": {"doseQuantity": _QUANTITY, "doseRange": _LIMITS},
}
_MEDICATION_USE = {
    "medicationCodeableConcept": _CONCEPT,
    "reasonCode": _CONCEPT,
    "dosage": _DOSAGE,
    "dosageInstruction": _DOSAGE,
    "dispenseRequest": {"expectedSupplyDuration": _QUANTITY},
    "daysSupply": _QUANTITY,
    "quantity": _QUANTITY,
    "contained": _RESOURCES,
}
_LOCATIONS: Mapping[str, Mapping[str, Any]] = {
    "Observation": {**_CODED_VALUE, "component": _CODED_VALUE},
    "DiagnosticReport": {"code": _CONCEPT},
    "Condition": {"code": _CONCEPT, "stage": {"summary": _CONCEPT}},
    "Medication": {
        "code": _CONCEPT,
        "ingredient": {
            "itemCodeableConcept": _CONCEPT,
            "strength": {"numerator": _QUANTITY, "denominator": _QUANTITY},
        },
    },
    **dict.fromkeys(
        ("MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationAdministration"), _MEDICATION_USE
    ),
}

# A chart has thousands of units, and few spellings.
_normalize_unit = cache_for_call(2048)(normalize_unit)


@dataclass(frozen=True)
class LocalCodeTranslation:
    """The listed codes and UCUM units that a site's local codes and spellings mean; the spellings are normalized."""

    codes: Mapping[Coding, Coding] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _code_table(self) -> CodeTable[Coding]:
        return CodeTable(self.codes)

    @cached_property
    def observation_codes(self) -> frozenset[str]:
        """The codes of results, listed and local, without their systems."""
        return list_observation_codes() | {local.code for local in self.codes}

    def list_local_search_codes(self, groups: Iterable[str]) -> tuple[Coding, ...]:
        """List the local codes of the results that are searched for, by the names of their groups."""
        searched = {Coding.parse(token) for group in groups for token in list_search_codes(group)}
        return tuple(local for local, target in self.codes.items() if target in searched)

    def translate(self, entries: EntriesByOrigin) -> EntriesByOrigin:
        """Translate resources. Those without local codes and units are returned as the same objects."""
        if not self.codes and not self.units:
            return entries
        return {origin: self._translate_entry(entry) for origin, entry in entries.items()}

    def _translate_entry(self, entry: ChartEntry) -> ChartEntry:
        translated = self._translate_resource(entry.resource)
        return entry if translated is entry.resource else ChartEntry(translated, entry.full_url)

    def _translate_resource(self, resource: Any) -> Any:
        kind = resource.get("resourceType") if isinstance(resource, Mapping) else None
        locations = _LOCATIONS.get(kind, EMPTY_ELEMENT) if isinstance(kind, str) else EMPTY_ELEMENT
        return self._translate_element(resource, locations) if locations else resource

    def _translate_element(self, element: Element, locations: Mapping[str, Any]) -> Element:
        changed: dict[str, Any] = {}
        for name, location in locations.items():
            if name in element:
                value = element[name]
                if location == _TEXT:
                    changed |= self._translate_text(value)
                elif (translated := self._translate_value(location, value)) is not value:
                    changed[name] = translated
        return {**element, **changed} if changed else element

    def _translate_value(self, location: Any, value: Any) -> Any:
        if isinstance(value, list):
            translated = [self._translate_value(location, item) for item in value]
            return value if all(new is old for new, old in zip(translated, value, strict=True)) else translated
        if not isinstance(value, Mapping):
            return value
        if location == _CONCEPT:
            return self._translate_concept(value)
        if location == _QUANTITY:
            return self._translate_quantity(value)
        return self._translate_resource(value) if location == _RESOURCES else self._translate_element(value, location)

    def _translate_concept(self, concept: Element) -> Element:
        targets = [{"system": code.system, "code": code.code} for code in self._code_table.find_all(concept)]
        return {**concept, "coding": [*concept["coding"], *targets]} if targets else concept

    def _translate_quantity(self, quantity: Element) -> Element:
        system, code, text = quantity.get("system", UCUM), quantity.get("code"), quantity.get("unit")
        by_code, by_text = self._find_unit(code), self._find_unit(text)
        if not by_code and not by_text:
            return quantity
        is_ucum = isinstance(system, str) and resolve_system(system) == UCUM
        unit = by_code or (code if is_ucum and code else by_text)
        # If code and text mean different units both are sent on in UCUM: find_factor then rejects the contradiction.
        unit_text = by_text if by_text and by_text != unit else text or code
        return {**quantity, "system": UCUM, "code": unit, "unit": unit_text}

    def _translate_text(self, text: Any) -> Element:
        """Translate a number with a local unit that was sent as a text into a Quantity."""
        quantity = parse_quantity_text(text) if self.units and isinstance(text, str) else None
        translated = self._translate_quantity(quantity) if quantity else quantity
        return EMPTY_ELEMENT if translated is quantity else {"valueString": None, "valueQuantity": translated}

    def _find_unit(self, spelling: Any) -> str:
        is_short = isinstance(spelling, str) and len(spelling) <= MAX_UNIT_LENGTH
        return self.units.get(_normalize_unit(spelling), "") if self.units and is_short else ""


NO_TRANSLATION = LocalCodeTranslation()
