"""A draft that was accepted and signed is read back: the next answer knows the new dose."""

import json
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from cds_service import decimal_json
from cds_service.decision import Decision, decide
from cds_service.demonstration.patients import build_patients
from fhir_mappings import Chart, ChartEntry

TODAY = date(2024, 6, 15)
PATIENT_OF_DOSE = {800: "rowan-thunder", 600: "iris-rainbow"}


def decide_on(patient: str, resources: list[dict[str, Any]], day: date) -> Decision:
    """Decide from JSON, as a call does."""
    entries = tuple(ChartEntry(resource) for resource in decimal_json.read(json.dumps(resources)))
    numbers = count(1)
    return decide(Chart(patient, entries), day, for_clinician=True, new_uuid=lambda: str(UUID(int=next(numbers))))


def list_resources(patient: str) -> list[dict[str, Any]]:
    return [dict(resource) for found in build_patients(TODAY) if found.id == patient for resource in found.resources]


def find_draft(decision: Decision, dose_mg: int) -> dict[str, Any]:
    """Return the draft of the protocol's step, as the EHR files it once it is signed."""
    (card,) = decision.cards
    (draft,) = (
        json.loads(json.dumps(action["resource"], default=float))
        for suggestion in card["suggestions"]
        for action in suggestion["actions"]
        if f"{dose_mg} mg" in suggestion["label"] and action["resource"]["resourceType"] == "MedicationRequest"
    )
    return draft | {"id": "accepted", "status": "active"}


def end_order(resource: dict[str, Any], replaced: str, status: str) -> dict[str, Any]:
    is_replaced = f"{resource['resourceType']}/{resource['id']}" == replaced
    return resource | {"status": status} if is_replaced else resource


@pytest.mark.parametrize("days", [0, 1, 30])
@pytest.mark.parametrize("status", ["active", "stopped", "completed"])
@pytest.mark.parametrize("dose_mg", PATIENT_OF_DOSE)
def test_the_dose_of_an_accepted_draft_is_known(dose_mg: int, status: str, days: int) -> None:
    patient = PATIENT_OF_DOSE[dose_mg]
    resources = list_resources(patient)
    draft = find_draft(decide_on(patient, resources, TODAY), dose_mg)
    replaced = draft["priorPrescription"]["reference"]
    filed = [*(end_order(resource, replaced, status) for resource in resources), draft]
    after = decide_on(patient, filed, TODAY + timedelta(days=days))
    assert after.document["therapy"]["currentDailyDoseMg"] == dose_mg
    assert after.document["therapy"]["references"] == ["MedicationRequest/accepted"]
    assert after.document["therapy"]["raisedOn"] == TODAY.isoformat()
    assert after.document["applicability"] == {"status": "applicable"}


def test_without_the_reference_to_the_replaced_order_two_active_doses_leave_the_dose_unknown() -> None:
    patient = PATIENT_OF_DOSE[800]
    resources = list_resources(patient)
    draft = find_draft(decide_on(patient, resources, TODAY), 800)
    del draft["priorPrescription"]
    after = decide_on(patient, [*resources, draft], TODAY + timedelta(days=1))
    assert "currentDailyDoseMg" not in after.document["therapy"]
