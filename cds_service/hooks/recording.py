"""Hands each answered call to the ledger, before it is answered."""

from collections.abc import Callable, Iterator
from datetime import datetime

from flask import g

from cds_service.decision import Decision
from cds_service.hooks.authentication import get_client, get_tenant
from cds_service.hooks.request import HookCall
from cds_service.ledger import AnsweredCall, Caller, DeliveredAs, Ledger, UnreadItem


class DecisionRecorder:
    """Records decisions in the ledger, if there is one."""

    def __init__(self, ledger: Ledger | None, now: Callable[[], datetime], new_uuid: Callable[[], str]) -> None:
        self._ledger, self._now, self._new_uuid = ledger, now, new_uuid

    def record(self, service: str, call: HookCall, decision: Decision) -> None:
        """Record the decision on a call. That a row could not be kept is counted, and never ends the call."""
        if self._ledger is None:
            return
        answered = AnsweredCall(
            id=self._new_uuid(),
            answered_at=self._now(),
            caller=describe_caller(),
            service=service,
            hook_instance=g.get("hook_instance", ""),
            patient_id=call.patient_id,
            user_id=call.user_id,
            encounter_id=call.encounter_id,
            document=decision.document,
            cards=decision.cards,
            delivery=DeliveredAs(shown=bool(decision.cards)),
            unread_items=tuple(_list_unread_items(decision)),
        )
        self._ledger.record(answered)


def describe_caller() -> Caller:
    """Return who makes the present call; everything is empty in development."""
    client = get_client()
    return Caller(client=client.name, issuer=client.issuer, tenant=get_tenant()) if client else Caller()


def _list_unread_items(decision: Decision) -> Iterator[UnreadItem]:
    documents = decision.document.get("setAside", [])
    for data, document in zip(decision.assessment.excluded_data, documents, strict=True):
        yield UnreadItem(
            subject=str(data.subject or ""), doubt=document.get("doubt", ""), code=data.code, unit=data.unit
        )
