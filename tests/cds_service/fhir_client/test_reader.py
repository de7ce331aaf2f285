"""Reading data that were not prefetched: queries, servers, tokens, pages, errors and time."""

from itertools import chain, repeat
from threading import Barrier
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service.prefetch.keys import PREFETCH_KEYS
from tests.cds_service.calls import (
    OPTIONAL,
    PATIENT_ID,
    REQUIRED,
    SERVICE,
    TOKEN,
    authorization,
    empty_prefetch,
    hook_call,
    read_assessment,
    without,
)
from tests.cds_service.conftest import OpenService
from tests.stub_fhir_server import FhirRequest, Reply, StubFhirServer, searchset, stub_fhir_server

EVERY_KEY = sorted(prefetch_key.name for prefetch_key in PREFETCH_KEYS)
BEARER = f"Bearer {TOKEN}"
SHORT = 0.3
"""Seconds of a time budget that a test exceeds."""

Response = Any


def _pull(service: FlaskClient, fhir: StubFhirServer, prefetch: Any = None, **members: Any) -> Response:
    """Send a call whose missing keys are to be read from the FHIR server."""
    call = hook_call(fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=prefetch or {})
    return service.post(SERVICE, json=call | members)


def _pull_molecular(service: FlaskClient, fhir: StubFhirServer, **members: Any) -> Response:
    """Send a call with one required key to be read from the FHIR server."""
    return _pull(service, fhir, without(empty_prefetch(), "molecular"), **members)


def _read_failure(answer: Response, key: str = "molecular") -> str:
    assert answer.status_code == 412
    [issue] = answer.json["issue"]
    assert issue["expression"] == [f"prefetch.{key}"]
    lead = f"the prefetch key {key} is required and could not be obtained: "
    assert issue["details"]["text"].startswith(lead)
    return str(issue["details"]["text"].removeprefix(lead))


def _bcr_abl1(number: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"transcript-{number}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "69380-4"}]},
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
        "effectiveDateTime": f"2024-0{number}-01",
        "valueQuantity": {"value": 0.05, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
    }


# Queries


def test_f10_without_prefetch_every_key_is_read_once(service: FlaskClient, fhir: StubFhirServer) -> None:
    answer = _pull(service, fhir)
    assert answer.status_code == 200
    assert "unread" not in read_assessment(answer.json)
    assert fhir.requested_names == EVERY_KEY


@pytest.mark.parametrize("missing", [*((name,) for name in EVERY_KEY), ("chemistry", "dispenses", "patient")])
def test_p12_only_what_is_missing_is_read(service: FlaskClient, fhir: StubFhirServer, missing: tuple[str, ...]) -> None:
    answer = _pull(service, fhir, without(empty_prefetch(), *missing))
    assert answer.status_code == 200
    assert fhir.requested_names == sorted(missing)


def test_p14_what_was_prefetched_as_null_or_empty_is_not_asked_again(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    assert _pull(service, fhir, empty_prefetch(chemistry=searchset())).status_code == 200
    assert fhir.requests == []


def test_p16_what_the_client_failed_to_read_is_asked_once_of_the_server(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    failed = empty_prefetch(
        molecular={"resourceType": "OperationOutcome"}, dispenses={"resourceType": "OperationOutcome"}
    )
    answer = _pull(service, fhir, failed)
    assert (answer.status_code, fhir.requested_names) == (200, ["dispenses", "molecular"])
    assert "unread" not in read_assessment(answer.json)


def test_what_the_client_and_then_the_server_failed_to_read_stays_failed(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    fhir.answer("molecular", Reply(status=403))
    answer = _pull(service, fhir, empty_prefetch(molecular={"resourceType": "OperationOutcome"}))
    assert _read_failure(answer) == "the FHIR server does not permit the query"
    assert len(fhir.requests_for("molecular")) == 1


def test_p18_a_key_with_an_unusable_value_is_read_from_the_server(service: FlaskClient, fhir: StubFhirServer) -> None:
    assert _pull(service, fhir, empty_prefetch(cytogenetics="<html>", patient="123")).status_code == 200
    assert fhir.requested_names == ["cytogenetics", "patient"]


def test_the_query_is_the_template_with_the_patient_in_it(service: FlaskClient, fhir: StubFhirServer) -> None:
    _pull_molecular(service, fhir)
    [request] = fhir.requests_for("molecular")
    assert request.path == "/fhir/Observation"
    assert request.parameters["patient"] == PATIENT_ID
    assert request.method == "GET"
    assert "http://loinc.org|69380-4" in request.parameters["code"].split(",")
    assert request.parameters["_count"] == "500"


def test_results_from_the_server_count_like_prefetched_ones(service: FlaskClient, fhir: StubFhirServer) -> None:
    results = searchset(_bcr_abl1(1), _bcr_abl1(3))
    fhir.answer("molecular", results)
    pulled = _pull_molecular(service, fhir)
    prefetched = service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(molecular=results)))
    assert read_assessment(pulled.json) == read_assessment(prefetched.json)


# The token


def test_f2_every_call_presents_the_token_further_pages_and_medications_too(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    fhir.answer("molecular", searchset(next_link=f"{fhir.base}/Observation?page=2"))
    fhir.answer("medications", searchset(_order("Medication/m1")))
    assert _pull(service, fhir).status_code == 200
    assert {"metadata", "Observation", "Medication/m1", *EVERY_KEY} == {request.name for request in fhir.requests}
    assert {request.authorization for request in fhir.requests} == {BEARER}


@pytest.mark.parametrize(
    "members",
    [
        {"fhirAuthorization": None},
        {"fhirAuthorization": authorization(token_type="mac")},  # noqa: S106
    ],
)
def test_f11_an_open_server_on_this_machine_is_read_without_a_token(
    service: FlaskClient, fhir: StubFhirServer, members: dict[str, Any]
) -> None:
    assert _pull(service, fhir, **members).status_code == 200
    assert {request.authorization for request in fhir.requests} == {None}


def test_a_netrc_file_is_ignored(
    service: FlaskClient, fhir: StubFhirServer, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert _pull(service, fhir, fhirAuthorization=None).status_code == 200
    assert {request.authorization for request in fhir.requests} == {None}


def test_no_proxy_is_used_for_this_machine(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    assert _pull(service, fhir).status_code == 200


def test_f4_no_token_is_kept_for_the_next_call(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("patient", Reply({"resourceType": "Patient", "id": PATIENT_ID}, headers={"Set-Cookie": "session=1"}))
    _pull(service, fhir)
    fhir.requests.clear()
    _pull(service, fhir, fhirAuthorization=None)
    assert {request.authorization for request in fhir.requests} == {None}
    assert {request.cookie for request in fhir.requests} == {None}


# Which server


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        ("https://ehr.example/r4", "this service is not allowed to read from fhirServer"),
        ("http://169.254.169.254/latest/meta-data", "this service is not allowed to read from fhirServer"),
        ("http://localhost.evil.example/fhir", "this service is not allowed to read from fhirServer"),
        ("file:///etc/passwd", "fhirServer is not a valid URL"),
        ("ehr", "fhirServer is not a valid URL"),
        ("", "the call names no FHIR server"),
    ],
)
def test_f12_a_server_that_is_not_allowed_is_not_asked(service: FlaskClient, server: str, reason: str) -> None:
    answer = service.post(SERVICE, json=hook_call(fhirServer=server, prefetch=without(empty_prefetch(), "molecular")))
    assert _read_failure(answer) == f"it was not prefetched, and {reason}"
    assert not server or server not in answer.text


def test_a_call_that_needs_nothing_may_name_any_server(service: FlaskClient) -> None:
    assert service.post(SERVICE, json=hook_call(fhirServer="https://ehr.example/r4")).status_code == 200


def test_f12_a_further_page_on_another_server_is_not_read(service: FlaskClient, fhir: StubFhirServer) -> None:
    with stub_fhir_server() as other:
        fhir.answer("molecular", searchset(_bcr_abl1(1), next_link=f"{other.base}/Observation?page=2"))
        answer = _pull_molecular(service, fhir)
        assert _read_failure(answer) == "the FHIR server links to a URL outside its base URL"
        assert other.requests == []


def test_f12_a_further_page_of_a_prefetched_bundle_on_another_server_is_not_read(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    with stub_fhir_server() as other:
        paged = searchset(_bcr_abl1(1), next_link=f"{other.base}/Observation?page=2")
        answer = _pull(service, fhir, empty_prefetch(molecular=paged))
        assert _read_failure(answer) == "the FHIR server links to a URL outside its base URL"
        assert (other.requests, fhir.requests_for("molecular")) == ([], [])


def test_f12_a_redirect_to_another_server_is_not_followed(service: FlaskClient, fhir: StubFhirServer) -> None:
    with stub_fhir_server() as other:
        fhir.answer("molecular", Reply(status=302, headers={"Location": f"{other.base}/Observation"}))
        assert _read_failure(_pull_molecular(service, fhir)) == "the FHIR server links to a URL outside its base URL"
        assert other.requests == []


@pytest.mark.parametrize("location", ["http://[::bad", "ftp://127.0.0.1/fhir", "http://127.0.0.1:x/"])
def test_a_redirect_to_an_invalid_url_is_not_followed(
    service: FlaskClient, fhir: StubFhirServer, location: str
) -> None:
    fhir.answer("molecular", Reply(status=302, headers={"Location": location}))
    assert _read_failure(_pull_molecular(service, fhir)) == "the FHIR server links to a URL outside its base URL"


def test_the_body_of_a_redirect_is_limited_too(open_service: OpenService, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", Reply("x" * (1024 * 1024 + 1), status=302, headers={"Location": f"{fhir.base}/moved"}))
    reason = _read_failure(_pull_molecular(open_service(max_body_mib=1), fhir))
    assert reason == "the FHIR server's response is larger than this service accepts"


def test_a_redirect_within_the_server_is_followed_with_the_token(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", Reply(status=307, headers={"Location": f"{fhir.base}/moved/Observation?x=1"}))
    fhir.answer("moved/Observation", searchset(_bcr_abl1(1)))
    assert _pull_molecular(service, fhir).status_code == 200
    [request] = fhir.requests_for("moved/Observation")
    assert request.authorization == BEARER


def test_circular_redirects_are_detected(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", Reply(status=302, headers={"Location": f"{fhir.base}/round"}))
    fhir.answer("round", Reply(status=302, headers={"Location": f"{fhir.base}/round"}))
    assert _read_failure(_pull_molecular(service, fhir)) == "the FHIR server's links form a loop"


# Pages


def test_p17_pages_are_read_to_the_end(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(_bcr_abl1(1), next_link=f"{fhir.base}/Observation?page=2"))
    fhir.answer("Observation", searchset(_bcr_abl1(2), next_link="Observation?page=3"), searchset(_bcr_abl1(3)))
    whole = searchset(*map(_bcr_abl1, (1, 2, 3)))
    prefetched = service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(molecular=whole)))
    assert read_assessment(_pull_molecular(service, fhir).json) == read_assessment(prefetched.json)
    assert len(fhir.requests_for("Observation")) == 2


def test_a_result_repeated_on_two_pages_does_not_hide_a_missing_one(service: FlaskClient, fhir: StubFhirServer) -> None:
    """This happens if a result is filed while the pages are read."""
    fhir.answer("molecular", searchset(_bcr_abl1(1), _bcr_abl1(2), next_link="Observation?page=2", total=4))
    fhir.answer("Observation", searchset(_bcr_abl1(2), _bcr_abl1(3), total=4))
    unread = read_assessment(_pull_molecular(service, fhir).json)["unread"]
    assert unread == [
        {"key": "molecular", "reason": "it states a total of 4 results but contains 3", "kind": "incomplete"}
    ]


def test_p17_a_prefetched_first_page_is_read_on_and_not_again(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("Observation", searchset(_bcr_abl1(2)))
    first = searchset(_bcr_abl1(1), next_link=f"{fhir.base}/Observation?page=2")
    assert _pull(service, fhir, empty_prefetch(molecular=first)).status_code == 200
    assert fhir.requested_names == ["Observation"]


def test_circular_page_links_are_detected(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(next_link=f"{fhir.base}/Observation?page=2"))
    fhir.answer("Observation", searchset(next_link=f"{fhir.base}/Observation?page=2"))
    assert _read_failure(_pull_molecular(service, fhir)) == "the FHIR server's links form a loop"


def test_endless_pages_are_limited(open_service: OpenService, fhir: StubFhirServer) -> None:
    def build_next_page(request: FhirRequest) -> dict[str, Any]:
        return searchset(next_link=f"{fhir.base}/Observation?page={int(request.parameters['page']) + 1}")

    fhir.answer("molecular", searchset(next_link=f"{fhir.base}/Observation?page=1"))
    fhir.answer("Observation", build_next_page)
    answer = _pull_molecular(open_service(fhir_max_pages=7), fhir)
    assert _read_failure(answer) == "the FHIR server has more pages than this service reads"
    assert len(fhir.requests_for("Observation")) == 7


# Pages under another base URL


def _add_self_link(bundle: dict[str, Any], url: str) -> dict[str, Any]:
    return bundle | {"link": [{"relation": "self", "url": url}, *bundle.get("link", ())]}


@pytest.mark.parametrize("searched", ["Observation?patient=1", "Observation", "Observation/_search?_count=500"])
@pytest.mark.parametrize("base", ["http://node7:8080/fhir", "http://node7:8080/hapi/r4", "https://ehr.example"])
def test_pages_under_the_servers_own_base_url_are_read_under_fhir_server(
    service: FlaskClient, fhir: StubFhirServer, base: str, searched: str
) -> None:
    """As behind a proxy. The self link of the second page shows no resource type, as with HAPI FHIR."""
    first = searchset(_bcr_abl1(1), next_link=f"{base}?_getpages=a&_getpagesoffset=1")
    second = searchset(_bcr_abl1(2), next_link=f"{base}?_getpages=a&_getpagesoffset=2")
    fhir.answer("molecular", _add_self_link(first, f"{base}/{searched}"))
    fhir.answer("/fhir", _add_self_link(second, f"{base}?_getpages=a&_getpagesoffset=1"), searchset(_bcr_abl1(3)))
    whole = searchset(*map(_bcr_abl1, (1, 2, 3)))
    prefetched = service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(molecular=whole)))
    assert read_assessment(_pull_molecular(service, fhir).json) == read_assessment(prefetched.json)
    assert [request.parameters["_getpagesoffset"] for request in fhir.requests_for("/fhir")] == ["1", "2"]


def test_a_prefetched_page_under_the_servers_own_base_url_is_continued_under_fhir_server(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    first = searchset(_bcr_abl1(1), next_link="http://node7:8080/hapi/Observation?page=2")
    first = _add_self_link(first, "http://node7:8080/hapi/Observation?patient=1")
    fhir.answer("Observation", searchset(_bcr_abl1(2)))
    assert _pull(service, fhir, empty_prefetch(molecular=first)).status_code == 200
    assert fhir.requested_names == ["Observation"]


@pytest.mark.parametrize(
    "self_link",
    [
        "{server}/Observation?x=1",
        "http://node7:8080/fhir/Observation?x=1",
        "Observation?x=1",
        "{other}/Patient?x=1",
        "",
    ],
)
def test_f12_a_page_outside_the_base_url_of_the_self_link_is_not_read(
    service: FlaskClient, fhir: StubFhirServer, self_link: str
) -> None:
    with stub_fhir_server() as other:
        page = searchset(_bcr_abl1(1), next_link=f"{other.base}/Observation?page=2")
        fhir.answer("molecular", _add_self_link(page, self_link.format(server=fhir.base, other=other.base)))
        assert _read_failure(_pull_molecular(service, fhir)) == "the FHIR server links to a URL outside its base URL"
        assert (other.requests, fhir.requests_for("Observation")) == ([], [])


def test_f12_a_self_link_of_another_server_does_not_redirect_queries_to_it(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    with stub_fhir_server() as other:
        page = searchset(_bcr_abl1(1), next_link=f"{other.base}/Observation?page=2")
        fhir.answer("molecular", _add_self_link(page, f"{other.base}/Observation?x=1"))
        fhir.answer("Observation", searchset(_bcr_abl1(2)))
        assert _pull_molecular(service, fhir).status_code == 200
        assert (other.requests, len(fhir.requests_for("Observation"))) == ([], 1)


def test_circular_links_under_another_base_url_are_detected(service: FlaskClient, fhir: StubFhirServer) -> None:
    page = _add_self_link(searchset(next_link="http://node7/Observation?page=2"), "http://node7/Observation?x=1")
    fhir.answer("molecular", page)
    fhir.answer("Observation", page)
    assert _read_failure(_pull_molecular(service, fhir)) == "the FHIR server's links form a loop"


# Errors


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=401), "the FHIR server does not accept the access token"),
        (Reply(status=403), "the FHIR server does not permit the query"),
        (Reply(status=429), "the FHIR server limits the rate of requests"),
        (Reply(status=500), "the FHIR server responded with status 500"),
        (Reply(status=503), "the FHIR server responded with status 503"),
        (Reply(status=304), "the FHIR server responded with status 304"),
        (Reply("<html>Please log in</html>"), "the FHIR server's response is not valid FHIR"),
        (Reply(b"\xff\xfe"), "the FHIR server's response is not valid FHIR"),
        (Reply(""), "the FHIR server's response is not valid FHIR"),
        (Reply("[]"), "the FHIR server's response is not valid FHIR"),
        (Reply("{}"), "the FHIR server's response is not valid FHIR"),
        (
            Reply('{"resourceType": "Bundle", "entry": [{"resource": NaN}]}'),
            "the FHIR server's response is not valid FHIR",
        ),
        (Reply({"resourceType": "Practitioner"}), "the FHIR server's response is not valid FHIR"),
        (Reply({"resourceType": "Bundle", "entry": 7}), "the FHIR server's response is not valid FHIR"),
        (Reply({"resourceType": "OperationOutcome"}), "an OperationOutcome was sent instead of a result"),
        (
            Reply("{", headers={"Content-Length": "9999", "Connection": "close"}),
            "the FHIR server could not be reached or closed the connection",
        ),
        (Reply("", headers={"Content-Encoding": "gzip"}), "the FHIR server's response is not valid FHIR"),
        (
            Reply("plain", headers={"Content-Encoding": "gzip"}),
            "the FHIR server could not be reached or closed the connection",
        ),
    ],
)
def test_p19_a_failed_required_key_ends_the_call(
    service: FlaskClient, fhir: StubFhirServer, reply: Reply, reason: str
) -> None:
    fhir.answer("molecular", reply)
    assert _read_failure(_pull_molecular(service, fhir)) == reason


def test_a_failed_optional_key_is_listed_as_unread(service: FlaskClient, fhir: StubFhirServer) -> None:
    for name in OPTIONAL:
        fhir.answer(name, Reply(status=403))
    answer = _pull(service, fhir)
    assert answer.status_code == 200
    assert {query["key"] for query in read_assessment(answer.json)["unread"]} == set(OPTIONAL)


def test_every_required_key_that_failed_is_named(service: FlaskClient, fhir: StubFhirServer) -> None:
    for name in EVERY_KEY:
        fhir.answer(name, Reply(status=403))
    answer = _pull(service, fhir)
    assert answer.status_code == 412
    assert [issue["expression"] for issue in answer.json["issue"]] == [[f"prefetch.{name}"] for name in REQUIRED]


def test_a_server_that_is_not_there_ends_the_call(service: FlaskClient) -> None:
    with stub_fhir_server() as gone:
        pass
    assert (
        _read_failure(_pull_molecular(service, gone)) == "the FHIR server could not be reached or closed the connection"
    )


def test_an_answer_that_is_too_large_ends_the_call(open_service: OpenService, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", Reply("x" * (1024 * 1024 + 1)))
    reason = _read_failure(_pull_molecular(open_service(max_body_mib=1), fhir))
    assert reason == "the FHIR server's response is larger than this service accepts"


def test_a_patient_with_another_id_is_rejected(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("patient", {"resourceType": "Patient", "id": "somebody-else"})
    answer = _pull(service, fhir, without(empty_prefetch(), "patient"))
    assert _read_failure(answer, "patient") == "the FHIR server's response is not valid FHIR"


# Time


def test_a_late_response_for_a_required_key_ends_the_call(open_service: OpenService, fhir: StubFhirServer) -> None:
    fhir.keep_waiting("molecular")
    answer = _pull_molecular(open_service(time_budget_s=SHORT), fhir)
    assert _read_failure(answer) == "the FHIR server did not respond in time"
    assert answer.json["issue"][0]["code"] == "timeout"


def test_a_late_response_for_an_optional_key_is_listed_as_unread(
    open_service: OpenService, fhir: StubFhirServer
) -> None:
    fhir.keep_waiting("dispenses")
    answer = _pull(open_service(time_budget_s=SHORT), fhir, without(empty_prefetch(), "dispenses"))
    assert answer.status_code == 200
    unread = read_assessment(answer.json)["unread"]
    assert unread == [{"key": "dispenses", "reason": "the FHIR server did not respond in time", "kind": "failed"}]


def test_a_call_without_time_left_sends_no_query(open_service: OpenService, fhir: StubFhirServer) -> None:
    """The clock is read once when the call arrives, and again when a query is to be sent."""
    moments = chain([0], repeat(10))
    answer = _pull_molecular(open_service(monotonic=lambda: next(moments), time_budget_s=5), fhir)
    assert _read_failure(answer) == "the FHIR server did not respond in time"
    assert fhir.requests == []


def test_a_response_still_arriving_at_the_deadline_is_abandoned(
    open_service: OpenService, fhir: StubFhirServer
) -> None:
    clock = [0.0]

    def answer_too_late(_request: FhirRequest) -> dict[str, Any]:
        clock[0] = 10
        return searchset()

    fhir.answer("molecular", answer_too_late)
    answer = _pull_molecular(open_service(monotonic=lambda: clock[0], time_budget_s=5), fhir)
    assert _read_failure(answer) == "the FHIR server did not respond in time"


def test_keys_are_read_concurrently(service: FlaskClient, fhir: StubFhirServer) -> None:
    """Both replies wait until both requests have arrived: one after the other, there would be none."""
    both_asked = Barrier(2, timeout=5)

    def wait_for_both(_request: FhirRequest) -> dict[str, Any]:
        both_asked.wait()
        return searchset()

    fhir.answer("molecular", wait_for_both)
    fhir.answer("chemistry", wait_for_both)
    assert _pull(service, fhir, without(empty_prefetch(), "molecular", "chemistry")).status_code == 200


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_transient_error_is_retried(service: FlaskClient, fhir: StubFhirServer, status: int) -> None:
    fhir.answer("molecular", Reply(status=status), Reply(status=status), searchset(_bcr_abl1(1)))
    assert _pull_molecular(service, fhir).status_code == 200
    assert len(fhir.requests_for("molecular")) == 3


@pytest.mark.parametrize("status", [401, 403])
def test_a_permanent_error_is_not_retried(service: FlaskClient, fhir: StubFhirServer, status: int) -> None:
    fhir.answer("molecular", Reply(status=status), searchset())
    assert _pull_molecular(service, fhir).status_code == 412
    assert len(fhir.requests_for("molecular")) == 1


def test_retry_after_is_respected_within_the_time_budget(open_service: OpenService, fhir: StubFhirServer) -> None:
    waited: list[float] = []
    fhir.answer("molecular", Reply(status=429, headers={"Retry-After": "2"}), searchset(_bcr_abl1(1)))
    assert _pull_molecular(open_service(sleep=waited.append), fhir).status_code == 200
    assert waited == [2]


def test_a_retry_after_beyond_the_time_budget_is_not_waited_for(
    open_service: OpenService, fhir: StubFhirServer
) -> None:
    waited: list[float] = []
    fhir.answer("molecular", Reply(status=429, headers={"Retry-After": "3600"}), searchset())
    assert _pull_molecular(open_service(sleep=waited.append), fhir).status_code == 412
    assert (waited, len(fhir.requests_for("molecular"))) == ([], 1)


# Medications and releases


def _order(reference: str) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": f"order-of-{reference.rpartition('/')[2]}",
        "status": "active",
        "intent": "order",
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
        "medicationReference": {"reference": reference},
        "authoredOn": "2024-01-01",
    }


def test_a_medication_that_is_not_in_the_chart_is_read_once(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("Medication/m1", {"resourceType": "Medication", "id": "m1", "code": {"text": "vitamin"}})
    orders = searchset(_order("Medication/m1"), _order("Medication/m1"))
    assert _pull(service, fhir, empty_prefetch(medications=orders)).status_code == 200
    assert fhir.requested_names == ["Medication/m1"]


def test_a_medication_that_is_in_the_chart_is_not_read(service: FlaskClient, fhir: StubFhirServer) -> None:
    medication = {"resourceType": "Medication", "id": "m1", "code": {"text": "vitamin"}}
    contained = _order("#m2") | {"contained": [medication | {"id": "m2"}]}
    orders = searchset(_order("Medication/m1"), _order("Medication/m1/_history/2"), contained, medication)
    assert _pull(service, fhir, empty_prefetch(medications=orders)).status_code == 200
    assert fhir.requests == []


@pytest.mark.parametrize("reference", ["https://ehr.example/r4/Medication/m1", "urn:uuid:0a", "#none", "Medication/m9"])
def test_a_medication_that_cannot_be_read_does_not_end_the_call(
    service: FlaskClient, fhir: StubFhirServer, reference: str
) -> None:
    assert _pull(service, fhir, empty_prefetch(medications=searchset(_order(reference)))).status_code == 200
    assert [request.name for request in fhir.requests] == (["Medication/m9"] if reference == "Medication/m9" else [])


@pytest.mark.parametrize(
    ("named", "status", "reason"),
    [("m1", "not-applicable", "no-imatinib"), ("m2", "unknown", "medication-unresolved")],
)
def test_a_medication_other_than_the_referenced_one_is_not_used(
    service: FlaskClient, fhir: StubFhirServer, named: str, status: str, reason: str
) -> None:
    hers = {"subject": {"reference": f"Patient/{PATIENT_ID}"}}
    cml = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C92.10"}]}
    fhir.answer("Medication/m1", {"resourceType": "Medication", "id": named, "code": {"text": "vitamin"}})
    answer = _pull(
        service,
        fhir,
        empty_prefetch(
            patient={"resourceType": "Patient", "id": PATIENT_ID, "birthDate": "1960-01-01"},
            conditions=searchset({"resourceType": "Condition", "id": "c", "code": cml, **hers}),
            medications=searchset(_order("Medication/m1")),
        ),
    )
    applicability = read_assessment(answer.get_json())["applicability"]
    assert (applicability["status"], applicability["reasons"][0]["code"]) == (status, reason)


@pytest.mark.parametrize(("release", "status"), [("4.0.1", 200), ("4.3.0", 200), ("3.0.2", 412), ("5.0.0", 412)])
def test_a_server_of_another_release_is_refused(
    service: FlaskClient, fhir: StubFhirServer, release: str, status: int
) -> None:
    fhir.answer("metadata", {"resourceType": "CapabilityStatement", "fhirVersion": release})
    answer = _pull(service, fhir)
    assert answer.status_code == status
    if status == 412:
        assert answer.json["issue"][0]["details"]["text"].startswith("FHIR R4 needed")
        assert fhir.requested_names == []


@pytest.mark.parametrize("reply", [Reply(status=404), Reply("<html>"), Reply({"resourceType": "CapabilityStatement"})])
def test_a_server_that_does_not_state_its_release_is_read(
    service: FlaskClient, fhir: StubFhirServer, reply: Reply
) -> None:
    fhir.answer("metadata", reply)
    assert _pull(service, fhir).status_code == 200


def test_the_release_of_a_server_is_asked_for_once(service: FlaskClient, fhir: StubFhirServer) -> None:
    _pull(service, fhir)
    _pull(service, fhir)
    assert len(fhir.requests_for("metadata")) == 1
