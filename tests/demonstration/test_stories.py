"""Every story ends as it says, on any day: the same walk as a call's, from resources to cards."""

import json
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from cds_service import decimal_json
from cds_service.decision import Consultation, consult
from cds_service.demonstration.patients import DemonstrationPatient, patients
from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import history
from response_criteria.model.findings import Action

# Ends of months, a leap day, the day after one, the turn of a year.
DAYS = (
    date(2024, 6, 15),
    date(2024, 2, 29),
    date(2024, 3, 31),
    date(2025, 3, 1),
    date(2025, 12, 31),
    date(2031, 8, 30),
)
STORIES = [pytest.param(each, day, id=f"{each.id} {day}") for day in DAYS for each in patients(day)]
TODAY = DAYS[0]


def _chart(patient: DemonstrationPatient) -> Chart:
    """The chart as it arrives: through JSON."""
    resources: list[dict[str, Any]] = decimal_json.read(json.dumps(patient.resources))
    return Chart(patient.id, tuple(ChartEntry(each) for each in resources))


def _told(patient: DemonstrationPatient, today: date) -> Consultation:
    numbers = count(1)
    return consult(_chart(patient), today, for_clinician=True, new_uuid=lambda: str(UUID(int=next(numbers))))


@pytest.mark.parametrize(("patient", "today"), STORIES)
def test_the_story_ends_as_it_says(patient: DemonstrationPatient, today: date) -> None:
    assessment = _told(patient, today).assessment
    step = assessment.recommendation.to_daily_dose_mg
    assert assessment.recommendation.action is patient.expected.action
    assert {each.criterion.id: each.status for each in assessment.findings} == patient.expected.criteria
    assert (step and int(step)) == patient.expected.to_daily_dose_mg
    blocked_by = {each.code for each in assessment.precautions if each.blocks}
    assert blocked_by == set(patient.expected.blocked_by)


@pytest.mark.parametrize("patient", patients(TODAY), ids=lambda each: each.id)
def test_there_is_a_card_unless_there_is_nothing_to_advise(patient: DemonstrationPatient) -> None:
    quiet = patient.expected.action in {Action.CONTINUE, Action.NONE}
    assert len(_told(patient, TODAY).cards) == (0 if quiet else 1)


@pytest.mark.parametrize("patient", patients(TODAY), ids=lambda each: each.id)
def test_every_result_is_either_read_or_set_aside(patient: DemonstrationPatient) -> None:
    known = history(_chart(patient))
    accounted = {each.origin for each in (*known.observed, *known.refusals)}
    panels = {"differential"}
    results = {
        f"Observation/{each['id']}"
        for each in patient.resources
        if each["resourceType"] == "Observation" and each["id"].rpartition("-")[2] not in panels
    }
    assert results <= accounted


def test_what_goes_wrong_in_real_charts_is_set_aside_with_a_reason() -> None:
    poppy = next(each for each in patients(TODAY) if each.id == "poppy-downpour")
    set_aside = {each.origin for each in _told(poppy, TODAY).assessment.set_aside}
    results = {f"Observation/{each['id']}" for each in poppy.resources if each["resourceType"] == "Observation"}
    assert results == set_aside
