"""Servers that want to be asked differently: in another form, with the patient named otherwise, by post, in a batch."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Event, Semaphore
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service.demonstration.patients import patients
from cds_service.fhir_client import searches as fhir_searches
from cds_service.fhir_client.access import FhirAccess
from cds_service.fhir_client.client import FhirClient
from cds_service.fhir_client.reader import NOT_KNOWN_BY_NAME
from cds_service.fhir_client.search_forms import FORMS, NAMINGS
from response_criteria.model.findings import Action
from tests.cds_service.calls import (
    OPTIONAL,
    PATIENT_ID,
    SEARCHED,
    SERVICE,
    TOKEN,
    assessed,
    authorization,
    empty_prefetch,
    hook_call,
    without,
)
from tests.cds_service.conftest import Opened
from tests.stub_fhir_server import Question, Reply, StubFhirServer, about_something_else, searchset

CATEGORIES_ONLY = "the FHIR server lists results by category only, so those of other categories are not seen"
REFUSING = (400, 404, 405, 414, 415, 422, 501)

Taken = Callable[[Question], bool]


def _pull(service: FlaskClient, fhir: StubFhirServer, *missing: str) -> Any:
    """A call that leaves these keys to be read; all, if none is named."""
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


def _takes(fhir: StubFhirServer, taken: Taken, *found: dict[str, Any], status: int = 400) -> None:
    """Lets the server answer searches for Observations as it likes them, and refuse the others."""

    def answer(question: Question) -> Any:
        return searchset(*found) if taken(question) else Reply({"resourceType": "OperationOutcome"}, status=status)

    for name in ("Observation", "Observation/_search", "blood-counts"):
        fhir.answer(name, answer)


def _searches(fhir: StubFhirServer) -> list[Question]:
    return [each for each in fhir.asked if each.name in ("Observation", "Observation/_search", "blood-counts")]


def _says(fhir: StubFhirServer, **members: Any) -> None:
    fhir.answer("metadata", {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"} | members)


def _lists(**parameters: list[str]) -> list[dict[str, Any]]:
    """The ``rest`` of a CapabilityStatement with these search parameters by resource type."""
    types = [
        {"type": kind, "searchParam": [{"name": name, "type": "token"} for name in names]}
        for kind, names in parameters.items()
    ]
    return [{"mode": "server", "resource": types}]


def _has_codes(at_most: int) -> Taken:
    return lambda question: 0 < len(question.parameters.get("code", "").split(",")) <= at_most


# Forms


@pytest.mark.parametrize("status", REFUSING)
def test_a_refused_search_is_put_in_another_form(service: FlaskClient, fhir: StubFhirServer, status: int) -> None:
    _takes(fhir, lambda question: "code" not in question.parameters, _leukocytes(), status=status)
    answer = _pull(service, fhir, "blood-counts")
    assert answer.status_code == 200
    assert "unread" not in assessed(answer.json)
    assert [sorted(each.parameters) for each in _searches(fhir) if each.method == "GET"] == [
        ["_count", "code", "patient"],
        ["_count", "code", "patient"],
        ["_count", "patient"],
    ]


@pytest.mark.parametrize("status", [401, 403])
def test_what_is_not_permitted_is_not_tried_otherwise(service: FlaskClient, fhir: StubFhirServer, status: int) -> None:
    _takes(fhir, lambda _question: False, status=status)
    assert _pull(service, fhir, "blood-counts").status_code == 412
    assert len(_searches(fhir)) == 1


def test_a_server_that_takes_few_codes_is_asked_in_parts(service: FlaskClient, fhir: StubFhirServer) -> None:
    _takes(fhir, _has_codes(at_most=10), _leukocytes())
    assert _pull(service, fhir, "blood-counts").status_code == 200
    whole, *parts = [each.parameters["code"].split(",") for each in _searches(fhir)]
    assert sorted(code for part in parts for code in part) == sorted(whole)
    assert {len(part) for part in parts} <= set(range(1, 11))


def test_a_part_that_cannot_be_read_fails_the_key(service: FlaskClient, fhir: StubFhirServer) -> None:
    few = _has_codes(at_most=10)

    def last_part_is_forbidden(question: Question) -> Any:
        if not few(question):
            return Reply(status=400)
        return searchset(_leukocytes()) if "6690-2" in question.parameters["code"] else Reply(status=403)

    for name in ("Observation", "blood-counts"):
        fhir.answer(name, last_part_is_forbidden)
    answer = _pull(service, fhir, "blood-counts")
    assert answer.status_code == 412
    assert answer.json["issue"][0]["details"]["text"].endswith("the FHIR server does not permit the query")


def test_a_server_that_wants_a_category_gets_one_and_the_possible_loss_is_said(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    _takes(fhir, lambda question: "category" in question.parameters, _leukocytes())
    answer = _pull(service, fhir, "blood-counts")
    assert assessed(answer.json)["unread"] == [{"key": "blood-counts", "reason": CATEGORIES_ONLY}]
    assert "http://terminology.hl7.org/CodeSystem/v2-0074|GE" in _searches(fhir)[-1].parameters["category"].split(",")


def test_what_several_keys_ask_alike_is_asked_once(service: FlaskClient, fhir: StubFhirServer) -> None:
    keys = ("blood-counts", "chemistry", "cytogenetics", "molecular", "clinical-findings")
    for name in (*keys, "Observation"):
        fhir.answer(
            name, lambda question: searchset(_leukocytes()) if len(question.parameters) == 2 else Reply(status=400)
        )
    assert _pull(service, fhir, *keys).status_code == 200
    assert len([each for each in fhir.asked if sorted(each.parameters) == ["_count", "patient"]]) == 1


def test_a_status_is_sent_where_the_server_insists_on_one(service: FlaskClient, fhir: StubFhirServer) -> None:
    def insists(question: Question) -> Any:
        return searchset(about_something_else(question)) if "status" in question.parameters else Reply(status=400)

    for name in ("medications", "MedicationRequest"):
        fhir.answer(name, insists)
    assert "unread" not in assessed(_pull(service, fhir, "medications").json)
    asked = [each for each in fhir.asked if each.path.endswith("MedicationRequest")][-1]
    assert set(asked.parameters["status"].split(",")) >= {"active", "completed", "stopped", "entered-in-error"}


def test_conditions_by_category_only_are_read_and_the_possible_loss_is_said(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    fhir.answer(
        "conditions",
        lambda question: (
            searchset(about_something_else(question)) if "category" in question.parameters else Reply(status=400)
        ),
    )
    answer = _pull(service, fhir, "conditions")
    assert [each["key"] for each in assessed(answer.json)["unread"]] == ["conditions"]


def test_where_every_form_is_refused_the_first_refusal_is_told(service: FlaskClient, fhir: StubFhirServer) -> None:
    _takes(fhir, lambda _question: False, status=422)
    answer = _pull(service, fhir, "blood-counts")
    assert answer.status_code == 412
    assert answer.json["issue"][0]["details"]["text"].endswith("the FHIR server answers with status 422")


def test_a_form_that_was_refused_is_not_tried_first_again(service: FlaskClient, fhir: StubFhirServer) -> None:
    _takes(fhir, lambda question: "code" not in question.parameters, _leukocytes())
    _pull(service, fhir, "blood-counts")
    fhir.asked.clear()
    assert _pull(service, fhir, "blood-counts").status_code == 200
    assert [sorted(each.parameters) for each in _searches(fhir)] == [["_count", "patient"]]


def test_a_server_that_refuses_the_size_of_a_page_gives_pages_of_its_own(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    def own_size(question: Question) -> Any:
        return Reply(status=400) if "_count" in question.parameters else searchset(about_something_else(question))

    for name in (*SEARCHED, *(each.of for each in FORMS)):
        fhir.answer(name, own_size)
    first = _pull(service, fhir)
    fhir.asked.clear()
    assert assessed(_pull(service, fhir).json) == assessed(first.json)
    assert "unread" not in assessed(first.json)
    assert [each.name for each in fhir.asked if "_count" in each.parameters] == []


@pytest.mark.parametrize("status", [405, 414])
def test_a_search_that_is_refused_in_an_address_is_posted(
    service: FlaskClient, fhir: StubFhirServer, status: int
) -> None:
    _takes(fhir, lambda question: question.method == "POST", _leukocytes(), status=status)
    first = _pull(service, fhir, "blood-counts")
    assert "unread" not in assessed(first.json)
    assert [(each.method, sorted(each.parameters)) for each in _searches(fhir)] == [
        ("GET", ["_count", "code", "patient"]),
        ("POST", ["_count", "code", "patient"]),
    ]
    fhir.asked.clear()
    assert assessed(_pull(service, fhir, "blood-counts").json) == assessed(first.json)
    assert [each.method for each in _searches(fhir)] == ["POST"]


def test_a_type_that_is_posted_says_nothing_of_others(service: FlaskClient, fhir: StubFhirServer) -> None:
    _takes(fhir, lambda question: question.method == "POST", _leukocytes(), status=405)
    _pull(service, fhir, "blood-counts")
    assert _pull(service, fhir, "statements").status_code == 200
    assert [each.method for each in fhir.asked_for("statements")] == ["GET"]


def test_a_read_has_one_form(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("patient", Reply(status=404))
    assert _pull(service, fhir, "patient").status_code == 412
    assert len(fhir.asked_for("patient")) == 1


# What is found is filtered


def _junk(patient_id: str) -> list[dict[str, Any]]:
    """What no question asks for: another patient's count, a withdrawn one, one of something else, a mere proposal."""
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


def test_a_server_that_ignores_what_it_is_asked_changes_nothing_be_it_on_a_further_page(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    patient = next(each for each in patients(date(2024, 6, 15)) if each.expected.action is Action.ESCALATE)
    everything = searchset(*patient.resources)
    context = {"context": {"userId": "Practitioner/example", "patientId": patient.id}}
    whole = service.post(
        SERVICE,
        json=hook_call(prefetch=dict.fromkeys(SEARCHED, everything) | {"patient": patient.resources[0]}) | context,
    )

    for name in SEARCHED:
        fhir.answer(name, everything | {"link": [{"relation": "next", "url": "further"}]})
    fhir.answer("further", searchset(*_junk(patient.id)))
    fhir.answer("patient", patient.resources[0])
    pulled = service.post(SERVICE, json=hook_call(fhirServer=fhir.base, prefetch={}) | context)

    told, untold = assessed(pulled.json), assessed(whole.json)
    assert untold["recommendation"]["action"] == "escalate"
    assert {each["reference"] for each in told.pop("setAside")} >= {
        "Observation/leukocytes-1",
        "Observation/leukocytes-2",
    }
    untold.pop("setAside", None)
    assert told == untold


# Naming the patient


@pytest.mark.parametrize("naming", NAMINGS, ids=lambda naming: naming.of("ID"))
def test_a_server_that_finds_nothing_is_asked_with_the_patient_named_otherwise(
    service: FlaskClient, fhir: StubFhirServer, naming: Any
) -> None:
    def knows_one_name(question: Question) -> Any:
        named = question.parameters.get(naming.parameter) == naming.value.format(id=PATIENT_ID)
        return searchset(_leukocytes()) if named else searchset()

    for name in ("blood-counts", "molecular"):
        fhir.answer(name, knows_one_name)
    first = _pull(service, fhir, "blood-counts", "molecular")
    before = len(fhir.asked)
    second = _pull(service, fhir, "blood-counts", "molecular")
    assert assessed(first.json) == assessed(second.json)
    assert fhir.asked[before].parameters[naming.parameter] == naming.value.format(id=PATIENT_ID)
    assert len(fhir.asked) - before == 2


def test_an_empty_chart_is_an_answer(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset())
    answer = _pull(service, fhir, "molecular")
    assert answer.status_code == 200
    assert len(fhir.asked_for("molecular")) == len(NAMINGS)


def test_a_search_that_finds_nothing_and_cannot_be_put_otherwise_is_said(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    fhir.answer("molecular", searchset(), Reply(status=500))
    answer = _pull(service, fhir, "molecular")
    assert answer.status_code == 200
    assert assessed(answer.json)["unread"] == [{"key": "molecular", "reason": NOT_KNOWN_BY_NAME}]


def test_one_result_shows_that_the_name_is_known(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset())
    assert _pull(service, fhir, "molecular", "chemistry").status_code == 200
    assert len(fhir.asked_for("molecular")) == 1


# What the server says of itself


def test_a_parameter_that_is_not_listed_is_not_sent(service: FlaskClient, fhir: StubFhirServer) -> None:
    _says(fhir, rest=_lists(Observation=["patient", "category", "date"]))
    assert _pull(service, fhir, "blood-counts").status_code == 200
    assert [sorted(each.parameters) for each in _searches(fhir)] == [["_count", "patient"]]


@pytest.mark.parametrize("status", [404, 403, 400])
def test_what_the_server_says_it_has_none_of_and_does_not_give_is_none(
    service: FlaskClient, fhir: StubFhirServer, status: int
) -> None:
    _says(fhir, rest=_lists(Observation=["patient", "code"]))
    for name in OPTIONAL:
        fhir.answer(name, Reply(status=status))
    assert "unread" not in assessed(_pull(service, fhir, *OPTIONAL, "chemistry").json)
    assert [each.path.rpartition("/")[2] for each in fhir.asked].count("DiagnosticReport") == 1


def test_what_the_server_gives_although_it_says_it_has_none_is_read(service: FlaskClient, fhir: StubFhirServer) -> None:
    _says(fhir, rest=_lists(Observation=["patient", "code"]))
    fhir.answer("statements", searchset(following="further"))
    fhir.answer("further", searchset())
    assert "unread" not in assessed(_pull(service, fhir, "statements", "chemistry").json)
    assert len(fhir.asked_for("further")) == 1


SAYS_NOTHING, SAYS_IT_HAS_THEM = [{"mode": "server"}], _lists(DiagnosticReport=["patient", "code"])


@pytest.mark.parametrize(
    ("rest", "status"), [(None, 400), (SAYS_NOTHING, 403), (SAYS_NOTHING, 500), (SAYS_IT_HAS_THEM, 404)]
)
def test_what_the_server_refuses_and_does_not_say_it_has_none_of_is_said(
    service: FlaskClient, fhir: StubFhirServer, rest: Any, status: int
) -> None:
    _says(fhir, rest=rest)
    for name in ("reports", "DiagnosticReport"):
        fhir.answer(name, Reply(status=status))
    assert [each["key"] for each in assessed(_pull(service, fhir, "reports").json)["unread"]] == ["reports"]


@pytest.mark.parametrize("rest", [None, SAYS_NOTHING])
def test_reports_of_a_server_that_does_not_find_them_and_says_nothing_are_none(
    service: FlaskClient, fhir: StubFhirServer, rest: Any
) -> None:
    _says(fhir, rest=rest)
    fhir.answer("reports", Reply(status=404))
    assert "unread" not in assessed(_pull(service, fhir, "reports").json)


def test_what_is_required_is_never_none_because_a_server_says_so(service: FlaskClient, fhir: StubFhirServer) -> None:
    _says(fhir, rest=_lists(Patient=["_id"]))
    fhir.answer("molecular", Reply(status=403))
    assert _pull(service, fhir, "molecular").status_code == 412


def test_a_server_that_lists_only_subject_is_asked_by_subject(service: FlaskClient, fhir: StubFhirServer) -> None:
    _says(fhir, rest=_lists(Observation=["subject", "code"]))
    assert _pull(service, fhir, "blood-counts").status_code == 200
    [asked] = _searches(fhir)
    assert asked.parameters["subject"] == f"Patient/{PATIENT_ID}"
    assert "patient" not in asked.parameters


def test_a_known_limit_of_results_per_page_is_kept(service: FlaskClient, fhir: StubFhirServer) -> None:
    _says(fhir, publisher="Oracle Health")
    _pull(service, fhir, "blood-counts", "medications")
    sizes = {each.name: each.parameters["_count"] for each in fhir.asked if "_count" in each.parameters}
    assert sizes == {"blood-counts": "200", "medications": "500"}


def test_a_form_that_a_server_is_known_to_refuse_is_not_tried(service: FlaskClient, fhir: StubFhirServer) -> None:
    _says(fhir, software={"name": "Epic"})
    _takes(fhir, lambda _question: False)
    assert _pull(service, fhir, "blood-counts").status_code == 412
    assert all({"code", "category"} & set(each.parameters) for each in _searches(fhir))


@pytest.mark.parametrize(
    "odd",
    [
        {"rest": "all of it"},
        {"rest": [None, {"resource": {}}, {"resource": [7, {"type": 3, "searchParam": "patient"}]}]},
        {"software": "Epic", "publisher": 9, "fhirVersion": 4},
        {"rest": [{"mode": "client", "resource": [{"type": "Observation", "searchParam": [{"name": "date"}]}]}]},
    ],
)
def test_an_odd_capability_statement_costs_nothing(service: FlaskClient, fhir: StubFhirServer, odd: Any) -> None:
    _says(fhir, **odd)
    assert _pull(service, fhir).status_code == 200
    assert [sorted(each.parameters) for each in fhir.asked_for("blood-counts")] == [["_count", "code", "patient"]]


def test_a_server_that_keeps_silent_about_itself_is_read_all_the_same(opened: Opened, fhir: StubFhirServer) -> None:
    fhir.keep_waiting("metadata")
    assert _pull(opened(time_budget_s=1), fhir, "blood-counts").status_code == 200


def _lets_wait(fhir: StubFhirServer, path: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Lets a read take for ever, as a server does that sends a header byte by byte; tells whether it does so still."""
    read, ended = FhirClient.read, Event()

    def never_ending(self: FhirClient, access: FhirAccess, link: str, *others: Any) -> Any:
        if f"{fhir.base}/{link}".endswith(path):
            fhir.closing.wait(timeout=10)
            ended.set()
        return read(self, access, link, *others)

    monkeypatch.setattr(FhirClient, "read", never_ending)
    return lambda: not ended.is_set()


def test_a_server_that_starts_to_speak_of_itself_and_never_ends_is_read_all_the_same(
    opened: Opened, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlived = _lets_wait(fhir, "/metadata", monkeypatch)
    assert _pull(opened(time_budget_s=1), fhir, "blood-counts").status_code == 200
    assert outlived()


@pytest.mark.parametrize(
    "fault", [Reply(status=503), Reply(status=401), Reply("<html>"), Reply({"resourceType": "OperationOutcome"})]
)
def test_a_server_that_could_not_say_it_is_asked_again_in_the_next_call(
    service: FlaskClient, fhir: StubFhirServer, fault: Reply
) -> None:
    fhir.answer("metadata", fault)
    assert _pull(service, fhir, "chemistry").status_code == 200
    _says(fhir, fhirVersion="3.0.2")
    assert _pull(service, fhir, "chemistry").status_code == 412


def test_a_server_that_has_nothing_to_say_is_asked_once(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("metadata", Reply(status=404))
    _pull(service, fhir, "chemistry")
    _pull(service, fhir, "chemistry")
    assert len(fhir.asked_for("metadata")) == 1


# Long addresses


def test_a_search_whose_address_would_be_too_long_is_posted(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fhir_searches, "LONGEST_ADDRESS", 1000)
    assert _pull(service, fhir, "blood-counts", "clinical-findings").status_code == 200
    [posted] = [each for each in fhir.asked if each.method == "POST"]
    assert posted.path == "/fhir/Observation/_search"
    assert (posted.parameters["patient"], posted.parameters["_count"]) == (PATIENT_ID, "500")
    assert "http://loinc.org|6690-2" in posted.parameters["code"].split(",")
    assert posted.authorization == f"Bearer {TOKEN}"


def test_the_further_pages_of_a_posted_search_are_read(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fhir_searches, "LONGEST_ADDRESS", 1000)
    fhir.answer("Observation/_search", searchset(_leukocytes(1), following="?page=opaque"))
    fhir.answer("Observation", searchset(_leukocytes(2)))
    assert _pull(service, fhir, "blood-counts").status_code == 200
    [further] = fhir.asked_for("Observation")
    assert (further.method, further.parameters) == ("GET", {"page": "opaque"})


def test_where_posting_is_refused_the_search_goes_in_parts(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fhir_searches, "LONGEST_ADDRESS", 1000)
    fhir.answer("Observation/_search", Reply(status=405))
    assert _pull(service, fhir, "blood-counts").status_code == 200
    first, *others = fhir.asked_for("Observation/_search") + fhir.asked_for("Observation")
    assert first.method == "POST"
    assert {each.method for each in others} == {"GET"}
    assert max(len(each.parameters["code"].split(",")) for each in others) == 10


def test_a_posted_search_that_fails_in_passing_is_posted_again(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fhir_searches, "LONGEST_ADDRESS", 1000)
    fhir.answer("Observation/_search", Reply(status=503), searchset(_leukocytes()))
    assert _pull(service, fhir, "blood-counts").status_code == 200
    assert len(fhir.asked_for("Observation/_search")) == 2


@pytest.mark.parametrize(("status", "method"), [(307, "POST"), (308, "POST"), (302, "POST"), (303, "GET")])
def test_a_redirect_of_a_posted_search_is_posted_unless_the_answer_is_to_be_fetched(
    service: FlaskClient, fhir: StubFhirServer, monkeypatch: pytest.MonkeyPatch, status: int, method: str
) -> None:
    monkeypatch.setattr(fhir_searches, "LONGEST_ADDRESS", 1000)
    fhir.answer("Observation/_search", Reply(status=status, headers={"Location": f"{fhir.base}/moved"}))
    fhir.answer("moved", searchset(_leukocytes()))
    assert _pull(service, fhir, "blood-counts").status_code == 200
    [moved] = fhir.asked_for("moved")
    assert (moved.method, moved.parameters.get("patient")) == (method, PATIENT_ID if method == "POST" else None)


# Pages and outcomes


def test_opaque_links_at_the_base_are_followed(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("molecular", searchset(following=f"{fhir.base}?_getpages=3f&_getpagesoffset=20"))
    fhir.answer("/fhir", searchset(_leukocytes()))
    assert _pull(service, fhir, "molecular").status_code == 200
    assert [each.parameters for each in fhir.asked_for("/fhir")] == [{"_getpages": "3f", "_getpagesoffset": "20"}]


@pytest.mark.parametrize("code", ["incomplete", "suppressed", "timeout", "throttled", "too-costly"])
def test_a_warning_that_results_are_held_back_is_said(service: FlaskClient, fhir: StubFhirServer, code: str) -> None:
    warning = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": code}]}
    fhir.answer("molecular", searchset(_leukocytes(1), following="Observation?page=2"))
    fhir.answer("Observation", searchset(_leukocytes(2), warning))
    unread = assessed(_pull(service, fhir, "molecular").json)["unread"]
    assert unread == [{"key": "molecular", "reason": "the FHIR server says that its answer is not complete"}]


# Waiting and taking turns


def test_a_server_may_say_by_a_date_how_long_to_wait(opened: Opened, fhir: StubFhirServer) -> None:
    waited: list[float] = []
    until = (datetime.now(UTC) + timedelta(seconds=3)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    fhir.answer("molecular", Reply(status=503, headers={"Retry-After": until}), searchset(_leukocytes()))
    assert _pull(opened(pause=waited.append), fhir, "molecular").status_code == 200
    assert waited == [3]


@pytest.mark.parametrize("asked", ["soon", "-5", "0.5", "9" * 5000, "Fri, 31 Dec 99999 23:59:59 GMT"])
def test_a_wait_that_cannot_be_understood_is_as_none(opened: Opened, fhir: StubFhirServer, asked: str) -> None:
    waited: list[float] = []
    fhir.answer("molecular", Reply(status=503, headers={"Retry-After": asked}), searchset(_leukocytes()))
    assert _pull(opened(pause=waited.append), fhir, "molecular").status_code == 200
    assert waited == [0]


def test_a_server_is_never_asked_over_more_connections_than_it_is_given(opened: Opened, fhir: StubFhirServer) -> None:
    free = Semaphore(3)

    def one_of_three(question: Question) -> Any:
        assert free.acquire(blocking=False), "more questions at a time than there are connections"
        found = searchset(about_something_else(question))
        free.release()
        return found

    for name in SEARCHED:
        fhir.answer(name, one_of_three)
    assert _pull(opened(fhir_server_connections=3), fhir).status_code == 200


def test_a_call_that_gets_no_turn_in_time_says_so(opened: Opened, fhir: StubFhirServer) -> None:
    fhir.keep_waiting("molecular")
    fhir.keep_waiting("chemistry")
    answer = _pull(opened(fhir_server_connections=1, time_budget_s=0.3), fhir, "molecular", "chemistry")
    assert answer.status_code == 412
    assert {each["expression"][0] for each in answer.json["issue"]} == {"prefetch.molecular", "prefetch.chemistry"}
    assert {each["code"] for each in answer.json["issue"]} == {"timeout"}


def test_an_answer_that_drips_in_is_left_when_the_time_is_up_and_its_turn_is_free(
    opened: Opened, fhir: StubFhirServer
) -> None:
    clock = [0.0]

    def dripping() -> Iterator[bytes]:
        yield b"{"
        clock[0] = 10
        yield b" "
        fhir.closing.wait()

    fhir.answer("molecular", Reply(dripping(), headers={"Content-Length": "100"}), searchset(_leukocytes()))
    service = opened(monotonic=lambda: clock[0], time_budget_s=5, fhir_server_connections=1)
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


def _batched(question: Question) -> dict[str, Any]:
    """The answer to a batch: each Medication but those that are called lost or odd."""
    entries = []
    for asked in json.loads(question.body)["entry"]:
        name = asked["request"]["url"].rpartition("/")[2]
        entries.append(
            {"response": {"status": "404 Not Found"}}
            if name == "lost"
            else {"response": {"status": "503"}}
            if name == "odd"
            else {"response": {"status": "200 OK"}, "resource": _medication(name)}
        )
    return {"resourceType": "Bundle", "type": "batch-response", "entry": entries}


def _read_medications(service: FlaskClient, fhir: StubFhirServer, *references: str) -> list[tuple[str, str]]:
    """What is asked for these references: method and name of each request."""
    prefetch = empty_prefetch(medications=_orders(*references))
    call = hook_call(fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=prefetch)
    assert service.post(SERVICE, json=call).status_code == 200
    assert {each.authorization for each in fhir.asked} == {f"Bearer {TOKEN}"}
    return sorted((each.method, each.name) for each in fhir.asked if each.name != "metadata")


@pytest.fixture
def batching(fhir: StubFhirServer) -> StubFhirServer:
    """A server that says it takes batches, and does."""
    _says(fhir, rest=[{"mode": "server", "interaction": [{"code": "transaction"}]}])
    fhir.answer("/fhir", _batched)
    for name in ("m1", "m2", "odd"):
        fhir.answer(f"Medication/{name}", _medication(name))
    return fhir


def test_missing_medications_are_read_in_one_batch(service: FlaskClient, batching: StubFhirServer) -> None:
    asked = _read_medications(service, batching, "Medication/m1", f"{batching.base}/Medication/m2", "Medication/lost")
    assert asked == [("POST", "/fhir")]
    entries = json.loads(batching.asked_for("/fhir")[0].body)["entry"]
    assert {each["request"]["url"] for each in entries} == {"Medication/m1", "Medication/m2", "Medication/lost"}


def test_what_a_batch_does_not_settle_is_read_singly(service: FlaskClient, batching: StubFhirServer) -> None:
    asked = _read_medications(service, batching, "Medication/m1", "Medication/odd")
    assert asked == [("GET", "Medication/odd"), ("POST", "/fhir")]


def test_a_batch_that_is_answered_in_another_order_mixes_up_no_medications(
    service: FlaskClient, batching: StubFhirServer
) -> None:
    batching.answer("/fhir", lambda question: {**_batched(question), "entry": _batched(question)["entry"][::-1]})
    asked = _read_medications(service, batching, "Medication/m1", "Medication/m2")
    assert asked == [("GET", "Medication/m1"), ("GET", "Medication/m2"), ("POST", "/fhir")]


@pytest.mark.parametrize(
    "answer",
    [Reply(status=403), Reply(status=400), {"resourceType": "Bundle", "entry": []}, {"resourceType": "Bundle"}],
)
def test_a_batch_that_fails_is_read_singly(service: FlaskClient, batching: StubFhirServer, answer: Any) -> None:
    batching.answer("/fhir", answer)
    asked = _read_medications(service, batching, "Medication/m1", "Medication/m2")
    assert asked == [("GET", "Medication/m1"), ("GET", "Medication/m2"), ("POST", "/fhir")]


def test_a_batch_that_is_never_answered_is_left_when_the_time_is_up(
    opened: Opened, batching: StubFhirServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlived = _lets_wait(batching, "/fhir", monkeypatch)
    _read_medications(opened(time_budget_s=0.3), batching, "Medication/m1", "Medication/m2")
    assert outlived()


def test_a_single_medication_needs_no_batch(service: FlaskClient, batching: StubFhirServer) -> None:
    assert _read_medications(service, batching, "Medication/m1") == [("GET", "Medication/m1")]


def test_a_server_that_does_not_say_it_takes_batches_gets_none(service: FlaskClient, fhir: StubFhirServer) -> None:
    asked = _read_medications(service, fhir, "Medication/m1", "Medication/m2")
    assert asked == [("GET", "Medication/m1"), ("GET", "Medication/m2")]


def test_a_medication_on_another_server_is_not_asked_for_in_a_batch(
    service: FlaskClient, batching: StubFhirServer
) -> None:
    asked = _read_medications(service, batching, "Medication/m1", "https://elsewhere.example/r4/Medication/m2")
    assert asked == [("POST", "/fhir")]
    assert "elsewhere" not in batching.asked_for("/fhir")[0].body.decode()
