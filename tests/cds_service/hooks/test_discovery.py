"""Discovery: how the service is announced. Numbers in test names are requirements of the specification."""

import re

import pytest
from flask.testing import FlaskClient

from cds_service.prefetch.keys import PATIENT_ID, PREFETCH_KEYS, PrefetchKey

MAX_ID_LENGTH = "x" * 64
every_key = pytest.mark.parametrize("key", PREFETCH_KEYS, ids=lambda key: key.name)


def test_d1_d3_discovery_lists_the_services(service: FlaskClient) -> None:
    answer = service.get("/cds-services")
    assert answer.status_code == 200
    assert [service["id"] for service in answer.json["services"]] == ["imatinib-response"]


def test_d2_discovery_is_the_same_every_time_in_the_same_order(service: FlaskClient) -> None:
    assert service.get("/cds-services").data == service.get("/cds-services").data


def test_d5_d10_discovery_states_what_a_service_is_and_needs(service: FlaskClient) -> None:
    [announced] = service.get("/cds-services").json["services"]
    assert list(announced) == ["hook", "title", "description", "id", "prefetch", "usageRequirements"]
    assert announced["hook"] == "patient-view"
    for text in ("FHIR R4", "patient/Observation.read", "patient/Observation.rs", "patient/Medication.rs"):
        assert text in announced["usageRequirements"]


def test_d7_every_announced_service_answers_at_its_address(service: FlaskClient) -> None:
    for announced in service.get("/cds-services").json["services"]:
        assert service.post(f"/cds-services/{announced['id']}", json={}).status_code == 400


def test_the_prefetch_keys_are_those_of_the_contract(service: FlaskClient) -> None:
    [announced] = service.get("/cds-services").json["services"]
    assert list(announced["prefetch"]) == [
        "patient",
        "conditions",
        "medications",
        "blood-counts",
        "chemistry",
        "cytogenetics",
        "molecular",
        "clinical-findings",
        "dispenses",
        "statements",
        "administrations",
        "reports",
    ]


def test_only_keys_that_the_assessment_can_do_without_are_optional() -> None:
    assert [prefetch_key.name for prefetch_key in PREFETCH_KEYS if not prefetch_key.required] == [
        "chemistry",
        "clinical-findings",
        "dispenses",
        "statements",
        "administrations",
        "reports",
    ]


@every_key
def test_d9_a_template_is_a_relative_read_or_search(key: PrefetchKey) -> None:
    assert re.fullmatch(
        r"[A-Z][A-Za-z]+(/\{\{context\.patientId\}\}|\?patient=\{\{context\.patientId\}\}.*)", key.query
    )


@every_key
def test_p2_p5_the_patient_is_its_only_token(key: PrefetchKey) -> None:
    assert re.findall(r"\{\{.*?\}\}", key.query) == [PATIENT_ID]


@every_key
def test_p10_a_template_uses_only_patient_code_and_intent(key: PrefetchKey) -> None:
    """No ``_include``, no chaining, no modifier, no category, no status; and no parameter twice."""
    names = [part.partition("=")[0] for part in key.query.partition("?")[2].split("&") if part]
    assert set(names) <= {"patient", "code", "intent"}
    assert len(names) == len(set(names))


@every_key
def test_no_template_is_longer_than_1500_characters_when_expanded(key: PrefetchKey) -> None:
    assert len(key.expand_query(MAX_ID_LENGTH)) <= 1500


def test_orders_are_searched_by_every_intent_except_proposal_and_option() -> None:
    [medications] = [prefetch_key for prefetch_key in PREFETCH_KEYS if prefetch_key.name == "medications"]
    intents = set(medications.query.rpartition("intent=")[2].split(","))
    assert intents == {"plan", "order", "original-order", "reflex-order", "filler-order", "instance-order"}


def test_reports_are_searched_by_every_code_of_cytogenetic_molecular_and_marrow_results() -> None:
    codes = {
        prefetch_key.name: set(prefetch_key.query.rpartition("code=")[2].split(",")) for prefetch_key in PREFETCH_KEYS
    }
    genomics_and_pathology = {f"http://loinc.org|{value}" for value in ("51969-4", "81247-9", "11526-1")}
    assert codes["reports"] == codes["cytogenetics"] | codes["molecular"] | genomics_and_pathology
    assert codes["reports"] >= {f"http://loinc.org|{value}" for value in ("62389-2", "52135-1", "48807-2", "33721-2")}


@pytest.mark.parametrize("address", ["/cds-services/", "//cds-services", "/cds-services/imatinib-response/"])
def test_a_slightly_wrong_url_is_404_and_not_a_redirect(service: FlaskClient, address: str) -> None:
    assert service.get(address).status_code == 404


def test_responses_forbid_caching(service: FlaskClient) -> None:
    assert service.get("/cds-services").headers["Cache-Control"] == "no-store"


def test_health_reports_that_the_service_is_live_and_ready(service: FlaskClient) -> None:
    assert service.get("/health/live").json == {"status": "live"}
    assert service.get("/health/ready").json == {"status": "ready"}
