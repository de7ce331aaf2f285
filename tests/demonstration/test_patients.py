"""The synthetic patients: what they are made of, whatever the day."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from fhir.resources.R4B import get_fhir_model_class

from cds_service.demonstration.patients import DemonstrationPatient, bundle, patients
from response_criteria.model.findings import Action

TODAY = date(2024, 6, 15)
EVERYONE = patients(TODAY)

by_name = pytest.mark.parametrize("patient", EVERYONE, ids=lambda each: each.id)


def _days(value: object) -> Iterator[date]:
    """Every day written anywhere in a resource."""
    for found in re.findall(r"\d{4}-\d\d-\d\d", json.dumps(value)):
        yield date.fromisoformat(found)


def test_every_ending_has_a_patient() -> None:
    assert {each.expected.action for each in EVERYONE} == set(Action)


def test_no_two_patients_share_an_id_or_a_name() -> None:
    assert len({each.id for each in EVERYONE}) == len({each.name for each in EVERYONE}) == len(EVERYONE)


def test_the_same_day_gives_the_same_charts() -> None:
    assert patients(TODAY) == EVERYONE


def test_every_date_but_the_birth_moves_with_today() -> None:
    tomorrow = patients(TODAY + timedelta(days=1))
    for before, after in zip(EVERYONE, tomorrow, strict=True):
        assert before.resources[0] == after.resources[0]
        for one, other in zip(before.resources[1:], after.resources[1:], strict=True):
            assert one["id"] == other["id"]
            assert all(earlier <= later for earlier, later in zip(_days(one), _days(other), strict=True))


@by_name
def test_nothing_in_a_chart_lies_in_the_future(patient: DemonstrationPatient) -> None:
    assert all(day <= TODAY for resource in patient.resources for day in _days(resource))


@by_name
def test_every_resource_is_valid_fhir(patient: DemonstrationPatient) -> None:
    for resource in patient.resources:
        model = get_fhir_model_class(resource["resourceType"])
        assert model.model_validate_json(json.dumps(resource))


@by_name
def test_every_resource_has_an_id_of_its_own_that_a_server_takes(patient: DemonstrationPatient) -> None:
    ids = Counter((each["resourceType"], each["id"]) for each in patient.resources)
    assert set(ids.values()) == {1}
    assert all(re.fullmatch(r"[A-Za-z0-9.-]{1,64}", name) for _, name in ids)


@by_name
def test_every_reference_leads_into_the_chart_or_out_to_the_stranger(patient: DemonstrationPatient) -> None:
    held = {f"{each['resourceType']}/{each['id']}" for each in patient.resources}
    named = set(re.findall(r'"reference": "([^#"]+)"', json.dumps(patient.resources)))
    assert named <= held | {"Patient/somebody-else"}


@by_name
def test_a_chart_is_marked_as_test_data(patient: DemonstrationPatient) -> None:
    assert patient.resources[0]["meta"]["security"][0]["code"] == "HTEST"


@by_name
def test_a_bundle_holds_the_whole_chart(patient: DemonstrationPatient) -> None:
    written = bundle(patient)
    assert tuple(each["resource"] for each in written["entry"]) == patient.resources
    assert get_fhir_model_class("Bundle").model_validate_json(json.dumps(written))
