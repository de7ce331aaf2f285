"""Calls as the public CDS Hooks Sandbox was observed to make them.

It runs in a browser and signs with keys that this machine cannot fetch. It passes no FHIR token. It searches by POST
first and by GET if that fails, and omits the keys it could not fetch. It renders a card's detail as Markdown with HTML.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import requests
from markdown_it import MarkdownIt

from cds_service.demonstration.patients import DemonstrationPatient, build_patients
from response_criteria.model.recommendations import Action
from tests.interop.ehr import PATIENT_TOKEN, SECONDS, SERVICE_ID, build_call, fire_call, remove_uuids
from tests.interop.medplum import load_chart, run_medplum

ORIGIN = "https://sandbox.example"
PATIENTS = build_patients(date(2024, 6, 15))
ESCALATED = next(patient for patient in PATIENTS if patient.expected.action is Action.ESCALATE)


def _build_token(audience: str) -> str:
    """Build a JWT in the Sandbox's form, with a signature that cannot be verified."""
    header = {"alg": "ES384", "typ": "JWT", "kid": "sandbox", "jku": f"{ORIGIN}/.well-known/jwks.json"}
    claims = {"iss": ORIGIN, "aud": audience, "iat": 1718490600, "exp": 1718490900, "jti": "0f5c"}
    parts = [json.dumps(part).encode() for part in (header, claims)] + [bytes(96)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def _build_headers(url: str) -> dict[str, str]:
    return {"Origin": ORIGIN, "Accept": "application/json", "Authorization": f"Bearer {_build_token(url)}"}


def _send_preflight(url: str, method: str, headers: str) -> requests.Response:
    """Send a browser's CORS preflight, which carries no token."""
    cors = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return requests.options(url, headers={"Origin": ORIGIN, **cors}, timeout=SECONDS)


def _is_allowed(answer: requests.Response) -> bool:
    return answer.headers.get("Access-Control-Allow-Origin") in ("*", ORIGIN)


def _read_discovery(service: str) -> list[dict[str, Any]]:
    url = f"{service}/cds-services"
    answer = requests.get(url, headers=_build_headers(url), timeout=SECONDS)
    assert answer.status_code == 200
    assert _is_allowed(answer)
    return list(answer.json()["services"])


def _fetch(fhir: str, query: str) -> dict[str, Any] | None:
    """Fetch a template: read by GET; search by POST, then by GET if that fails; None if both fail."""
    accept = {"Accept": "application/json+fhir"}
    kind, _, parameters = query.partition("?")
    responses = []
    if parameters:
        form = {"Content-Type": "application/x-www-form-urlencoded", **accept}
        responses.append(requests.post(f"{fhir}/{kind}/_search", data=parameters, headers=form, timeout=SECONDS))
    if not any(answer.ok for answer in responses):
        responses.append(requests.get(f"{fhir}/{query}", headers=accept, timeout=SECONDS))
    return responses[-1].json() if responses[-1].ok else None


def _build_sandbox_call(service: str, fhir: str, patient_id: str, **members: Any) -> dict[str, Any]:
    """Build the body that the Sandbox sends for a patient whose chart is on ``fhir``."""
    [announced] = [entry for entry in _read_discovery(service) if entry["id"] == SERVICE_ID]
    queries = {key: query.replace(PATIENT_TOKEN, patient_id) for key, query in announced["prefetch"].items()}
    answers = {key: _fetch(fhir, query) for key, query in queries.items()}
    prefetch = {key: answer for key, answer in answers.items() if answer is not None}
    return build_call(patient_id, fhirServer=fhir, prefetch=prefetch, **members)


def _fire(service: str, body: dict[str, Any]) -> requests.Response:
    url = f"{service}/cds-services/{SERVICE_ID}"
    return requests.post(url, json=body, headers=_build_headers(url), timeout=SECONDS)


@contextmanager
def _use_demonstration(service: str, _patient: DemonstrationPatient) -> Iterator[str]:
    """The demonstration's endpoint, which rejects searches by POST."""
    yield f"{service}/demonstration/fhir"


@contextmanager
def _use_medplum(_service: str, patient: DemonstrationPatient) -> Iterator[str]:
    with run_medplum() as fhir:
        load_chart(fhir, patient.resources)
        yield fhir


def test_a_browser_may_call_every_endpoint(service: str) -> None:
    preflights = [
        _send_preflight(f"{service}/cds-services", "GET", "authorization"),
        _send_preflight(f"{service}/cds-services/{SERVICE_ID}", "POST", "authorization,content-type"),
    ]
    for answer in preflights:
        assert answer.ok
        assert _is_allowed(answer)
        assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower()


def test_no_two_services_share_an_id_and_no_template_repeats_a_parameter(service: str) -> None:
    """The Sandbox keeps one service per id. It joins repeated parameters with a comma, which turns AND into OR."""
    announced = _read_discovery(service)
    assert len({entry["id"] for entry in announced}) == len(announced)
    for query in (query for entry in announced for query in entry["prefetch"].values()):
        names = [parameter.split("=")[0] for parameter in query.partition("?")[2].split("&")]
        assert len(names) == len(set(names)), query


@pytest.mark.parametrize(
    "chart", [_use_demonstration, pytest.param(_use_medplum, marks=pytest.mark.fhir_server)], ids=["get", "post"]
)
def test_a_sandbox_call_gets_the_card(service: str, chart: Any) -> None:
    with chart(service, ESCALATED) as fhir:
        body = _build_sandbox_call(service, fhir, ESCALATED.id)
        answer = _fire(service, body)

    assert answer.status_code == 200
    assert _is_allowed(answer)
    assert "encounterId" not in body["context"]
    [card] = answer.json()["cards"]
    assert remove_uuids(card) == remove_uuids(
        fire_call(service, build_call(ESCALATED.id, prefetch=body["prefetch"])).json()["cards"][0]
    )


def test_keys_it_could_not_fetch_are_read_without_a_token(service: str) -> None:
    fhir = f"{service}/demonstration/fhir"
    body = _build_sandbox_call(service, fhir, ESCALATED.id)
    incomplete = {key: body["prefetch"][key] for key in body["prefetch"] if key != "cytogenetics"}

    answer = _fire(service, {**body, "prefetch": incomplete})

    assert answer.status_code == 200
    assert remove_uuids(answer.json()) == remove_uuids(_fire(service, body).json())


def test_an_error_response_can_be_read_by_a_browser(service: str) -> None:
    body = {**build_call(ESCALATED.id), "hook": "order-select"}
    answer = _fire(service, body)
    assert answer.status_code == 400
    assert _is_allowed(answer)
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_no_card_detail_contains_html(service: str, patient: DemonstrationPatient) -> None:
    answer = _fire(service, _build_sandbox_call(service, f"{service}/demonstration/fhir", patient.id))
    tokens = [token for card in answer.json()["cards"] for token in MarkdownIt().enable("table").parse(card["detail"])]
    kinds = {node.type for token in tokens for node in (token, *(token.children or ()))}
    assert answer.status_code == 200
    assert not {kind for kind in kinds if kind.startswith("html")}
