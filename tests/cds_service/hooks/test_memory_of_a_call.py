"""Nothing of a patient stays in memory once a call is answered (decision 0187)."""

import gc
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from fhir_mappings import forget_texts
from tests.cds_service.calls import PATIENT_ID, SERVICE, empty_prefetch, hook_call
from tests.stub_fhir_server import searchset

MARK = "Kjqxz"
SUBJECT = {"reference": f"Patient/{PATIENT_ID}", "display": f"{MARK} name"}
LOINC = "http://loinc.org"


def build_result(number: int, code: str, **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"{MARK}{number}",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": code, "display": f"{MARK} name {number}"}]},
        "subject": SUBJECT,
        "effectiveDateTime": f"2024-05-{number:02}T08:00:00+00:0{number}",
        "method": {"text": f"{MARK} method"},
        "specimen": {"display": f"{MARK} blood"},
        "bodySite": {"text": f"{MARK} arm"},
        "note": [{"text": f"{MARK} note"}],
        **members,
    }


RESULTS = {
    "blood_counts": [
        build_result(1, "6690-2", valueQuantity={"value": 7, "unit": f"{MARK}/L", "code": f"{{{MARK}}}/nL"}),
        build_result(2, "6690-2", valueQuantity={"value": 7, "unit": f"10*9/L{{{MARK}}}"}),
    ],
    "cytogenetics": [build_result(3, "29770-5", valueString=f"46,XY,t(9;22)(q34;q11){MARK}[10]/46,XY,add{MARK}[10]")],
    "molecular": [build_result(4, "55135-8", valueString=f"T315I {MARK}")],
    "conditions": [
        {
            "resourceType": "Condition",
            "id": f"{MARK}",
            "subject": SUBJECT,
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": "92818009"}], "text": f"{MARK} leukemia"},
            "recordedDate": "2020-01-03",
        }
    ],
    "medications": [
        {
            "resourceType": "MedicationRequest",
            "id": f"{MARK}order",
            "status": "active",
            "intent": "order",
            "subject": SUBJECT,
            "authoredOn": "2021-01-10",
            "medicationCodeableConcept": {
                "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "403879"}],
                "text": f"{MARK} imatinib 400 mg",
            },
            "dosageInstruction": [
                {
                    "text": f"400 mg once daily {MARK}",
                    "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                    "doseAndRate": [{"doseQuantity": {"value": 1, "unit": f"tablet {MARK}"}}],
                }
            ],
        }
    ],
}


def find_kept(mark: str) -> Iterator[str]:
    """Return the texts with a mark in every container of the process, with the type of the container."""
    for container in gc.get_objects():
        if isinstance(container, dict | list | tuple | set | frozenset):
            members = [*container, *container.values()] if isinstance(container, dict) else container
            yield from (
                f"{type(container).__name__}: {member[:80]}"
                for member in members
                if isinstance(member, str) and mark in member.casefold()
            )


def post_marked_call(service: FlaskClient) -> tuple[int, str]:
    """Send the call with its mark reversed, so that nothing of this module has it; return status and mark."""
    body = json.dumps(hook_call(prefetch=empty_prefetch(**{key: searchset(*rows) for key, rows in RESULTS.items()})))
    response = service.post(SERVICE, data=body.replace(MARK, MARK[::-1]), content_type="application/json")
    assert MARK[::-1] in response.text
    return response.status_code, MARK[::-1].casefold()


def test_no_text_of_a_chart_is_kept_after_its_call(service: FlaskClient) -> None:
    status, mark = post_marked_call(service)
    gc.collect()
    assert status == 200
    assert sorted(find_kept(mark)) == []


def test_a_kept_text_would_be_found(service: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cds_service.hooks.routes.forget_texts", lambda: None)
    _, mark = post_marked_call(service)
    assert list(find_kept(mark))
    forget_texts()


def test_what_a_failed_call_had_read_is_not_kept_either(service: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any, **_options: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("cds_service.decision.build_cards", fail)
    body = json.dumps(hook_call(prefetch=empty_prefetch(**{key: searchset(*rows) for key, rows in RESULTS.items()})))
    response = service.post(SERVICE, data=body.replace(MARK, MARK[::-1]), content_type="application/json")
    gc.collect()
    assert response.status_code == 500
    assert sorted(find_kept(MARK[::-1].casefold())) == []
