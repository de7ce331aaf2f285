"""Hook calls as clients send them."""

from collections.abc import Mapping
from typing import Any

from cds_service.prefetch.keys import PREFETCH_KEYS

SERVICE = "/cds-services/imatinib-response"
PATIENT_ID = "example-patient"
INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
TOKEN = "a-token-that-nobody-else-may-see"  # noqa: S105
PATIENT = {"resourceType": "Patient", "id": PATIENT_ID, "birthDate": "1960-02-29"}

REQUIRED = tuple(prefetch_key.name for prefetch_key in PREFETCH_KEYS if prefetch_key.required)
OPTIONAL = tuple(prefetch_key.name for prefetch_key in PREFETCH_KEYS if not prefetch_key.required)
SEARCHED = tuple(prefetch_key.name for prefetch_key in PREFETCH_KEYS if prefetch_key.name != "patient")


def empty_prefetch(**other: Any) -> dict[str, Any]:
    """A prefetch with the patient and an empty result under every other key."""
    answers: dict[str, Any] = dict.fromkeys(SEARCHED) | {"patient": PATIENT}
    return answers | {name.replace("_", "-"): value for name, value in other.items()}


def without(prefetch: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A copy without some of the keys."""
    return {name: value for name, value in prefetch.items() if name not in names}


def hook_call(**members: Any) -> dict[str, Any]:
    """A complete call. Keyword arguments replace or add members."""
    call = {
        "hook": "patient-view",
        "hookInstance": INSTANCE,
        "context": {"userId": "Practitioner/example", "patientId": PATIENT_ID},
        "prefetch": empty_prefetch(),
    }
    return call | members


def authorization(**other: Any) -> dict[str, Any]:
    """A complete ``fhirAuthorization``."""
    return {
        "access_token": TOKEN,
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "patient/Observation.rs",
        "subject": "imatinib-cds",
        **other,
    }


def read_assessment(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the assessment of a response body."""
    return dict(answer["extension"]["org.imatinib-cds.assessment"])
