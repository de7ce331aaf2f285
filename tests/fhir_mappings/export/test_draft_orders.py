"""What an option drafts: FHIR R4 that any EHR can take, read back by our own mapping."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.servicerequest import ServiceRequest

from fhir_mappings.export.draft_orders import draft
from response_criteria.assessment.assess import assess
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.citation import Work
from response_criteria.model.facts import DrugKind, Origin
from response_criteria.model.findings import Assessment, DoseOption, Investigation, InvestigationOption, Therapy
from tests.patients import patient, told

LABEL = Work("label", "A label", "https://label.example").at("dosage")
TO_800 = DoseOption("protocol-step", Decimal(800), 2, LABEL)
TO_600 = DoseOption("label-step", Decimal(600), 1, LABEL)


def assessed(*orders: str) -> Assessment:
    """An assessment with these orders in force."""
    assessment = assess(told(patient()), date(2024, 6, 15))
    return replace(assessment, therapy=Therapy(orders=tuple(Origin(each) for each in orders)))


def drafted(option: DoseOption, *orders: str) -> dict[str, Any]:
    (resource,) = draft(option, assessed(*orders))
    return resource


def test_800_mg_are_drafted_as_a_tablet_of_400_mg_twice_daily() -> None:
    assert drafted(TO_800, "MedicationRequest/7") == {
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


def test_600_mg_once_daily_are_no_whole_tablets_of_400_mg_so_the_drug_is_drafted() -> None:
    resource = drafted(TO_600)
    (instruction,) = resource["dosageInstruction"]
    assert resource["medicationCodeableConcept"]["coding"][0]["code"] == "282388"
    assert instruction["doseAndRate"][0]["doseQuantity"]["value"] == 600
    assert instruction["timing"]["repeat"] == {"frequency": 1, "period": 1, "periodUnit": "d"}


def test_with_several_orders_each_is_named_and_none_is_the_prior_one() -> None:
    resource = drafted(TO_800, "MedicationRequest/8", "MedicationRequest/7")
    assert "priorPrescription" not in resource
    assert [each["text"].split()[1] for each in resource["note"]] == ["MedicationRequest/8,", "MedicationRequest/7,"]


def test_an_order_without_an_id_is_named_and_not_referred_to() -> None:
    resource = drafted(TO_800, "MedicationRequest #3")
    assert "priorPrescription" not in resource
    assert "MedicationRequest #3" in resource["note"][0]["text"]


def test_without_an_order_nothing_is_replaced() -> None:
    assert drafted(TO_800).keys().isdisjoint({"note", "priorPrescription"})


@pytest.mark.parametrize("option", [TO_800, TO_600], ids=lambda each: each.id)
def test_our_own_mapping_reads_a_signed_draft_as_the_dose_it_stands_for(option: DoseOption) -> None:
    (order,) = told(patient(), drafted(option) | {"id": "new", "status": "active"}).orders
    assert (order.drug.kind, order.binding) == (DrugKind.IMATINIB, Answer.YES)
    assert order.daily_dose_mg == Amount.exactly(option.daily_dose_mg)


@pytest.mark.parametrize("option", [TO_800, TO_600], ids=lambda each: each.id)
def test_a_draft_is_no_order_yet(option: DoseOption) -> None:
    found = told(patient(), drafted(option) | {"id": "new"})
    assert found.orders == ()
    assert [each.because for each in found.refusals] == ["it is a draft"]


# fmt: off
REQUESTED = {
    Investigation.BLOOD_COUNT:         "58410-2",
    Investigation.MANUAL_DIFFERENTIAL: "24318-8",
    Investigation.MARROW_KARYOTYPE:    "33893-9",
    Investigation.BCR_ABL1:            "69380-4",
    Investigation.MUTATION_ANALYSIS:   "55135-8",
}
# fmt: on


def test_every_investigation_is_drafted_as_a_request_of_its_own() -> None:
    resources = draft(InvestigationOption("tests", tuple(Investigation)), assessed())
    codes = [each["code"]["coding"][0] for each in resources]
    assert [(each["system"], each["code"]) for each in codes] == [
        ("http://loinc.org", REQUESTED[each]) for each in Investigation
    ]
    for each in resources:
        assert (each["resourceType"], each["status"], each["intent"]) == ("ServiceRequest", "draft", "order")
        assert each["subject"] == {"reference": "Patient/invented"}


def test_drafts_are_valid_and_plain_json_with_numbers_for_doses() -> None:
    dose, tests = (
        drafted(TO_600, "MedicationRequest/7"),
        draft(InvestigationOption("tests", tuple(Investigation)), assessed()),
    )
    MedicationRequest.model_validate(dose)
    for each in tests:
        ServiceRequest.model_validate(each)
    assert json.loads(json.dumps([dose, *tests])) == [dose, *tests]
    assert not [each for each in _members([dose, *tests]) if each in (None, "", [], {})]
    assert isinstance(dose["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"], int)


def _members(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(member for each in inside for member in _members(each))]
