"""The synthetic patients: properties of their charts that hold on any day."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from fhir.resources.R4B import get_fhir_model_class

from cds_service.demonstration.patients import DemonstrationPatient, build_chart_bundle, build_patients
from response_criteria.model.recommendations import Action

TODAY = date(2024, 6, 15)
PATIENTS = build_patients(TODAY)

for_every_patient = pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)


def _find_dates(value: object) -> Iterator[date]:
    """Find every date in a resource."""
    for text in re.findall(r"\d{4}-\d\d-\d\d", json.dumps(value)):
        yield date.fromisoformat(text)


def test_every_action_has_a_patient() -> None:
    assert {patient.expected.action for patient in PATIENTS} == set(Action)


def test_no_two_patients_share_an_id_or_a_name() -> None:
    assert len({patient.id for patient in PATIENTS}) == len({patient.name for patient in PATIENTS}) == len(PATIENTS)


def test_the_same_day_gives_the_same_charts() -> None:
    assert build_patients(TODAY) == PATIENTS


def test_every_date_but_the_birth_date_moves_with_today() -> None:
    tomorrow = build_patients(TODAY + timedelta(days=1))
    for before, after in zip(PATIENTS, tomorrow, strict=True):
        assert before.resources[0] == after.resources[0]
        for resource, moved in zip(before.resources[1:], after.resources[1:], strict=True):
            assert resource["id"] == moved["id"]
            dates = zip(_find_dates(resource), _find_dates(moved), strict=True)
            assert all(earlier <= later for earlier, later in dates)


@for_every_patient
def test_no_chart_has_a_date_in_the_future(patient: DemonstrationPatient) -> None:
    assert all(day <= TODAY for resource in patient.resources for day in _find_dates(resource))


@for_every_patient
def test_every_resource_is_valid_fhir(patient: DemonstrationPatient) -> None:
    for resource in patient.resources:
        model = get_fhir_model_class(resource["resourceType"])
        assert model.model_validate_json(json.dumps(resource))


@for_every_patient
def test_every_resource_has_a_unique_id_that_servers_accept(patient: DemonstrationPatient) -> None:
    ids = Counter((resource["resourceType"], resource["id"]) for resource in patient.resources)
    assert set(ids.values()) == {1}
    assert all(re.fullmatch(r"[A-Za-z0-9.-]{1,64}", name) for _, name in ids)


@for_every_patient
def test_every_reference_is_in_the_chart_or_to_the_other_patient(patient: DemonstrationPatient) -> None:
    in_chart = {f"{resource['resourceType']}/{resource['id']}" for resource in patient.resources}
    references = set(re.findall(r'"reference": "([^#"]+)"', json.dumps(patient.resources)))
    assert references <= in_chart | {"Patient/somebody-else"}


@for_every_patient
def test_a_chart_is_marked_as_test_data(patient: DemonstrationPatient) -> None:
    assert patient.resources[0]["meta"]["security"][0]["code"] == "HTEST"


@for_every_patient
def test_a_bundle_holds_the_whole_chart(patient: DemonstrationPatient) -> None:
    bundle = build_chart_bundle(patient)
    assert tuple(entry["resource"] for entry in bundle["entry"]) == patient.resources
    assert get_fhir_model_class("Bundle").model_validate_json(json.dumps(bundle))
