"""The items of a feedback call: parsed all or none (CDS Hooks 2.0, "Feedback")."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jsonschema import Draft202012Validator

from cds_service.errors import Issue, MalformedCallError
from cds_service.hooks.request import find_schema_issues, load_schema

FREE_TEXT = "free-text"
"""Kept in place of a reason that is no code: some clients send there what a clinician wrote."""
_CODE = re.compile(r"[A-Za-z0-9._:-]+")
_SYSTEM = re.compile(r"[a-z]{1,20}:[A-Za-z0-9._:/~-]+")

SCHEMA = Draft202012Validator(load_schema("feedback.schema.json"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackItem:
    """What became of one card. ``comment`` may identify somebody: it never goes to a log."""

    card: str
    outcome: str
    outcome_at: datetime
    suggestions: tuple[str, ...] = ()
    reason_system: str | None = None
    reason_code: str | None = None
    comment: str = field(default="", repr=False)


def parse_feedback(body: Any) -> tuple[FeedbackItem, ...]:
    """Parse the body of a feedback call. Raises MalformedCallError with every fault of every item."""
    issues = tuple(dict.fromkeys(find_schema_issues(body, SCHEMA))) or tuple(_find_impossible_times(body))
    if issues:
        raise MalformedCallError(*issues)
    return tuple(_parse_item(item) for item in body["feedback"])


def _find_impossible_times(body: Mapping[str, Any]) -> Iterator[Issue]:
    for number, item in enumerate(body["feedback"]):
        try:
            datetime.fromisoformat(item["outcomeTimestamp"])
        except ValueError:
            place = f"feedback.{number}.outcomeTimestamp"
            yield Issue("value", f"{place} is not a date and time that exists", place)


def _parse_item(item: Mapping[str, Any]) -> FeedbackItem:
    override = item.get("overrideReason") or {}
    reason = override.get("reason") or {}
    return FeedbackItem(
        # A client may repeat a UUID in upper case.
        card=item["card"].lower(),
        outcome=item["outcome"],
        outcome_at=datetime.fromisoformat(item["outcomeTimestamp"]),
        suggestions=tuple(suggestion["id"].lower() for suggestion in item.get("acceptedSuggestions") or ()),
        reason_system=_keep_if(_SYSTEM, reason.get("system"), None),
        reason_code=_keep_if(_CODE, reason.get("code"), FREE_TEXT),
        comment=override.get("userComment") or "",
    )


def _keep_if(shape: re.Pattern[str], text: str | None, otherwise: str | None) -> str | None:
    return text if text is None or shape.fullmatch(text) else otherwise
