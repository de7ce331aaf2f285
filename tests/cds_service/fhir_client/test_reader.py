"""Reading what was not prefetched: what is asked, of whom, with which token, and what becomes of the answers."""

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
    assessed,
    authorization,
    empty_prefetch,
    hook_call,
    without,
)
from tests.cds_service.conftest import Opened
from tests.stub_fhir_server import Question, Reply, StubFhirServer, searchset, stub_fhir_server

EVERY_KEY = sorted(each.name for each in PREFETCH_KEYS)
BEARER = f"Bearer {TOKEN}"
SHORT = 0.3
"""Seconds of a budget that a test lets run out."""

Called = Any


def _pull(service: FlaskClient, fhir: StubFhirServer, prefetch: Any = None, **members: Any) -> Called:
    """A call that leaves the service to read what is not prefetched."""
    call = hook_call(fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=prefetch or {})
    return service.post(SERVICE, json=call | members)


def _without_molecular(service: FlaskClient, fhir: StubFhirServer, **members: Any) -> Called:
    """A call that leaves one required key to be read."""
    return _pull(service, fhir, without(empty_prefetch(), "molecular"), **members)


def _failure(answer: Called, key: str = "molecular") -> str:
    assert answer.status_code == 412
    [issue] = answer.json["issue"]
    assert issue["expression"] == [f"prefetch.{key}"]
    lead = f"the prefetch key {key} is required and could not be obtained: "
    assert issue["details"]["text"].startswith(lead)
    return str(issue["details"]["text"].removeprefix(lead))


def _transcript(number: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"transcript-{number}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "69380-4"}]},
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
        "effectiveDateTime": f"2024-0{number}-01",
        "valueQuantity": {"value": 0.05, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
    }


# What is asked


def test_f10_without_prefetch_every_key_is_read_once(service: FlaskClient, fhir: StubFhirServer) -> None:
    answer = _pull(service, fhir)
    assert answer.status_code == 200
    assert "unread" not in assessed(answer.json)
    assert fhir.names_asked == EVERY_KEY


@pytest.mark.parametrize("missing", [*((name,) for name in EVERY_KEY), ("chemistry", "dispenses", "patient")])
def test_p12_only_what_is_missing_is_read(service: FlaskClient, fhir: StubFhirServer, missing: tuple[str, ...]) -> None:
    answer = _pull(service, fhir, without(empty_prefetch(), *missing))
    assert answer.status_code == 200
    assert fhir.names_asked == sorted(missing)


def test_p14_what_was_prefetched_as_null_or_empty_is_not_asked_again(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    assert _pull(service, fhir, empty_prefetch(chemistry=searchset())).status_code == 200
    assert fhir.asked == []


def test_p16_what_the_client_failed_to_read_is_not_asked_again(service: FlaskClient, fhir: StubFhirServer) -> None:
    failed = empty_prefetch(
        molecular={"resourceType": "OperationOutcome"}, dispenses={"resourceType": "OperationOutcome"}
    )
    assert _failure(_pull(service, fhir, failed)) == "an OperationOutcome was given for an answer"
    assert fhir.asked == []


def test_p18_what_does_not_answer_a_key_is_read(service: FlaskClient, fhir: StubFhirServer) -> None:
    assert _pull(service, fhir, empty_prefetch(cytogenetics="<html>", patient="123")).status_code == 200
    assert fhir.names_asked == ["cytogenetics", "patient"]


def test_the_query_is_the_template_with_the_patient_in_it(service: FlaskClient, fhir: StubFhirServer) -> None:
    _without_molecular(service, fhir)
    [question] = fhir.asked_for("molecular")
    assert question.path == "/fhir/Observation"
    assert question.parameters["patient"] == PATIENT_ID
    assert question.method == "GET"
    assert "http://loinc.org|69380-4" in question.parameters["code"].split(",")
    assert question.parameters["_count"] == "500"


def test_what_is_read_is_judged_like_what_is_prefetched(service: FlaskClient, fhir: StubFhirServer) -> None:
    results = searchset(_transcript(1), _transcript(3))
    fhir.answer("molecular", results)
    pulled = _without_molecular(service, fhir)
    prefetched = service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(molecular=results)))
    assert assessed(pulled.json) == assessed(prefetched.json)


# The token


def test_f2_every_call_presents_the_token_further_pages_and_medications_too(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    fhir.answer("molecular", searchset(following=f"{fhir.base}/Observation?page=2"))
    fhir.answer("medications", searchset(_order("Medication/m1")))
    assert _pull(service, fhir).status_code == 200
    assert {"metadata", "Observation", "Medication/m1", *EVERY_KEY} == {each.name for each in fhir.asked}
    assert {each.authorization for each in fhir.asked} == {BEARER}


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
    assert {each.authorization for each in fhir.asked} == {None}


def test_a_netrc_on_the_machine_stays_out_of_it(
    service: FlaskClient, fhir: StubFhirServer, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert _pull(service, fhir, fhirAuthorization=None).status_code == 200
    assert {each.authorization for each in fhir.asked} == {None}


def test_a_proxy_is_no_way_to_this_machine(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    assert _pull(service, fhir).status_code == 200


def test_f4_no_token_is_kept_for_the_next_call(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("patient", Reply({"resourceType": "Patient", "id": PATIENT_ID}, headers={"Set-Cookie": "session=1"}))
    _pull(service, fhir)
    fhir.asked.clear()
    _pull(service, fhir, fhirAuthorization=None)
    assert {each.authorization for each in fhir.asked} == {None}
    assert {each.cookie for each in fhir.asked} == {None}


# Which server


@pytest.mark.parametrize(
    ("server", "because"),
    [
        ("https://ehr.example/r4", "fhirServer is not one that this service may read from"),
        ("http://169.254.169.254/latest/meta-data", "fhirServer is not one that this service may read from"),
        ("http://localhost.evil.example/fhir", "fhirServer is not one that this service may read from"),
        ("file:///etc/passwd", "fhirServer is not an address"),
        ("ehr", "fhirServer is not an address"),
        ("", "the call names no FHIR server"),
    ],
)
def test_f12_a_server_that_is_not_allowed_is_not_asked(service: FlaskClient, server: str, because: str) -> None:
    answer = service.post(SERVICE, json=hook_call(fhirServer=server, prefetch=without(empty_prefetch(), "molecular")))
    assert _failure(answer) == f"it was not prefetched, and {because}"
    assert not server or server not in answer.text


def test_a_call_that_needs_nothing_may_name_any_server(service: FlaskClient) -> None:
    assert service.post(SERVICE, json=hook_call(fhirServer="https://ehr.example/r4")).status_code == 200


def test_f12_a_further_page_on_another_server_is_not_read(service: FlaskClient, fhir: StubFhirServer) -> None:
    with stub_fhir_server() as other:
        fhir.answer("molecular", searchset(_transcript(1), following=f"{other.base}/Observation?page=2"))
        answer = _without_molecular(service, fhir)
        assert _failure(answer) == "the FHIR server refers to an address outside of it"
        assert other.asked == []


def test_f12_a_further_page_of_a_prefetched_bundle_on_another_server_is_not_read(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    with stub_fhir_server() as other:
        paged = searchset(_transcript(1), following=f"{other.base}/Observation?page=2")
        answer = _pull(service, fhir, empty_prefetch(molecular=paged))
        assert _failure(answer) == "the FHIR server refers to an address outside of it"
        assert (other.asked, fhir.asked_for("molecular")) == ([], [])


def test_f12_a_redirect_to_another_server_is_not_followed(service: FlaskClient, fhir: StubFhirServer) -> None:
    with stub_fhir_server() as other:
        fhir.answer("molecular", Reply(status=302, headers={"Location": f"{other.base}/Observation"}))
        assert _failure(_without_molecular(service, fhir)) == "the FHIR server refers to an address outside of it"
        assert other.asked == []


@pytest.mark.parametrize("location", ["http://[::bad", "ftp://127.0.0.1/fhir", "http://127.0.0.1:x/"])
def test_a_redirect_to_what_is_no_address_is_not_followed(
    service: FlaskClient, fhir: StubFhirServer, location: str
) -> None:
    fhir.answer("molecular", Reply(status=302, headers={"Location": location}))
    assert _failure(_without_molecular(service, fhir)) == "the FHIR server refers to an address outside of it"


def test_what_comes_with_a_redirect_is_kept_within_the_limits(opened: Opened, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", Reply("x" * (1024 * 1024 + 1), status=302, headers={"Location": f"{fhir.base}/moved"}))
    because = _failure(_without_molecular(opened(max_body_mib=1), fhir))
    assert because == "the answer of the FHIR server is larger than this service accepts"


def test_a_redirect_within_the_server_is_followed_with_the_token(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", Reply(status=307, headers={"Location": f"{fhir.base}/moved/Observation?x=1"}))
    fhir.answer("moved/Observation", searchset(_transcript(1)))
    assert _without_molecular(service, fhir).status_code == 200
    [question] = fhir.asked_for("moved/Observation")
    assert question.authorization == BEARER


def test_redirects_in_a_circle_come_to_an_end(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", Reply(status=302, headers={"Location": f"{fhir.base}/round"}))
    fhir.answer("round", Reply(status=302, headers={"Location": f"{fhir.base}/round"}))
    assert _failure(_without_molecular(service, fhir)) == "the pages of the FHIR server lead in a circle"


# Pages


def test_p17_pages_are_read_to_the_end(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(_transcript(1), following=f"{fhir.base}/Observation?page=2"))
    fhir.answer("Observation", searchset(_transcript(2), following="Observation?page=3"), searchset(_transcript(3)))
    whole = searchset(*map(_transcript, (1, 2, 3)))
    prefetched = service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(molecular=whole)))
    assert assessed(_without_molecular(service, fhir).json) == assessed(prefetched.json)
    assert len(fhir.asked_for("Observation")) == 2


def test_pages_that_repeat_what_another_holds_do_not_hide_that_results_are_missing(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    """As where a server counts its pages off anew each time, and a result was filed meanwhile."""
    fhir.answer("molecular", searchset(_transcript(1), _transcript(2), following="Observation?page=2", total=4))
    fhir.answer("Observation", searchset(_transcript(2), _transcript(3), total=4))
    unread = assessed(_without_molecular(service, fhir).json)["unread"]
    assert unread == [{"key": "molecular", "reason": "it counts 4 results and holds 3"}]


def test_p17_a_prefetched_first_page_is_read_on_and_not_again(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("Observation", searchset(_transcript(2)))
    first = searchset(_transcript(1), following=f"{fhir.base}/Observation?page=2")
    assert _pull(service, fhir, empty_prefetch(molecular=first)).status_code == 200
    assert fhir.names_asked == ["Observation"]


def test_pages_in_a_circle_come_to_an_end(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(following=f"{fhir.base}/Observation?page=2"))
    fhir.answer("Observation", searchset(following=f"{fhir.base}/Observation?page=2"))
    assert _failure(_without_molecular(service, fhir)) == "the pages of the FHIR server lead in a circle"


def test_pages_without_end_come_to_an_end(opened: Opened, fhir: StubFhirServer) -> None:
    def another(question: Question) -> dict[str, Any]:
        return searchset(following=f"{fhir.base}/Observation?page={int(question.parameters['page']) + 1}")

    fhir.answer("molecular", searchset(following=f"{fhir.base}/Observation?page=1"))
    fhir.answer("Observation", another)
    answer = _without_molecular(opened(fhir_max_pages=7), fhir)
    assert _failure(answer) == "the FHIR server has more pages than this service reads"
    assert len(fhir.asked_for("Observation")) == 7


# Pages by another name


def _itself(bundle: dict[str, Any], url: str) -> dict[str, Any]:
    return bundle | {"link": [{"relation": "self", "url": url}, *bundle.get("link", ())]}


@pytest.mark.parametrize("searched", ["Observation?patient=1", "Observation", "Observation/_search?_count=500"])
@pytest.mark.parametrize("base", ["http://node7:8080/fhir", "http://node7:8080/hapi/r4", "https://ehr.example"])
def test_pages_that_a_server_names_as_it_names_itself_are_read_where_it_is_reached(
    service: FlaskClient, fhir: StubFhirServer, base: str, searched: str
) -> None:
    """As behind a proxy. The second page names itself by its link alone, as HAPI FHIR does."""
    first = searchset(_transcript(1), following=f"{base}?_getpages=a&_getpagesoffset=1")
    second = searchset(_transcript(2), following=f"{base}?_getpages=a&_getpagesoffset=2")
    fhir.answer("molecular", _itself(first, f"{base}/{searched}"))
    fhir.answer("/fhir", _itself(second, f"{base}?_getpages=a&_getpagesoffset=1"), searchset(_transcript(3)))
    whole = searchset(*map(_transcript, (1, 2, 3)))
    prefetched = service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(molecular=whole)))
    assert assessed(_without_molecular(service, fhir).json) == assessed(prefetched.json)
    assert [each.parameters["_getpagesoffset"] for each in fhir.asked_for("/fhir")] == ["1", "2"]


def test_a_prefetched_page_that_a_server_names_as_it_names_itself_is_read_on_where_it_is_reached(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    first = searchset(_transcript(1), following="http://node7:8080/hapi/Observation?page=2")
    first = _itself(first, "http://node7:8080/hapi/Observation?patient=1")
    fhir.answer("Observation", searchset(_transcript(2)))
    assert _pull(service, fhir, empty_prefetch(molecular=first)).status_code == 200
    assert fhir.names_asked == ["Observation"]


@pytest.mark.parametrize(
    "itself",
    ["{ours}/Observation?x=1", "http://node7:8080/fhir/Observation?x=1", "Observation?x=1", "{theirs}/Patient?x=1", ""],
)
def test_f12_a_page_that_is_not_where_the_search_says_it_is_is_not_read(
    service: FlaskClient, fhir: StubFhirServer, itself: str
) -> None:
    with stub_fhir_server() as other:
        page = searchset(_transcript(1), following=f"{other.base}/Observation?page=2")
        fhir.answer("molecular", _itself(page, itself.format(ours=fhir.base, theirs=other.base)))
        assert _failure(_without_molecular(service, fhir)) == "the FHIR server refers to an address outside of it"
        assert (other.asked, fhir.asked_for("Observation")) == ([], [])


def test_f12_a_server_that_names_itself_by_anothers_address_is_asked_and_not_the_other(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    with stub_fhir_server() as other:
        page = searchset(_transcript(1), following=f"{other.base}/Observation?page=2")
        fhir.answer("molecular", _itself(page, f"{other.base}/Observation?x=1"))
        fhir.answer("Observation", searchset(_transcript(2)))
        assert _without_molecular(service, fhir).status_code == 200
        assert (other.asked, len(fhir.asked_for("Observation"))) == ([], 1)


def test_pages_by_another_name_in_a_circle_come_to_an_end(service: FlaskClient, fhir: StubFhirServer) -> None:
    page = _itself(searchset(following="http://node7/Observation?page=2"), "http://node7/Observation?x=1")
    fhir.answer("molecular", page)
    fhir.answer("Observation", page)
    assert _failure(_without_molecular(service, fhir)) == "the pages of the FHIR server lead in a circle"


# What goes wrong


@pytest.mark.parametrize(
    ("reply", "because"),
    [
        (Reply(status=401), "the FHIR server does not accept the access token"),
        (Reply(status=403), "the FHIR server does not permit the query"),
        (Reply(status=410), "the FHIR server no longer has it"),
        (Reply(status=429), "the FHIR server is being asked too often"),
        (Reply(status=500), "the FHIR server answers with status 500"),
        (Reply(status=503), "the FHIR server answers with status 503"),
        (Reply(status=304), "the FHIR server answers with status 304"),
        (Reply("<html>Please log in</html>"), "the answer of the FHIR server is not FHIR"),
        (Reply(b"\xff\xfe"), "the answer of the FHIR server is not FHIR"),
        (Reply(""), "the answer of the FHIR server is not FHIR"),
        (Reply("[]"), "the answer of the FHIR server is not FHIR"),
        (Reply("{}"), "the answer of the FHIR server is not FHIR"),
        (
            Reply('{"resourceType": "Bundle", "entry": [{"resource": NaN}]}'),
            "the answer of the FHIR server is not FHIR",
        ),
        (Reply({"resourceType": "Practitioner"}), "the answer of the FHIR server is not FHIR"),
        (Reply({"resourceType": "Bundle", "entry": 7}), "the answer of the FHIR server is not FHIR"),
        (Reply({"resourceType": "OperationOutcome"}), "an OperationOutcome was given for an answer"),
        (
            Reply("{", headers={"Content-Length": "9999", "Connection": "close"}),
            "the FHIR server could not be reached, or broke off",
        ),
        (Reply("", headers={"Content-Encoding": "gzip"}), "the answer of the FHIR server is not FHIR"),
        (Reply("plain", headers={"Content-Encoding": "gzip"}), "the FHIR server could not be reached, or broke off"),
    ],
)
def test_p19_what_goes_wrong_with_a_required_key_ends_the_call(
    service: FlaskClient, fhir: StubFhirServer, reply: Reply, because: str
) -> None:
    fhir.answer("molecular", reply)
    assert _failure(_without_molecular(service, fhir)) == because


def test_what_goes_wrong_with_an_optional_key_is_said(service: FlaskClient, fhir: StubFhirServer) -> None:
    for name in OPTIONAL:
        fhir.answer(name, Reply(status=403))
    answer = _pull(service, fhir)
    assert answer.status_code == 200
    assert {each["key"] for each in assessed(answer.json)["unread"]} == set(OPTIONAL)


def test_every_required_key_that_failed_is_named(service: FlaskClient, fhir: StubFhirServer) -> None:
    for name in EVERY_KEY:
        fhir.answer(name, Reply(status=403))
    answer = _pull(service, fhir)
    assert answer.status_code == 412
    assert [each["expression"] for each in answer.json["issue"]] == [[f"prefetch.{name}"] for name in REQUIRED]


def test_a_server_that_is_not_there_ends_the_call(service: FlaskClient) -> None:
    with stub_fhir_server() as gone:
        pass
    assert _failure(_without_molecular(service, gone)) == "the FHIR server could not be reached, or broke off"


def test_an_answer_that_is_too_large_ends_the_call(opened: Opened, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", Reply("x" * (1024 * 1024 + 1)))
    because = _failure(_without_molecular(opened(max_body_mib=1), fhir))
    assert because == "the answer of the FHIR server is larger than this service accepts"


def test_a_patient_of_another_id_is_not_taken_for_ours(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("patient", {"resourceType": "Patient", "id": "somebody-else"})
    answer = _pull(service, fhir, without(empty_prefetch(), "patient"))
    assert _failure(answer, "patient") == "the answer of the FHIR server is not FHIR"


# Time


def test_an_answer_that_comes_too_late_for_a_required_key_ends_the_call(opened: Opened, fhir: StubFhirServer) -> None:
    fhir.keep_waiting("molecular")
    answer = _without_molecular(opened(time_budget_s=SHORT), fhir)
    assert _failure(answer) == "the FHIR server did not answer in time"
    assert answer.json["issue"][0]["code"] == "timeout"


def test_an_answer_that_comes_too_late_for_an_optional_key_is_said(opened: Opened, fhir: StubFhirServer) -> None:
    fhir.keep_waiting("dispenses")
    answer = _pull(opened(time_budget_s=SHORT), fhir, without(empty_prefetch(), "dispenses"))
    assert answer.status_code == 200
    unread = assessed(answer.json)["unread"]
    assert unread == [{"key": "dispenses", "reason": "the FHIR server did not answer in time"}]


def test_a_call_whose_time_is_up_asks_for_nothing(opened: Opened, fhir: StubFhirServer) -> None:
    """The clock is looked at once when the call comes in, and next when there is something to ask."""
    moments = chain([0], repeat(10))
    answer = _without_molecular(opened(monotonic=lambda: next(moments), time_budget_s=5), fhir)
    assert _failure(answer) == "the FHIR server did not answer in time"
    assert fhir.asked == []


def test_an_answer_that_is_still_coming_when_the_time_is_up_is_not_waited_for(
    opened: Opened, fhir: StubFhirServer
) -> None:
    clock = [0.0]

    def until_it_is_too_late(_question: Question) -> dict[str, Any]:
        clock[0] = 10
        return searchset()

    fhir.answer("molecular", until_it_is_too_late)
    answer = _without_molecular(opened(monotonic=lambda: clock[0], time_budget_s=5), fhir)
    assert _failure(answer) == "the FHIR server did not answer in time"


def test_keys_are_read_side_by_side(service: FlaskClient, fhir: StubFhirServer) -> None:
    """Neither answer is given before both questions are there: in single file there would be none."""
    both_asked = Barrier(2, timeout=5)

    def together(_question: Question) -> dict[str, Any]:
        both_asked.wait()
        return searchset()

    fhir.answer("molecular", together)
    fhir.answer("chemistry", together)
    assert _pull(service, fhir, without(empty_prefetch(), "molecular", "chemistry")).status_code == 200


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_fault_is_tried_again(service: FlaskClient, fhir: StubFhirServer, status: int) -> None:
    fhir.answer("molecular", Reply(status=status), Reply(status=status), searchset(_transcript(1)))
    assert _without_molecular(service, fhir).status_code == 200
    assert len(fhir.asked_for("molecular")) == 3


@pytest.mark.parametrize("status", [401, 403, 410])
def test_a_lasting_fault_is_not(service: FlaskClient, fhir: StubFhirServer, status: int) -> None:
    fhir.answer("molecular", Reply(status=status), searchset())
    assert _without_molecular(service, fhir).status_code == 412
    assert len(fhir.asked_for("molecular")) == 1


def test_a_server_that_asks_to_wait_is_given_the_time_while_there_is_some(opened: Opened, fhir: StubFhirServer) -> None:
    waited: list[float] = []
    fhir.answer("molecular", Reply(status=429, headers={"Retry-After": "2"}), searchset(_transcript(1)))
    assert _without_molecular(opened(pause=waited.append), fhir).status_code == 200
    assert waited == [2]


def test_a_server_that_asks_to_wait_longer_than_there_is_time_is_not_waited_for(
    opened: Opened, fhir: StubFhirServer
) -> None:
    waited: list[float] = []
    fhir.answer("molecular", Reply(status=429, headers={"Retry-After": "3600"}), searchset())
    assert _without_molecular(opened(pause=waited.append), fhir).status_code == 412
    assert (waited, len(fhir.asked_for("molecular"))) == ([], 1)


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
    assert fhir.names_asked == ["Medication/m1"]


def test_a_medication_that_is_in_the_chart_is_not_read(service: FlaskClient, fhir: StubFhirServer) -> None:
    medication = {"resourceType": "Medication", "id": "m1", "code": {"text": "vitamin"}}
    contained = _order("#m2") | {"contained": [medication | {"id": "m2"}]}
    orders = searchset(_order("Medication/m1"), _order("Medication/m1/_history/2"), contained, medication)
    assert _pull(service, fhir, empty_prefetch(medications=orders)).status_code == 200
    assert fhir.asked == []


@pytest.mark.parametrize("reference", ["https://ehr.example/r4/Medication/m1", "urn:uuid:0a", "#none", "Medication/m9"])
def test_a_medication_that_cannot_be_read_does_not_end_the_call(
    service: FlaskClient, fhir: StubFhirServer, reference: str
) -> None:
    assert _pull(service, fhir, empty_prefetch(medications=searchset(_order(reference)))).status_code == 200
    assert [each.name for each in fhir.asked] == (["Medication/m9"] if reference == "Medication/m9" else [])


@pytest.mark.parametrize(
    ("named", "status", "because"),
    [("m1", "not-applicable", "no-imatinib"), ("m2", "unknown", "medication-unresolved")],
)
def test_another_medication_than_was_referred_to_is_not_taken_for_it(
    service: FlaskClient, fhir: StubFhirServer, named: str, status: str, because: str
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
    applicability = assessed(answer.get_json())["applicability"]
    assert (applicability["status"], applicability["reasons"][0]["code"]) == (status, because)


@pytest.mark.parametrize(("release", "status"), [("4.0.1", 200), ("4.3.0", 200), ("3.0.2", 412), ("5.0.0", 412)])
def test_a_server_of_another_release_is_refused(
    service: FlaskClient, fhir: StubFhirServer, release: str, status: int
) -> None:
    fhir.answer("metadata", {"resourceType": "CapabilityStatement", "fhirVersion": release})
    answer = _pull(service, fhir)
    assert answer.status_code == status
    if status == 412:
        assert answer.json["issue"][0]["details"]["text"].startswith("FHIR R4 needed")
        assert fhir.names_asked == []


@pytest.mark.parametrize("reply", [Reply(status=404), Reply("<html>"), Reply({"resourceType": "CapabilityStatement"})])
def test_a_server_that_does_not_say_its_release_is_read(
    service: FlaskClient, fhir: StubFhirServer, reply: Reply
) -> None:
    fhir.answer("metadata", reply)
    assert _pull(service, fhir).status_code == 200


def test_the_release_of_a_server_is_asked_for_once(service: FlaskClient, fhir: StubFhirServer) -> None:
    _pull(service, fhir)
    _pull(service, fhir)
    assert len(fhir.asked_for("metadata")) == 1
