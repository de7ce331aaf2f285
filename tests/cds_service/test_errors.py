"""Errors: each is an OperationOutcome that says what is wrong, and nothing else."""

import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cds_service import decision as decision_module
from tests.cds_service.calls import INSTANCE, PATIENT_ID, SERVICE, TOKEN, authorization, hook_call
from tests.cds_service.conftest import OpenService

JSON = "application/json"


def _get_issue(answer: Any) -> dict[str, Any]:
    [issue] = answer.json["issue"]
    return dict(issue)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "the call is not JSON: Expecting value (line 1, column 1)"),
        ("{", "the call is not JSON: Expecting property name"),
        ("<call/>", "the call is not JSON: Expecting value (line 1, column 1)"),
        (json.dumps(hook_call()) + "}", "the call is not JSON: Extra data"),
        ('{"hook": NaN}', "the call is not JSON: NaN is not JSON"),
        ('{"context": 1e99999}', "the call is not JSON: a number out of range"),
        (b'{"hook": "\xff"}', "the call is not JSON: not UTF-8 (byte 10)"),
        ("[" * 100_000, "the call is not JSON: nested too deeply"),
    ],
)
def test_what_is_not_json_is_400(service: FlaskClient, body: Any, message: str) -> None:
    answer = service.post(SERVICE, data=body, content_type=JSON)
    assert answer.status_code == 400
    assert _get_issue(answer)["details"]["text"].startswith(message)


@pytest.mark.parametrize(
    "content_type", [JSON, "application/json; charset=utf-8", "Application/JSON", "application/fhir+json"]
)
def test_c1_every_json_content_type_is_accepted(service: FlaskClient, content_type: str) -> None:
    assert service.post(SERVICE, data=json.dumps(hook_call()), content_type=content_type).status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "text/html", "", "json"])
def test_c1_another_content_type_is_415(service: FlaskClient, content_type: str) -> None:
    answer = service.post(SERVICE, data=json.dumps(hook_call()), content_type=content_type)
    assert answer.status_code == 415
    assert _get_issue(answer)["code"] == "not-supported"


def test_a_compressed_call_is_415(service: FlaskClient) -> None:
    answer = service.post(SERVICE, data=b"\x1f\x8b", content_type=JSON, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415


def test_a_call_over_the_limit_is_413(open_service: OpenService) -> None:
    service = open_service(max_body_mib=1)
    call = json.dumps(hook_call())
    just_fits = call + " " * (1024 * 1024 - len(call))
    assert service.post(SERVICE, data=just_fits, content_type=JSON).status_code == 200
    answer = service.post(SERVICE, data=just_fits + " ", content_type=JSON)
    assert answer.status_code == 413
    assert _get_issue(answer)["code"] == "too-long"


def test_a_call_that_breaks_off_is_400(service: FlaskClient) -> None:
    text = json.dumps(hook_call()).encode()
    longer = {"CONTENT_LENGTH": str(len(text) + 1)}
    assert service.post(SERVICE, data=text, content_type=JSON, environ_overrides=longer).status_code == 400


def test_a_call_over_the_limit_that_does_not_say_how_long_it_is_is_413(open_service: OpenService) -> None:
    service = open_service(max_body_mib=1)
    call = json.dumps(hook_call()).encode()

    def post_in_chunks(body: bytes) -> Any:
        in_chunks = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
        return service.post(SERVICE, input_stream=BytesIO(body), content_type=JSON, environ_overrides=in_chunks)

    assert post_in_chunks(call).status_code == 200
    answer = post_in_chunks(call[:-1] + b" " * 1024 * 1024 + b"}")
    assert answer.status_code == 413
    assert _get_issue(answer)["code"] == "too-long"


def test_c14_an_unknown_service_is_404(service: FlaskClient) -> None:
    answer = service.post("/cds-services/no-such-service", json=hook_call())
    assert answer.status_code == 404
    assert _get_issue(answer)["code"] == "not-found"


def test_an_unknown_address_is_404(service: FlaskClient) -> None:
    answer = service.get("/cds-services/imatinib-response/of/another")
    assert answer.status_code == 404
    assert _get_issue(answer)["details"]["text"] == "there is no resource at this URL"


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [("GET", SERVICE, "POST"), ("PUT", SERVICE, "POST"), ("DELETE", SERVICE, "POST"), ("POST", "/cds-services", "GET")],
)
def test_c1_a_wrong_method_is_405_and_the_right_one_is_named(
    service: FlaskClient, method: str, address: str, allowed: str
) -> None:
    answer = service.open(address, method=method, json=hook_call())
    assert answer.status_code == 405
    assert allowed in answer.headers["Allow"].split(", ")


def test_an_authorization_header_is_ignored_in_development(service: FlaskClient) -> None:
    answer = service.post(SERVICE, json=hook_call(), headers={"Authorization": "Bearer of.any.kind"})
    assert answer.status_code == 200


def test_an_unexpected_error_is_500_with_only_a_reference(
    service: FlaskClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise ValueError(f"a fault that quotes {PATIENT_ID} and {TOKEN}")

    monkeypatch.setattr(decision_module, "assess_chart", fail)
    answer = service.post(SERVICE, json=hook_call(fhirAuthorization=authorization()))
    assert answer.status_code == 500
    reference = _get_issue(answer)["details"]["text"].rpartition(" ")[2]
    logged = capsys.readouterr().out
    assert reference in logged
    assert "ValueError" in logged
    assert "test_errors.py" in logged
    for secret in (PATIENT_ID, TOKEN, "quotes"):
        assert secret not in logged + answer.text


def test_an_answer_that_cannot_be_written_is_500_too(service: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    build_decision = decision_module.Decision

    def build_unwritable(*args: Any) -> Any:
        return replace(build_decision(*args), cards=[object()])

    monkeypatch.setattr(decision_module, "Decision", build_unwritable)
    answer = service.post(SERVICE, json=hook_call())
    assert answer.status_code == 500
    assert "please report the reference" in _get_issue(answer)["details"]["text"]


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (hook_call(prefetch={}), 412),
        (hook_call(hook="order-sign"), 400),
        (hook_call(context={}), 400),
        ({"hookInstance": INSTANCE}, 400),
    ],
)
def test_every_outcome_carries_the_calls_own_identifier(service: FlaskClient, call: Any, status: int) -> None:
    answer = service.post(SERVICE, json=call)
    assert answer.status_code == status
    assert answer.json["issue"][0]["diagnostics"] == f"hookInstance {INSTANCE}"


def test_a_call_does_not_carry_the_identifier_of_another(service: FlaskClient) -> None:
    service.post(SERVICE, json=hook_call(prefetch={}))
    answer = service.post(SERVICE, json={"hookInstance": 7})
    assert all("diagnostics" not in issue for issue in answer.json["issue"])


def test_no_outcome_names_the_patient_the_token_or_the_server(service: FlaskClient) -> None:
    call = hook_call(prefetch={}, fhirServer="http://127.0.0.1:9/fhir", fhirAuthorization=authorization())
    answer = service.post(SERVICE, json=call)
    assert answer.status_code == 412
    for secret in (PATIENT_ID, TOKEN, "127.0.0.1"):
        assert secret not in answer.text


def test_the_service_has_no_page_of_flask(service: FlaskClient) -> None:
    assert isinstance(service.application, Flask)
    assert "static" not in service.application.view_functions
