"""Cited resources are validated as FHIR R4 in the elements that are read, and in no others."""

from typing import Any

import pytest

from fhir_mappings.validation.validate_cited import find_invalid_resources
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData
from tests.fhir_mappings.observation import observation, quantity
from tests.fhir_mappings.test_history import build_resources
from tests.patients import IMATINIB_400, PATIENT, Resource, chart, dosage, medication_use, mg, order


def find_reason(resource: Resource) -> str:
    """Why the resource is invalid; empty if it is valid."""
    one = chart(resource)
    excluded = find_invalid_resources(one, one.entries.keys())
    return excluded[0].reason if excluded else ""


def leukocytes(**rest: Any) -> Resource:
    return observation("6690-2", valueQuantity=quantity(8, "K/uL"), subject=PATIENT, **rest)


@pytest.mark.parametrize("resource", build_resources(), ids=lambda item: f"{item['resourceType']}/{item['id']}")
def test_valid_resources_have_no_invalid_elements(resource: Resource) -> None:
    assert find_reason(resource) == ""


@pytest.mark.parametrize(
    "code", [{"text": "Leukocytes"}, {"coding": [{"code": " "}]}, {"text": 5}, {"text": "x" * 2000}]
)
@pytest.mark.parametrize(
    "value",
    [
        {"valueQuantity": quantity("8", "K/uL")},
        {"valueQuantity": "eight"},
        {"valueQuantity": {"value": 8, "unit": 3}},
        {"valueString": 8},
        {"valueInteger": 2**40},
        {"valueCodeableConcept": {"coding": [{"code": 3}]}},
        {"valueRange": {"low": {"value": "a"}}},
    ],
)
def test_a_result_validated_in_two_parts_has_the_same_invalid_elements(code: Resource, value: Resource) -> None:
    resource = {"resourceType": "Observation", "id": "1", "status": "final", "code": code} | value
    apart, again = find_reason(resource), find_reason(resource)
    in_one = find_reason(resource | {"component": [{"code": {"text": "other"}}]})
    assert apart == again == in_one


VENDOR = {"https://vendor.example": "member"}


@pytest.mark.parametrize(
    "resource",
    [
        leukocytes(id="with_underscore"),
        leukocytes(vendorMember=VENDOR),
        leukocytes(category={"text": "laboratory"}),
        leukocytes(meta={"lastUpdated": "2024-01-01"}),
        leukocytes(effectiveDateTime="2024-01-01T10:00:00"),
        leukocytes(effectiveDateTime="2024-01"),
        leukocytes(effectiveDateTime=None, effectiveInstant="2024-01-01T10:00:00", issued="2024-01-01"),
        leukocytes(note="text"),
        leukocytes(referenceRange=[{"high": "12"}]),
        leukocytes(component=[{"valueString": "without a code"}]),
        leukocytes(interpretation=None, bodySite={}, method={"coding": []}),
        observation("6690-2", valueQuantity=quantity(8) | {"unit": "", "comparator": None}),
        order(category={"text": "outpatient"}),
        order(dispenseRequest={"quantity": "30"}),
        order(status=None),
        order(status="bogus", intent=None),
        order(medicationCodeableConcept=None),
        order(IMATINIB_400, dosage(mg(400), patientInstruction=5)),
        order(authoredOn="2024-01-01 10:00"),
        medication_use("MedicationStatement", status=None, effectiveDateTime="2024-01-01"),
    ],
)
def test_elements_that_are_not_read_may_be_invalid(resource: Resource) -> None:
    assert find_reason(resource) == ""


@pytest.mark.parametrize(
    ("resource", "elements"),
    [
        (leukocytes() | {"code": {"coding": [{"system": 1, "code": "6690-2"}]}}, "code.coding.system"),
        (observation("6690-2", valueQuantity={"value": {"a": 1}}), "valueQuantity.value"),
        (observation("6690-2", valueQuantity=quantity(8), component="none"), "component"),
        (
            order(IMATINIB_400, dosage(mg(400), {"repeat": {"frequency": "often"}})),
            "dosageInstruction.timing.repeat.frequency",
        ),
        (order(IMATINIB_400, dosage(mg(400), sequence=[1])), "dosageInstruction.sequence"),
    ],
)
def test_invalid_elements_that_are_read_are_named(resource: Resource, elements: str) -> None:
    assert find_reason(resource) == f"it is not valid FHIR R4 ({elements})"


def test_the_content_of_an_invalid_element_is_never_shown() -> None:
    assert "Ada" not in find_reason(leukocytes(method={"text": ["Ada", "Invented"]}))


def test_only_cited_resources_are_validated() -> None:
    sound, broken = (
        leukocytes(id="sound"),
        observation("777-3", "broken", valueQuantity=quantity("many"), subject=PATIENT),
    )
    both = chart(sound, broken)
    assert find_invalid_resources(both, {Origin("Observation/sound")}) == ()
    assert find_invalid_resources(both, {Origin("Observation/broken")}) == (
        ExcludedData(Origin("Observation/broken"), "it is not valid FHIR R4 (valueQuantity.value)"),
    )
