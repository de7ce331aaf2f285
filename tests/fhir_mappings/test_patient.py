"""A Patient parsed: birth, sex and death."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.patient import DEATH_UNCLEAR, FLAG_UNCLEAR, parse_patient
from response_criteria.model.history import Person, Sex, Subject
from response_criteria.model.periods import PartialDate
from tests.patients import patient, read_resources


def parse_person(**members: Any) -> Person:
    return parse_patient("Patient/invented", patient(**members)).person


def find_reasons(**members: Any) -> list[str]:
    return [data.reason for data in parse_patient("Patient/invented", patient(**members)).excluded]


@pytest.mark.parametrize(
    ("gender", "sex"),
    [
        ("female", Sex.FEMALE),
        ("male", Sex.MALE),
        ("MALE", Sex.MALE),
        ("other", Sex.OTHER),
        ("unknown", Sex.UNKNOWN),
        ("m", Sex.UNKNOWN),
        (None, Sex.UNKNOWN),
        (["male"], Sex.UNKNOWN),
    ],
)
def test_the_sex_is_that_recorded_and_unknown_otherwise(gender: Any, sex: Sex) -> None:
    assert parse_person(gender=gender).sex is sex


@pytest.mark.parametrize(
    ("members", "deceased", "died_on"),
    [
        ({}, False, None),
        ({"deceasedBoolean": True}, True, None),
        ({"deceasedBoolean": False}, False, None),
        ({"deceasedDateTime": "2024-05-01T10:00:00Z"}, False, PartialDate.on(date(2024, 5, 1))),
        ({"deceasedDateTime": "2024"}, False, PartialDate.in_year(2024)),
    ],
)
def test_a_death_is_read_with_or_without_its_date(
    members: dict[str, Any], deceased: bool, died_on: PartialDate | None
) -> None:
    person = parse_person(**members)
    assert (person.deceased, person.died_on, find_reasons(**members)) == (deceased, died_on, [])


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"deceasedDateTime": "x"}, DEATH_UNCLEAR),
        ({"deceasedDateTime": {"value": "2024-05-01"}}, DEATH_UNCLEAR),
        ({"deceasedDateTime": True}, DEATH_UNCLEAR),
        ({"deceasedBoolean": "true"}, FLAG_UNCLEAR),
        ({"deceasedBoolean": 1}, FLAG_UNCLEAR),
    ],
)
def test_a_death_that_cannot_be_read_is_no_death_and_is_excluded(members: dict[str, Any], reason: str) -> None:
    person = parse_person(**members)
    assert (person.deceased, person.died_on, find_reasons(**members)) == (False, None, [reason])


def test_an_unreadable_death_reaches_the_history() -> None:
    [excluded] = read_resources(patient(deceasedDateTime="x")).excluded
    assert (excluded.origin, excluded.subject) == ("Patient/invented", Subject.PATIENT)
