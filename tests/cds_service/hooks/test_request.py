"""Parsing a call: what is required and what is tolerated (docs/integrating.md)."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service.errors import MalformedCallError
from cds_service.hooks.patient_view import IMATINIB_RESPONSE
from cds_service.hooks.request import HookCall, parse_call
from tests.cds_service.calls import INSTANCE, PATIENT_ID, SERVICE, TOKEN, authorization, read_assessment
from tests.cds_service.calls import hook_call as body

HOOK = "patient-view"
SCHEMA = IMATINIB_RESPONSE.call_schema


def _parse(**members: Any) -> HookCall:
    return parse_call(body(**members), HOOK, SCHEMA)


def _context(**members: Any) -> dict[str, Any]:
    return {"context": {**body()["context"], **members}}


def _list_locations(call: Any) -> list[str]:
    with pytest.raises(MalformedCallError) as refused:
        parse_call(call, HOOK, SCHEMA)
    return [issue.location for issue in refused.value.issues]


def test_a_call_is_read() -> None:
    call = _parse(fhirServer="https://ehr.example/r4", fhirAuthorization=authorization())
    assert (call.hook, call.instance, call.patient_id) == (HOOK, INSTANCE, PATIENT_ID)
    assert (call.user_id, call.fhir_server, call.access_token) == (
        "Practitioner/example",
        "https://ehr.example/r4",
        TOKEN,
    )


@pytest.mark.parametrize("member", ["hook", "hookInstance", "context", "context.userId", "context.patientId"])
def test_c2_c6_a_required_member_that_is_missing_is_named(service: FlaskClient, member: str) -> None:
    call = body()
    *outer, name = member.split(".")
    del (call["context"] if outer else call)[name]
    answer = service.post(SERVICE, json=call)
    assert answer.status_code == 400
    assert [issue["details"]["text"] for issue in answer.json["issue"]] == [f"{member} is missing"]
    assert [issue["expression"] for issue in answer.json["issue"]] == [[member]]


def test_all_faults_are_reported_at_once() -> None:
    assert {*_list_locations({"hook": 1, "context": {}})} == {
        "hook",
        "hookInstance",
        "context.userId",
        "context.patientId",
    }


@pytest.mark.parametrize(
    ("members", "location"),
    [
        ({"hook": "order-select"}, "hook"),
        ({"hook": ""}, "hook"),
        ({"hookInstance": 7}, "hookInstance"),
        ({"hookInstance": "x" * 201}, "hookInstance"),
        ({"context": "example-patient"}, "context"),
        ({"prefetch": []}, "prefetch"),
        ({"fhirServer": 8}, "fhirServer"),
        ({"fhirAuthorization": "token"}, "fhirAuthorization"),
        (_context(userId=""), "context.userId"),
        (_context(patientId=""), "context.patientId"),
        (_context(patientId="Patient/example-patient"), "context.patientId"),
        (_context(patientId="example patient"), "context.patientId"),
        (_context(patientId="example-patient\n"), "context.patientId"),
        (_context(patientId="../metadata"), "context.patientId"),
        (_context(patientId="x" * 65), "context.patientId"),
        (_context(patientId=17), "context.patientId"),
        ({"fhirAuthorization": authorization(patient="another")}, "fhirAuthorization.patient"),
    ],
)
def test_a_fault_is_reported_with_its_location(members: dict[str, Any], location: str) -> None:
    assert _list_locations(body(**members)) == [location]


@pytest.mark.parametrize("call", [None, [], "call", 7, True])
def test_a_call_is_a_json_object(call: Any) -> None:
    assert _list_locations(call) == [""]


def test_the_wrong_value_is_not_repeated() -> None:
    with pytest.raises(MalformedCallError) as refused:
        _parse(**_context(patientId="Patient/example of a secret"))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "members",
    [
        {"hookInstance": "not-a-uuid"},
        {"fhirAuthorization": None},
        {"fhirServer": None},
        {"fhirServer": ""},
        {"fhirAuthorization": authorization(expires_in="600")},
        {"fhirAuthorization": authorization(scope="launch/unheard-of *.* system/?")},
        {"fhirAuthorization": authorization(patient=PATIENT_ID), "fhirServer": "https://ehr.example/r4"},
        {"fhirAuthorization": authorization(patient=f"Patient/{PATIENT_ID}")},
        {"fhirAuthorization": authorization()},
        {"fhirAuthorization": {}},
        {"extension": {"com.example.ehr": {"any": 1}}, "unheardOf": [None]},
        _context(encounterId=None),
        _context(encounterId="e1", extension={"com.example": {}}, unheardOf=1),
        {"context": {"userId": "COREPRACTITIONER1", "patientId": PATIENT_ID}},
    ],
)
def test_harmless_deviations_are_tolerated(service: FlaskClient, members: dict[str, Any]) -> None:
    assert service.post(SERVICE, json=body(**members)).status_code == 200


@pytest.mark.parametrize("member", ["prefetch", "fhirServer", "fhirAuthorization"])
def test_null_means_absent(member: str) -> None:
    call = _parse(**{member: None})
    assert (call.prefetch if member == "prefetch" else call.fhir_server + call.access_token) in ({}, "")


@pytest.mark.parametrize(
    ("members", "token"),
    [
        ({}, TOKEN),
        ({"token_type": "bearer"}, TOKEN),
        ({"token_type": "BEARER"}, TOKEN),
        ({"token_type": "mac"}, ""),
        ({"token_type": None}, ""),
        ({"access_token": ""}, ""),
        ({"access_token": None}, ""),
        ({"access_token": 7}, ""),
        ({"access_token": "two\r\nX-Injected: lines"}, ""),
        ({"access_token": "ключ"}, ""),
    ],
)
def test_an_unusable_token_is_ignored(members: dict[str, Any], token: str) -> None:
    assert _parse(fhirAuthorization=authorization(**members)).access_token == token


def test_the_token_is_hidden_in_the_repr_of_the_call() -> None:
    assert TOKEN not in repr(_parse(fhirAuthorization=authorization()))


@pytest.mark.parametrize(
    ("user", "for_clinician"),
    [
        ("Practitioner/dr1", True),
        ("PractitionerRole/r1", True),
        ("COREPRACTITIONER1", True),
        ("https://ehr.example/r4/Practitioner/dr1", True),
        ("Practitioner/Patient", True),
        ("Patient/p1", False),
        ("RelatedPerson/r1", False),
        ("patient/p1", False),
        ("https://ehr.example/r4/Patient/p1", False),
        ("Patient/p1/_history/2", False),
    ],
)
def test_advice_is_for_clinicians(service: FlaskClient, user: str, for_clinician: bool) -> None:
    assert _parse(**_context(userId=user)).for_clinician is for_clinician
    answer = service.post(SERVICE, json=body(**_context(userId=user))).json
    reasons = read_assessment(answer)["applicability"].get("reasons", [])
    assert ("not-a-clinician" in [reason["code"] for reason in reasons]) is not for_clinician


def test_the_day_is_the_sites_own(open_service: Any) -> None:
    """The clock of the tests is at 10:30 on June 16 in Auckland, when it is still June 15 in UTC."""
    days = [
        read_assessment(open_service(timezone=zone).post(SERVICE, json=body()).json)["asOf"]
        for zone in ("UTC", AUCKLAND)
    ]
    assert days == ["2024-06-15", "2024-06-16"]


AUCKLAND = "Pacific/Auckland"
