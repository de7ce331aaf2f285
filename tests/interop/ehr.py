"""The steps of an EHR around a patient-view call: discovery, prefetch, the call, and its response."""

from collections.abc import Mapping
from typing import Any

import requests

SERVICE_ID = "imatinib-response"
PATIENT_TOKEN = "{{context.patientId}}"  # noqa: S105
SECONDS = 60

Headers = Mapping[str, str] | None


def read_templates(service_url: str) -> dict[str, str]:
    """Read the published prefetch templates from discovery."""
    services = requests.get(f"{service_url}/cds-services", timeout=SECONDS).json()["services"]
    [prefetch] = [service["prefetch"] for service in services if service["id"] == SERVICE_ID]
    return dict(prefetch)


def fetch_prefetch(fhir: str, service: str, patient_id: str, headers: Headers = None) -> dict[str, Any]:
    """Fetch the prefetch of a thorough EHR: every published template, to its last page."""
    queries = {key: query.replace(PATIENT_TOKEN, patient_id) for key, query in read_templates(service).items()}
    return {key: _fetch_all_pages(f"{fhir}/{query}", headers) for key, query in queries.items()}


def build_call(patient_id: str, **members: Any) -> dict[str, Any]:
    """Build the body of a patient-view call."""
    return {
        "hook": "patient-view",
        "hookInstance": "7f4c7cb2-9f7e-4a36-b6a4-5f1b7a1c9d10",
        "context": {"userId": "Practitioner/example", "patientId": patient_id},
        **members,
    }


def fire_call(service: str, body: Mapping[str, Any]) -> requests.Response:
    """Send a call and return the response."""
    return requests.post(f"{service}/cds-services/{SERVICE_ID}", json=body, timeout=SECONDS)


def get_assessment(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the assessment of a response body."""
    return dict(answer["extension"]["org.imatinib-cds.assessment"])


def remove_uuids(answer: Any) -> Any:
    """Copy a response body without its uuids, which differ from call to call."""
    if isinstance(answer, dict):
        return {name: remove_uuids(value) for name, value in answer.items() if name != "uuid"}
    return [remove_uuids(item) for item in answer] if isinstance(answer, list) else answer


def _fetch_all_pages(url: str, headers: Headers) -> dict[str, Any]:
    first = _fetch(url, headers)
    following = _find_next(first)
    while following:
        page = _fetch(following, headers)
        first["entry"] += page.get("entry", [])
        following = _find_next(page)
    return {member: value for member, value in first.items() if member != "link"}


def _fetch(url: str, headers: Headers) -> dict[str, Any]:
    answer = requests.get(url, headers=headers, timeout=SECONDS)
    assert answer.status_code == 200, f"the FHIR server answered {answer.status_code}"
    return dict(answer.json())


def _find_next(page: Mapping[str, Any]) -> str:
    return next((link["url"] for link in page.get("link", []) if link["relation"] == "next"), "")
