"""The FHIR elements that every result is built from."""

import json
from typing import Any

from cds_service.synthetic_charts.entry import EntryContext, Resource

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
_CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
_DIAGNOSTIC_SERVICES = "http://terminology.hl7.org/CodeSystem/v2-0074"
LABORATORY = (_CATEGORIES, "laboratory")
EXAM = (_CATEGORIES, "exam")
SOCIAL_HISTORY = (_CATEGORIES, "social-history")
GENETICS = (_DIAGNOSTIC_SERVICES, "GE")
"""The category of genetics results; many laboratories omit the general ``laboratory``."""


def concept(system: str, code: str, text: str) -> Resource:
    """A CodeableConcept with one coding and a text."""
    return {"coding": [{"system": system, "code": code}], "text": text}


def quantity(value: str, unit: str, ucum: str = "") -> Resource:
    """A Quantity of a number or a bound such as ``<0.0032``. Without ``ucum`` the unit is text only."""
    comparator = value[:1] if value[:1] in "<>" else ""
    element: Resource = {"value": _parse_number(value.removeprefix(comparator)), "unit": unit}
    if comparator:
        element["comparator"] = comparator
    return element | ({"system": UCUM, "code": ucum} if ucum else {})


def observation(
    context: EntryContext, what: str, loinc: str, text: str, *, category: tuple[str, str] = LABORATORY, **rest: Any
) -> Resource:
    """A final Observation of the entry's day; ``rest`` adds its value and further elements."""
    system, code = category
    return {
        "resourceType": "Observation",
        "id": context.id_of(what),
        "status": "final",
        "category": [{"coding": [{"system": system, "code": code}]}],
        "code": concept(LOINC, loinc, text),
        "subject": context.subject,
        "effectiveDateTime": context.on.isoformat() + context.laboratory.hour,
        **rest,
    }


def _parse_number(text: str) -> int | float:
    number: int | float = json.loads(text)
    return number
