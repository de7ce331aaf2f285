"""What an EHR does around a patient-view call: discover the service, fill its templates, fire, read the answer."""

from collections.abc import Mapping
from typing import Any

import requests

SERVICE_ID = "imatinib-response"
PATIENT_TOKEN = "{{context.patientId}}"  # noqa: S105
SECONDS = 60

Headers = Mapping[str, str] | None


def templates(service: str) -> dict[str, str]:
    """The prefetch templates that the service publishes."""
    announced = requests.get(f"{service}/cds-services", timeout=SECONDS).json()["services"]
    [prefetch] = [each["prefetch"] for each in announced if each["id"] == SERVICE_ID]
    return dict(prefetch)


def prefetched(fhir: str, service: str, patient_id: str, headers: Headers = None) -> dict[str, Any]:
    """The prefetch of a careful EHR: each published template asked of the FHIR server, to its last page."""
    queries = {key: query.replace(PATIENT_TOKEN, patient_id) for key, query in templates(service).items()}
    return {key: _whole(f"{fhir}/{query}", headers) for key, query in queries.items()}


def call(patient_id: str, **members: Any) -> dict[str, Any]:
    """The body of a patient-view call."""
    return {
        "hook": "patient-view",
        "hookInstance": "7f4c7cb2-9f7e-4a36-b6a4-5f1b7a1c9d10",
        "context": {"userId": "Practitioner/example", "patientId": patient_id},
        **members,
    }


def fired(service: str, body: Mapping[str, Any]) -> requests.Response:
    """The answer to a call."""
    return requests.post(f"{service}/cds-services/{SERVICE_ID}", json=body, timeout=SECONDS)


def assessed(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The assessment that comes with an answer."""
    return dict(answer["extension"]["org.imatinib-cds.assessment"])


def said(answer: Any) -> Any:
    """An answer without the uuids, which are new in each."""
    if isinstance(answer, dict):
        return {name: said(value) for name, value in answer.items() if name != "uuid"}
    return [said(each) for each in answer] if isinstance(answer, list) else answer


def _whole(url: str, headers: Headers) -> dict[str, Any]:
    first = _asked(url, headers)
    following = _next(first)
    while following:
        page = _asked(following, headers)
        first["entry"] += page.get("entry", [])
        following = _next(page)
    return {member: value for member, value in first.items() if member != "link"}


def _asked(url: str, headers: Headers) -> dict[str, Any]:
    answer = requests.get(url, headers=headers, timeout=SECONDS)
    assert answer.status_code == 200, f"the FHIR server answered {answer.status_code}"
    return dict(answer.json())


def _next(page: Mapping[str, Any]) -> str:
    return next((link["url"] for link in page.get("link", []) if link["relation"] == "next"), "")
