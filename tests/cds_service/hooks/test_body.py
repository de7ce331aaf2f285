"""The body of a call is read by its members, and whatever has another shape is read in full for others to judge."""

from typing import Any

import pytest

from cds_service.decimal_json import NotJson, write
from cds_service.hooks.body import CallReader
from cds_service.prefetch.answers import Page
from tests.fhir_mappings.observation import concept

ASKED = {"patient": "Patient", "blood-counts": "Observation", "chemistry": "Observation"}
PATIENT = {"resourceType": "Patient", "id": "invented"}
SODIUM = {"resourceType": "Observation", "id": "sodium", "code": concept("2951-2")}
CALL = {"hook": "patient-view", "hookInstance": "x", "context": {"patientId": "invented", "more": [1]}}


def read(body: Any) -> Any:
    return CallReader(ASKED, {"6690-2"}).read(body if isinstance(body, bytes) else write(body).encode())


def test_the_members_of_a_call_are_plain_json_and_others_are_passed_over() -> None:
    given = CALL | {"fhirServer": None, "fhirAuthorization": {"access_token": "t"}}
    assert read(given | {"extension": {"a": 1}, "unknown": 2}) == given | {"prefetch": {}}


def test_answers_are_read_as_their_keys_ask() -> None:
    found = {"resourceType": "Bundle", "entry": [{"resource": SODIUM}]}
    prefetch = read(CALL | {"prefetch": {"patient": PATIENT, "chemistry": found, "blood-counts": None, "other": [1]}})[
        "prefetch"
    ]
    assert (prefetch["patient"], prefetch["blood-counts"], prefetch.keys()) == (PATIENT, None, ASKED.keys())
    assert isinstance(prefetch["chemistry"], Page)
    assert [each.id for each in prefetch["chemistry"].unopened] == ["sodium"]


def test_an_outcome_for_an_answer_stays_one() -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": []}
    assert read(CALL | {"prefetch": {"chemistry": outcome}})["prefetch"] == {
        "chemistry": {"resourceType": "OperationOutcome"}
    }


@pytest.mark.parametrize(
    "body",
    [
        [],
        5,
        CALL | {"prefetch": None},
        CALL | {"prefetch": []},
        CALL | {"prefetch": {"chemistry": SODIUM}},
        CALL | {"prefetch": {"chemistry": "<html>"}},
        CALL | {"prefetch": {"chemistry": {"entry": []}}},
        CALL | {"prefetch": {"chemistry": {"resourceType": "Bundle", "entry": "none"}}},
    ],
)
def test_whatever_has_another_shape_is_read_in_full(body: Any) -> None:
    assert read(body) == body


@pytest.mark.parametrize("body", [b"{", b'{"hook": NaN}', b'{"prefetch": {"patient": {"birthDate": "\xff"}}}'])
def test_what_is_not_json_is_said(body: bytes) -> None:
    with pytest.raises(NotJson):
        read(body)
