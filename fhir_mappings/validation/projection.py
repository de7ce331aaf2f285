"""Reduce a resource to what the mappings read of it.

Dates are written as they were parsed. Empty elements are left out, and required elements that the mappings can do
without are filled in. Elements that the mappings skip when unreadable (ranges, specimens) are not included.
"""

from collections.abc import Mapping
from typing import Any

from fhir_mappings.datatypes.dates import parse_date
from fhir_mappings.datatypes.json_access import Element

# How an element is copied: a date as it was parsed, any other unchanged.
_DATE = "date"
_UNCHANGED = "unchanged"


def _copy_all(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, _UNCHANGED)


_CONCEPT = {"coding": _copy_all("system", "code", "display"), "text": _UNCHANGED}
_QUANTITY = _copy_all("value", "comparator", "unit", "system", "code")
_RANGE = {"low": _QUANTITY, "high": _QUANTITY}
_PERIOD = {"start": _DATE, "end": _DATE}
_REFERENCE = _copy_all("reference", "display")
_EFFECTIVE = {"effectiveDateTime": _DATE, "effectivePeriod": _PERIOD}
_VALUE = {
    "valueQuantity": _QUANTITY,
    "valueCodeableConcept": _CONCEPT,
    "valueRange": _RANGE,
    "valueRatio": {"numerator": _QUANTITY, "denominator": _QUANTITY},
    "dataAbsentReason": _CONCEPT,
    **_copy_all("valueString", "valueBoolean", "valueInteger"),
}
_MEDICATION = {
    "subject": _REFERENCE,
    "medicationCodeableConcept": _CONCEPT,
    "medicationReference": _REFERENCE,
}
_REPEAT = {
    "boundsPeriod": _PERIOD,
    "boundsDuration": _copy_all("value", "unit", "system", "code"),
    **_copy_all(
        "count", "frequency", "frequencyMax", "period", "periodMax", "periodUnit", "dayOfWeek", "timeOfDay", "when"
    ),
}
_DOSAGE = {
    "timing": {"repeat": _REPEAT, "code": _CONCEPT},
    "asNeededCodeableConcept": _CONCEPT,
    "doseAndRate": {"type": _CONCEPT, "doseQuantity": _QUANTITY, "doseRange": _RANGE},
    "maxDosePerAdministration": _QUANTITY,
    "maxDosePerPeriod": {"numerator": _QUANTITY, "denominator": _QUANTITY},
    **_copy_all("text", "sequence", "asNeededBoolean"),
}

_ELEMENTS: Mapping[str, Mapping[str, Any]] = {
    "Observation": {
        "status": _UNCHANGED,
        "code": _CONCEPT,
        "method": _CONCEPT,
        "component": {"code": _CONCEPT, **_VALUE},
        **_EFFECTIVE,
        **_VALUE,
    },
    "Condition": {
        "subject": _REFERENCE,
        "code": _CONCEPT,
        "clinicalStatus": _CONCEPT,
        "verificationStatus": _CONCEPT,
        "stage": {"summary": _CONCEPT},
        "onsetDateTime": _DATE,
        "onsetPeriod": _PERIOD,
        "recordedDate": _DATE,
    },
    "MedicationRequest": {
        "authoredOn": _DATE,
        "doNotPerform": _UNCHANGED,
        "reportedBoolean": _UNCHANGED,
        "reasonCode": _CONCEPT,
        "dosageInstruction": _DOSAGE,
        **_MEDICATION,
    },
    "MedicationStatement": {
        "reasonCode": _CONCEPT,
        "dateAsserted": _DATE,
        "dosage": _DOSAGE,
        **_MEDICATION,
        **_EFFECTIVE,
    },
    "MedicationDispense": {
        "whenHandedOver": _DATE,
        "whenPrepared": _DATE,
        "daysSupply": _QUANTITY,
        "quantity": _QUANTITY,
        **_MEDICATION,
    },
    "MedicationAdministration": {"reasonCode": _CONCEPT, **_MEDICATION, **_EFFECTIVE},
}

OBSERVATION_ELEMENTS_READ = frozenset(_ELEMENTS["Observation"])

# FHIR requires these elements; the mappings handle their absence on their own.
_DEFAULTS: Mapping[str, Element] = {
    "MedicationRequest": {"status": "unknown", "intent": "order"},
    "MedicationStatement": {"status": "unknown"},
    "MedicationDispense": {"status": "unknown"},
    "MedicationAdministration": {"status": "unknown"},
}
_UNNAMED_MEDICATION = {"medicationCodeableConcept": {"text": "not named"}}


def project_resource(resource: Element) -> dict[str, Any]:
    """Return what the mappings read of a resource, whose type is one of those that become facts."""
    kind = resource["resourceType"]
    projected = {"resourceType": kind, **_DEFAULTS.get(kind, {}), **_project(resource, _ELEMENTS[kind])}
    if kind in _DEFAULTS and projected.keys().isdisjoint({"medicationReference", *_UNNAMED_MEDICATION}):
        return projected | _UNNAMED_MEDICATION
    return projected


def project_element(kind: str, name: str, value: Any) -> Any:
    """Return what the mappings read of one element of a resource."""
    return _project(value, _ELEMENTS[kind][name])


def _project(value: Any, rule: Any) -> Any:
    if rule == _UNCHANGED:
        return value
    if rule == _DATE:
        on = parse_date(value)
        return str(on) if on else None
    if isinstance(value, list):
        return [_project(item, rule) for item in value if not _is_skipped(item, rule)]
    if isinstance(value, dict):
        elements = {name: _project(value[name], inner) for name, inner in rule.items() if name in value}
        return {name: element for name, element in elements.items() if not _is_empty(element)}
    return value


def _is_empty(element: Any) -> bool:
    # False and 0 are values.
    return not element and element != 0


def _is_skipped(value: Any, rule: Any) -> bool:
    """Whether it is a coding or a component without a code, which the mappings skip."""
    return isinstance(rule, Mapping) and "code" in rule and isinstance(value, Mapping) and not value.get("code")
