"""The gate: three keys are prefetched, and the others read only where these show a sign of CML."""

from typing import Any

from flask.testing import FlaskClient

from cds_service.prefetch.keys import GATE_KEYS
from tests.cds_service.calls import PATIENT, PATIENT_ID, SEARCHED, SERVICE, hook_call, read_assessment
from tests.cds_service.conftest import OpenService
from tests.stub_fhir_server import StubFhirServer, searchset

CML = {
    "resourceType": "Condition",
    "id": "cml",
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C92.1"}]},
}
REFERRED_ORDER = {
    "resourceType": "MedicationRequest",
    "id": "order",
    "status": "active",
    "intent": "order",
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
    "medicationReference": {"reference": "Medication/m"},
}
IMATINIB = {"resourceType": "Medication", "id": "m", "code": {"text": "imatinib 400 mg"}}
OTHERS = sorted({*SEARCHED} - GATE_KEYS)


def call_through_gate(service: FlaskClient, **members: Any) -> Any:
    """Send a call with the three keys, empty but for the given ones."""
    prefetch = {"patient": PATIENT, "conditions": None, "medications": None} | members.pop("prefetch", {})
    return service.post(SERVICE, json=hook_call(prefetch=prefetch, **members))


def test_discovery_announces_the_keys_of_the_gate_only(open_service: OpenService) -> None:
    [announced] = open_service(prefetch="gate").get("/cds-services").json["services"]
    assert announced["prefetch"].keys() == GATE_KEYS


def test_a_chart_without_a_sign_is_answered_without_a_request(open_service: OpenService, fhir: StubFhirServer) -> None:
    answer = call_through_gate(open_service(prefetch="gate"), fhirServer=fhir.base)
    assert (answer.status_code, answer.json["cards"], fhir.requests) == (200, [], [])
    assert read_assessment(answer.json)["recommendation"]["action"] == "none"


def test_a_chart_without_a_sign_needs_no_server(open_service: OpenService) -> None:
    assert call_through_gate(open_service(prefetch="gate")).status_code == 200


def test_a_chart_with_a_sign_is_read_completely(open_service: OpenService, fhir: StubFhirServer) -> None:
    prefetch = {"conditions": searchset(CML)}
    answer = call_through_gate(open_service(prefetch="gate"), prefetch=prefetch, fhirServer=fhir.base)
    assert (answer.status_code, fhir.requested_names) == (200, OTHERS)


def test_a_drug_behind_a_reference_is_a_sign_too(open_service: OpenService, fhir: StubFhirServer) -> None:
    fhir.answer("Medication/m", IMATINIB)
    prefetch = {"medications": searchset(REFERRED_ORDER)}
    answer = call_through_gate(open_service(prefetch="gate"), prefetch=prefetch, fhirServer=fhir.base)
    assert answer.status_code == 200
    assert {*OTHERS} <= {*fhir.requested_names}


def test_a_chart_with_a_sign_and_no_server_is_not_obtained(open_service: OpenService) -> None:
    assert call_through_gate(open_service(prefetch="gate"), prefetch={"conditions": searchset(CML)}).status_code == 412


def test_without_the_gate_every_key_is_needed(service: FlaskClient) -> None:
    assert call_through_gate(service).status_code == 412
