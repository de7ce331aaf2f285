"""The embedded FHIR endpoint: what it answers, and its error for everything else."""

from datetime import date
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from flask import Flask
from flask.testing import FlaskClient

from cds_service.demonstration.fhir_endpoint import MAX_PAGE_SIZE, create_fhir_endpoint
from cds_service.demonstration.patients import build_patients
from cds_service.prefetch.keys import PREFETCH_KEYS

CHARTS = {patient.id: patient.resources for patient in build_patients(date(2024, 6, 15))}
ROWAN = CHARTS["rowan-thunder"]
LEUKOCYTES = "http://loinc.org|26464-8"


@pytest.fixture
def ehr() -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(create_fhir_endpoint(lambda: CHARTS), url_prefix="/fhir")
    return app.test_client()


def _list_ids(bundle: dict[str, Any]) -> list[str]:
    return [entry["resource"]["id"] for entry in bundle.get("entry", [])]


def test_the_capability_statement_announces_fhir_r4(ehr: FlaskClient) -> None:
    answer = ehr.get("/fhir/metadata")
    assert answer.content_type == "application/fhir+json"
    assert answer.get_json(force=True)["fhirVersion"] == "4.0.1"
    assert get_fhir_model_class("CapabilityStatement").model_validate_json(answer.data)


@pytest.mark.parametrize("key", PREFETCH_KEYS, ids=lambda key: key.name)
def test_it_answers_every_published_template(ehr: FlaskClient, key: Any) -> None:
    answer = ehr.get(f"/fhir/{key.expand_query('rowan-thunder')}")
    assert answer.status_code == 200
    assert answer.get_json(force=True)["resourceType"] in {"Bundle", key.resource_type}


def test_a_resource_is_read_by_id(ehr: FlaskClient) -> None:
    answer = ehr.get("/fhir/Patient/rowan-thunder").get_json(force=True)
    assert answer == ROWAN[0]


def test_results_are_found_by_any_of_several_codes_with_their_system(ehr: FlaskClient) -> None:
    bundle = ehr.get(
        f"/fhir/Observation?patient=rowan-thunder&code={LEUKOCYTES},http://loinc.org|62356-1,http://snomed.info/sct|777-3"
    ).get_json(force=True)
    kinds = {name.removeprefix("rowan-thunder-")[3:] for name in _list_ids(bundle)}
    assert kinds == {"leukocytes", "karyotype"}


def test_a_patient_may_be_searched_with_the_resource_type(ehr: FlaskClient) -> None:
    bare = ehr.get("/fhir/Condition?patient=rowan-thunder").get_json(force=True)
    typed = ehr.get("/fhir/Condition?patient=Patient/rowan-thunder").get_json(force=True)
    assert _list_ids(bare) == _list_ids(typed) != []


def test_orders_are_found_by_intent(ehr: FlaskClient) -> None:
    orders = ehr.get("/fhir/MedicationRequest?patient=rowan-thunder&intent=plan,order").get_json(force=True)
    plans = ehr.get("/fhir/MedicationRequest?patient=rowan-thunder&intent=plan").get_json(force=True)
    assert len(_list_ids(orders)) == 1
    assert plans["total"] == 0
    assert "entry" not in plans


def test_an_unknown_patient_has_an_empty_chart(ehr: FlaskClient) -> None:
    assert ehr.get("/fhir/Condition?patient=nobody").get_json(force=True)["total"] == 0


def test_a_misfiled_result_is_found_in_the_chart_that_holds_it(ehr: FlaskClient) -> None:
    bundle = ehr.get("/fhir/Observation?patient=poppy-downpour&code=http://loinc.org|62356-1").get_json(force=True)
    subjects = {entry["resource"]["subject"]["reference"] for entry in bundle["entry"]}
    assert subjects == {"Patient/poppy-downpour", "Patient/somebody-else"}


def test_pages_are_linked_and_hold_every_result_once(ehr: FlaskClient) -> None:
    whole = ehr.get(f"/fhir/Observation?patient=rowan-thunder&code={LEUKOCYTES}").get_json(force=True)
    url, seen = f"/fhir/Observation?patient=rowan-thunder&code={LEUKOCYTES}&_count=3", []
    while url:
        page = ehr.get(url).get_json(force=True)
        assert page["total"] == len(_list_ids(whole))
        assert len(_list_ids(page)) <= 3
        seen += _list_ids(page)
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), "")
    assert seen == _list_ids(whole)
    assert len(seen) > 3


def test_no_page_exceeds_the_maximum_size(ehr: FlaskClient) -> None:
    charts = {"many": ROWAN[1:2] * (MAX_PAGE_SIZE + 1)}
    app = Flask(__name__)
    app.register_blueprint(create_fhir_endpoint(lambda: charts), url_prefix="/fhir")
    page = app.test_client().get("/fhir/Condition?patient=many&_count=5000").get_json(force=True)
    assert len(_list_ids(page)) == MAX_PAGE_SIZE
    assert [link["relation"] for link in page["link"]] == ["self", "next"]


def test_links_and_entries_carry_full_addresses(ehr: FlaskClient) -> None:
    page = ehr.get("/fhir/Condition?patient=rowan-thunder", base_url="https://ehr.example").get_json(force=True)
    assert page["link"][0]["url"].startswith("https://ehr.example/fhir/Condition?patient=rowan-thunder")
    assert page["entry"][0]["fullUrl"] == "https://ehr.example/fhir/Condition/rowan-thunder-01-cml"


# fmt: off
UNSUPPORTED = (
    ("GET",  "Observation?patient=rowan-thunder",                              400, "searched by code and patient"),
    ("GET",  "Condition?patient=rowan-thunder&clinical-status=active",         400, "searched by patient, once"),
    ("GET",  "Condition?patient=rowan-thunder&patient=hazel-drizzle",          400, "searched by patient, once"),
    ("GET",  "Condition?patient=rowan-thunder&_count=0",                       400, "_count must be 1 or more"),
    ("GET",  "Condition?patient=rowan-thunder&page=last",                      400, "page must be 1 or more"),
    ("GET",  "Patient?name=Rowan",                                             404, "cannot be searched here"),
    ("GET",  "Encounter?patient=rowan-thunder",                                404, "cannot be searched here"),
    ("GET",  "Patient/nobody",                                                 404, "no such resource"),
    ("GET",  "Patient/rowan-thunder/_history",                                 501, "only reads and searches"),
    ("GET",  "",                                                               501, "only reads and searches"),
    ("POST", "Observation/_search",                                            501, "only reads and searches"),
    ("PUT",  "Patient/rowan-thunder",                                          501, "only reads and searches"),
)
# fmt: on


@pytest.mark.parametrize(("method", "path", "status", "message"), UNSUPPORTED)
def test_any_other_request_gets_an_outcome_with_the_reason(
    ehr: FlaskClient, method: str, path: str, status: int, message: str
) -> None:
    answer = ehr.open(f"/fhir/{path}", method=method)
    outcome = answer.get_json(force=True)
    assert answer.status_code == status
    assert outcome["resourceType"] == "OperationOutcome"
    assert message in outcome["issue"][0]["details"]["text"]
