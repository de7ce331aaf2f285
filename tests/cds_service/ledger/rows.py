"""Rows of the ledger, as the service writes them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from cds_service.ledger.pseudonyms import PseudonymKey
from cds_service.ledger.records import AnsweredCall, Caller, DeliveredAs, build_decision_row

NOON = datetime(2024, 6, 15, 12, tzinfo=UTC)
KEY = PseudonymKey("2024", b"a key of the tests that is long enough")
CALLER = Caller(client="Example hospital", issuer="https://ehr.example.org", tenant="hospital-1")
FINDING_KEY = "finding-1"
PATIENT_NAME = "Ada Invented"


def build_document(**recommendation: Any) -> dict[str, Any]:
    """An assessment with a value of every member that the ledger reads."""
    return {
        "schema": "2",
        "asOf": "2024-06-15",
        "subject": "Patient/example-patient",
        "ruleSet": {"id": "kantarjian2003", "version": "1.0.0"},
        "applicability": {"status": "applicable"},
        "criteria": [{"id": "kantarjian2003/hematologic-relapse", "status": "met", "text": f"of {PATIENT_NAME}"}],
        "precautions": [{"code": "low-counts", "blocks": True, "text": "Platelets 6137"}],
        "recommendation": {
            "action": "hold",
            "because": ["kantarjian2003/hematologic-relapse"],
            "findingKey": FINDING_KEY,
            "evidenceKey": "evidence-1",
            **recommendation,
        },
        "setAside": [{"reference": "Observation/9", "reason": "its unit is unknown", "reported": "6137 per hpf"}],
        "unread": [{"key": "reports", "reason": "403 at https://ehr.example.org/r4", "kind": "not-offered"}],
        "evidence": [{"reference": "Observation/1", "what": "platelets", "value": 6137, "reported": "6137"}],
    }


def build_card() -> dict[str, Any]:
    """A card with a suggestion that drafts a test."""
    test = {"resourceType": "ServiceRequest", "code": {"coding": [{"code": "69380-4"}]}}
    suggestion = {"label": "Request", "uuid": str(uuid4()), "actions": [{"type": "create", "resource": test}]}
    return {
        "uuid": str(uuid4()),
        "indicator": "warning",
        "summary": "Hold: platelets 6137",
        "detail": f"{PATIENT_NAME}, platelets 6137",
        "suggestions": [suggestion],
    }


def build_call(**changed: Any) -> AnsweredCall:
    """An answered call that showed a card."""
    call = AnsweredCall(
        id=str(uuid4()),
        answered_at=NOON,
        caller=CALLER,
        service="imatinib-response",
        hook_instance=str(uuid4()),
        patient_id="example-patient",
        user_id="Practitioner/dr-example",
        encounter_id="encounter-7",
        document=build_document(),
        cards=[build_card()],
        delivery=DeliveredAs(shown=True),
        phases={"assess": 12.5},
    )
    return replace(call, **changed)


def build_row(call: AnsweredCall | None = None, **changed: Any) -> dict[str, Any]:
    """The row of an answered call, some of its columns changed."""
    return build_decision_row(call or build_call(), KEY, "0.1.0", keep_references=False) | changed


def build_feedback(card: str, **changed: Any) -> dict[str, Any]:
    """A row of feedback that overrides a card."""
    return {
        "id": uuid4().hex,
        "received_at": NOON.isoformat(),
        "client": CALLER.client,
        "tenant": CALLER.tenant,
        "card": card,
        "status": "unmatched",
        "outcome": "overridden",
        "outcome_at": NOON.isoformat(),
        "suggestions": [],
        "reason_system": None,
        "reason_code": None,
        "has_comment": False,
        "comment": None,
    } | changed
