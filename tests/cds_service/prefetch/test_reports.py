"""Reports: searched, read for results inside them, and followed to results that no search found."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service.hooks.patient_chart import MAX_RESULTS
from fhir_mappings.observations.report_conclusions import RESULTS_NOT_IN_CHART
from tests.cds_service.calls import (
    PATIENT,
    PATIENT_ID,
    SERVICE,
    authorization,
    empty_prefetch,
    hook_call,
    read_assessment,
    without,
)
from tests.stub_fhir_server import FhirRequest, Reply, StubFhirServer, searchset, stub_fhir_server

SUBJECT = {"reference": f"Patient/{PATIENT_ID}"}
CML = {
    "resourceType": "Condition",
    "id": "cml",
    "subject": SUBJECT,
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C92.10"}]},
}
IMATINIB = {
    "resourceType": "MedicationRequest",
    "id": "imatinib",
    "status": "active",
    "intent": "order",
    "subject": SUBJECT,
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
        "subject": SUBJECT,
        "effectiveDateTime": "2024-05-05",
        **members,
    }


def _karyotype(name: str = "k", **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": _loinc("62356-1"),
        "subject": SUBJECT,
        "effectiveDateTime": "2024-05-05",
        "valueString": "46,XX,t(9;22)(q34;q11.2)[12]/46,XX[8]",
        **members,
    }


def _contained_karyotype() -> dict[str, Any]:
    """The karyotype as a report contains it: subject and date are in the report."""
    return without(_karyotype(), "subject", "effectiveDateTime")


def _pull(service: FlaskClient, fhir: StubFhirServer, *missing: str, **prefetched: Any) -> dict[str, Any]:
    """Return the assessment of a patient on imatinib; the missing keys are read from the FHIR server."""
    chart = {"conditions": searchset(CML), "medications": searchset(IMATINIB)} | prefetched
    prefetch = without(empty_prefetch(patient=PATIENT, **chart), *missing)
    answer = service.post(
        SERVICE, json=hook_call(fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch=prefetch)
    )
    assert answer.status_code == 200
    return read_assessment(answer.json)


def _get_ph_percent(assessment: dict[str, Any]) -> Any:
    return assessment["responses"]["cytogenetic"].get("phPositivePercent")


def _list_unread(assessment: dict[str, Any]) -> list[tuple[str, str]]:
    return [(query["key"], query["reason"]) for query in assessment.get("unread", ())]


def test_a_karyotype_that_exists_only_inside_a_report_is_read(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("reports", searchset(_report(contained=[_contained_karyotype()], result=[{"reference": "#k"}])))
    assessment = _pull(service, fhir, "reports")
    assert (_get_ph_percent(assessment), _list_unread(assessment)) == (60, [])
    assert fhir.requested_names == ["reports"]


def test_a_report_that_is_only_a_document_is_listed_as_excluded(service: FlaskClient, fhir: StubFhirServer) -> None:
    form = {"contentType": "application/pdf", "data": "AAAA"}
    fhir.answer("reports", searchset(_report(code=_loinc("48807-2"), presentedForm=[form])))
    [aside] = _pull(service, fhir, "reports")["setAside"]
    assert aside["reference"] == "DiagnosticReport/r"


def test_another_patients_report_is_excluded(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer(
        "reports",
        searchset(_report(contained=[_contained_karyotype()], subject={"reference": "Patient/somebody-else"})),
    )
    assessment = _pull(service, fhir, "reports")
    assert _get_ph_percent(assessment) is None
    assert [exclusion["reason"] for exclusion in assessment["setAside"]] == ["it is of another patient"]


def test_a_result_that_comes_with_its_report_and_by_itself_counts_once(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    """``_include`` is not requested, but resources that are included anyway are used."""
    fhir.answer("reports", searchset(_report(result=[{"reference": "Observation/k"}]), _karyotype()))
    assessment = _pull(service, fhir, "reports", cytogenetics=searchset(_karyotype()))
    assert _get_ph_percent(assessment) == 60
    assert [item["reference"] for item in assessment["evidence"]].count("Observation/k") == 1
    assert "setAside" not in assessment


def test_reports_may_hold_documents_so_that_few_are_asked_for_at_a_time(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    _pull(service, fhir, "reports", "chemistry")
    assert fhir.requests_for("reports")[0].parameters["_count"] == "50"
    assert fhir.requests_for("chemistry")[0].parameters["_count"] == "500"


def test_without_reports_and_a_server_nothing_is_listed_as_unread(service: FlaskClient) -> None:
    prefetch = without(empty_prefetch(patient=PATIENT), "reports")
    assert "unread" not in read_assessment(service.post(SERVICE, json=hook_call(prefetch=prefetch)).json)


def test_reports_sent_only_in_part_are_listed_as_unread(service: FlaskClient) -> None:
    page = searchset() | {"link": [{"relation": "next", "url": "https://ehr.example/fhir?page=2"}]}
    for value in (page, "<html>"):
        answer = service.post(SERVICE, json=hook_call(prefetch=empty_prefetch(patient=PATIENT, reports=value)))
        assert [key for key, _ in _list_unread(read_assessment(answer.json))] == ["reports"]


def test_reports_that_could_not_be_read_are_listed_as_unread(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("reports", Reply(status=403))
    assert _list_unread(_pull(service, fhir, "reports")) == [("reports", "the FHIR server does not permit the query")]


def test_reports_searched_by_category_are_read_and_the_possible_loss_is_reported(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    def require_category(request: FhirRequest) -> Any:
        return (
            searchset(_report(contained=[_contained_karyotype()]))
            if "category" in request.parameters
            else Reply(status=400)
        )

    for name in ("reports", "DiagnosticReport"):
        fhir.answer(name, require_category)
    assessment = _pull(service, fhir, "reports")
    assert _get_ph_percent(assessment) == 60
    assert [key for key, _ in _list_unread(assessment)] == ["reports"]


# Results elsewhere

KARYOTYPE_IN_COMPONENT = {
    "code": {"text": "Cytogenetics"},
    "valueString": None,
    "component": [{"code": _loinc("62356-1"), "valueString": "46,XX,t(9;22)(q34;q11.2)[12]/46,XX[8]"}],
}
"""Only a component has the code, so no search by code finds this karyotype."""


URN = "urn:uuid:11111111-1111-1111-1111-111111111111"


def _karyotype_in_component(name: str = "k", **members: Any) -> dict[str, Any]:
    return without(_karyotype(name, **KARYOTYPE_IN_COMPONENT), "valueString") | members


def _referring_report(*names: str, **members: Any) -> dict[str, Any]:
    return _report(result=[{"reference": f"Observation/{name}"} for name in names], **members)


def _unread_results(number: int) -> list[tuple[str, str]]:
    return [("reports", f"results that reports refer to and that could not be read: {number}")]


def test_a_result_that_only_a_report_refers_to_is_read(service: FlaskClient, fhir: StubFhirServer) -> None:
    fhir.answer("Observation/k", _karyotype_in_component())
    assessment = _pull(service, fhir, reports=searchset(_referring_report("k"), _referring_report("k", name="again")))
    assert (_get_ph_percent(assessment), _list_unread(assessment)) == (60, [])
    assert fhir.requested_names == ["Observation/k"]


def test_results_are_read_in_one_batch_with_medications(service: FlaskClient, fhir: StubFhirServer) -> None:
    named = {
        "Observation/k": _karyotype_in_component(),
        "Observation/other": _karyotype_in_component("other", component=[]),
    }
    named["Medication/m"] = {"resourceType": "Medication", "id": "m", "code": {"text": "vitamin"}}

    def answer_batch(request: FhirRequest) -> dict[str, Any]:
        urls = [entry["request"]["url"] for entry in json.loads(request.body)["entry"]]
        entries = [{"response": {"status": "200"}, "resource": named[url]} for url in urls]
        return {"resourceType": "Bundle", "type": "batch-response", "entry": entries}

    fhir.answer(
        "metadata",
        {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": [{"interaction": [{"code": "batch"}]}]},
    )
    fhir.answer("/fhir", answer_batch)
    vitamin = without(IMATINIB, "medicationCodeableConcept") | {
        "id": "v",
        "medicationReference": {"reference": "Medication/m"},
    }
    assessment = _pull(
        service, fhir, reports=searchset(_referring_report("k", "other")), medications=searchset(IMATINIB, vitamin)
    )
    assert (_get_ph_percent(assessment), _list_unread(assessment)) == (60, [])
    assert fhir.requested_names == ["/fhir"]


@pytest.mark.parametrize(
    "report",
    [
        _report(result=[{"reference": "#k"}, {"reference": "Observation/x"}], contained=[_contained_karyotype()]),
        _referring_report("found", "x"),
        _report(result=[{"reference": URN}, {"reference": "Observation/x"}]),
        _report(result=[{"reference": "QuestionnaireResponse/x"}, {"display": "Observation/x"}, "Observation/x"]),
        _report(result={"reference": "Observation/x"}),
        _referring_report("x", subject={"reference": "Patient/somebody-else"}),
        _referring_report("x", code=_loinc("24627-2")),
        _referring_report("x", code={"text": "Chromosome analysis"}),
    ],
    ids=["within", "found", "found by its urn", "not results", "no list", "of another", "of else", "without code"],
)
def test_results_of_a_report_are_not_read_if_one_is_present_or_the_report_is_irrelevant(
    service: FlaskClient, fhir: StubFhirServer, report: dict[str, Any]
) -> None:
    found = searchset(_karyotype("found"))
    found["entry"][0]["fullUrl"] = URN
    assert not _list_unread(_pull(service, fhir, reports=searchset(report), cytogenetics=found))
    assert fhir.requests == []


def test_a_result_of_another_patient_is_not_used_whatever_report_names_it(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    fhir.answer("Observation/k", _karyotype_in_component(subject={"reference": "Patient/somebody-else"}))
    assessment = _pull(service, fhir, reports=searchset(_referring_report("k")))
    assert _get_ph_percent(assessment) is None
    assert [(exclusion["reference"], exclusion["reason"]) for exclusion in assessment["setAside"]] == [
        ("Observation/k", "it is of another patient")
    ]


@pytest.mark.parametrize(
    ("reply", "unread"),
    [
        (Reply(status=404), []),
        (Reply(status=410), []),
        (Reply(status=403), _unread_results(1)),
        (Reply(status=500), _unread_results(1)),
        (Reply(_karyotype_in_component("another")), _unread_results(1)),
    ],
)
def test_a_referenced_result_that_cannot_be_read_is_reported_unless_it_does_not_exist(
    service: FlaskClient, fhir: StubFhirServer, reply: Reply, unread: list[tuple[str, str]]
) -> None:
    fhir.answer("Observation/k", reply)
    assert _list_unread(_pull(service, fhir, reports=searchset(_referring_report("k")))) == unread


def test_results_on_another_server_are_not_read_but_reported(service: FlaskClient, fhir: StubFhirServer) -> None:
    with stub_fhir_server() as other:
        elsewhere = _report(result=[{"reference": f"{other.base}/Observation/k"}])
        assert _list_unread(_pull(service, fhir, reports=searchset(elsewhere))) == _unread_results(1)
        assert other.requests == []


def test_results_beyond_the_limit_are_reported(service: FlaskClient, fhir: StubFhirServer) -> None:
    many = _referring_report(*(f"o{number}" for number in range(MAX_RESULTS + 3)))
    for number in range(MAX_RESULTS + 3):
        result = {"resourceType": "Observation", "id": f"o{number}"}
        fhir.answer(f"Observation/o{number}", result)
    assert _list_unread(_pull(service, fhir, reports=searchset(many))) == _unread_results(3)
    assert len(fhir.requested_names) == MAX_RESULTS


def test_without_a_server_to_read_from_the_results_of_reports_stay_what_was_prefetched(service: FlaskClient) -> None:
    prefetch = empty_prefetch(patient=PATIENT, reports=searchset(_referring_report("k")))
    assessment = read_assessment(service.post(SERVICE, json=hook_call(prefetch=prefetch)).json)
    assert "unread" not in assessment
    assert [(exclusion["reference"], exclusion["reason"]) for exclusion in assessment["setAside"]] == [
        ("DiagnosticReport/r", RESULTS_NOT_IN_CHART)
    ]


def test_an_irrelevant_prefetched_result_also_counts_as_a_result_of_its_report(
    service: FlaskClient, fhir: StubFhirServer
) -> None:
    """Irrelevant results stay unparsed."""
    sodium = searchset(_karyotype("sodium", code=_loinc("2951-2")))
    assessment = _pull(service, fhir, reports=searchset(_referring_report("sodium", "x")), chemistry=sodium)
    assert (_list_unread(assessment), fhir.requests) == ([], [])
    assert "setAside" not in assessment
