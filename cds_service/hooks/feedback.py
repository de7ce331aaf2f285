"""``POST /cds-services/{id}/feedback``: what clinicians did with the cards (decision 0162)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import UnsupportedMediaType

from cds_service import decimal_json
from cds_service.errors import FeedbackNotKeptError, Issue, MalformedCallError, UnknownServiceError
from cds_service.hooks.feedback_items import FeedbackItem, parse_feedback
from cds_service.hooks.hook import Hook
from cds_service.hooks.recording import describe_caller
from cds_service.ledger import Caller, Ledger

MAX_BYTES = 1024 * 1024


def create_feedback_routes(
    find_hook: Callable[[str], Hook], ledger: Ledger | None, now: Callable[[], datetime], *, keep_comments: bool
) -> Blueprint:
    """Create the route of feedback. Without a ledger it answers 404, since nothing could be kept."""
    routes = Blueprint("feedback", __name__)

    @routes.post("/cds-services/<service_id>/feedback")
    def receive_feedback(service_id: str) -> dict[str, Any]:
        find_hook(service_id)
        if ledger is None:
            raise UnknownServiceError(Issue("not-supported", "this service keeps no feedback"))
        items, caller, received_at = parse_feedback(_read_body()), describe_caller(), now()
        rows = [_build_row(item, caller, received_at, keep_comments=keep_comments) for item in items]
        if not ledger.keep_feedback(rows):
            raise FeedbackNotKeptError
        return {}

    return routes


def _read_body() -> Any:
    if not request.is_json or request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType
    request.max_content_length = MAX_BYTES
    try:
        return decimal_json.read(request.get_data(cache=False))
    except decimal_json.InvalidJsonError as error:
        raise MalformedCallError(Issue("structure", f"the call is not JSON: {error}")) from None


def _build_row(item: FeedbackItem, caller: Caller, received_at: datetime, *, keep_comments: bool) -> Mapping[str, Any]:
    return {
        "received_at": received_at.isoformat(),
        "client": caller.client,
        "tenant": caller.tenant,
        "card": item.card,
        "outcome": item.outcome,
        "outcome_at": item.outcome_at.isoformat(),
        "suggestions": list(item.suggestions),
        "reason_system": item.reason_system,
        "reason_code": item.reason_code,
        "has_comment": bool(item.comment),
        "comment": item.comment if keep_comments and item.comment else None,
    }
