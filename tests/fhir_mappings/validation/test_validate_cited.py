"""What is cited is validated as FHIR R4, in what was read of it and in nothing else."""

from typing import Any

import pytest

from fhir_mappings.validation.validate_cited import unfit
from response_criteria.model.facts import Origin, Refusal
from tests.fhir_mappings.observation import observation, quantity
from tests.fhir_mappings.test_history import everything
from tests.patients import HER, IMATINIB_400, Resource, chart, dosage, mg, order, used


def faults(resource: Resource) -> str:
    """Why the resource is unfit; empty if it is fit."""
    one = chart(resource)
    refused = unfit(one, one.entries.keys())
    return refused[0].because if refused else ""


def leukocytes(**rest: Any) -> Resource:
    return observation("6690-2", valueQuantity=quantity(8, "K/uL"), subject=HER, **rest)


@pytest.mark.parametrize("resource", everything(), ids=lambda each: f"{each['resourceType']}/{each['id']}")
def test_what_is_valid_is_fit(resource: Resource) -> None:
    assert faults(resource) == ""


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
def test_a_result_is_judged_in_two_parts_as_in_one(code: Resource, value: Resource) -> None:
    resource = {"resourceType": "Observation", "id": "1", "status": "final", "code": code} | value
    apart, again = faults(resource), faults(resource)
    in_one = faults(resource | {"component": [{"code": {"text": "other"}}]})
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
        used("MedicationStatement", status=None, effectiveDateTime="2024-01-01"),
    ],
)
def test_what_is_broken_where_nothing_was_read_costs_nothing(resource: Resource) -> None:
    assert faults(resource) == ""


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
def test_what_was_read_and_is_not_valid_is_named_by_element(resource: Resource, elements: str) -> None:
    assert faults(resource) == f"it is not valid FHIR R4 ({elements})"


def test_what_stands_in_a_broken_element_is_never_told() -> None:
    assert "Ada" not in faults(leukocytes(method={"text": ["Ada", "Invented"]}))


def test_only_what_is_cited_is_validated() -> None:
    sound, broken = leukocytes(id="sound"), observation("777-3", "broken", valueQuantity=quantity("many"), subject=HER)
    both = chart(sound, broken)
    assert unfit(both, {Origin("Observation/sound")}) == ()
    assert unfit(both, {Origin("Observation/broken")}) == (
        Refusal(Origin("Observation/broken"), "it is not valid FHIR R4 (valueQuantity.value)"),
    )
