"""A chart of a patient with CML in which everything that identifies somebody is marked."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from benchmarks.charts import build_prefetch
from cds_service.demonstration.patients import build_patients
from tests.cds_service.attacks.marks import BIRTH_DATE, mark

Resource = dict[str, Any]

MODEL = "rowan-thunder"
"""A synthetic patient for whom a dose escalation is advised."""
PATIENT_ID = mark("patient")
SERVER_TEXT = mark("server")
"""What a FHIR server says of itself and its patients in its errors."""


def build_marked_prefetch(today: date) -> dict[str, Resource]:
    """Build the prefetch of the patient."""
    [model] = [patient for patient in build_patients(today) if patient.id == MODEL]
    text = json.dumps(model.resources).replace(MODEL, PATIENT_ID)
    resources = [_mark_resource(resource) for resource in json.loads(text)]
    return build_prefetch(resources)


def build_marked_outcome() -> Resource:
    """Build an OperationOutcome that says too much."""
    issue = {
        "severity": "error",
        "code": "exception",
        "diagnostics": f"{SERVER_TEXT}: no row for {PATIENT_ID}",
        "details": {"text": SERVER_TEXT, "coding": [{"system": SERVER_TEXT, "code": SERVER_TEXT}]},
        "expression": [SERVER_TEXT],
    }
    return {"resourceType": "OperationOutcome", "id": SERVER_TEXT, "issue": [issue]}


def _mark_resource(resource: Mapping[str, Any]) -> Resource:
    person = {
        "name": [{"family": mark("family"), "given": [mark("given")], "text": mark("name")}],
        "birthDate": BIRTH_DATE,
        "identifier": [{"system": "urn:mrn", "value": mark("mrn")}],
        "address": [{"line": [mark("street")], "city": mark("city")}],
        "telecom": [{"system": "phone", "value": mark("phone")}],
    }
    remarks = {
        "identifier": [{"system": "urn:filler", "value": mark("identifier")}],
        "note": [{"text": mark("note")}],
        "text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{mark("narrative")}</div>'},
        "extension": [{"url": "http://example.org/marked", "valueString": mark("extension")}],
    }
    return dict(resource) | (person if resource["resourceType"] == "Patient" else remarks)
