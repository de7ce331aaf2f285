"""Hook calls as clients send them, and the few things that every test of them needs."""

from collections.abc import Mapping
from typing import Any

from cds_service.prefetch.keys import PREFETCH_KEYS

SERVICE = "/cds-services/imatinib-response"
PATIENT_ID = "example-patient"
INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
TOKEN = "a-token-that-nobody-else-may-see"  # noqa: S105
PATIENT = {"resourceType": "Patient", "id": PATIENT_ID, "birthDate": "1960-02-29"}

REQUIRED = tuple(each.name for each in PREFETCH_KEYS if each.required)
OPTIONAL = tuple(each.name for each in PREFETCH_KEYS if not each.required)
SEARCHED = tuple(each.name for each in PREFETCH_KEYS if each.name != "patient")


def empty_prefetch(**other: Any) -> dict[str, Any]:
    """Every key answered: the patient is there, and nothing was found."""
    answers: dict[str, Any] = dict.fromkeys(SEARCHED) | {"patient": PATIENT}
    return answers | {name.replace("_", "-"): value for name, value in other.items()}


def without(prefetch: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The same prefetch without some of its keys."""
    return {name: value for name, value in prefetch.items() if name not in names}


def hook_call(**members: Any) -> dict[str, Any]:
    """A call that is all that CDS Hooks asks for; what is given replaces or adds a member."""
    call = {
        "hook": "patient-view",
        "hookInstance": INSTANCE,
        "context": {"userId": "Practitioner/example", "patientId": PATIENT_ID},
        "prefetch": empty_prefetch(),
    }
    return call | members


def authorization(**other: Any) -> dict[str, Any]:
    """The ``fhirAuthorization`` of a careful client."""
    return {
        "access_token": TOKEN,
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "patient/Observation.rs",
        "subject": "imatinib-cds",
        **other,
    }


def assessed(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The assessment that comes with an answer."""
    return dict(answer["extension"]["org.imatinib-cds.assessment"])
