"""The one place that turns errors into HTTP responses: every error is answered with a FHIR OperationOutcome.

A response names the cause only: no URL, no token, no patient data.
"""

import traceback
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, jsonify
from werkzeug.exceptions import HTTPException

from cds_service.errors import CallError, Issue
from cds_service.observability import log_events

OperationOutcome = dict[str, Any]

# fmt: off
HTTP_ISSUES = {
    HTTPStatus.NOT_FOUND:                ("not-found",     "there is no resource at this URL"),
    HTTPStatus.METHOD_NOT_ALLOWED:       ("not-supported", "this URL does not support this method"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too-long",      "the call is larger than this service accepts"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE:   ("not-supported", "the call must be uncompressed application/json"),
}
# fmt: on
MAX_FRAMES = 20
"""Frames of an unexpected exception that are logged, the innermost ones."""
OTHER_HTTP_ISSUE = ("processing", "the request cannot be processed")


def register_error_handlers(app: Flask, new_uuid: Callable[[], str]) -> None:
    """Answer every error of the application: CallError, HTTP errors of Flask, and everything unexpected."""

    @app.errorhandler(CallError)
    def answer_call_error(error: CallError) -> Response:
        response = _build_response(error.status, error.issues)
        response.headers.extend(error.headers)
        return response

    @app.errorhandler(HTTPException)
    def answer_http_error(error: HTTPException) -> Response:
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        response = _build_response(status, (Issue(*HTTP_ISSUES.get(status, OTHER_HTTP_ISSUE)),))
        response.headers.extend({name: value for name, value in error.get_headers() if name == "Allow"})
        return response

    @app.errorhandler(RecursionError)
    def answer_deep_nesting(_error: RecursionError) -> Response:
        # Only the data of a call nest without limit: it is the call that cannot be answered, not the service.
        return _build_response(HTTPStatus.BAD_REQUEST, (Issue("structure", "the data are nested too deeply"),))

    @app.errorhandler(Exception)
    def answer_unexpected_error(error: Exception) -> Response:
        reference = new_uuid()
        frames = traceback.extract_tb(error.__traceback__, limit=-MAX_FRAMES)
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        log_events.log_unexpected_error(reference=reference, error=type(error).__qualname__, where=where)
        message = f"the service failed; please report the reference {reference}"
        return _build_response(HTTPStatus.INTERNAL_SERVER_ERROR, (Issue("exception", message),))


def build_operation_outcome(issues: tuple[Issue, ...], hook_instance: str = "") -> OperationOutcome:
    """Build the OperationOutcome of the issues, with the ``hookInstance`` of the call in the first one."""
    outcome: OperationOutcome = {
        "resourceType": "OperationOutcome",
        "issue": [_build_issue(issue) for issue in issues],
    }
    if hook_instance:
        outcome["issue"][0]["diagnostics"] = f"hookInstance {hook_instance}"
    return outcome


def _build_issue(issue: Issue) -> OperationOutcome:
    expression = {"expression": [issue.location]} if issue.location else {}
    return {"severity": "error", "code": issue.code, "details": {"text": issue.message}, **expression}


def _build_response(status: HTTPStatus, issues: tuple[Issue, ...]) -> Response:
    if status != HTTPStatus.INTERNAL_SERVER_ERROR:
        log_events.log_refusal(status=int(status), reason=[issue.code for issue in issues])
    response = jsonify(build_operation_outcome(issues, g.get("hook_instance", "")))
    response.status_code = status
    return response
