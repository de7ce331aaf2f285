"""The rules of CDS Hooks for a whole response. Those for cards are in tests/cards_rules.py."""

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from cards import load_assessment_schema
from tests.cards_rules import find_broken_card_rules

SEVERITIES = {"fatal", "error", "warning", "information"}
ASSESSMENT = Draft202012Validator(load_assessment_schema())


def find_broken_rules(response: TestResponse) -> list[str]:
    """Return a sentence for every rule that a response breaks."""
    if response.mimetype != "application/json":
        return [f"C13: the response is {response.mimetype}"]
    body = json.loads(response.get_data(), parse_constant=_reject_constant)
    return [*_check_status(response.status_code, body), *_find_empty_values(body, "answer")]


def _check_status(status: int, body: Any) -> Iterator[str]:
    if status >= 400:
        yield from _check_outcome(body)
    elif status != 200:
        yield f"R1: the status is {status}"
    elif "cards" in body:
        yield from find_broken_card_rules(body["cards"])
        yield from (f"R4: {name} is not a member of a response" for name in body.keys() - {"cards", "extension"})
        yield from (f"X3: {name} is not a dotted name" for name in body["extension"] if "." not in name)
        if document := body["extension"].get("org.imatinib-cds.assessment"):
            yield from (
                f"assessment: {iter_error.json_path} {iter_error.message}"
                for iter_error in ASSESSMENT.iter_errors(document)
            )
        yield from _check_delivery(body)


def _check_delivery(body: Any) -> Iterator[str]:
    delivery = body["extension"].get("org.imatinib-cds.delivery", {})
    if delivery.get("shown") is not bool(body["cards"]):
        yield "delivery: it does not say whether a card is shown"
    if (delivery.get("mode") == "live") is not ("org.imatinib-cds.assessment" in body["extension"]):
        yield "delivery: an assessment leaves the service in live mode, and only then"


def _check_outcome(body: Any) -> Iterator[str]:
    if body.get("resourceType") != "OperationOutcome" or not body.get("issue"):
        yield "R37: the response is not an OperationOutcome with an issue"
    for issue in body.get("issue", []):
        if issue.get("severity") not in SEVERITIES or not issue.get("code") or not issue["details"]["text"].strip():
            yield f"R37: invalid issue: {issue}"


def _find_empty_values(value: Any, path: str) -> Iterator[str]:
    if (value is None or value in ("", [], {})) and path not in ("answer", "answer.cards"):
        yield f"C11: {path} is {value!r}"
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _find_empty_values(member, f"{path}.{name}")
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _find_empty_values(member, f"{path}[{number}]")


def _reject_constant(constant: str) -> None:
    raise AssertionError(f"C11: {constant} in an answer")
