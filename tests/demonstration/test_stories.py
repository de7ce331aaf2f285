"""Every story has its expected assessment on any day, by the path of a call from resources to cards."""

import json
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from cds_service import decimal_json
from cds_service.decision import Decision, decide
from cds_service.demonstration.patients import DemonstrationPatient, build_patients
from fhir_mappings import Chart, ChartEntry, read_history
from response_criteria.model.recommendations import Action

# Ends of months, a leap day, the day after one, the end of a year.
DAYS = (
    date(2024, 6, 15),
    date(2024, 2, 29),
    date(2024, 3, 31),
    date(2025, 3, 1),
    date(2025, 12, 31),
    date(2031, 8, 30),
)
STORIES = [pytest.param(patient, day, id=f"{patient.id} {day}") for day in DAYS for patient in build_patients(day)]
TODAY = DAYS[0]


def _read_chart(patient: DemonstrationPatient) -> Chart:
    """Read the chart from JSON, as a call does."""
    resources: list[dict[str, Any]] = decimal_json.read(json.dumps(patient.resources))
    return Chart(patient.id, tuple(ChartEntry(resource) for resource in resources))


def _decide(patient: DemonstrationPatient, today: date) -> Decision:
    numbers = count(1)
    return decide(_read_chart(patient), today, for_clinician=True, new_uuid=lambda: str(UUID(int=next(numbers))))


@pytest.mark.parametrize(("patient", "today"), STORIES)
def test_the_assessment_is_the_expected_one(patient: DemonstrationPatient, today: date) -> None:
    assessment = _decide(patient, today).assessment
    step = assessment.recommendation.to_daily_dose_mg
    assert assessment.recommendation.action is patient.expected.action
    assert {finding.criterion.id: finding.status for finding in assessment.findings} == patient.expected.criteria
    assert (step and int(step)) == patient.expected.to_daily_dose_mg
    blocked_by = {precaution.code for precaution in assessment.precautions if precaution.blocks}
    assert blocked_by == set(patient.expected.blocked_by)


@pytest.mark.parametrize("patient", build_patients(TODAY), ids=lambda patient: patient.id)
def test_there_is_a_card_unless_there_is_nothing_to_advise(patient: DemonstrationPatient) -> None:
    quiet = patient.expected.action in {Action.CONTINUE, Action.NONE}
    assert len(_decide(patient, TODAY).cards) == (0 if quiet else 1)


@pytest.mark.parametrize("patient", build_patients(TODAY), ids=lambda patient: patient.id)
def test_every_result_is_read_or_excluded(patient: DemonstrationPatient) -> None:
    history = read_history(_read_chart(patient))
    accounted = {entry.origin for entry in (*history.observed, *history.excluded)}
    panels = {"differential"}
    results = {
        f"Observation/{resource['id']}"
        for resource in patient.resources
        if resource["resourceType"] == "Observation" and resource["id"].rpartition("-")[2] not in panels
    }
    assert results <= accounted


def test_errors_of_real_charts_exclude_the_results_with_a_reason() -> None:
    poppy = next(patient for patient in build_patients(TODAY) if patient.id == "poppy-downpour")
    excluded_data = {excluded.origin for excluded in _decide(poppy, TODAY).assessment.excluded_data}
    results = {
        f"Observation/{resource['id']}" for resource in poppy.resources if resource["resourceType"] == "Observation"
    }
    assert results == excluded_data
