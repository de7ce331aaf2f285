"""The thirteen source attributes: all there, and what they say is used or not used is so."""

import json
from datetime import date
from functools import cache
from typing import Any

import pytest

from cards import build_assessment_document
from cds_service.decision import assess_chart
from cds_service.demonstration.patients import DemonstrationPatient, build_patients
from fhir_mappings import Chart, ChartEntry
from response_criteria.assessment.applicability import NotApplicable
from scripts.handbook.web.pages import PAGES
from scripts.handbook.web.source_attributes import load_attributes

TODAY = date(2024, 6, 15)
PATIENTS = {patient.id: patient for patient in build_patients(TODAY)}
THIRTEEN = [
    "bibliographic-citation", "developer", "funding", "dates", "race", "ethnicity", "language", "sexual-orientation",
    "gender-identity", "sex", "date-of-birth", "social-determinants", "health-status-assessments",
]  # fmt: skip
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition"


def make_extension(name: str, code: str) -> dict[str, Any]:
    return {"url": f"{US_CORE}/{name}", "extension": [{"url": "text", "valueString": code}]}


def make_observation(code: str) -> dict[str, Any]:
    """A result that is final, with a code of LOINC."""
    return {
        "resourceType": "Observation",
        "id": f"added-{code}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "effectiveDateTime": "2024-06-01",
        "valueQuantity": {"value": 1},
    }


# fmt: off
NOT_USED: dict[str, tuple[dict[str, Any], tuple[dict[str, Any], ...]]] = {
    "race":                      ({"extension": [make_extension("us-core-race", "2106-3")]}, ()),
    "ethnicity":                 ({"extension": [make_extension("us-core-ethnicity", "2135-2")]}, ()),
    "language":                  ({"communication": [{"language": {"text": "Maori"}, "preferred": True}]}, ()),
    "sexual-orientation":        ({}, (make_observation("76690-7"),)),
    "gender-identity":           ({"extension": [make_extension("us-core-genderIdentity", "other")]}, ()),
    "social-determinants":       ({}, (make_observation("71802-3"),)),
    "health-status-assessments": ({}, (make_observation("89247-1"),)),
}
# fmt: on


def assess(patient: DemonstrationPatient, *more: dict[str, Any], **changed: Any) -> dict[str, Any]:
    resources = [
        resource | changed if resource["resourceType"] == "Patient" else resource for resource in patient.resources
    ]
    chart = Chart(patient.id, tuple(ChartEntry(resource) for resource in (*resources, *more)))
    return build_assessment_document(assess_chart(chart, TODAY))


@cache
def assess_unchanged(patient_id: str) -> dict[str, Any]:
    return assess(PATIENTS[patient_id])


def test_there_are_thirteen_each_with_a_value() -> None:
    attributes = load_attributes()
    assert [attribute["id"] for attribute in attributes] == THIRTEEN
    assert all(attribute["name"] and attribute["value"] and "{" not in attribute["value"] for attribute in attributes)


def test_every_use_of_an_attribute_of_the_patient_is_answered() -> None:
    answered = {attribute["id"] for attribute in load_attributes() if "uses" in attribute}
    assert answered == {*NOT_USED, "sex", "date-of-birth"}
    assert {attribute["id"] for attribute in load_attributes() if attribute.get("uses") is False} == NOT_USED.keys()


@pytest.mark.parametrize("attribute", NOT_USED)
def test_what_is_not_used_changes_no_assessment(attribute: str) -> None:
    members, resources = NOT_USED[attribute]
    for patient in PATIENTS.values():
        assert assess(patient, *resources, **members) == assess_unchanged(patient.id), patient.id


def test_sex_is_used_for_pregnancy_and_for_nothing_else() -> None:
    differing = {
        patient.id
        for patient in PATIENTS.values()
        if assess(patient, gender="male") != assess(patient, gender="female")
    }
    assert "laurel-mist" in differing
    about_pregnancy = {name for name in differing if "pregnan" in json.dumps(assess(PATIENTS[name], gender="female"))}
    assert differing == about_pregnancy


def test_the_date_of_birth_is_used_for_the_age() -> None:
    document = assess(PATIENTS["rowan-thunder"], birthDate="2010-01-01")
    assert [reason["code"] for reason in document["applicability"]["reasons"]] == [NotApplicable.UNDER_18]


def test_the_page_and_the_json_have_every_attribute() -> None:
    page = (PAGES / "source-attributes.html").read_text("utf-8")
    document = json.loads((PAGES / "source-attributes.json").read_text("utf-8"))
    assert [attribute["id"] for attribute in document["attributes"]] == THIRTEEN
    assert all(f'<tr id="{attribute}">' in page for attribute in THIRTEEN)
