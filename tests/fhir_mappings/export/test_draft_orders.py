"""Drafts are FHIR R4 that any EHR can import, and are read back as the dose that they state."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.servicerequest import ServiceRequest

from fhir_mappings.export.draft_orders import draft_orders
from response_criteria.assessment.assess import assess
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.assessment import Assessment
from response_criteria.model.citation import Work
from response_criteria.model.facts import Origin
from response_criteria.model.medications import DrugKind
from response_criteria.model.recommendations import DoseOption, Investigation, InvestigationOption
from response_criteria.model.therapy import Therapy
from tests.patients import patient, read_resources

LABEL = Work("label", "A label", "https://label.example").cite("dosage")
TO_800 = DoseOption("protocol-step", Decimal(800), 2, LABEL)
TO_600 = DoseOption("label-step", Decimal(600), 1, LABEL)


def build_assessment(*orders: str) -> Assessment:
    """An assessment with these orders in force."""
    assessment = assess(read_resources(patient()), date(2024, 6, 15))
    return replace(assessment, therapy=Therapy(orders=tuple(Origin(order) for order in orders)))


def draft_order(option: DoseOption, *orders: str) -> dict[str, Any]:
    (resource,) = draft_orders(option, build_assessment(*orders))
    return resource


def test_800_mg_are_drafted_as_a_tablet_of_400_mg_twice_daily() -> None:
    assert draft_order(TO_800, "MedicationRequest/7") == {
        "resourceType": "MedicationRequest",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": {
            "coding": [
                {
                    "system": "http://www.nlm.nih.gov/research/umls/rxnorm",
                    "code": "403879",
                    "display": "imatinib 400 MG Oral Tablet",
                }
            ],
            "text": "imatinib 400 MG Oral Tablet",
        },
        "subject": {"reference": "Patient/invented"},
        "authoredOn": "2024-06-15",
        "reasonCode": [
            {
                "coding": [
                    {
                        "system": "http://snomed.info/sct",
                        "code": "92818009",
                        "display": "Chronic myeloid leukemia (disorder)",
                    }
                ],
                "text": "Chronic myeloid leukemia",
            }
        ],
        "note": [{"text": "Replaces MedicationRequest/7, which is to be discontinued when this order is signed."}],
        "dosageInstruction": [
            {
                "text": "400 mg by mouth twice daily, with a meal and a large glass of water",
                "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
                "route": {
                    "coding": [
                        {
                            "system": "http://snomed.info/sct",
                            "code": "26643006",
                            "display": "Oral route (qualifier value)",
                        }
                    ],
                    "text": "by mouth",
                },
                "doseAndRate": [
                    {
                        "doseQuantity": {
                            "value": 400,
                            "unit": "mg",
                            "system": "http://unitsofmeasure.org",
                            "code": "mg",
                        }
                    }
                ],
            }
        ],
        "priorPrescription": {"reference": "MedicationRequest/7"},
    }


def test_600_mg_once_daily_are_drafted_without_a_product_since_400_mg_tablets_do_not_fit() -> None:
    resource = draft_order(TO_600)
    (instruction,) = resource["dosageInstruction"]
    assert resource["medicationCodeableConcept"]["coding"][0]["code"] == "282388"
    assert instruction["doseAndRate"][0]["doseQuantity"]["value"] == 600
    assert instruction["timing"]["repeat"] == {"frequency": 1, "period": 1, "periodUnit": "d"}


def test_several_replaced_orders_are_named_without_a_prior_prescription() -> None:
    resource = draft_order(TO_800, "MedicationRequest/8", "MedicationRequest/7")
    assert "priorPrescription" not in resource
    assert [note["text"].split()[1] for note in resource["note"]] == ["MedicationRequest/8,", "MedicationRequest/7,"]


def test_a_replaced_order_without_an_id_is_named_only() -> None:
    resource = draft_order(TO_800, "MedicationRequest #3")
    assert "priorPrescription" not in resource
    assert "MedicationRequest #3" in resource["note"][0]["text"]


def test_without_an_active_order_nothing_is_replaced() -> None:
    assert draft_order(TO_800).keys().isdisjoint({"note", "priorPrescription"})


@pytest.mark.parametrize("option", [TO_800, TO_600], ids=lambda item: item.id)
def test_a_signed_draft_is_read_as_an_order_of_its_dose(option: DoseOption) -> None:
    (order,) = read_resources(patient(), draft_order(option) | {"id": "new", "status": "active"}).orders
    assert (order.drug.kind, order.binding) == (DrugKind.IMATINIB, Answer.YES)
    assert order.daily_dose_mg == Amount.exactly(option.daily_dose_mg)


@pytest.mark.parametrize("option", [TO_800, TO_600], ids=lambda item: item.id)
def test_an_unsigned_draft_is_not_read_as_an_order(option: DoseOption) -> None:
    found = read_resources(patient(), draft_order(option) | {"id": "new"})
    assert found.orders == ()
    assert [exclusion.reason for exclusion in found.excluded] == ["it is a draft"]


# fmt: off
REQUESTED = {
    Investigation.BLOOD_COUNT:         "58410-2",
    Investigation.DIFFERENTIAL:        "57023-4",
    Investigation.MANUAL_DIFFERENTIAL: "24318-8",
    Investigation.MARROW_KARYOTYPE:    "33893-9",
    Investigation.BCR_ABL1:            "69380-4",
    Investigation.MUTATION_ANALYSIS:   "55135-8",
}
# fmt: on


def test_every_investigation_is_drafted_as_its_own_request() -> None:
    resources = draft_orders(InvestigationOption("tests", tuple(Investigation)), build_assessment())
    codes = [resource["code"]["coding"][0] for resource in resources]
    assert [(code["system"], code["code"]) for code in codes] == [
        ("http://loinc.org", REQUESTED[investigation]) for investigation in Investigation
    ]
    for resource in resources:
        assert (resource["resourceType"], resource["status"], resource["intent"]) == (
            "ServiceRequest",
            "draft",
            "order",
        )
        assert resource["subject"] == {"reference": "Patient/invented"}


def test_drafts_are_valid_and_plain_json_with_numbers_for_doses() -> None:
    dose, tests = (
        draft_order(TO_600, "MedicationRequest/7"),
        draft_orders(InvestigationOption("tests", tuple(Investigation)), build_assessment()),
    )
    MedicationRequest.model_validate(dose)
    for test in tests:
        ServiceRequest.model_validate(test)
    assert json.loads(json.dumps([dose, *tests])) == [dose, *tests]
    assert not [member for member in _members([dose, *tests]) if member in (None, "", [], {})]
    assert isinstance(dose["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"], int)


def _members(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(member for part in inside for member in _members(part))]
