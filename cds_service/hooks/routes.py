"""The URLs of the service: discovery, the call of each hook, and health checks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from http import HTTPStatus
from math import inf
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Request, Response, g, jsonify, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge, UnsupportedMediaType

from cards import Detail
from cds_service import decimal_json
from cds_service.auth import Client
from cds_service.errors import Issue, MalformedCallError, UnknownServiceError
from cds_service.fhir_client.access import FhirAccess, NoAccess
from cds_service.fhir_client.client import FhirClient
from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.paging import ReadingLimits
from cds_service.fhir_client.reader import FhirReader
from cds_service.hooks.authentication import get_client
from cds_service.hooks.body import CallBodyReader
from cds_service.hooks.hook import Hook
from cds_service.hooks.patient_chart import read_gated_chart
from cds_service.hooks.recording import DecisionDelivery
from cds_service.hooks.request import HookCall, parse_call
from cds_service.hooks.server_environ import IS_SATURATED, RECEIVED
from cds_service.ledger import Ledger
from cds_service.observability import log_events
from fhir_mappings import Chart, LocalCodeTranslation, forget_texts

Json = dict[str, Any]

INSTANCE_DIGITS = 12
"""Digits of the digest by which a ``hookInstance`` that is no UUID is repeated in responses and log lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDependencies:
    """Everything that answering a call needs besides the call. Built only by the application factory."""

    hooks: Sequence[Hook]
    local_codes: LocalCodeTranslation
    card_detail: Detail
    handbook_url: str
    fhir_client: FhirClient
    fhir_limits: ReadingLimits
    authorize_fhir_access: Callable[[HookCall, Client | None], FhirAccess | NoAccess]
    today: Callable[[ZoneInfo | None], date]
    """Today's date in a time zone; None for that of the site."""
    new_deadline: Callable[[float | None], Deadline]
    """The deadline of a call that was received at a moment on the monotonic clock; None for now."""
    new_uuid: Callable[[], str]
    delivery: DecisionDelivery

    def find_hook(self, service_id: str) -> Hook:
        """Return the hook with this service id. Raises UnknownServiceError."""
        for hook in self.hooks:
            if hook.id == service_id:
                return hook
        raise UnknownServiceError(Issue("not-found", "no such service; GET /cds-services lists the available ones"))

    def build_body_reader(self, hook: Hook) -> CallBodyReader:
        """Build the reader for the calls of a hook."""
        resource_types = {key.name: key.resource_type for key in hook.prefetch}
        return CallBodyReader(resource_types, self.local_codes.observation_codes)

    def read_chart(self, hook: Hook, call: HookCall, source: FhirReader | NoAccess) -> Chart:
        """Read the chart of the patient of a call. Raises DataNotObtainedError."""
        if hook.is_gated:
            return read_gated_chart(hook.prefetch, call, source, self.local_codes)
        return hook.read_chart(hook.prefetch, call, source)

    def choose_source(self, call: HookCall, client: Client | None, deadline: Deadline) -> FhirReader | NoAccess:
        """Return the reader for data that were not prefetched, or why there is none."""
        access = self.authorize_fhir_access(call, client)
        if isinstance(access, NoAccess):
            return access
        return FhirReader(self.fhir_client, access, deadline, self.fhir_limits)


def create_hook_routes(dependencies: ServiceDependencies) -> Blueprint:
    """Create the routes of discovery and of the hooks."""
    routes = Blueprint("hooks", __name__)
    # Also after an error: nothing of a patient stays in memory.
    routes.teardown_request(lambda _error: forget_texts())
    body_readers = {hook.id: dependencies.build_body_reader(hook) for hook in dependencies.hooks}

    @routes.get("/cds-services")
    def discover() -> Json:
        return {"services": [hook.announce() for hook in dependencies.hooks]}

    @routes.post("/cds-services/<service_id>")
    def answer_call(service_id: str) -> Response:
        hook, client = dependencies.find_hook(service_id), get_client()
        deadline = dependencies.new_deadline(request.environ.get(RECEIVED))
        waited_s = deadline.elapsed()
        call = parse_call(_read_body(request, body_readers[hook.id]), hook.hook, hook.call_schema)
        chart = dependencies.read_chart(hook, call, dependencies.choose_source(call, client, deadline))
        read_s = deadline.elapsed()
        decision = hook.decide(
            chart,
            dependencies.today(client.timezone if client else None),
            for_clinician=call.for_clinician,
            new_uuid=dependencies.new_uuid,
            local_codes=dependencies.local_codes,
            detail=dependencies.card_detail,
            handbook_url=dependencies.handbook_url,
        )
        answer = dependencies.delivery.deliver(
            hook.id, call, decision, {"waited": waited_s, "read": read_s, "decided": deadline.elapsed()}
        )
        log_events.log_answer(
            service=hook.id,
            action=decision.assessment.recommendation.action,
            cards=len(answer["cards"]),
            unread=[query.key for query in chart.unavailable_queries],
            waited_s=waited_s,
            seconds_left=deadline.remaining(),
        )
        return jsonify(answer)

    return routes


def create_health_routes(ledger: Ledger | None) -> Blueprint:
    """Create the routes by which operations check the process."""
    routes = Blueprint("health", __name__)

    @routes.get("/health/live")
    def report_live() -> Json:
        return {"status": "live"}

    @routes.get("/health/ready")
    def report_ready() -> tuple[Json, HTTPStatus]:
        # Everything that a call needs is built, and every table read, before the first route exists.
        if request.environ.get(IS_SATURATED):
            return {"status": "saturated"}, HTTPStatus.SERVICE_UNAVAILABLE
        if ledger is None:
            return {"status": "ready"}, HTTPStatus.OK
        health = ledger.check_health()
        # Without its database the service still answers, and rows wait. With a full journal they are lost.
        database = {"database": "away" if health.database_is_away else "reached"}
        if health.journal_is_full:
            return {"status": "journal full", **database}, HTTPStatus.SERVICE_UNAVAILABLE
        return {"status": "ready", **database}, HTTPStatus.OK

    return routes


def _read_body(received: Request, reader: CallBodyReader) -> Any:
    """Decode the body, and keep its ``hookInstance`` for error responses and log lines. Raises MalformedCallError."""
    if not received.is_json or received.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType
    try:
        body = reader.read(_read_bytes(received))
    except decimal_json.InvalidJsonError as error:
        raise MalformedCallError(Issue("structure", f"the call is not JSON: {error}")) from None
    instance = body.get("hookInstance") if isinstance(body, dict) else None
    if isinstance(instance, str):
        g.hook_instance = _shorten_instance(instance)
        log_events.bind_hook_instance(g.hook_instance)
    return body


def _shorten_instance(instance: str) -> str:
    """Return the ``hookInstance`` as it may be repeated."""
    # Some clients put something else there, which may be a patient's id.
    try:
        return str(UUID(instance))
    except ValueError:
        return f"sha256:{sha256(instance.encode(errors='replace')).hexdigest()[:INSTANCE_DIGITS]}"


def _read_bytes(received: Request) -> bytes:
    # In one read: with several, a server may copy the rest of the body for each of them (decision 0045).
    length, limit = received.content_length, received.max_content_length or inf
    if length is None or length > limit:
        return _read_chunked(received, limit)
    text: bytes = received.environ["wsgi.input"].read(length)
    if len(text) < length:
        raise ClientDisconnected
    return text


def _read_chunked(received: Request, limit: float) -> bytes:
    # A body of unknown length is cut off at the limit. One that reaches the limit may have been longer.
    text = received.get_data(cache=False)
    if len(text) >= limit:
        raise RequestEntityTooLarge
    return text
