"""The public CDS Hooks Sandbox, as it was seen to call: a client that keeps to the specification in its own way.

It runs in a browser, signs with keys that this machine cannot fetch, passes no FHIR token, searches by POST before it
searches by GET, leaves out what it could not fetch, and renders a card's detail as Markdown with HTML.
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

from cds_service.demonstration.patients import DemonstrationPatient, patients
from response_criteria.model.findings import Action
from tests.interop.ehr import PATIENT_TOKEN, SECONDS, SERVICE_ID, call, fired, said
from tests.interop.medplum import load, medplum

ORIGIN = "https://sandbox.example"
PATIENTS = patients(date(2024, 6, 15))
ESCALATED = next(each for each in PATIENTS if each.expected.action is Action.ESCALATE)


def _token(audience: str) -> str:
    """A JWT of the Sandbox's form, with a signature that nothing can check."""
    header = {"alg": "ES384", "typ": "JWT", "kid": "sandbox", "jku": f"{ORIGIN}/.well-known/jwks.json"}
    claims = {"iss": ORIGIN, "aud": audience, "iat": 1718490600, "exp": 1718490900, "jti": "0f5c"}
    parts = [json.dumps(each).encode() for each in (header, claims)] + [bytes(96)]
    return ".".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts)


def _headers(url: str) -> dict[str, str]:
    return {"Origin": ORIGIN, "Accept": "application/json", "Authorization": f"Bearer {_token(url)}"}


def _preflight(url: str, method: str, headers: str) -> requests.Response:
    """What a browser asks before it lets a page call; it sends no token with it."""
    asking = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return requests.options(url, headers={"Origin": ORIGIN, **asking}, timeout=SECONDS)


def _allowed(answer: requests.Response) -> bool:
    return answer.headers.get("Access-Control-Allow-Origin") in ("*", ORIGIN)


def _discovered(service: str) -> list[dict[str, Any]]:
    url = f"{service}/cds-services"
    answer = requests.get(url, headers=_headers(url), timeout=SECONDS)
    assert answer.status_code == 200
    assert _allowed(answer)
    return list(answer.json()["services"])


def _fetched(fhir: str, query: str) -> dict[str, Any] | None:
    """A template's answer: reads by GET; searches by POST first, by GET where that fails; None where both fail."""
    accept = {"Accept": "application/json+fhir"}
    kind, _, parameters = query.partition("?")
    tried = []
    if parameters:
        form = {"Content-Type": "application/x-www-form-urlencoded", **accept}
        tried.append(requests.post(f"{fhir}/{kind}/_search", data=parameters, headers=form, timeout=SECONDS))
    if not any(answer.ok for answer in tried):
        tried.append(requests.get(f"{fhir}/{query}", headers=accept, timeout=SECONDS))
    return tried[-1].json() if tried[-1].ok else None


def _sandbox_call(service: str, fhir: str, patient_id: str, **members: Any) -> dict[str, Any]:
    """The body that the Sandbox sends for a patient whose chart lies on ``fhir``."""
    [announced] = [each for each in _discovered(service) if each["id"] == SERVICE_ID]
    queries = {key: query.replace(PATIENT_TOKEN, patient_id) for key, query in announced["prefetch"].items()}
    answers = {key: _fetched(fhir, query) for key, query in queries.items()}
    prefetch = {key: answer for key, answer in answers.items() if answer is not None}
    return call(patient_id, fhirServer=fhir, prefetch=prefetch, **members)


def _fire(service: str, body: dict[str, Any]) -> requests.Response:
    url = f"{service}/cds-services/{SERVICE_ID}"
    return requests.post(url, json=body, headers=_headers(url), timeout=SECONDS)


@contextmanager
def _no_other_server(service: str, _patient: DemonstrationPatient) -> Iterator[str]:
    """The demonstration's endpoint, which refuses searches by POST."""
    yield f"{service}/demonstration/fhir"


@contextmanager
def _medplum_with(_service: str, patient: DemonstrationPatient) -> Iterator[str]:
    with medplum() as fhir:
        load(fhir, patient.resources)
        yield fhir


def test_a_browser_may_call_every_address(service: str) -> None:
    asked = [
        _preflight(f"{service}/cds-services", "GET", "authorization"),
        _preflight(f"{service}/cds-services/{SERVICE_ID}", "POST", "authorization,content-type"),
    ]
    for answer in asked:
        assert answer.ok
        assert _allowed(answer)
        assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower()


def test_no_two_services_share_an_id_and_no_template_repeats_a_parameter(service: str) -> None:
    """The Sandbox keeps one service per id, and joins repeated parameters with a comma, which turns AND into OR."""
    announced = _discovered(service)
    assert len({each["id"] for each in announced}) == len(announced)
    for query in (query for each in announced for query in each["prefetch"].values()):
        names = [parameter.split("=")[0] for parameter in query.partition("?")[2].split("&")]
        assert len(names) == len(set(names)), query


@pytest.mark.parametrize(
    "chart", [_no_other_server, pytest.param(_medplum_with, marks=pytest.mark.foreign_server)], ids=["get", "post"]
)
def test_its_call_is_answered_with_the_card(service: str, chart: Any) -> None:
    with chart(service, ESCALATED) as fhir:
        body = _sandbox_call(service, fhir, ESCALATED.id)
        answer = _fire(service, body)

    assert answer.status_code == 200
    assert _allowed(answer)
    assert "encounterId" not in body["context"]
    [card] = answer.json()["cards"]
    assert said(card) == said(fired(service, call(ESCALATED.id, prefetch=body["prefetch"])).json()["cards"][0])


def test_what_it_could_not_fetch_is_pulled_without_a_token(service: str) -> None:
    fhir = f"{service}/demonstration/fhir"
    body = _sandbox_call(service, fhir, ESCALATED.id)
    without = {key: body["prefetch"][key] for key in body["prefetch"] if key != "cytogenetics"}

    answer = _fire(service, {**body, "prefetch": without})

    assert answer.status_code == 200
    assert said(answer.json()) == said(_fire(service, body).json())


def test_its_call_with_a_hook_of_another_kind_is_refused_so_that_a_browser_can_read_it(service: str) -> None:
    body = {**call(ESCALATED.id), "hook": "order-select"}
    answer = _fire(service, body)
    assert answer.status_code == 400
    assert _allowed(answer)
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_no_detail_carries_html_that_it_would_render(service: str, patient: DemonstrationPatient) -> None:
    answer = _fire(service, _sandbox_call(service, f"{service}/demonstration/fhir", patient.id))
    tokens = [token for card in answer.json()["cards"] for token in MarkdownIt().enable("table").parse(card["detail"])]
    kinds = {each.type for token in tokens for each in (token, *(token.children or ()))}
    assert answer.status_code == 200
    assert not {kind for kind in kinds if kind.startswith("html")}
