"""Prefetched values, without a FHIR server: each key is checked by itself."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.cds_service.calls import (
    PATIENT,
    PATIENT_ID,
    REQUIRED,
    SEARCHED,
    SERVICE,
    empty_prefetch,
    hook_call,
    read_assessment,
    without,
)
from tests.stub_fhir_server import searchset

OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
WARNING = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "informational"}]}
GLUCOSE = {
    "resourceType": "Observation",
    "id": "glucose",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7"}]},
    "subject": {"reference": f"Patient/{PATIENT_ID}"},
}


def _get_status(service: FlaskClient, **keys: Any) -> int:
    return service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(**keys))).status_code


def _list_failed_keys(service: FlaskClient, prefetch: Any) -> list[str]:
    answer = service.post(SERVICE, json=hook_call(prefetch=prefetch))
    assert answer.status_code == 412
    return [issue["expression"][0].removeprefix("prefetch.") for issue in answer.json["issue"]]


def _list_unread(service: FlaskClient, prefetch: dict[str, Any]) -> dict[str, str]:
    answer = service.post(SERVICE, json=hook_call(prefetch=prefetch))
    assert answer.status_code == 200
    return {query["key"]: query["reason"] for query in read_assessment(answer.json).get("unread", [])}


def test_p14_null_means_that_nothing_was_found(service: FlaskClient) -> None:
    assert _list_unread(service, empty_prefetch()) == {}


@pytest.mark.parametrize(
    "empty", [searchset(), searchset(total=0), searchset(entry=[]), searchset(link=[]), {"resourceType": "Bundle"}]
)
def test_p15_an_empty_bundle_means_that_nothing_was_found(service: FlaskClient, empty: dict[str, Any]) -> None:
    assert _list_unread(service, empty_prefetch() | dict.fromkeys(SEARCHED, empty)) == {}


def test_a_patient_who_was_not_found_is_an_answer_too(service: FlaskClient) -> None:
    assert _get_status(service, patient=None) == 200


@pytest.mark.parametrize("prefetch", [None, {}, {"other": PATIENT}])
def test_p19_without_prefetch_and_server_every_required_key_is_named(service: FlaskClient, prefetch: Any) -> None:
    assert _list_failed_keys(service, prefetch) == list(REQUIRED)


@pytest.mark.parametrize("key", REQUIRED)
def test_p13_a_required_key_that_is_absent_ends_the_call(service: FlaskClient, key: str) -> None:
    assert _list_failed_keys(service, without(empty_prefetch(), key)) == [key]


@pytest.mark.parametrize("key", ["dispenses", "statements", "administrations"])
def test_a_missing_optional_key_is_listed_as_unread(service: FlaskClient, key: str) -> None:
    unread = _list_unread(service, without(empty_prefetch(), key))
    assert unread == {key: "it was not prefetched, and the call names no FHIR server"}


@pytest.mark.parametrize("key", REQUIRED)
def test_p16_an_operation_outcome_under_a_required_key_ends_the_call(service: FlaskClient, key: str) -> None:
    assert _list_failed_keys(service, empty_prefetch() | {key: OUTCOME}) == [key]


def test_p16_an_operation_outcome_under_an_optional_key_is_listed_as_unread(service: FlaskClient) -> None:
    unread = _list_unread(service, empty_prefetch(dispenses=OUTCOME))
    assert unread == {"dispenses": "an OperationOutcome was sent instead of a result"}


def test_an_error_among_the_entries_fails_the_key(service: FlaskClient) -> None:
    assert _list_failed_keys(service, empty_prefetch(molecular=searchset(GLUCOSE, OUTCOME))) == ["molecular"]


def test_a_warning_among_the_entries_is_ignored(service: FlaskClient) -> None:
    assert _list_unread(service, empty_prefetch(molecular=searchset(GLUCOSE, WARNING))) == {}


@pytest.mark.parametrize(
    "value",
    [
        "123",
        "<html>Bad gateway</html>",
        [],
        {},
        17,
        False,
        {"entry": []},
        {"resourceType": "Practitioner", "id": "dr1"},
        {"resourceType": "Bundle", "entry": {"resource": GLUCOSE}},
        {"resourceType": "Bundle", "entry": "none"},
    ],
)
def test_p18_an_unusable_value_leaves_its_key_open(service: FlaskClient, value: Any) -> None:
    assert _list_failed_keys(service, empty_prefetch(molecular=value)) == ["molecular"]


def test_p22_another_patients_resource_does_not_answer_for_this_one(service: FlaskClient) -> None:
    assert _list_failed_keys(service, empty_prefetch(patient={**PATIENT, "id": "somebody-else"})) == ["patient"]


def test_a_single_resource_of_the_right_kind_answers_a_search(service: FlaskClient) -> None:
    assert _list_unread(service, empty_prefetch(chemistry=GLUCOSE)) == {}


def test_p17_a_further_page_that_cannot_be_read_makes_a_required_key_fail(service: FlaskClient) -> None:
    paged = searchset(GLUCOSE, next_link="https://ehr.example/r4/Observation?page=2")
    assert _list_failed_keys(service, empty_prefetch(molecular=paged)) == ["molecular"]


def test_p17_an_optional_key_with_an_unreadable_page_is_listed_as_unread(service: FlaskClient) -> None:
    paged = searchset(next_link="https://ehr.example/r4/MedicationDispense?page=2")
    unread = _list_unread(service, empty_prefetch(dispenses=paged))
    assert unread == {"dispenses": "it has further pages, and the call names no FHIR server"}


UNREADABLE_LINKS = "its links are unreadable, so there may be further pages"


@pytest.mark.parametrize("link", [{}, {"url": ""}, {"url": None}, {"url": 2}])
def test_a_next_link_without_a_url_is_reported(service: FlaskClient, link: dict[str, Any]) -> None:
    unread = _list_unread(service, empty_prefetch(molecular=searchset(GLUCOSE, link=[{"relation": "next", **link}])))
    assert unread == {"molecular": UNREADABLE_LINKS}


@pytest.mark.parametrize("links", [{"relation": "next", "url": "Observation?page=2"}, "next", 2])
def test_unreadable_links_are_reported_since_they_may_hide_a_page(service: FlaskClient, links: Any) -> None:
    assert _list_unread(service, empty_prefetch(molecular=searchset(GLUCOSE, link=links))) == {
        "molecular": UNREADABLE_LINKS
    }


def test_fewer_results_than_the_stated_total_are_reported(service: FlaskClient) -> None:
    unread = _list_unread(service, empty_prefetch(molecular=searchset(GLUCOSE, total=2)))
    assert unread == {"molecular": "it states a total of 2 results but contains 1"}


@pytest.mark.parametrize(
    "entry", [None, "entry", {}, {"resource": None}, {"resource": "text"}, {"resource": {"id": 1}}]
)
def test_entries_that_are_not_resources_are_reported(service: FlaskClient, entry: Any) -> None:
    unread = _list_unread(service, empty_prefetch(molecular=searchset(entry=[{"resource": GLUCOSE}, entry])))
    assert unread == {"molecular": "entries that are not FHIR resources: 1"}


@pytest.mark.parametrize(
    "members",
    [{"link": None}, {"link": [None, {"relation": "self", "url": "x"}]}, {"total": "many"}],
)
def test_malformed_members_of_a_bundle_are_ignored(service: FlaskClient, members: dict[str, Any]) -> None:
    assert _list_unread(service, empty_prefetch(molecular=searchset(GLUCOSE, **members))) == {}


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "Procedure", "id": "other-kind"},
        {**GLUCOSE, "subject": {"reference": "Patient/somebody-else"}},
        {**GLUCOSE, "subject": "example-patient", "code": 7, "status": ["final"], "effectiveDateTime": "yesterday"},
        {"resourceType": "MedicationRequest", "id": 9, "medicationReference": {"reference": "Medication/none"}},
        {"resourceType": "Observation"},
    ],
)
def test_p20_resources_that_cannot_be_used_do_not_end_the_call(service: FlaskClient, resource: dict[str, Any]) -> None:
    assert _get_status(service, molecular=searchset(resource), medications=searchset(resource)) == 200


def test_ten_thousand_resources_are_read(service: FlaskClient) -> None:
    many = [{**GLUCOSE, "id": f"glucose-{number}"} for number in range(10_000)]
    assert _get_status(service, chemistry=searchset(*many)) == 200


def test_an_order_of_an_older_release_is_refused(service: FlaskClient) -> None:
    older = searchset({"resourceType": "MedicationOrder", "id": "order"})
    answer = service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(medications=older)))
    assert answer.status_code == 412
    assert answer.json["issue"][0]["details"]["text"].startswith("FHIR R4 needed")
