"""A third-party FHIR server: a chart read from it gives the same assessment as the same chart prefetched."""

from datetime import date

import pytest

from cds_service.demonstration.patients import DemonstrationPatient, build_patients
from cds_service.fhir_client import searches as fhir_searches
from response_criteria.model.recommendations import Action
from tests.interop.ehr import build_call, fetch_prefetch, fire_call, get_assessment, remove_uuids
from tests.interop.medplum import load_chart, run_medplum

pytestmark = pytest.mark.fhir_server

# The tests' frozen day in UTC, the service's time zone here.
PATIENTS = build_patients(date(2024, 6, 15))
ESCALATED = next(patient for patient in PATIENTS if patient.expected.action is Action.ESCALATE)

TOKEN = "a-token-of-this-test"  # noqa: S105
BEARER = {"Authorization": f"Bearer {TOKEN}"}
AUTHORIZATION = {
    "access_token": TOKEN,
    "token_type": "Bearer",
    "expires_in": 300,
    "scope": "patient/*.rs",
    "subject": "imatinib-cds",
}


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_a_chart_read_from_the_server_is_assessed_like_a_prefetched_one(
    service: str, patient: DemonstrationPatient
) -> None:
    with run_medplum() as fhir:
        load_chart(fhir, patient.resources)
        pulled = fire_call(service, build_call(patient.id, fhirServer=fhir))
        # fhirServer is sent along: no prefetch template can ask for a Medication that an order only refers to.
        prefetch = fetch_prefetch(fhir, service, patient.id)
        from_prefetch = fire_call(service, build_call(patient.id, fhirServer=fhir, prefetch=prefetch))

    assert (pulled.status_code, from_prefetch.status_code) == (200, 200)
    assert remove_uuids(pulled.json()) == remove_uuids(from_prefetch.json())
    assert get_assessment(pulled.json())["recommendation"]["action"] == patient.expected.action


def test_a_chart_in_pages_of_five_is_read_to_its_end(service: str) -> None:
    with run_medplum("--page", "5") as fhir:
        load_chart(fhir, ESCALATED.resources)
        pulled = fire_call(service, build_call(ESCALATED.id, fhirServer=fhir))
        prefetch = fetch_prefetch(fhir, service, ESCALATED.id)
    from_prefetch = fire_call(service, build_call(ESCALATED.id, prefetch=prefetch))

    assert max(len(bundle.get("entry", [])) for bundle in prefetch.values()) > 5
    assert pulled.status_code == 200
    assert remove_uuids(pulled.json()) == remove_uuids(from_prefetch.json())


def test_a_server_that_only_accepts_typed_patient_references_is_read(service: str) -> None:
    with run_medplum("--raw-ids") as fhir:
        load_chart(fhir, ESCALATED.resources)
        by_plain_id = fetch_prefetch(fhir, service, ESCALATED.id)["blood-counts"]
        pulled = fire_call(service, build_call(ESCALATED.id, fhirServer=fhir))

    assert not by_plain_id.get("entry")
    assert get_assessment(pulled.json())["recommendation"]["action"] == ESCALATED.expected.action


def test_searches_by_post_give_the_same_result(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fhir_searches, "MAX_URL_LENGTH", 0)
    with run_medplum("--page", "5") as fhir:
        load_chart(fhir, ESCALATED.resources)
        pulled = fire_call(service, build_call(ESCALATED.id, fhirServer=fhir))
        prefetch = fetch_prefetch(fhir, service, ESCALATED.id)
    from_prefetch = fire_call(service, build_call(ESCALATED.id, prefetch=prefetch))

    assert pulled.status_code == 200
    assert remove_uuids(pulled.json()) == remove_uuids(from_prefetch.json())


def test_keys_missing_from_the_prefetch_are_read_from_the_server(service: str) -> None:
    with run_medplum() as fhir:
        load_chart(fhir, ESCALATED.resources)
        prefetch = fetch_prefetch(fhir, service, ESCALATED.id)
        every_second_key = {key: prefetch[key] for key in list(prefetch)[::2]}
        mixed = fire_call(service, build_call(ESCALATED.id, fhirServer=fhir, prefetch=every_second_key))
    from_prefetch = fire_call(service, build_call(ESCALATED.id, prefetch=prefetch))

    assert mixed.status_code == 200
    assert remove_uuids(mixed.json()) == remove_uuids(from_prefetch.json())


def test_the_token_of_the_call_gives_access_to_the_chart(service: str) -> None:
    with run_medplum("--token", TOKEN) as fhir:
        load_chart(fhir, ESCALATED.resources, BEARER)
        without_token = fire_call(service, build_call(ESCALATED.id, fhirServer=fhir))
        with_token = fire_call(service, build_call(ESCALATED.id, fhirServer=fhir, fhirAuthorization=AUTHORIZATION))

    assert without_token.status_code == 412
    assert with_token.status_code == 200
    assert get_assessment(with_token.json())["recommendation"]["action"] == ESCALATED.expected.action
