"""The faults a call can end in, and the one table that turns them into answers.

Every answer is a FHIR OperationOutcome. None says more than its cause: no address, no token, nothing of the patient.
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, jsonify
from werkzeug.exceptions import HTTPException

from cds_service.observability import log_events

Outcome = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong: a code of FHIR's issue-type, a sentence, and where in the call."""

    code: str
    says: str
    where: str = ""


class CallRefused(Exception):
    """A call that cannot be answered with cards. ``issues`` say why, all of them at once."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, *issues: Issue) -> None:
        super().__init__("; ".join(each.says for each in issues))
        self.issues = issues


class MalformedCall(CallRefused):
    """The call is not one, or not one of this service."""


class UnknownService(CallRefused):
    """No service of that id is announced."""

    status = HTTPStatus.NOT_FOUND


class NotObtained(CallRefused):
    """What is required could not be read. Never raised for data that were read and are empty or insufficient."""

    status = HTTPStatus.PRECONDITION_FAILED


class FhirR4Needed(NotObtained):
    """The chart, or the server it would be read from, is of another FHIR release."""

    def __init__(self) -> None:
        super().__init__(Issue("not-supported", "FHIR R4 needed: this is of another release"))


# fmt: off
ISSUE_CODES = {
    HTTPStatus.NOT_FOUND:                ("not-found",     "there is nothing at this address"),
    HTTPStatus.METHOD_NOT_ALLOWED:       ("not-supported", "this address does not take this method"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too-long",      "the call is larger than this service accepts"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE:   ("not-supported", "the call has to be application/json, not compressed"),
}
# fmt: on
"""What HTTP itself refuses, in words of ours."""

REFUSED_BY_HTTP = ("processing", "the request cannot be processed")


def register_errors(app: Flask, new_uuid: Callable[[], str]) -> None:
    """Answer every fault with an OperationOutcome: those we name, those of HTTP, and, last, everything else."""

    @app.errorhandler(CallRefused)
    def refused(fault: CallRefused) -> Response:
        return _answer(fault.status, fault.issues)

    @app.errorhandler(HTTPException)
    def refused_by_http(fault: HTTPException) -> Response:
        status = HTTPStatus(fault.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        answer = _answer(status, (Issue(*ISSUE_CODES.get(status, REFUSED_BY_HTTP)),))
        answer.headers.extend({name: value for name, value in fault.get_headers() if name == "Allow"})
        return answer

    @app.errorhandler(Exception)
    def unexpected(fault: Exception) -> Response:
        reference = new_uuid()
        frames = traceback.extract_tb(fault.__traceback__)
        where = [f"{each.filename}:{each.lineno} {each.name}" for each in frames]
        log_events.unexpected_fault(reference=reference, fault=type(fault).__qualname__, where=where)
        says = f"the service failed; please report the reference {reference}"
        return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, (Issue("exception", says),))


def operation_outcome(issues: tuple[Issue, ...], hook_instance: str = "") -> Outcome:
    """The OperationOutcome that says so; the call's own identifier stands with the first issue."""
    outcome: Outcome = {"resourceType": "OperationOutcome", "issue": [_issue(each) for each in issues]}
    if hook_instance:
        outcome["issue"][0]["diagnostics"] = f"hookInstance {hook_instance}"
    return outcome


def _issue(issue: Issue) -> Outcome:
    where = {"expression": [issue.where]} if issue.where else {}
    return {"severity": "error", "code": issue.code, "details": {"text": issue.says}, **where}


def _answer(status: HTTPStatus, issues: tuple[Issue, ...]) -> Response:
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        log_events.call_refused(status=int(status), because=[each.code for each in issues])
    answer = jsonify(operation_outcome(issues, g.get("hook_instance", "")))
    answer.status_code = status
    return answer
