"""Servers that need other queries: another form, another patient parameter, POST, a batch."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Event, Semaphore
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask.testing import FlaskClient

from cds_service.demonstration.patients import build_patients
from cds_service.fhir_client import searches as fhir_searches
from cds_service.fhir_client.access import FhirAccess
from cds_service.fhir_client.client import FhirClient
from cds_service.fhir_client.reader import NOT_SEARCHED_AGAIN
from cds_service.fhir_client.search_forms import FORMS, PATIENT_PARAMETERS
from cds_service.prefetch.keys import PREFETCH_KEYS
from response_criteria.model.recommendations import Action
from tests.cds_service.calls import (
    PATIENT_ID,
    SEARCHED,
    SERVICE,
    TOKEN,
    authorization,
    empty_prefetch,
    hook_call,
    read_assessment,
    without,
)
from tests.cds_service.conftest import OpenService
from tests.stub_fhir_server import FhirRequest, Reply, StubFhirServer, searchset, unrelated_resource

CATEGORIES_ONLY = "the FHIR server searches results by category only; those of other categories are missing"
REFUSING = (400, 404, 405, 406, 410, 414, 415, 422, 501)

Accepts = Callable[[FhirRequest], bool]


def _pull(service: FlaskClient, fhir: StubFhirServer, *missing: str) -> Any:
    """Send a call with these keys to be read from the FHIR server; with none given, all."""
    prefetch = without(empty_prefetch(), *missing) if missing else {}
    call = hook_call(fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=prefetch)
    return service.post(SERVICE, json=call)


def _leukocytes(number: int = 1, **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"leukocytes-{number}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "6690-2"}]},
        "subject": {"reference": f"Patient/{PATIENT_ID}"},
        "effectiveDateTime": f"2024-05-{number:02}",
        "valueQuantity": {"value": 30 + number, "system": "http://unitsofmeasure.org", "code": "10*3/uL"},
        **members,
    }


def _accept_searches(fhir: StubFhirServer, accepts: Accepts, *found: dict[str, Any], status: int = 400) -> None:
    """Let the server accept some searches for Observations and refuse the others."""

    def answer(request: FhirRequest) -> Any:
        return searchset(*found) if accepts(request) else Reply({"resourceType": "OperationOutcome"}, status=status)

    for name in ("Observation", "Observation/_search", "blood-counts"):
        fhir.answer(name, answer)


def _list_searches(fhir: StubFhirServer) -> list[FhirRequest]:
    return [
        request for request in fhir.requests if request.name in ("Observation", "Observation/_search", "blood-counts")
    ]


def _set_capability(fhir: StubFhirServer, **members: Any) -> None:
    fhir.answer("metadata", {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"} | members)


def _build_rest(**parameters: list[str]) -> list[dict[str, Any]]:
    """The ``rest`` of a CapabilityStatement with these search parameters by resource type."""
    types = [
        {"type": kind, "searchParam": [{"name": name, "type": "token"} for name in names]}
        for kind, names in parameters.items()
    ]
    return [{"mode": "server", "resource": types}]


def _has_codes(at_most: int) -> Accepts:
    return lambda request: 0 < len(request.parameters.get("code", "").split(",")) <= at_most


# Forms


@pytest.mark.parametrize("status", REFUSING)
def test_a_refused_search_is_repeated_in_another_form(service: FlaskClient, fhir: StubFhirServer, status: int) -> None:
    _accept_searches(fhir, lambda request: "code" not in request.parameters, _leukocytes(), status=status)
    answer = _pull(service, fhir, "blood-counts")
    assert answer.status_code == 200
    assert "unread" not in read_assessment(answer.json)
    assert [sorted(search.parameters) for search in _list_searches(fhir) if search.method == "GET"] == [
        ["_count", "code", "patient"],
        ["_count", "code", "patient"],
        ["_count", "patient"],
    ]


@pytest.mark.parametrize("status", [401, 403])
def test_a_forbidden_search_is_not_tried_in_another_form(
    service: FlaskClient, fhir: StubFhirServer, status: int
) -> None:
    _accept_searches(fhir, lambda _request: False, status=status)
    assert _pull(service, fhir, "blood-counts").status_code == 412
    assert len(_list_searches(fhir)) == 1


def test_a_server_that_accepts_few_codes_is_searched_in_parts(service: FlaskClient, fhir: StubFhirServer) -> None:
    _accept_searches(fhir, _has_codes(at_most=10), _leukocytes())
    assert _pull(service, fhir, "blood-counts").status_code == 200
    whole, *parts = [search.parameters["code"].split(",") for search in _list_searches(fhir)]
    assert sorted(code for part in parts for code in part) == sorted(whole)
    assert {len(part) for part in parts} <= set(range(1, 11))


def test_a_failed_part_fails_the_key(service: FlaskClient, fhir: StubFhirServer) -> None:
    few = _has_codes(at_most=10)

    def forbid_one_part(request: FhirRequest) -> Any:
        if not few(request):
            return Reply(status=400)
        return searchset(_leukocytes()) if "6690-2" in request.parameters["code"] else Reply(status=403)

    for name in ("Observation", "blood-counts"):
        fhir.answer(name, forbid_one_part)
    answer = _pull(service, fhir, "blood-counts")
    assert answer.status_code == 412
    assert answer.json["issue"][0]["details"]["text"].endswith("the FHIR server does not permit the query")


def test_a_server_that_requires_a_category_gets_one_and_the_possible_loss_is_reported(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    _accept_searches(fhir, lambda request: "category" in request.parameters, _leukocytes())
    answer = _pull(service, fhir, "blood-counts")
    assert read_assessment(answer.json)["unread"] == [
        {"key": "blood-counts", "reason": CATEGORIES_ONLY, "kind": "incomplete"}
    ]
    assert "http://terminology.hl7.org/CodeSystem/v2-0074|GE" in _list_searches(fhir)[-1].parameters["category"].split(
        ","
    )


def test_a_query_that_several_keys_share_is_sent_once(service: FlaskClient, fhir: StubFhirServer) -> None:
    keys = ("blood-counts", "chemistry", "cytogenetics", "molecular", "clinical-findings")
    for name in (*keys, "Observation"):
        fhir.answer(
            name, lambda request: searchset(_leukocytes()) if len(request.parameters) == 2 else Reply(status=400)
        )
    assert _pull(service, fhir, *keys).status_code == 200
    assert len([request for request in fhir.requests if sorted(request.parameters) == ["_count", "patient"]]) == 1


def test_a_status_is_sent_if_the_server_requires_one(service: FlaskClient, fhir: StubFhirServer) -> None:
    def require_status(request: FhirRequest) -> Any:
        return searchset(unrelated_resource(request)) if "status" in request.parameters else Reply(status=400)

    for name in ("medications", "MedicationRequest"):
        fhir.answer(name, require_status)
    assert "unread" not in read_assessment(_pull(service, fhir, "medications").json)
    requests = [request for request in fhir.requests if request.path.endswith("MedicationRequest")][-1]
    assert set(requests.parameters["status"].split(",")) >= {"active", "completed", "stopped", "entered-in-error"}


def test_conditions_searched_by_category_are_read_and_the_possible_loss_is_reported(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    fhir.answer(
        "conditions",
        lambda request: (
            searchset(unrelated_resource(request)) if "category" in request.parameters else Reply(status=400)
        ),
    )
    answer = _pull(service, fhir, "conditions")
    assert [query["key"] for query in read_assessment(answer.json)["unread"]] == ["conditions"]


def test_if_every_form_is_refused_the_first_refusal_is_reported(service: FlaskClient, fhir: StubFhirServer) -> None:
    _accept_searches(fhir, lambda _request: False, status=422)
    answer = _pull(service, fhir, "blood-counts")
    assert answer.status_code == 412
    assert answer.json["issue"][0]["details"]["text"].endswith("the FHIR server responded with status 422")


def test_a_refused_form_is_not_tried_first_in_the_next_call(service: FlaskClient, fhir: StubFhirServer) -> None:
    _accept_searches(fhir, lambda request: "code" not in request.parameters, _leukocytes())
    _pull(service, fhir, "blood-counts")
    fhir.requests.clear()
    assert _pull(service, fhir, "blood-counts").status_code == 200
    assert [sorted(search.parameters) for search in _list_searches(fhir)] == [["_count", "patient"]]


def test_a_server_that_rejects_the_page_size_is_searched_without_one(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    def reject_page_size(request: FhirRequest) -> Any:
        return Reply(status=400) if "_count" in request.parameters else searchset(unrelated_resource(request))

    for name in (*SEARCHED, *(form.resource_type for form in FORMS)):
        fhir.answer(name, reject_page_size)
    first = _pull(service, fhir)
    fhir.requests.clear()
    assert read_assessment(_pull(service, fhir).json) == read_assessment(first.json)
    assert "unread" not in read_assessment(first.json)
    assert [request.name for request in fhir.requests if "_count" in request.parameters] == []


@pytest.mark.parametrize("status", [405, 414])
def test_a_search_refused_as_get_is_sent_as_post(service: FlaskClient, fhir: StubFhirServer, status: int) -> None:
    _accept_searches(fhir, lambda request: request.method == "POST", _leukocytes(), status=status)
    first = _pull(service, fhir, "blood-counts")
    assert "unread" not in read_assessment(first.json)
    assert [(search.method, sorted(search.parameters)) for search in _list_searches(fhir)] == [
        ("GET", ["_count", "code", "patient"]),
        ("POST", ["_count", "code", "patient"]),
    ]
    fhir.requests.clear()
    assert read_assessment(_pull(service, fhir, "blood-counts").json) == read_assessment(first.json)
    assert [search.method for search in _list_searches(fhir)] == ["POST"]


def test_post_for_one_resource_type_does_not_affect_others(service: FlaskClient, fhir: StubFhirServer) -> None:
    _accept_searches(fhir, lambda request: request.method == "POST", _leukocytes(), status=405)
    _pull(service, fhir, "blood-counts")
    assert _pull(service, fhir, "statements").status_code == 200
    assert [request.method for request in fhir.requests_for("statements")] == ["GET"]


def test_a_read_has_one_form(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("patient", Reply(status=404))
    assert _pull(service, fhir, "patient").status_code == 412
    assert len(fhir.requests_for("patient")) == 1


# Unwanted results


def _unwanted_resources(patient_id: str) -> list[dict[str, Any]]:
    """Resources that no query requests: of another patient, entered in error, irrelevant, or a proposal."""
    own, foreign = {"reference": f"Patient/{patient_id}"}, {"reference": "Patient/somebody-else"}
    glucose = {"coding": [{"system": "http://loinc.org", "code": "2345-7"}]}
    imatinib = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "403879"}]}
    proposal = {"resourceType": "MedicationRequest", "id": "proposal", "status": "active", "intent": "proposal"}
    return [
        _leukocytes(1, subject=foreign, effectiveDateTime="2024-06-10"),
        _leukocytes(2, subject=own, status="entered-in-error", effectiveDateTime="2024-06-10"),
        _leukocytes(3, subject=own, code=glucose, effectiveDateTime="2024-06-10"),
        proposal | {"subject": own, "medicationCodeableConcept": imatinib, "authoredOn": "2024-06-10"},
    ]


def test_a_server_that_ignores_search_parameters_does_not_change_the_assessment(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    patient = next(
        patient for patient in build_patients(date(2024, 6, 15)) if patient.expected.action is Action.ESCALATE
    )
    everything = searchset(*patient.resources)
    context = {"context": {"userId": "Practitioner/example", "patientId": patient.id}}
    whole = service.post(
        SERVICE,
        json=hook_call(prefetch=dict.fromkeys(SEARCHED, everything) | {"patient": patient.resources[0]}) | context,
    )

    for name in SEARCHED:
        fhir.answer(name, everything | {"link": [{"relation": "next", "url": "further"}]})
    fhir.answer("further", searchset(*_unwanted_resources(patient.id)))
    fhir.answer("patient", patient.resources[0])
    pulled = service.post(SERVICE, json=hook_call(fhirServer=fhir.base, prefetch={}) | context)

    filtered, expected = read_assessment(pulled.json), read_assessment(whole.json)
    assert expected["recommendation"]["action"] == "escalate"
    assert {exclusion["reference"] for exclusion in filtered.pop("setAside")} >= {
        "Observation/leukocytes-1",
        "Observation/leukocytes-2",
    }
    expected.pop("setAside", None)
    # The report names what was set aside.
    del filtered["report"], expected["report"]
    assert filtered == expected


# Naming the patient


@pytest.mark.parametrize(
    "patient_parameter", PATIENT_PARAMETERS, ids=lambda patient_parameter: patient_parameter.format("ID")
)
def test_an_empty_search_is_repeated_with_the_patient_named_differently(
    service: FlaskClient, fhir: StubFhirServer, patient_parameter: Any
) -> None:
    def find_by_one_name(request: FhirRequest) -> Any:
        named = request.parameters.get(patient_parameter.parameter) == patient_parameter.value.format(id=PATIENT_ID)
        return searchset(_leukocytes()) if named else searchset()

    for name in ("blood-counts", "molecular"):
        fhir.answer(name, find_by_one_name)
    first = _pull(service, fhir, "blood-counts", "molecular")
    before = len(fhir.requests)
    second = _pull(service, fhir, "blood-counts", "molecular")
    assert read_assessment(first.json) == read_assessment(second.json)
    assert fhir.requests[before].parameters[patient_parameter.parameter] == patient_parameter.value.format(
        id=PATIENT_ID
    )
    assert len(fhir.requests) - before == 2


def test_an_empty_chart_is_an_answer(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset())
    answer = _pull(service, fhir, "molecular")
    assert answer.status_code == 200
    assert len(fhir.requests_for("molecular")) == len(PATIENT_PARAMETERS)


def test_an_empty_search_that_cannot_be_repeated_is_reported(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(), Reply(status=500))
    answer = _pull(service, fhir, "molecular")
    assert answer.status_code == 200
    assert read_assessment(answer.json)["unread"] == [
        {"key": "molecular", "reason": NOT_SEARCHED_AGAIN, "kind": "incomplete"}
    ]


def test_one_result_shows_that_the_name_is_known(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset())
    assert _pull(service, fhir, "molecular", "chemistry").status_code == 200
    assert len(fhir.requests_for("molecular")) == 1


# The CapabilityStatement


def test_a_parameter_that_is_not_listed_is_not_sent(service: FlaskClient, fhir: StubFhirServer) -> None:
    _set_capability(fhir, rest=_build_rest(Observation=["patient", "category", "date"]))
    assert _pull(service, fhir, "blood-counts").status_code == 200
    assert [sorted(search.parameters) for search in _list_searches(fhir)] == [["_count", "patient"]]


@pytest.mark.parametrize("status", [404, 403, 400])
def test_an_unlisted_resource_type_that_fails_counts_as_empty(
    service: FlaskClient, fhir: StubFhirServer, status: int
) -> None:
    _set_capability(fhir, rest=_build_rest(Observation=["patient", "code"]))
    unlisted = ("dispenses", "statements", "administrations", "reports")
    for name in unlisted:
        fhir.answer(name, Reply(status=status))
    assert "unread" not in read_assessment(_pull(service, fhir, *unlisted, "chemistry").json)
    assert [request.path.rpartition("/")[2] for request in fhir.requests].count("DiagnosticReport") == 1


def test_an_unlisted_resource_type_is_read_if_the_server_returns_it(service: FlaskClient, fhir: StubFhirServer) -> None:
    _set_capability(fhir, rest=_build_rest(Observation=["patient", "code"]))
    fhir.answer("statements", searchset(next_link="further"))
    fhir.answer("further", searchset())
    assert "unread" not in read_assessment(_pull(service, fhir, "statements", "chemistry").json)
    assert len(fhir.requests_for("further")) == 1


STATES_NOTHING, LISTS_REPORTS = [{"mode": "server"}], _build_rest(DiagnosticReport=["patient", "code"])


@pytest.mark.parametrize(
    ("rest", "status"), [(None, 400), (STATES_NOTHING, 403), (STATES_NOTHING, 500), (LISTS_REPORTS, 404)]
)
def test_a_failed_search_is_reported_unless_the_type_is_unlisted(
    service: FlaskClient, fhir: StubFhirServer, rest: Any, status: int
) -> None:
    _set_capability(fhir, rest=rest)
    for name in ("reports", "DiagnosticReport"):
        fhir.answer(name, Reply(status=status))
    assert [query["key"] for query in read_assessment(_pull(service, fhir, "reports").json)["unread"]] == ["reports"]


@pytest.mark.parametrize("rest", [None, STATES_NOTHING])
def test_reports_not_found_count_as_empty_if_the_server_states_nothing(
    service: FlaskClient, fhir: StubFhirServer, rest: Any
) -> None:
    _set_capability(fhir, rest=rest)
    fhir.answer("reports", Reply(status=404))
    assert "unread" not in read_assessment(_pull(service, fhir, "reports").json)


def test_a_required_key_fails_even_if_its_type_is_unlisted(service: FlaskClient, fhir: StubFhirServer) -> None:
    _set_capability(fhir, rest=_build_rest(Patient=["_id"]))
    fhir.answer("molecular", Reply(status=403))
    assert _pull(service, fhir, "molecular").status_code == 412


def test_a_server_that_lists_only_subject_is_asked_by_subject(service: FlaskClient, fhir: StubFhirServer) -> None:
    _set_capability(fhir, rest=_build_rest(Observation=["subject", "code"]))
    assert _pull(service, fhir, "blood-counts").status_code == 200
    [requests] = _list_searches(fhir)
    assert requests.parameters["subject"] == f"Patient/{PATIENT_ID}"
    assert "patient" not in requests.parameters


def test_a_known_limit_of_results_per_page_is_kept(service: FlaskClient, fhir: StubFhirServer) -> None:
    _set_capability(fhir, publisher="Oracle Health")
    _pull(service, fhir, "blood-counts", "medications")
    sizes = {request.name: request.parameters["_count"] for request in fhir.requests if "_count" in request.parameters}
    assert sizes == {"blood-counts": "200", "medications": "500"}


def test_a_form_outside_the_known_limits_of_a_server_is_not_tried(service: FlaskClient, fhir: StubFhirServer) -> None:
    _set_capability(fhir, software={"name": "Epic"})
    _accept_searches(fhir, lambda _request: False)
    assert _pull(service, fhir, "blood-counts").status_code == 412
    assert all({"code", "category"} & set(search.parameters) for search in _list_searches(fhir))


@pytest.mark.parametrize(
    "statement",
    [
        {"rest": "all of it"},
        {"rest": [None, {"resource": {}}, {"resource": [7, {"type": 3, "searchParam": "patient"}]}]},
        {"software": "Epic", "publisher": 9, "fhirVersion": 4},
        {"rest": [{"mode": "client", "resource": [{"type": "Observation", "searchParam": [{"name": "date"}]}]}]},
    ],
)
def test_a_malformed_capability_statement_is_tolerated(
    service: FlaskClient, fhir: StubFhirServer, statement: Any
) -> None:
    _set_capability(fhir, **statement)
    assert _pull(service, fhir).status_code == 200
    assert [sorted(request.parameters) for request in fhir.requests_for("blood-counts")] == [
        ["_count", "code", "patient"]
    ]


def test_a_server_without_a_timely_capability_statement_is_read_anyway(
    open_service: OpenService, fhir: StubFhirServer
) -> None:
    fhir.keep_waiting("metadata")
    assert _pull(open_service(time_budget_s=1), fhir, "blood-counts").status_code == 200


def _block_read(fhir: StubFhirServer, path: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Block a read, like a server that sends headers byte by byte. Return a function that checks it still blocks."""
    read, ended = FhirClient.read, Event()

    def block_read(self: FhirClient, access: FhirAccess, link: str, *others: Any) -> Any:
        if f"{fhir.base}/{link}".endswith(path):
            fhir.closing.wait(timeout=10)
            ended.set()
        return read(self, access, link, *others)

    monkeypatch.setattr(FhirClient, "read", block_read)
    return lambda: not ended.is_set()


def test_the_first_search_does_not_wait_for_the_capability_statement(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    """It is answered only once the search has come."""
    searched = Event()

    def answer_late(_request: FhirRequest) -> Reply:
        searched.wait()
        return Reply({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"})

    def answer_search(_request: FhirRequest) -> Reply:
        searched.set()
        return Reply(searchset())

    fhir.answer("metadata", answer_late)
    fhir.answer("blood-counts", answer_search)
    assert _pull(service, fhir, "blood-counts").status_code == 200
    assert searched.is_set()


def test_a_capability_statement_that_comes_late_serves_the_next_call(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    searched = Event()

    def answer_late(_request: FhirRequest) -> Reply:
        searched.wait()
        return Reply({"resourceType": "CapabilityStatement", "fhirVersion": "3.0.2"})

    fhir.answer("metadata", answer_late)
    assert _pull(service, fhir, "blood-counts").status_code == 200
    searched.set()
    while _pull(service, fhir, "blood-counts").status_code == 200:
        pass
    assert len(fhir.requests_for("metadata")) == 1


def test_a_server_with_an_endless_capability_statement_is_read_anyway(
    open_service: OpenService, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_blocked = _block_read(fhir, "/metadata", monkeypatch)
    assert _pull(open_service(time_budget_s=1), fhir, "blood-counts").status_code == 200
    assert is_blocked()


@pytest.mark.parametrize(
    "fault", [Reply(status=503), Reply(status=401), Reply("<html>"), Reply({"resourceType": "OperationOutcome"})]
)
def test_after_a_temporary_failure_the_next_call_asks_for_the_capability_statement_again(
    service: FlaskClient, fhir: StubFhirServer, fault: Reply
) -> None:
    fhir.answer("metadata", fault)
    assert _pull(service, fhir, "chemistry").status_code == 200
    _set_capability(fhir, fhirVersion="3.0.2")
    assert _pull(service, fhir, "chemistry").status_code == 412


def test_a_server_without_a_capability_statement_is_asked_once(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("metadata", Reply(status=404))
    _pull(service, fhir, "chemistry")
    _pull(service, fhir, "chemistry")
    assert len(fhir.requests_for("metadata")) == 1


# Long URLs


def test_a_search_with_a_long_url_is_split_by_its_codes(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fhir_searches, "MAX_URL_LENGTH", 1000)
    assert _pull(service, fhir, "blood-counts").status_code == 200
    searches = _list_searches(fhir)
    [key] = [key for key in PREFETCH_KEYS if key.name == "blood-counts"]
    wanted = parse_qs(key.query.partition("?")[2])["code"][0].split(",")
    assert sorted(code for search in searches for code in search.parameters["code"].split(",")) == sorted(wanted)
    assert {search.method for search in searches} == {"GET"}
    assert max(len(f"{fhir.origin}{search.path}?{search.query}") for search in searches) <= 1000


def test_a_search_whose_url_is_long_with_a_single_code_is_sent_as_post(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fhir_searches, "MAX_URL_LENGTH", 100)
    assert _pull(service, fhir, "blood-counts").status_code == 200
    [posted] = [request for request in fhir.requests if request.method == "POST"]
    assert posted.path == "/fhir/Observation/_search"
    assert (posted.parameters["patient"], posted.parameters["_count"]) == (PATIENT_ID, "500")
    assert "http://loinc.org|6690-2" in posted.parameters["code"].split(",")
    assert posted.authorization == f"Bearer {TOKEN}"


def test_the_further_pages_of_a_posted_search_are_read(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fhir_searches, "MAX_URL_LENGTH", 100)
    fhir.answer("Observation/_search", searchset(_leukocytes(1), next_link="?page=opaque"))
    fhir.answer("Observation", searchset(_leukocytes(2)))
    assert _pull(service, fhir, "blood-counts").status_code == 200
    [further] = fhir.requests_for("Observation")
    assert (further.method, further.parameters) == ("GET", {"page": "opaque"})


def test_a_post_with_a_transient_error_is_retried(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fhir_searches, "MAX_URL_LENGTH", 100)
    fhir.answer("Observation/_search", Reply(status=503), searchset(_leukocytes()))
    assert _pull(service, fhir, "blood-counts").status_code == 200
    assert len(fhir.requests_for("Observation/_search")) == 2


@pytest.mark.parametrize(("status", "method"), [(307, "POST"), (308, "POST"), (302, "POST"), (303, "GET")])
def test_a_redirected_post_stays_a_post_except_after_303(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch, status: int, method: str
) -> None:
    monkeypatch.setattr(fhir_searches, "MAX_URL_LENGTH", 100)
    fhir.answer("Observation/_search", Reply(status=status, headers={"Location": f"{fhir.base}/moved"}))
    fhir.answer("moved", searchset(_leukocytes()))
    assert _pull(service, fhir, "blood-counts").status_code == 200
    [moved] = fhir.requests_for("moved")
    assert (moved.method, moved.parameters.get("patient")) == (method, PATIENT_ID if method == "POST" else None)


# Pages and OperationOutcomes


def test_opaque_links_at_the_base_are_followed(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(next_link=f"{fhir.base}?_getpages=3f&_getpagesoffset=20"))
    fhir.answer("/fhir", searchset(_leukocytes()))
    assert _pull(service, fhir, "molecular").status_code == 200
    assert [request.parameters for request in fhir.requests_for("/fhir")] == [
        {"_getpages": "3f", "_getpagesoffset": "20"}
    ]


@pytest.mark.parametrize("code", ["incomplete", "suppressed", "timeout", "throttled", "too-costly"])
def test_a_warning_about_missing_results_is_reported(service: FlaskClient, fhir: StubFhirServer, code: str) -> None:
    warning = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": code}]}
    fhir.answer("molecular", searchset(_leukocytes(1), next_link="Observation?page=2"))
    fhir.answer("Observation", searchset(_leukocytes(2), warning))
    unread = read_assessment(_pull(service, fhir, "molecular").json)["unread"]
    assert unread == [
        {"key": "molecular", "reason": "the FHIR server reports that the result is incomplete", "kind": "incomplete"}
    ]


# Delays and connections


def test_retry_after_may_be_a_date(open_service: OpenService, fhir: StubFhirServer) -> None:
    waited: list[float] = []
    until = (datetime.now(UTC) + timedelta(seconds=3)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    fhir.answer("molecular", Reply(status=503, headers={"Retry-After": until}), searchset(_leukocytes()))
    assert _pull(open_service(sleep=waited.append), fhir, "molecular").status_code == 200
    assert waited == [3]


@pytest.mark.parametrize("retry_after", ["soon", "-5", "0.5", "9" * 5000, "Fri, 31 Dec 99999 23:59:59 GMT"])
def test_an_invalid_retry_after_is_ignored(open_service: OpenService, fhir: StubFhirServer, retry_after: str) -> None:
    waited: list[float] = []
    fhir.answer("molecular", Reply(status=503, headers={"Retry-After": retry_after}), searchset(_leukocytes()))
    assert _pull(open_service(sleep=waited.append), fhir, "molecular").status_code == 200
    assert waited == [0]


def test_the_connections_to_one_server_are_limited(open_service: OpenService, fhir: StubFhirServer) -> None:
    free = Semaphore(3)

    def use_one_of_three(request: FhirRequest) -> Any:
        assert free.acquire(blocking=False), "more questions at a time than there are connections"
        found = searchset(unrelated_resource(request))
        free.release()
        return found

    for name in SEARCHED:
        fhir.answer(name, use_one_of_three)
    assert _pull(open_service(fhir_server_connections=3), fhir).status_code == 200


def test_a_call_that_gets_no_connection_in_time_reports_a_timeout(
    open_service: OpenService, fhir: StubFhirServer
) -> None:
    fhir.keep_waiting("molecular")
    fhir.keep_waiting("cytogenetics")
    answer = _pull(open_service(fhir_server_connections=1, time_budget_s=0.3), fhir, "molecular", "cytogenetics")
    assert answer.status_code == 412
    named = {issue["expression"][0] for issue in answer.json["issue"]}
    assert named == {"prefetch.molecular", "prefetch.cytogenetics"}
    assert {issue["code"] for issue in answer.json["issue"]} == {"timeout"}


def test_a_slow_response_is_abandoned_at_the_deadline_and_frees_its_connection(
    open_service: OpenService, fhir: StubFhirServer
) -> None:
    clock = [0.0]

    def trickle() -> Iterator[bytes]:
        yield b"{"
        clock[0] = 10
        yield b" "
        fhir.closing.wait()

    fhir.answer("molecular", Reply(trickle(), headers={"Content-Length": "100"}), searchset(_leukocytes()))
    service = open_service(monotonic=lambda: clock[0], time_budget_s=5, fhir_server_connections=1)
    assert _pull(service, fhir, "molecular").status_code == 412
    assert _pull(service, fhir, "molecular").status_code == 200


# Batches


def _orders(*references: str) -> dict[str, Any]:
    return searchset(
        *(
            {
                "resourceType": "MedicationRequest",
                "id": f"order-{number}",
                "status": "active",
                "intent": "order",
                "subject": {"reference": f"Patient/{PATIENT_ID}"},
                "medicationReference": {"reference": reference},
                "authoredOn": "2024-01-01",
            }
            for number, reference in enumerate(references)
        )
    )


def _medication(name: str) -> dict[str, Any]:
    return {"resourceType": "Medication", "id": name, "code": {"text": "vitamin"}}


def _answer_batch(request: FhirRequest) -> dict[str, Any]:
    """Answer a batch with every Medication except those named lost or odd."""
    entries = []
    for requests in json.loads(request.body)["entry"]:
        name = requests["request"]["url"].rpartition("/")[2]
        entries.append(
            {"response": {"status": "404 Not Found"}}
            if name == "lost"
            else {"response": {"status": "503"}}
            if name == "odd"
            else {"response": {"status": "200 OK"}, "resource": _medication(name)}
        )
    return {"resourceType": "Bundle", "type": "batch-response", "entry": entries}


def _read_medications(service: FlaskClient, fhir: StubFhirServer, *references: str) -> list[tuple[str, str]]:
    """Return method and name of the requests for these references."""
    prefetch = empty_prefetch(medications=_orders(*references))
    call = hook_call(fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=prefetch)
    assert service.post(SERVICE, json=call).status_code == 200
    assert {request.authorization for request in fhir.requests} == {f"Bearer {TOKEN}"}
    return sorted((request.method, request.name) for request in fhir.requests if request.name != "metadata")


@pytest.fixture
def batch_server(fhir: StubFhirServer) -> StubFhirServer:
    """A server that lists and supports batches."""
    _set_capability(fhir, rest=[{"mode": "server", "interaction": [{"code": "transaction"}]}])
    fhir.answer("/fhir", _answer_batch)
    for name in ("m1", "m2", "odd"):
        fhir.answer(f"Medication/{name}", _medication(name))
    return fhir


def test_missing_medications_are_read_in_one_batch(service: FlaskClient, batch_server: StubFhirServer) -> None:
    requests = _read_medications(
        service, batch_server, "Medication/m1", f"{batch_server.base}/Medication/m2", "Medication/lost"
    )
    assert requests == [("POST", "/fhir")]
    entries = json.loads(batch_server.requests_for("/fhir")[0].body)["entry"]
    assert {entry["request"]["url"] for entry in entries} == {"Medication/m1", "Medication/m2", "Medication/lost"}


def test_references_without_a_batch_result_are_read_singly(service: FlaskClient, batch_server: StubFhirServer) -> None:
    requests = _read_medications(service, batch_server, "Medication/m1", "Medication/odd")
    assert requests == [("GET", "Medication/odd"), ("POST", "/fhir")]


def test_batch_entries_in_another_order_do_not_mix_up_medications(
    service: FlaskClient, batch_server: StubFhirServer
) -> None:
    batch_server.answer(
        "/fhir", lambda request: {**_answer_batch(request), "entry": _answer_batch(request)["entry"][::-1]}
    )
    requests = _read_medications(service, batch_server, "Medication/m1", "Medication/m2")
    assert requests == [("GET", "Medication/m1"), ("GET", "Medication/m2"), ("POST", "/fhir")]


@pytest.mark.parametrize(
    "answer",
    [Reply(status=403), Reply(status=400), {"resourceType": "Bundle", "entry": []}, {"resourceType": "Bundle"}],
)
def test_after_a_failed_batch_references_are_read_singly(
    service: FlaskClient, batch_server: StubFhirServer, answer: Any
) -> None:
    batch_server.answer("/fhir", answer)
    requests = _read_medications(service, batch_server, "Medication/m1", "Medication/m2")
    assert requests == [("GET", "Medication/m1"), ("GET", "Medication/m2"), ("POST", "/fhir")]


def test_an_endless_batch_is_abandoned_at_the_deadline(
    open_service: OpenService, batch_server: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_blocked = _block_read(batch_server, "/fhir", monkeypatch)
    _read_medications(open_service(time_budget_s=0.3), batch_server, "Medication/m1", "Medication/m2")
    assert is_blocked()


def test_a_single_medication_needs_no_batch(service: FlaskClient, batch_server: StubFhirServer) -> None:
    assert _read_medications(service, batch_server, "Medication/m1") == [("GET", "Medication/m1")]


def test_a_server_that_does_not_list_batches_gets_none(service: FlaskClient, fhir: StubFhirServer) -> None:
    requests = _read_medications(service, fhir, "Medication/m1", "Medication/m2")
    assert requests == [("GET", "Medication/m1"), ("GET", "Medication/m2")]


def test_a_medication_on_another_server_is_not_asked_for_in_a_batch(
    service: FlaskClient, batch_server: StubFhirServer
) -> None:
    requests = _read_medications(service, batch_server, "Medication/m1", "https://elsewhere.example/r4/Medication/m2")
    assert requests == [("POST", "/fhir")]
    assert "elsewhere" not in batch_server.requests_for("/fhir")[0].body.decode()
