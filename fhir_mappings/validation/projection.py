"""What the mappings read of a resource, and nothing else.

Days are shown as they were read. What is empty is left out, as it is read. What FHIR requires, and the mappings judge
by themselves or do without, is filled in. Ranges, specimens and whatever else is read only where it can be read are not
shown.
"""

from collections.abc import Mapping
from typing import Any

from fhir_mappings.datatypes.dates import when
from fhir_mappings.datatypes.json_access import Element

_DAY = "a day"
_AS_IT_IS = "as it is"


def _just(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, _AS_IT_IS)


_CONCEPT = {"coding": _just("system", "code", "display"), "text": _AS_IT_IS}
_QUANTITY = _just("value", "comparator", "unit", "system", "code")
_RANGE = {"low": _QUANTITY, "high": _QUANTITY}
_PERIOD = {"start": _DAY, "end": _DAY}
_REFERENCE = _just("reference", "display")
_EFFECTIVE = {"effectiveDateTime": _DAY, "effectivePeriod": _PERIOD}
_VALUE = {
    "valueQuantity": _QUANTITY,
    "valueCodeableConcept": _CONCEPT,
    "valueRange": _RANGE,
    "valueRatio": {"numerator": _QUANTITY, "denominator": _QUANTITY},
    "dataAbsentReason": _CONCEPT,
    **_just("valueString", "valueBoolean", "valueInteger"),
}
_MEDICATION = {
    "subject": _REFERENCE,
    "medicationCodeableConcept": _CONCEPT,
    "medicationReference": _REFERENCE,
}
_REPEAT = {
    "boundsPeriod": _PERIOD,
    "boundsDuration": _just("value", "unit", "system", "code"),
    **_just(
        "count", "frequency", "frequencyMax", "period", "periodMax", "periodUnit", "dayOfWeek", "timeOfDay", "when"
    ),
}
_DOSAGE = {
    "timing": {"repeat": _REPEAT, "code": _CONCEPT},
    "asNeededCodeableConcept": _CONCEPT,
    "doseAndRate": {"type": _CONCEPT, "doseQuantity": _QUANTITY, "doseRange": _RANGE},
    "maxDosePerAdministration": _QUANTITY,
    "maxDosePerPeriod": {"numerator": _QUANTITY, "denominator": _QUANTITY},
    **_just("text", "sequence", "asNeededBoolean"),
}

_READ: Mapping[str, Mapping[str, Any]] = {
    "Observation": {
        "status": _AS_IT_IS,
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
        "onsetDateTime": _DAY,
        "onsetPeriod": _PERIOD,
        "recordedDate": _DAY,
    },
    "MedicationRequest": {
        "authoredOn": _DAY,
        "doNotPerform": _AS_IT_IS,
        "reportedBoolean": _AS_IT_IS,
        "reasonCode": _CONCEPT,
        "dosageInstruction": _DOSAGE,
        **_MEDICATION,
    },
    "MedicationStatement": {
        "reasonCode": _CONCEPT,
        "dateAsserted": _DAY,
        "dosage": _DOSAGE,
        **_MEDICATION,
        **_EFFECTIVE,
    },
    "MedicationDispense": {
        "whenHandedOver": _DAY,
        "whenPrepared": _DAY,
        "daysSupply": _QUANTITY,
        "quantity": _QUANTITY,
        **_MEDICATION,
    },
    "MedicationAdministration": {"reasonCode": _CONCEPT, **_MEDICATION, **_EFFECTIVE},
}

READ_OF_OBSERVATIONS = frozenset(_READ["Observation"])

_FILLED_IN: Mapping[str, Element] = {
    "MedicationRequest": {"status": "unknown", "intent": "order"},
    "MedicationStatement": {"status": "unknown"},
    "MedicationDispense": {"status": "unknown"},
    "MedicationAdministration": {"status": "unknown"},
}
_NAMELESS = {"medicationCodeableConcept": {"text": "not named"}}


def projection(resource: Element) -> dict[str, Any]:
    """A resource as far as it was read. Its type is one of those that become facts."""
    kind = resource["resourceType"]
    shown = {"resourceType": kind, **_FILLED_IN.get(kind, {}), **_shown(resource, _READ[kind])}
    names_a_drug = kind not in _FILLED_IN or not shown.keys().isdisjoint({"medicationReference", *_NAMELESS})
    return shown if names_a_drug else shown | _NAMELESS


def member(kind: str, name: str, value: Any) -> Any:
    """One member of a resource, as far as it was read."""
    return _shown(value, _READ[kind][name])


def _shown(value: Any, read: Any) -> Any:
    if read == _AS_IT_IS:
        return value
    if read == _DAY:
        on = when(value)
        return str(on) if on else None
    if isinstance(value, list):
        return [_shown(each, read) for each in value if not _tells_nothing(each, read)]
    if isinstance(value, dict):
        members = {name: _shown(value[name], its) for name, its in read.items() if name in value}
        return {name: member for name, member in members.items() if not _is_empty(member)}
    return value


def _is_empty(member: Any) -> bool:
    """Whether it is null or holds nothing; false and zero say something."""
    return not member and member != 0


def _tells_nothing(value: Any, read: Any) -> bool:
    """A coding or a component without a code is passed over."""
    return isinstance(read, Mapping) and "code" in read and isinstance(value, Mapping) and not value.get("code")
