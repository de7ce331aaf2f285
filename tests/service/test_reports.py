"""Reports: asked for, read for what stands only in them, and followed to results that no search found."""

from typing import Any

from flask.testing import FlaskClient

from tests.service.calls import (
    PATIENT,
    PATIENT_ID,
    SERVICE,
    assessed,
    authorization,
    empty_prefetch,
    hook_call,
    without,
)
from tests.stub_fhir_server import Question, Reply, StubFhirServer, searchset

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
