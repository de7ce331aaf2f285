"""No content of a call costs more than it should, and none ends in a fault of the service (decision 0071)."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service.decision import MAX_ROUNDS
from fhir_mappings.datatypes.json_access import MAX_TEXT_LENGTH
from tests.cds_service.calls import PATIENT_ID, SERVICE, empty_prefetch, hook_call
from tests.stub_fhir_server import searchset

SUBJECT = {"reference": f"Patient/{PATIENT_ID}"}


def build_mutation(text: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "mutation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "55135-8"}]},
        "subject": SUBJECT,
        "effectiveDateTime": "2024-05-01",
        "valueString": text,
    }


def build_order(**members: Any) -> dict[str, Any]:
    drug = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "403879"}]}
    return {
        "resourceType": "MedicationRequest",
        "id": "order",
        "status": "active",
        "intent": "order",
        "subject": SUBJECT,
        "authoredOn": "2024-01-10",
        "medicationCodeableConcept": drug,
        **members,
    }


def read_exclusions(response: Any) -> list[str]:
    document = response.json["extension"]["org.imatinib-cds.assessment"]
    return [exclusion["reason"] for exclusion in document.get("setAside", [])]


def post(service: FlaskClient, **prefetch: Any) -> Any:
    return service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(**prefetch)))


def test_a_text_of_the_longest_length_is_read_and_a_longer_one_is_excluded(service: FlaskClient) -> None:
    longest = "T315I detected".ljust(MAX_TEXT_LENGTH, ".")
    assert "its text is too long to be read" not in read_exclusions(
        post(service, molecular=searchset(build_mutation(longest)))
    )
    longer = post(service, molecular=searchset(build_mutation(f"{longest}.")))
    assert read_exclusions(longer) == ["its text is too long to be read"]


@pytest.mark.parametrize(
    "text", ["vaf " * 900, "vaf" + " " * 3900, "(" * 3900, "\ufdfa" * 3900, "1," * 1900, "c." * 1900]
)
def test_a_text_of_any_kind_is_answered(service: FlaskClient, text: str) -> None:
    assert post(service, molecular=searchset(build_mutation(text))).status_code == 200


@pytest.mark.parametrize("depth", [490, 970, 5000])
def test_data_nested_too_deeply_are_no_fault_of_the_service(service: FlaskClient, depth: int) -> None:
    deep: str = json.dumps(hook_call(prefetch=empty_prefetch(molecular=searchset(build_mutation("@")))))
    body = deep.replace('"@"', "[" * depth + "]" * depth)
    response = service.post(SERVICE, data=body, content_type="application/json")
    assert response.status_code in (200, 400)
    assert response.status_code == 200 or "nested too deeply" in response.text


def test_an_id_that_cannot_be_sent_back_is_none(service: FlaskClient) -> None:
    body = json.dumps(hook_call(prefetch=empty_prefetch(medications=searchset(build_order(id="@")))))
    response = service.post(SERVICE, data=body.replace('"@"', '"\\ud800"'), content_type="application/json")
    assert response.status_code == 200


def test_many_invalid_resources_are_excluded_in_few_rounds(
    service: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cds_service import decision

    rounds = []
    assess = decision.assess

    def count_rounds(*arguments: Any, **options: Any) -> Any:
        rounds.append(1)
        return assess(*arguments, **options)

    monkeypatch.setattr(decision, "assess", count_rounds)
    diagnosis = {
        "resourceType": "Condition",
        "id": "cml",
        "subject": SUBJECT,
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "92818009"}]},
    }
    orders = [build_order(id=f"order-{number}", note=7, dispenseRequest=7, priority=7) for number in range(30)]
    invalid = [order | {"dosageInstruction": [{"text": "400 mg", "sequence": "x"}]} for order in orders]
    response = post(service, conditions=searchset(diagnosis), medications=searchset(*invalid))
    assert response.status_code == 200
    assert len(rounds) <= MAX_ROUNDS + 1
