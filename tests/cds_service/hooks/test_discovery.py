"""Discovery: what an EHR learns of the service. Numbers are the specification's requirements on it."""

import re

import pytest
from flask.testing import FlaskClient

from cds_service.prefetch.keys import PATIENT_ID, PREFETCH_KEYS, PrefetchKey

LONGEST_ID = "x" * 64
every_key = pytest.mark.parametrize("key", PREFETCH_KEYS, ids=lambda key: key.name)


def test_d1_d3_discovery_lists_the_services(service: FlaskClient) -> None:
    answer = service.get("/cds-services")
    assert answer.status_code == 200
    assert [each["id"] for each in answer.json["services"]] == ["imatinib-response"]


def test_d2_discovery_says_the_same_each_time_in_the_same_order(service: FlaskClient) -> None:
    assert service.get("/cds-services").data == service.get("/cds-services").data


def test_d5_d10_a_service_says_what_it_is_and_what_it_needs(service: FlaskClient) -> None:
    [announced] = service.get("/cds-services").json["services"]
    assert list(announced) == ["hook", "title", "description", "id", "prefetch", "usageRequirements"]
    assert announced["hook"] == "patient-view"
    for said in ("FHIR R4", "patient/Observation.read", "patient/Observation.rs", "patient/Medication.rs"):
        assert said in announced["usageRequirements"]


def test_d7_every_announced_service_answers_at_its_address(service: FlaskClient) -> None:
    for announced in service.get("/cds-services").json["services"]:
        assert service.post(f"/cds-services/{announced['id']}", json={}).status_code == 400


def test_the_prefetch_keys_are_those_that_were_promised(service: FlaskClient) -> None:
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


def test_only_what_the_assessment_can_do_without_is_optional() -> None:
    assert [each.name for each in PREFETCH_KEYS if not each.required] == [
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
def test_p10_a_template_asks_by_patient_code_and_intent_alone(key: PrefetchKey) -> None:
    """No ``_include``, no chaining, no modifier, no category, no status; and no parameter twice."""
    names = [each.partition("=")[0] for each in key.query.partition("?")[2].split("&") if each]
    assert set(names) <= {"patient", "code", "intent"}
    assert len(names) == len(set(names))


@every_key
def test_no_template_is_longer_than_1500_characters_when_expanded(key: PrefetchKey) -> None:
    assert len(key.query_for(LONGEST_ID)) <= 1500


def test_orders_are_asked_for_by_every_intent_but_a_proposal_or_an_option() -> None:
    [medications] = [each for each in PREFETCH_KEYS if each.name == "medications"]
    intents = set(medications.query.rpartition("intent=")[2].split(","))
    assert intents == {"plan", "order", "original-order", "reflex-order", "filler-order", "instance-order"}


def test_reports_are_asked_for_by_every_code_that_chromosomes_molecules_and_marrow_are_asked_for_by() -> None:
    codes = {each.name: set(each.query.rpartition("code=")[2].split(",")) for each in PREFETCH_KEYS}
    assert codes["reports"] == codes["cytogenetics"] | codes["molecular"]
    assert codes["reports"] >= {f"http://loinc.org|{each}" for each in ("62389-2", "52135-1", "48807-2", "33721-2")}


@pytest.mark.parametrize("address", ["/cds-services/", "//cds-services", "/cds-services/imatinib-response/"])
def test_an_address_that_is_nearly_right_is_not_found_rather_than_redirected(
    service: FlaskClient, address: str
) -> None:
    assert service.get(address).status_code == 404


def test_answers_are_not_to_be_kept(service: FlaskClient) -> None:
    assert service.get("/cds-services").headers["Cache-Control"] == "no-store"


def test_health_says_that_the_service_lives_and_is_ready(service: FlaskClient) -> None:
    assert service.get("/health/live").json == {"status": "live"}
    assert service.get("/health/ready").json == {"status": "ready"}
