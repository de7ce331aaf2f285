"""A FHIR server nobody here wrote: what is pulled from it is judged like what is prefetched from it."""

from datetime import date

import pytest

from cds_service.demonstration.patients import DemonstrationPatient, patients
from cds_service.fhir_client import searches as fhir_searches
from response_criteria.model.findings import Action
from tests.interop.ehr import assessed, call, fired, prefetched, said
from tests.interop.medplum import load, medplum

pytestmark = pytest.mark.foreign_server

# The frozen day, as the service counts days: in UTC.
PATIENTS = patients(date(2024, 6, 15))
ESCALATED = next(each for each in PATIENTS if each.expected.action is Action.ESCALATE)

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
def test_a_pulled_chart_is_judged_like_a_prefetched_one(service: str, patient: DemonstrationPatient) -> None:
    with medplum() as fhir:
        load(fhir, patient.resources)
        pulled = fired(service, call(patient.id, fhirServer=fhir))
        # The server stays within reach: no template can ask for a Medication that an order only points at.
        prefetch = prefetched(fhir, service, patient.id)
        from_prefetch = fired(service, call(patient.id, fhirServer=fhir, prefetch=prefetch))

    assert (pulled.status_code, from_prefetch.status_code) == (200, 200)
    assert said(pulled.json()) == said(from_prefetch.json())
    assert assessed(pulled.json())["recommendation"]["action"] == patient.expected.action


def test_a_chart_in_pages_of_five_is_read_to_its_end(service: str) -> None:
    with medplum("--page", "5") as fhir:
        load(fhir, ESCALATED.resources)
        pulled = fired(service, call(ESCALATED.id, fhirServer=fhir))
        prefetch = prefetched(fhir, service, ESCALATED.id)
    from_prefetch = fired(service, call(ESCALATED.id, prefetch=prefetch))

    assert max(len(bundle.get("entry", [])) for bundle in prefetch.values()) > 5
    assert pulled.status_code == 200
    assert said(pulled.json()) == said(from_prefetch.json())


def test_a_server_that_knows_patients_by_type_and_id_only_is_read(service: str) -> None:
    with medplum("--raw-ids") as fhir:
        load(fhir, ESCALATED.resources)
        found_nothing = prefetched(fhir, service, ESCALATED.id)["blood-counts"]
        pulled = fired(service, call(ESCALATED.id, fhirServer=fhir))

    assert not found_nothing.get("entry")
    assert assessed(pulled.json())["recommendation"]["action"] == ESCALATED.expected.action


def test_searches_that_are_posted_find_the_same(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fhir_searches, "LONGEST_ADDRESS", 0)
    with medplum("--page", "5") as fhir:
        load(fhir, ESCALATED.resources)
        pulled = fired(service, call(ESCALATED.id, fhirServer=fhir))
        prefetch = prefetched(fhir, service, ESCALATED.id)
    from_prefetch = fired(service, call(ESCALATED.id, prefetch=prefetch))

    assert pulled.status_code == 200
    assert said(pulled.json()) == said(from_prefetch.json())


def test_what_the_ehr_left_out_is_pulled_beside_what_it_sent(service: str) -> None:
    with medplum() as fhir:
        load(fhir, ESCALATED.resources)
        prefetch = prefetched(fhir, service, ESCALATED.id)
        every_other = {key: prefetch[key] for key in list(prefetch)[::2]}
        mixed = fired(service, call(ESCALATED.id, fhirServer=fhir, prefetch=every_other))
    from_prefetch = fired(service, call(ESCALATED.id, prefetch=prefetch))

    assert mixed.status_code == 200
    assert said(mixed.json()) == said(from_prefetch.json())


def test_the_token_of_the_call_opens_the_chart(service: str) -> None:
    with medplum("--token", TOKEN) as fhir:
        load(fhir, ESCALATED.resources, BEARER)
        shut_out = fired(service, call(ESCALATED.id, fhirServer=fhir))
        let_in = fired(service, call(ESCALATED.id, fhirServer=fhir, fhirAuthorization=AUTHORIZATION))

    assert shut_out.status_code == 412
    assert let_in.status_code == 200
    assert assessed(let_in.json())["recommendation"]["action"] == ESCALATED.expected.action
