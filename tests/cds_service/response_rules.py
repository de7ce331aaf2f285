"""The rules of CDS Hooks on a whole answer, beside those on its cards (tests/cards_rules.py)."""

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from cards.document.assessment import assessment_schema
from tests.cards_rules import broken_rules

SEVERITIES = {"fatal", "error", "warning", "information"}
ASSESSMENT = Draft202012Validator(assessment_schema())


def broken(response: TestResponse) -> list[str]:
    """Every rule that an answer of the service breaks, as sentences; empty when all is well."""
    if response.mimetype != "application/json":
        return [f"C13: the answer is {response.mimetype}"]
    body = json.loads(response.get_data(), parse_constant=_never)
    return [*_of_status(response.status_code, body), *_without_value(body, "answer")]


def _of_status(status: int, body: Any) -> Iterator[str]:
    if status >= 400:
        yield from _outcome_faults(body)
    elif status != 200:
        yield f"R1: the status is {status}"
    elif "cards" in body:
        yield from broken_rules(body["cards"])
        yield from (f"R4: {name} is not ours to send" for name in body.keys() - {"cards", "extension"})
        yield from (f"X3: {name} is not a dotted name" for name in body["extension"] if "." not in name)
        for document in body["extension"].values():
            yield from (f"assessment: {each.json_path} {each.message}" for each in ASSESSMENT.iter_errors(document))


def _outcome_faults(body: Any) -> Iterator[str]:
    if body.get("resourceType") != "OperationOutcome" or not body.get("issue"):
        yield "R37: the answer is not an OperationOutcome with an issue"
    for issue in body.get("issue", []):
        if issue.get("severity") not in SEVERITIES or not issue.get("code") or not issue["details"]["text"].strip():
            yield f"R37: an issue is {issue}"


def _without_value(value: Any, path: str) -> Iterator[str]:
    if (value is None or value in ("", [], {})) and path != "answer.cards":
        yield f"C11: {path} is {value!r}"
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _without_value(member, f"{path}.{name}")
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _without_value(member, f"{path}[{number}]")


def _never(constant: str) -> None:
    raise AssertionError(f"C11: {constant} in an answer")
