"""Decoding the body of a call. A body of another shape is decoded as plain JSON, to be rejected later."""

from typing import Any

import pytest

from cds_service.decimal_json import InvalidJsonError, write
from cds_service.hooks.body import CallBodyReader
from cds_service.prefetch.answers import SearchResult
from tests.fhir_mappings.observation import concept

RESOURCE_TYPES = {"patient": "Patient", "blood-counts": "Observation", "chemistry": "Observation"}
PATIENT = {"resourceType": "Patient", "id": "invented"}
SODIUM = {"resourceType": "Observation", "id": "sodium", "code": concept("2951-2")}
CALL = {"hook": "patient-view", "hookInstance": "x", "context": {"patientId": "invented", "more": [1]}}


def read(body: Any) -> Any:
    return CallBodyReader(RESOURCE_TYPES, {"6690-2"}).read(body if isinstance(body, bytes) else write(body).encode())


def test_members_of_a_call_are_plain_json_and_unknown_ones_are_dropped() -> None:
    given = CALL | {"fhirServer": None, "fhirAuthorization": {"access_token": "t"}}
    assert read(given | {"extension": {"a": 1}, "unknown": 2}) == given | {"prefetch": {}}


def test_values_are_parsed_by_the_type_of_their_key() -> None:
    found = {"resourceType": "Bundle", "entry": [{"resource": SODIUM}]}
    prefetch = read(CALL | {"prefetch": {"patient": PATIENT, "chemistry": found, "blood-counts": None, "other": [1]}})[
        "prefetch"
    ]
    assert (prefetch["patient"], prefetch["blood-counts"], prefetch.keys()) == (PATIENT, None, RESOURCE_TYPES.keys())
    assert isinstance(prefetch["chemistry"], SearchResult)
    assert [result.id for result in prefetch["chemistry"].unparsed] == ["sodium"]


def test_an_operation_outcome_is_kept() -> None:
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
def test_a_body_of_another_shape_is_decoded_as_plain_json(body: Any) -> None:
    assert read(body) == body


@pytest.mark.parametrize("body", [b"{", b'{"hook": NaN}', b'{"prefetch": {"patient": {"birthDate": "\xff"}}}'])
def test_a_body_that_is_not_json_is_reported(body: bytes) -> None:
    with pytest.raises(InvalidJsonError):
        read(body)
