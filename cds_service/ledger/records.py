"""From an answered call to its row of the ledger: codes, keys and pseudonyms, never names, values or texts.

A row is a plain dictionary of JSON values, since it passes through the journal on its way to the database.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cds_service.ledger.pseudonyms import PseudonymKey

Row = dict[str, Any]
Json = Mapping[str, Any]

# A code or a unit of a chart may be any text, even a name. Only what is shaped like one is kept.
_CODE = re.compile(r"[a-z]+:[A-Za-z0-9:./-]{1,120}\|[A-Za-z0-9.-]{1,30}")
_UNIT = re.compile(r"(?=.*[/%*^])[A-Za-z0-9/%*^.()\[\]{}_-]{1,24}")
_USER = re.compile(r"(?:.*/)?([A-Z][A-Za-z]{1,38})/([^/]+)")
_DRAFTED = {"MedicationRequest": "dose", "ServiceRequest": "test"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who called: the name and the issuer of the client, and the tenant. All empty in development."""

    client: str = ""
    issuer: str = ""
    tenant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadItem:
    """What could not be read: its subject, how much doubt it leaves, and its code and unit as the chart has them."""

    subject: str = ""
    doubt: str = ""
    code: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredAs:
    """How a decision was delivered: ``mode`` live, shadow or off; whether a card was shown; and what held it back."""

    mode: str = "live"
    shown: bool = False
    held_back_reason: str = ""
    held_back_since: datetime | None = None
    held_back_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredCall:
    """One answered call with all that its row is made of.

    ``document`` is the assessment as JSON, ``cards`` are those that were built, whether shown or not.
    """

    id: str
    answered_at: datetime
    caller: Caller
    service: str
    hook_instance: str
    patient_id: str = field(repr=False)
    user_id: str = field(repr=False)
    encounter_id: str = field(repr=False, default="")
    document: Json = field(repr=False)
    cards: Sequence[Json] = field(repr=False)
    delivery: DeliveredAs = DeliveredAs()
    unread_items: Sequence[UnreadItem] = ()
    phases: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds from the receipt of the call to the end of each phase."""


def build_decision_row(call: AnsweredCall, key: PseudonymKey, code_version: str, *, keep_references: bool) -> Row:
    """Build the row of an answered call."""
    return {
        **_identify_call(call, key),
        **_summarize_assessment(call.document),
        "code_version": code_version,
        "evidence": _list_evidence(call.document, None if keep_references else key),
        "doubts": [_keep_codes(item) for item in call.unread_items],
        "cards": [_summarize_card(card) for card in call.cards],
        "phases": dict(call.phases),
        **_describe_delivery(call.delivery),
    }


def _identify_call(call: AnsweredCall, key: PseudonymKey) -> Row:
    caller = call.caller
    user_type, user_id = split_user(call.user_id)

    def pseudonym(kind: str, *parts: str) -> str:
        return key.make_pseudonym(kind, caller.issuer, caller.tenant, *parts)

    return {
        "id": call.id,
        "answered_at": call.answered_at.isoformat(),
        "client": caller.client,
        "tenant": caller.tenant,
        "service": call.service,
        "hook_instance": call.hook_instance,
        "key_id": key.id,
        "patient": pseudonym("patient", call.patient_id),
        "user_type": user_type,
        "user": pseudonym("user", user_type, user_id),
        "encounter": pseudonym("encounter", call.encounter_id) if call.encounter_id else None,
    }


def split_user(user_id: str) -> tuple[str, str]:
    """Split ``Practitioner/1`` into its resource type and its id. An id without a type has an empty one."""
    match = _USER.fullmatch(user_id)
    return (match[1], match[2]) if match else ("", user_id)


def _summarize_assessment(document: Json) -> Row:
    recommendation, applicability = document["recommendation"], document["applicability"]
    return {
        "as_of": document["asOf"],
        "rule_set": document["ruleSet"]["id"],
        "rule_set_version": document["ruleSet"]["version"],
        "applicability": applicability["status"],
        "applicability_reasons": [reason["code"] for reason in applicability.get("reasons", [])],
        "criteria": {criterion["id"]: criterion["status"] for criterion in document.get("criteria", [])},
        "precautions": {item["code"]: item["blocks"] for item in document.get("precautions", [])},
        "action": recommendation["action"],
        "because": list(recommendation.get("because", [])),
        "finding_key": recommendation.get("findingKey"),
        "evidence_key": recommendation.get("evidenceKey"),
        "unread": [{"key": query["key"], "kind": query.get("kind", "")} for query in document.get("unread", [])],
    }


def _list_evidence(document: Json, key: PseudonymKey | None) -> list[str]:
    references = [item["reference"] for item in document.get("evidence", [])]
    return [key.make_pseudonym("reference", reference) for reference in references] if key else references


def _keep_codes(item: UnreadItem) -> Row:
    return {
        "subject": item.subject,
        "doubt": item.doubt,
        "code": item.code if _CODE.fullmatch(item.code) else "",
        "unit": item.unit if _UNIT.fullmatch(item.unit) else "",
    }


def _summarize_card(card: Json) -> Row:
    return {
        "uuid": card["uuid"],
        "indicator": card["indicator"],
        "suggestions": [_summarize_suggestion(suggestion) for suggestion in card.get("suggestions", [])],
    }


def _summarize_suggestion(suggestion: Json) -> Row:
    """Keep what a suggestion drafts: a dose, tests, or both. The codes are the service's own, not those of a chart."""
    drafts = [action["resource"] for action in suggestion["actions"]]
    codes = [draft.get("code", {}).get("coding", [{}])[0].get("code", "") for draft in drafts]
    return {
        "uuid": suggestion["uuid"],
        "drafts": sorted({_DRAFTED.get(draft["resourceType"], "other") for draft in drafts}),
        "tests": [code for code in codes if code],
    }


def _describe_delivery(delivery: DeliveredAs) -> Row:
    return {
        "mode": delivery.mode,
        "shown": delivery.shown,
        "held_back_reason": delivery.held_back_reason or None,
        "held_back_since": delivery.held_back_since and delivery.held_back_since.isoformat(),
        "held_back_until": delivery.held_back_until and delivery.held_back_until.isoformat(),
    }
