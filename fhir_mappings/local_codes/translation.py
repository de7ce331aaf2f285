"""A site's own codes and units, said in our terms before anything is read (decision 0031).

A local code stays where it is and gets ours beside it, so that every mapping, table and check treats both alike and
knows nothing of the site. A unit keeps its spelling as its text and gets the UCUM code that it stands for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from fhir_mappings.chart.resource_index import Entries
from fhir_mappings.datatypes.codings import CodeTable, Coding, codes_to_ask, system_named
from fhir_mappings.datatypes.json_access import NOTHING, Element
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.datatypes.units import LONGEST, UCUM, plain
from fhir_mappings.datatypes.values import quantity_in
from fhir_mappings.observations.code_registry import listed_codes

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
_PLACES: Mapping[str, Mapping[str, Any]] = {
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
"""Where the mappings look for codes and units, by resource type."""

_plain = lru_cache(maxsize=2048)(plain)
"""A chart has thousands of units, and few spellings."""


@dataclass(frozen=True)
class SiteMaps:
    """What a site's own codes and units stand for. ``units`` are by their spelling without blanks (``units.plain``)."""

    codes: Mapping[Coding, Coding] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _ours(self) -> CodeTable[Coding]:
        return CodeTable(self.codes)

    @cached_property
    def listed_codes(self) -> frozenset[str]:
        """The codes of results that are ours or stand for one of ours, whatever their systems."""
        return listed_codes() | {local.code for local in self.codes}

    def codes_to_ask(self, groups: Iterable[str]) -> tuple[Coding, ...]:
        """The local codes of results that are searched for under ours, by the groups that these are in."""
        asked = {Coding.of(each) for group in groups for each in codes_to_ask(group)}
        return tuple(local for local, ours in self.codes.items() if ours in asked)

    def restate(self, entries: Entries) -> Entries:
        """The same resources in our terms. What holds no local code and no local unit is the same object as before."""
        if not self.codes and not self.units:
            return entries
        return {origin: self._entry(entry) for origin, entry in entries.items()}

    def _entry(self, entry: ChartEntry) -> ChartEntry:
        restated = self._resource(entry.resource)
        return entry if restated is entry.resource else ChartEntry(restated, entry.full_url)

    def _resource(self, resource: Any) -> Any:
        kind = resource.get("resourceType") if isinstance(resource, Mapping) else None
        places = _PLACES.get(kind, NOTHING) if isinstance(kind, str) else NOTHING
        return self._members(resource, places) if places else resource

    def _members(self, element: Element, places: Mapping[str, Any]) -> Element:
        changed: dict[str, Any] = {}
        for name, place in places.items():
            if name in element:
                value = element[name]
                if place == _TEXT:
                    changed |= self._said(value)
                elif (restated := self._at(place, value)) is not value:
                    changed[name] = restated
        return {**element, **changed} if changed else element

    def _at(self, place: Any, value: Any) -> Any:
        if isinstance(value, list):
            restated = [self._at(place, each) for each in value]
            return value if all(new is old for new, old in zip(restated, value, strict=True)) else restated
        if not isinstance(value, Mapping):
            return value
        if place == _CONCEPT:
            return self._concept(value)
        if place == _QUANTITY:
            return self._quantity(value)
        return self._resource(value) if place == _RESOURCES else self._members(value, place)

    def _concept(self, concept: Element) -> Element:
        ours = [{"system": each.system, "code": each.code} for each in self._ours.of(concept)]
        return {**concept, "coding": [*concept["coding"], *ours]} if ours else concept

    def _quantity(self, quantity: Element) -> Element:
        """A unit that only its text names gets a code; where code and text mean different units, both are said in UCUM.

        ``factor`` then finds whether the two agree.
        """
        system, code, text = quantity.get("system", UCUM), quantity.get("code"), quantity.get("unit")
        by_code, by_text = self._unit(code), self._unit(text)
        if not by_code and not by_text:
            return quantity
        is_ucum = isinstance(system, str) and system_named(system) == UCUM
        stated = by_code or (code if is_ucum and code else by_text)
        shown = by_text if by_text and by_text != stated else text or code
        return {**quantity, "system": UCUM, "code": stated, "unit": shown}

    def _said(self, text: Any) -> Element:
        """A number in a local unit that is sent as a text, as the Quantity that says the same."""
        quantity = quantity_in(text) if self.units and isinstance(text, str) else None
        restated = self._quantity(quantity) if quantity else quantity
        return NOTHING if restated is quantity else {"valueString": None, "valueQuantity": restated}

    def _unit(self, written: Any) -> str:
        is_short = isinstance(written, str) and len(written) <= LONGEST
        return self.units.get(_plain(written), "") if self.units and is_short else ""


NO_SITE_MAPS = SiteMaps()
