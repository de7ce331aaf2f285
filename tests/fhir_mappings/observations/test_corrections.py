"""A correction that cannot be used leaves the first result a doubt of its own day, and a result of no other day."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.observations.result_versions import CORRECTION_UNREAD, UNCERTAIN_DATE
from response_criteria.assessment.implausible_data import CORRECTED_IN_THE_FUTURE, exclude_implausible
from response_criteria.assessment.partial_dates import find_date_variants
from response_criteria.model.history import Doubt, History
from response_criteria.model.periods import PartialDate
from response_criteria.results.doubts import classify_doubts
from tests.fhir_mappings.observation import observation, quantity
from tests.patients import read_resources

TODAY = date(2024, 6, 15)
NUMBER = [{"system": "https://lab.example/orders", "value": "A-17"}]
MARCH, MAY, TOMORROW, JULY = "2024-03-05", "2024-05-07", "2024-06-16", "2024-07-09"
UNREADABLE = [
    {"valueQuantity": None},
    {"valueQuantity": quantity(12, "furlongs")},
    {"valueQuantity": None, "valueString": "see report"},
]


def leukocytes(name: str, day: str, **members: Any) -> dict[str, Any]:
    members = {"valueQuantity": quantity(12, "K/uL"), "identifier": NUMBER, **members}
    return observation("6690-2", name, effectiveDateTime=day, **members)


def read(first_day: str, correction_day: str, **members: Any) -> History:
    correction = leukocytes("second", correction_day, status="corrected", **members)
    return exclude_implausible(read_resources(leukocytes("first", first_day), correction), TODAY)


def list_days(history: History) -> set[str]:
    """Return every day on which a variant of the history has a result."""
    return {str(fact.on) for variant in find_date_variants(history, TODAY).histories for fact in variant.observed}


def list_doubts(history: History) -> set[tuple[str, str, PartialDate | None]]:
    doubts = classify_doubts(history, TODAY)
    return {(data.origin, data.reason, data.on) for data, doubt in doubts.items() if doubt is Doubt.OPEN}


def test_a_correction_in_the_future_leaves_the_first_result_a_doubt_of_its_own_day() -> None:
    history = read(MARCH, JULY)
    assert list_days(history) == set()
    assert list_doubts(history) == {
        ("Observation/first", CORRECTED_IN_THE_FUTURE, PartialDate.on(date.fromisoformat(MARCH)))
    }


@pytest.mark.parametrize("members", UNREADABLE)
@pytest.mark.parametrize("moved_to", [MAY, TODAY.isoformat()])
def test_an_unreadable_correction_leaves_the_first_result_a_doubt_of_its_own_day(
    members: dict[str, Any], moved_to: str
) -> None:
    history = read(MARCH, moved_to, **members)
    assert list_days(history) == set()
    doubts = {(origin, on) for origin, _, on in list_doubts(history)}
    assert doubts == {
        ("Observation/first", PartialDate.on(date.fromisoformat(MARCH))),
        ("Observation/second", PartialDate.on(date.fromisoformat(moved_to))),
    }
    assert [data.reason for data in history.excluded if data.origin == "Observation/first"] == [CORRECTION_UNREAD]


@pytest.mark.parametrize("moved_to", [MAY, TODAY.isoformat(), TOMORROW])
def test_a_correction_that_can_be_used_leaves_both_days_possible(moved_to: str) -> None:
    history = read(MARCH, moved_to)
    assert [str(fact.on) for fact in history.observed] == [f"{MARCH}/{moved_to}", moved_to]
    assert [data.reason for data in history.excluded] == [UNCERTAIN_DATE]
    assert list_doubts(history) == set()


def test_a_result_in_the_future_that_was_corrected_to_a_past_day_counts_on_that_day_alone() -> None:
    history = read(JULY, MARCH)
    assert [(fact.origin, str(fact.on)) for fact in history.observed] == [("Observation/second", MARCH)]
    assert list_doubts(history) == set()


def test_a_result_of_a_partial_date_that_ends_in_the_future_stays() -> None:
    history = exclude_implausible(read_resources(leukocytes("first", "2024-06", identifier=None)), TODAY)
    assert len(history.observed) == 1


def test_a_readable_part_of_a_correction_does_not_make_up_for_an_unreadable_one() -> None:
    def panel(name: str, day: str, platelets: dict[str, Any], **members: Any) -> dict[str, Any]:
        counts = {"6690-2": quantity(12, "K/uL"), "777-3": platelets}
        component = [
            {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "valueQuantity": value}
            for code, value in counts.items()
        ]
        return observation("58410-2", name, effectiveDateTime=day, identifier=NUMBER, component=component, **members)

    first = panel("first", MARCH, quantity(300, "K/uL"))
    correction = panel("second", MAY, quantity(300, "furlongs"), status="corrected")
    history = read_resources(first, correction)
    assert [(fact.origin, str(fact.on)) for fact in history.observed] == [("Observation/second", MAY)]
