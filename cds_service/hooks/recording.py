"""Delivers each decision: recognizes its finding, chooses what is shown, and records it before it is answered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import g

from cds_service.decision import Decision
from cds_service.delivery import (
    EXTENSION,
    Delivery,
    Memory,
    Mode,
    Modes,
    QuietPeriods,
    add_keys,
    choose_delivery,
)
from cds_service.hooks.authentication import get_client, get_tenant
from cds_service.hooks.request import HookCall
from cds_service.ledger import AnsweredCall, Caller, DeliveredAs, Ledger, UnreadItem

Json = dict[str, Any]

ASSESSMENT_EXTENSION = "org.imatinib-cds.assessment"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDelivery:
    """Delivers decisions. Without a ledger nothing is remembered and nothing is held back."""

    ledger: Ledger | None
    memory: Memory | None
    read_modes: Callable[[], Modes]
    periods: QuietPeriods
    now: Callable[[], datetime]
    new_uuid: Callable[[], str]

    def deliver(self, service: str, call: HookCall, decision: Decision, seconds_until: Mapping[str, float]) -> Json:
        """Return the body of the answer. That a row could not be kept is counted, and never ends the call.

        ``seconds_until`` are seconds from when the call was received to the end of each phase.
        """
        caller, now = describe_caller(), self.now()
        document = self._add_keys(decision.document, caller, call.patient_id)
        delivery = choose_delivery(
            document,
            decision.cards,
            self.read_modes(),
            self.periods,
            self.memory,
            client=caller.client,
            tenant=caller.tenant,
            now=now,
        )
        if self.ledger:
            record = self._build_record(service, call, decision, document, delivery, now)
            phases = {phase: round(seconds * 1000, 1) for phase, seconds in seconds_until.items()}
            self.ledger.record(replace(record, phases=phases))
        return _build_answer(decision, document, delivery)

    def _add_keys(self, document: Mapping[str, Any], caller: Caller, patient_id: str) -> Mapping[str, Any]:
        if self.ledger is None:
            return document
        return add_keys(document, self.ledger.make_pseudonym, caller.issuer, caller.tenant, patient_id)

    def _build_record(
        self,
        service: str,
        call: HookCall,
        decision: Decision,
        document: Mapping[str, Any],
        delivery: Delivery,
        now: datetime,
    ) -> AnsweredCall:
        return AnsweredCall(
            id=self.new_uuid(),
            answered_at=now,
            caller=describe_caller(),
            service=service,
            hook_instance=g.get("hook_instance", ""),
            patient_id=call.patient_id,
            user_id=call.user_id,
            encounter_id=call.encounter_id,
            document=document,
            cards=decision.cards,
            delivery=_describe_delivery(delivery),
            unread_items=tuple(_list_unread_items(decision)),
        )


def describe_caller() -> Caller:
    """Return who makes the present call; everything is empty in development."""
    client = get_client()
    return Caller(client=client.name, issuer=client.issuer, tenant=get_tenant()) if client else Caller()


def _build_answer(decision: Decision, document: Mapping[str, Any], delivery: Delivery) -> Json:
    extension: Json = {EXTENSION: delivery.to_json()}
    # In shadow no assessment leaves the service: a client may show what it finds in one.
    if delivery.mode is Mode.LIVE:
        extension = {ASSESSMENT_EXTENSION: document, **extension}
    return {"cards": decision.cards if delivery.shown else [], "extension": extension}


def _describe_delivery(delivery: Delivery) -> DeliveredAs:
    held = delivery.held_back
    return DeliveredAs(
        mode=str(delivery.mode),
        shown=delivery.shown,
        held_back_reason=held.reason if held else "",
        held_back_since=held.since if held else None,
        held_back_until=held.until if held else None,
    )


def _list_unread_items(decision: Decision) -> Iterator[UnreadItem]:
    documents = decision.document.get("setAside", [])
    for data, document in zip(decision.assessment.excluded_data, documents, strict=True):
        yield UnreadItem(
            subject=str(data.subject or ""), doubt=document.get("doubt", ""), code=data.code, unit=data.unit
        )
