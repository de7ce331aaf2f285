"""The parts that every result is written with."""

import json
from typing import Any

from cds_service.synthetic_charts.page import Page, Resource

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
_CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
_DIAGNOSTIC_SERVICES = "http://terminology.hl7.org/CodeSystem/v2-0074"
LABORATORY = (_CATEGORIES, "laboratory")
EXAM = (_CATEGORIES, "exam")
SOCIAL_HISTORY = (_CATEGORIES, "social-history")
GENETICS = (_DIAGNOSTIC_SERVICES, "GE")
"""How genetics laboratories file a result; they often leave the general ``laboratory`` away."""


def concept(system: str, code: str, text: str) -> Resource:
    """A CodeableConcept with one coding; what people read stands in its text."""
    return {"coding": [{"system": system, "code": code}], "text": text}


def quantity(value: str, unit: str, ucum: str = "") -> Resource:
    """A Quantity; without a UCUM code the unit is text only. ``value`` is a number, or a bound such as ``<0.0032``."""
    comparator = value[:1] if value[:1] in "<>" else ""
    written: Resource = {"value": _number(value.removeprefix(comparator)), "unit": unit}
    if comparator:
        written["comparator"] = comparator
    return written | ({"system": UCUM, "code": ucum} if ucum else {})


def observation(
    page: Page, what: str, loinc: str, text: str, *, category: tuple[str, str] = LABORATORY, **rest: Any
) -> Resource:
    """A final result of that day; ``rest`` holds its value and whatever else it needs."""
    system, code = category
    return {
        "resourceType": "Observation",
        "id": page.id_of(what),
        "status": "final",
        "category": [{"coding": [{"system": system, "code": code}]}],
        "code": concept(LOINC, loinc, text),
        "subject": page.subject,
        "effectiveDateTime": page.on.isoformat() + page.laboratory.hour,
        **rest,
    }


def _number(written: str) -> int | float:
    number: int | float = json.loads(written)
    return number
