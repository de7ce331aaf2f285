"""Log lines: named, with the identifier of the call, and without patient data."""

import inspect
import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient

from cds_service.observability import log_events
from tests.cds_service.calls import (
    INSTANCE,
    PATIENT_ID,
    SERVICE,
    TOKEN,
    authorization,
    empty_prefetch,
    hook_call,
    without,
)
from tests.stub_fhir_server import Reply, StubFhirServer, searchset

Lines = Callable[[], list[dict[str, Any]]]
PACKAGE = Path(log_events.__file__).parents[1]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Lines]:
    """The log lines so far, as under gunicorn; other libraries log at their most verbose level."""
    caplog.set_level(logging.DEBUG)
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    log_events.configure()
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    structlog.reset_defaults()


def _list_log_functions() -> list[str]:
    public = inspect.getmembers(log_events, inspect.isfunction)
    return [name for name, function in public if any(p.kind is p.KEYWORD_ONLY for p in _parameters(function))]


def _parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    return list(inspect.signature(function).parameters.values())


def test_an_answered_call_is_one_line_with_its_outcome(service: FlaskClient, lines: Lines) -> None:
    service.post(SERVICE, json=hook_call(prefetch=without(empty_prefetch(), "dispenses")))
    [failed, answered] = lines()
    assert (failed["event"], failed["key"]) == ("key-not-obtained", "dispenses")
    assert (answered["event"], answered["level"]) == ("call-answered", "info")
    assert (answered["service"], answered["cards"], answered["unread"]) == ("imatinib-response", 0, ["dispenses"])
    assert answered["timestamp"] == "2024-06-15T22:30:00Z"


def test_every_line_of_a_call_carries_its_identifier(service: FlaskClient, lines: Lines) -> None:
    service.post(SERVICE, json=hook_call(prefetch={}))
    logged = lines()
    assert {event["event"] for event in logged} == {"key-not-obtained", "call-refused"}
    assert {event["hookInstance"] for event in logged} == {INSTANCE}


def test_a_refused_search_is_logged_with_its_parameters(
    service: FlaskClient, fhir: StubFhirServer, lines: Lines
) -> None:
    fhir.answer("molecular", Reply(status=400))
    prefetch = without(empty_prefetch(), "molecular")
    service.post(SERVICE, json=hook_call(fhirServer=fhir.base, prefetch=prefetch))
    refused, *_ = [line for line in lines() if line["event"] == "search-refused"]
    assert (refused["resource_type"], refused["parameters"], refused["hookInstance"]) == (
        "Observation",
        ["code"],
        INSTANCE,
    )
    assert refused["reason"] == "the FHIR server responded with status 400"


def test_the_next_call_does_not_carry_the_identifier(service: FlaskClient, lines: Lines) -> None:
    service.post(SERVICE, json=hook_call())
    service.get("/nowhere")
    assert "hookInstance" not in lines()[-1]


def test_no_line_names_the_patient_the_token_or_the_server(
    service: FlaskClient, fhir: StubFhirServer, lines: Lines, caplog: pytest.LogCaptureFixture
) -> None:
    fhir.answer("molecular", searchset(next_link=f"{fhir.base}/Observation?patient={PATIENT_ID}&page=2"))
    fhir.answer("Observation", Reply(status=403))
    fhir.answer("chemistry", Reply("<html>", headers={"Odd\x0bHeader": "x"}))
    fhir.answer("dispenses", Reply(status=302, headers={"Location": f"https://evil.example/{PATIENT_ID}"}))
    call = hook_call(fhirServer=fhir.base, fhirAuthorization=authorization(), prefetch={})
    assert service.post(SERVICE, json=call).status_code == 412
    logged = json.dumps(lines())
    for secret in (PATIENT_ID, TOKEN, fhir.base, "127.0.0.1"):
        assert secret not in logged + caplog.text


def test_every_log_function_is_used() -> None:
    sources = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    unused = [name for name in _list_log_functions() if f"log_events.{name}(" not in sources]
    assert len(_list_log_functions()) > 3
    assert not unused
