"""Reports: asked for, read for what stands only in them, and followed to results that no search found."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service.hooks.patient_chart import MOST_RESULTS
from fhir_mappings.observations.report_conclusions import RESULTS_UNSEEN
from tests.cds_service.calls import (
    PATIENT,
    PATIENT_ID,
    SERVICE,
    assessed,
    authorization,
    empty_prefetch,
    hook_call,
    without,
)
from tests.stub_fhir_server import Question, Reply, StubFhirServer, searchset, stub_fhir_server

HERS = {"reference": f"Patient/{PATIENT_ID}"}
CML = {
    "resourceType": "Condition",
    "id": "cml",
    "subject": HERS,
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C92.10"}]},
}
IMATINIB = {
    "resourceType": "MedicationRequest",
    "id": "imatinib",
    "status": "active",
    "intent": "order",
    "subject": HERS,
    "authoredOn": "2023-01-02",
    "medicationCodeableConcept": {
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "403879"}]
    },
}


def _loinc(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://loinc.org", "code": code}]}


def _report(name: str = "r", **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "DiagnosticReport",
        "id": name,
        "status": "final",
        "code": _loinc("62389-2"),
        "subject": HERS,
        "effectiveDateTime": "2024-05-05",
        **members,
    }


def _karyotype(name: str = "k", **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": _loinc("62356-1"),
        "subject": HERS,
        "effectiveDateTime": "2024-05-05",
        "valueString": "46,XX,t(9;22)(q34;q11.2)[12]/46,XX[8]",
        **members,
    }


def _within() -> dict[str, Any]:
    """The karyotype as a report contains it: whose it is and when it was sampled, the report says."""
    return without(_karyotype(), "subject", "effectiveDateTime")


def _pull(service: FlaskClient, fhir: StubFhirServer, *missing: str, **prefetched: Any) -> dict[str, Any]:
    """The assessment of a patient on imatinib, of whose chart these keys are left to be read."""
    chart = {"conditions": searchset(CML), "medications": searchset(IMATINIB)} | prefetched
    prefetch = without(empty_prefetch(patient=PATIENT, **chart), *missing)
    answer = service.post(
        SERVICE, json=hook_call(fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=prefetch)
    )
    assert answer.status_code == 200
    return assessed(answer.json)


def _percent(assessment: dict[str, Any]) -> Any:
    return assessment["responses"]["cytogenetic"].get("phPositivePercent")


def _unread(assessment: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["key"], each["reason"]) for each in assessment.get("unread", ())]


def test_a_karyotype_that_stands_only_within_a_report_is_read(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("reports", searchset(_report(contained=[_within()], result=[{"reference": "#k"}])))
    assessment = _pull(service, fhir, "reports")
    assert (_percent(assessment), _unread(assessment)) == (60, [])
    assert fhir.names_asked == ["reports"]


def test_a_report_that_is_only_a_document_is_told(service: FlaskClient, fhir: StubFhirServer) -> None:
    form = {"contentType": "application/pdf", "data": "AAAA"}
    fhir.answer("reports", searchset(_report(code=_loinc("48807-2"), presentedForm=[form])))
    [aside] = _pull(service, fhir, "reports")["setAside"]
    assert aside["reference"] == "DiagnosticReport/r"


def test_another_patients_report_is_set_aside(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("reports", searchset(_report(contained=[_within()], subject={"reference": "Patient/somebody-else"})))
    assessment = _pull(service, fhir, "reports")
    assert _percent(assessment) is None
    assert [each["reason"] for each in assessment["setAside"]] == ["it is of another patient"]


def test_a_result_that_comes_with_its_report_and_by_itself_counts_once(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    """``_include`` is not asked for; what comes along unasked is used."""
    fhir.answer("reports", searchset(_report(result=[{"reference": "Observation/k"}]), _karyotype()))
    assessment = _pull(service, fhir, "reports", cytogenetics=searchset(_karyotype()))
    assert _percent(assessment) == 60
    assert [each["reference"] for each in assessment["evidence"]].count("Observation/k") == 1
    assert "setAside" not in assessment


def test_reports_may_hold_documents_so_that_few_are_asked_for_at_a_time(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    _pull(service, fhir, "reports", "chemistry")
    assert fhir.asked_for("reports")[0].parameters["_count"] == "50"
    assert fhir.asked_for("chemistry")[0].parameters["_count"] == "500"


def test_a_client_that_does_not_know_reports_and_gives_no_server_lacks_nothing(service: FlaskClient) -> None:
    prefetch = without(empty_prefetch(patient=PATIENT), "reports")
    assert "unread" not in assessed(service.post(SERVICE, json=hook_call(prefetch=prefetch)).json)


def test_reports_of_which_a_client_sends_no_more_than_a_part_are_said(service: FlaskClient) -> None:
    page = searchset() | {"link": [{"relation": "next", "url": "https://ehr.example/fhir?page=2"}]}
    for odd in (page, "<html>"):
        answer = service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(patient=PATIENT, reports=odd)))
        assert [key for key, _ in _unread(assessed(answer.json))] == ["reports"]


def test_reports_that_could_not_be_read_are_said(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("reports", Reply(status=403))
    assert _unread(_pull(service, fhir, "reports")) == [("reports", "the FHIR server does not permit the query")]


def test_reports_by_category_only_are_read_and_the_possible_loss_is_said(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    def insists(question: Question) -> Any:
        return searchset(_report(contained=[_within()])) if "category" in question.parameters else Reply(status=400)

    for name in ("reports", "DiagnosticReport"):
        fhir.answer(name, insists)
    assessment = _pull(service, fhir, "reports")
    assert _percent(assessment) == 60
    assert [key for key, _ in _unread(assessment)] == ["reports"]


# Results elsewhere

BY_ITS_COMPONENT = {
    "code": {"text": "Cytogenetics"},
    "valueString": None,
    "component": [{"code": _loinc("62356-1"), "valueString": "46,XX,t(9;22)(q34;q11.2)[12]/46,XX[8]"}],
}
"""A karyotype that no search by code finds."""


URN = "urn:uuid:11111111-1111-1111-1111-111111111111"


def _hidden(name: str = "k", **members: Any) -> dict[str, Any]:
    return without(_karyotype(name, **BY_ITS_COMPONENT), "valueString") | members


def _referring(*names: str, **members: Any) -> dict[str, Any]:
    return _report(result=[{"reference": f"Observation/{name}"} for name in names], **members)


def _not_read(number: int) -> list[tuple[str, str]]:
    return [("reports", f"results that reports refer to and that could not be read: {number}")]


def test_a_result_that_only_a_report_knows_of_is_read(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("Observation/k", _hidden())
    assessment = _pull(service, fhir, reports=searchset(_referring("k"), _referring("k", name="again")))
    assert (_percent(assessment), _unread(assessment)) == (60, [])
    assert fhir.names_asked == ["Observation/k"]


def test_results_are_read_in_one_batch_with_medications(service: FlaskClient, fhir: StubFhirServer) -> None:
    named = {"Observation/k": _hidden(), "Observation/other": _hidden("other", component=[])}
    named["Medication/m"] = {"resourceType": "Medication", "id": "m", "code": {"text": "vitamin"}}

    def batched(question: Question) -> dict[str, Any]:
        urls = [each["request"]["url"] for each in json.loads(question.body)["entry"]]
        entries = [{"response": {"status": "200"}, "resource": named[url]} for url in urls]
        return {"resourceType": "Bundle", "type": "batch-response", "entry": entries}

    fhir.answer(
        "metadata",
        {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": [{"interaction": [{"code": "batch"}]}]},
    )
    fhir.answer("/fhir", batched)
    vitamin = without(IMATINIB, "medicationCodeableConcept") | {
        "id": "v",
        "medicationReference": {"reference": "Medication/m"},
    }
    assessment = _pull(
        service, fhir, reports=searchset(_referring("k", "other")), medications=searchset(IMATINIB, vitamin)
    )
    assert (_percent(assessment), _unread(assessment)) == (60, [])
    assert fhir.names_asked == ["/fhir"]


@pytest.mark.parametrize(
    "report",
    [
        _report(result=[{"reference": "#k"}, {"reference": "Observation/x"}], contained=[_within()]),
        _referring("found", "x"),
        _report(result=[{"reference": URN}, {"reference": "Observation/x"}]),
        _report(result=[{"reference": "QuestionnaireResponse/x"}, {"display": "Observation/x"}, "Observation/x"]),
        _report(result={"reference": "Observation/x"}),
        _referring("x", subject={"reference": "Patient/somebody-else"}),
        _referring("x", code=_loinc("24627-2")),
        _referring("x", code={"text": "Chromosome analysis"}),
    ],
    ids=["within", "found", "found by its urn", "not results", "no list", "of another", "of else", "without code"],
)
def test_no_result_is_read_of_a_report_that_shows_one_or_is_not_ours(
    service: FlaskClient, fhir: StubFhirServer, report: dict[str, Any]
) -> None:
    found = searchset(_karyotype("found"))
    found["entry"][0]["fullUrl"] = URN
    assert not _unread(_pull(service, fhir, reports=searchset(report), cytogenetics=found))
    assert fhir.asked == []


def test_a_result_of_another_patient_is_not_used_whatever_report_names_it(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    fhir.answer("Observation/k", _hidden(subject={"reference": "Patient/somebody-else"}))
    assessment = _pull(service, fhir, reports=searchset(_referring("k")))
    assert _percent(assessment) is None
    assert [(each["reference"], each["reason"]) for each in assessment["setAside"]] == [
        ("Observation/k", "it is of another patient")
    ]


@pytest.mark.parametrize(
    ("reply", "unread"),
    [
        (Reply(status=404), []),
        (Reply(status=410), []),
        (Reply(status=403), _not_read(1)),
        (Reply(status=500), _not_read(1)),
        (Reply(_hidden("another")), _not_read(1)),
    ],
)
def test_a_result_that_a_report_refers_to_and_that_cannot_be_read_is_said_unless_there_is_none(
    service: FlaskClient, fhir: StubFhirServer, reply: Reply, unread: list[tuple[str, str]]
) -> None:
    fhir.answer("Observation/k", reply)
    assert _unread(_pull(service, fhir, reports=searchset(_referring("k")))) == unread


def test_results_on_another_server_are_not_read_and_that_is_said(service: FlaskClient, fhir: StubFhirServer) -> None:
    with stub_fhir_server() as other:
        elsewhere = _report(result=[{"reference": f"{other.base}/Observation/k"}])
        assert _unread(_pull(service, fhir, reports=searchset(elsewhere))) == _not_read(1)
        assert other.asked == []


def test_more_results_than_are_read_are_said(service: FlaskClient, fhir: StubFhirServer) -> None:
    many = _referring(*(f"o{number}" for number in range(MOST_RESULTS + 3)))
    assert _unread(_pull(service, fhir, reports=searchset(many))) == _not_read(3)
    assert len(fhir.names_asked) == MOST_RESULTS


def test_without_a_server_to_read_from_the_results_of_reports_stay_what_was_prefetched(service: FlaskClient) -> None:
    prefetch = empty_prefetch(patient=PATIENT, reports=searchset(_referring("k")))
    assessment = assessed(service.post(SERVICE, json=hook_call(prefetch=prefetch)).json)
    assert "unread" not in assessment
    assert [(each["reference"], each["reason"]) for each in assessment["setAside"]] == [
        ("DiagnosticReport/r", RESULTS_UNSEEN)
    ]


def test_a_prefetched_result_about_something_else_speaks_for_its_report_too(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    """Such results stay unopened."""
    sodium = searchset(_karyotype("sodium", code=_loinc("2951-2")))
    assessment = _pull(service, fhir, reports=searchset(_referring("sodium", "x")), chemistry=sodium)
    assert (_unread(assessment), fhir.asked) == ([], [])
    assert "setAside" not in assessment
