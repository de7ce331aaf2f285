"""What FHIR servers and proxies on the way do to requests and answers, and that nothing is lost by it in silence."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service.fhir_client import searches
from cds_service.fhir_client.access import MAX_VAIN_REQUESTS
from cds_service.fhir_client.base_url import FhirBaseUrl
from cds_service.fhir_client.server_profile import Capability
from tests.cds_service.calls import PATIENT_ID, SEARCHED, SERVICE, authorization, empty_prefetch, hook_call, without
from tests.stub_fhir_server import FhirRequest, Reply, StubFhirServer, searchset


def pull(service: FlaskClient, fhir: StubFhirServer, *keys: str, **members: Any) -> Any:
    """Send a call with these keys to be read from the FHIR server."""
    prefetch = without(empty_prefetch(), *keys)
    call = hook_call(fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=prefetch)
    return service.post(SERVICE, json=call | members)


def build_bcr_abl1(number: int = 1) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"bcr-abl1-{number}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "69380-4"}]},
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
        "effectiveDateTime": f"2024-05-{number:02}",
        "valueQuantity": {"value": number, "system": "http://unitsofmeasure.org", "code": "%"},
    }


def read_unread(response: Any) -> list[str]:
    document = response.json["extension"]["org.imatinib-cds.assessment"]
    return [query["key"] for query in document.get("unread", [])]


def test_every_request_asks_for_an_answer_that_is_not_from_a_cache(service: FlaskClient, fhir: StubFhirServer) -> None:
    pull(service, fhir, "molecular", "patient")
    assert {request.headers["Cache-Control"] for request in fhir.requests} == {"no-cache"}
    assert {request.headers["Accept"] for request in fhir.requests} == {"application/fhir+json, application/json;q=0.9"}


def test_a_chart_that_is_opened_again_has_the_result_that_arrived_meanwhile(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    cache: dict[str, Any] = {}
    filed = [build_bcr_abl1(1)]

    def answer_from_cache(request: FhirRequest) -> Reply:
        if request.headers.get("Cache-Control") == "no-cache" or request.query not in cache:
            cache[request.query] = searchset(*filed)
        return Reply(cache[request.query])

    fhir.answer("molecular", answer_from_cache)
    pull(service, fhir, "molecular")
    filed.append(build_bcr_abl1(2))
    evidence = pull(service, fhir, "molecular").json["extension"]["org.imatinib-cds.assessment"]
    assert len(cache) == 1
    assert len(fhir.requests_for("molecular")) == 2
    assert "unread" not in evidence


def test_reserved_characters_of_values_are_encoded_and_commas_are_not(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    pull(service, fhir, "molecular")
    [request] = fhir.requests_for("molecular")
    assert "http%3A%2F%2Floinc.org%7C69380-4," in request.query
    assert "//" not in request.query


def test_a_proxy_that_folds_slashes_changes_no_search(service: FlaskClient, fhir: StubFhirServer) -> None:
    folded: list[str] = []

    def fold(request: FhirRequest) -> Reply:
        folded.append(request.query.replace("//", "/"))
        return Reply(searchset(build_bcr_abl1()) if folded[-1] == request.query else searchset())

    fhir.answer("molecular", fold)
    pull(service, fhir, "molecular")
    assert folded == [fhir.requests_for("molecular")[0].query]


@pytest.mark.parametrize("relation", ["next", "NEXT", "Next"])
def test_a_further_page_is_read_however_its_relation_is_written(
    service: FlaskClient, fhir: StubFhirServer, relation: str
) -> None:
    link = [{"relation": relation, "url": f"{fhir.base}/Observation?page=2"}]
    fhir.answer("molecular", searchset(build_bcr_abl1(1)) | {"link": link})
    fhir.answer("Observation", searchset(build_bcr_abl1(2)))
    assert pull(service, fhir, "molecular").status_code == 200
    assert len(fhir.requests_for("Observation")) == 1


@pytest.mark.parametrize("severity", ["error", "ERROR", "Fatal"])
def test_an_error_within_a_result_is_one_however_its_severity_is_written(
    service: FlaskClient, fhir: StubFhirServer, severity: str
) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "exception"}]}
    fhir.answer("molecular", searchset(build_bcr_abl1(), outcome))
    assert pull(service, fhir, "molecular").status_code == 412


@pytest.mark.parametrize(
    "answer",
    [
        Reply(status=204),
        {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]},
        {"resourceType": "OperationOutcome", "issue": [{"severity": "INFORMATION", "code": "not-found"}]},
    ],
)
def test_a_server_that_says_that_it_found_nothing_has_answered(
    service: FlaskClient, fhir: StubFhirServer, answer: Any
) -> None:
    fhir.answer("molecular", answer)
    assert pull(service, fhir, "molecular").status_code == 200


@pytest.mark.parametrize(
    "issue",
    [{"severity": "error", "code": "informational"}, {"severity": "information", "code": "incomplete"}, {}],
)
def test_an_operation_outcome_that_tells_of_a_failure_is_none_of_these(
    service: FlaskClient, fhir: StubFhirServer, issue: dict[str, str]
) -> None:
    fhir.answer("molecular", {"resourceType": "OperationOutcome", "issue": [issue]})
    assert pull(service, fhir, "molecular").status_code == 412


def test_a_further_page_below_search_is_read_without_it(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(build_bcr_abl1(1), next_link=f"{fhir.base}/Observation/_search?page=2"))
    fhir.answer("Observation", searchset(build_bcr_abl1(2)))
    assert pull(service, fhir, "molecular").status_code == 200
    [page] = fhir.requests_for("Observation")
    assert (page.method, page.parameters) == ("GET", {"page": "2"})


def test_a_further_page_below_search_that_get_does_not_read_is_posted(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    fhir.answer("molecular", searchset(build_bcr_abl1(1), next_link=f"{fhir.base}/Observation/_search?page=2"))
    fhir.answer("Observation", Reply(status=404))
    fhir.answer("Observation/_search", searchset(build_bcr_abl1(2)))
    assert pull(service, fhir, "molecular").status_code == 200
    [page] = fhir.requests_for("Observation/_search")
    assert (page.method, page.parameters) == ("POST", {"page": "2"})


SELF_LINKS = [
    "https://internal.example:443/r4/Observation?code=x",
    "HTTPS://Internal.Example/r4/Observation/?code=x",
    "https://internal.example/r4/Observation/_search?code=x",
    "https://internal.example/r4/observation/_search/",
]


@pytest.mark.parametrize("self_link", SELF_LINKS)
def test_a_server_that_names_itself_otherwise_is_understood(
    service: FlaskClient, fhir: StubFhirServer, self_link: str
) -> None:
    links = [
        {"relation": "self", "url": self_link},
        {"relation": "next", "url": "https://internal.example/r4/Observation?page=2"},
    ]
    fhir.answer("molecular", searchset(build_bcr_abl1(1)) | {"link": links})
    fhir.answer("Observation", searchset(build_bcr_abl1(2)))
    assert pull(service, fhir, "molecular").status_code == 200
    assert len(fhir.requests_for("Observation")) == 1


RELEASES = [
    ("4.0.1", False),
    ("4.0", False),
    ("4.1.0", False),
    ("4.3.0", False),
    ("v4.0.1", False),
    ("R4", False),
    ("R4B", False),
    ("FHIR R4", False),
    ("", False),
    ("current", False),
    ("3.0.2", True),
    ("1.0.2", True),
    ("5.0.0", True),
    ("R5", True),
    ("STU3", True),
    ("DSTU2", True),
]


@pytest.mark.parametrize(("release", "is_other"), RELEASES)
def test_only_what_names_another_release_is_refused(release: str, is_other: bool) -> None:
    assert Capability(release=release).is_other_release is is_other


@pytest.mark.parametrize("patient_id", [".", ".."])
def test_an_id_of_dots_is_none(service: FlaskClient, fhir: StubFhirServer, patient_id: str) -> None:
    context = {"userId": "Practitioner/example", "patientId": patient_id}
    assert pull(service, fhir, "molecular", context=context).status_code == 400
    assert fhir.requests == []


@pytest.mark.parametrize("link", ["Patient/.", "Patient/..", "Patient/%2e", "Patient/./x", "../Patient/x"])
def test_a_link_with_a_segment_of_dots_belongs_to_no_server(link: str) -> None:
    assert FhirBaseUrl.parse("https://ehr.example/r4").resolve(link) is None


def test_an_id_with_dots_in_it_is_an_id() -> None:
    assert (
        FhirBaseUrl.parse("https://ehr.example/r4").resolve("Patient/a.b..c") == "https://ehr.example/r4/Patient/a.b..c"
    )


def test_blanks_around_the_address_of_the_server_are_tolerated(service: FlaskClient, fhir: StubFhirServer) -> None:
    assert pull(service, fhir, "molecular", fhirServer=f" {fhir.base} ").status_code == 200


@pytest.mark.parametrize(("encoding", "status"), [("identity", 200), ("IDENTITY", 200), ("gzip", 415)])
def test_the_encoding_of_a_call_is_compared_without_case(service: FlaskClient, encoding: str, status: int) -> None:
    assert service.post(SERVICE, json=hook_call(), headers={"Content-Encoding": encoding}).status_code == status


def test_a_hook_instance_that_is_no_uuid_is_repeated_as_a_digest(service: FlaskClient) -> None:
    response = service.post(SERVICE, json=hook_call(hookInstance="patient-4711", context={}))
    assert response.status_code == 400
    assert "patient-4711" not in response.text
    assert "hookInstance sha256:" in response.text


def test_templates_ask_for_pages_of_the_size_that_the_site_sets(open_service: Any) -> None:
    def announced(**settings: Any) -> dict[str, str]:
        (entry,) = open_service(**settings).get("/cds-services").json["services"]
        templates: dict[str, str] = entry["prefetch"]
        return templates

    assert announced()["molecular"].endswith("&_count=200")
    assert announced()["patient"] == "Patient/{{context.patientId}}"
    assert announced(prefetch_count=50)["conditions"] == "Condition?patient={{context.patientId}}&_count=50"
    assert "_count" not in str(announced(prefetch_count=0))


def test_every_expanded_template_has_at_most_1500_characters(service: FlaskClient) -> None:
    (entry,) = service.get("/cds-services").json["services"]
    longest = max(template.replace("{{context.patientId}}", "p" * 64) for template in entry["prefetch"].values())
    assert len(longest) <= 1500


def test_what_is_unread_is_none_where_everything_was_answered(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(build_bcr_abl1()))
    assert read_unread(pull(service, fhir, "molecular")) == []


def test_what_a_server_includes_does_not_fill_up_its_total(service: FlaskClient, fhir: StubFhirServer) -> None:
    specimen = {"resourceType": "Specimen", "id": "s"}
    fhir.answer("molecular", searchset(build_bcr_abl1(1), specimen, total=2))
    assert read_unread(pull(service, fhir, "molecular")) == ["molecular"]


def test_a_result_that_is_sent_twice_does_not_fill_up_the_total(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(build_bcr_abl1(1), build_bcr_abl1(1), total=2))
    assert read_unread(pull(service, fhir, "molecular")) == ["molecular"]


def test_a_result_that_two_searches_find_is_not_missing_once(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code of its own and a standard one: each is in another part of the search."""
    monkeypatch.setattr(searches, "MAX_URL_LENGTH", 500)
    fhir.answer("Observation", searchset(build_bcr_abl1(1), total=1))
    assert read_unread(pull(service, fhir, "molecular")) == []
    assert len(fhir.requests_for("Observation")) > 1


def test_a_server_that_separates_codes_before_it_decodes_them_finds_them(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    separated: list[str] = []

    def find_by_raw_commas(request: FhirRequest) -> Reply:
        [codes] = [part.removeprefix("code=") for part in request.query.split("&") if part.startswith("code=")]
        separated.extend(codes.split(","))
        return Reply(searchset())

    fhir.answer("molecular", find_by_raw_commas)
    pull(service, fhir, "molecular")
    assert "http%3A%2F%2Floinc.org%7C69380-4" in separated


def test_a_server_that_refuses_post_is_asked_by_get_alone(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "MAX_URL_LENGTH", 500)
    fhir.answer("Observation/_search", Reply(status=405))
    fhir.answer("Observation", searchset(build_bcr_abl1()))
    assert pull(service, fhir, "molecular").status_code == 200
    assert {request.method for request in fhir.requests} == {"GET"}


@pytest.mark.parametrize("status", [404, 429, 500])
def test_a_server_is_asked_in_vain_forty_times_at_most(service: FlaskClient, fhir: StubFhirServer, status: int) -> None:
    for name in ("Observation", "Observation/_search", "Condition", "MedicationRequest", *SEARCHED):
        fhir.answer(name, Reply(status=status))
    assert pull(service, fhir, *SEARCHED).status_code == 412
    in_vain = [request for request in fhir.requests if request.name != "metadata"]
    assert len(in_vain) <= MAX_VAIN_REQUESTS


def test_answered_requests_are_not_counted_as_vain(service: FlaskClient, fhir: StubFhirServer) -> None:
    orders = [
        {
            "resourceType": "MedicationRequest",
            "id": f"order-{number}",
            "status": "active",
            "intent": "order",
            "subject": {"reference": f"Patient/{PATIENT_ID}"},
            "medicationReference": {"reference": f"Medication/m{number}"},
        }
        for number in range(MAX_VAIN_REQUESTS + 5)
    ]
    for number in range(MAX_VAIN_REQUESTS + 5):
        fhir.answer(f"Medication/m{number}", {"resourceType": "Medication", "id": f"m{number}"})
    fhir.answer("medications", searchset(*orders))
    assert pull(service, fhir, "medications").status_code == 200
    assert len([request for request in fhir.requests if request.name.startswith("Medication/")]) == len(orders)
