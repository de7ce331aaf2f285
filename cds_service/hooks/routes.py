"""The addresses of the service: discovery, the call of a hook, health."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from flask import Blueprint, Request, Response, g, jsonify, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge, UnsupportedMediaType

from cds_service import decimal_json
from cds_service.decision import consult
from cds_service.errors import Issue, MalformedCall, UnknownService
from cds_service.fhir_client.access import FhirAccess, NoAccess
from cds_service.fhir_client.client import FhirClient
from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.paging import ReadingLimits
from cds_service.fhir_client.reader import FhirReading
from cds_service.hooks.body import CallReader
from cds_service.hooks.patient_chart import read_chart
from cds_service.hooks.request import HookCall, hook_call
from cds_service.hooks.services import Service
from cds_service.observability import log_events
from fhir_mappings.local_codes.translation import SiteMaps

Json = dict[str, Any]

ASSESSMENT = "org.imatinib-cds.assessment"
LONGEST_INSTANCE = 200
"""Characters of a ``hookInstance`` that are repeated in answers and log lines; a valid one has no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All that an answer needs from outside of the call. Built by the application factory alone."""

    services: Sequence[Service]
    site: SiteMaps
    fhir_client: FhirClient
    fhir_limits: ReadingLimits
    fhir_access: Callable[[HookCall], FhirAccess | NoAccess]
    today: Callable[[], date]
    new_deadline: Callable[[], Deadline]
    new_uuid: Callable[[], str]

    def service(self, service_id: str) -> Service:
        """The service of that id. Raises UnknownService."""
        for each in self.services:
            if each.id == service_id:
                return each
        raise UnknownService(Issue("not-found", "no such service: GET /cds-services lists those there are"))

    def reader(self, service: Service) -> CallReader:
        """What reads the calls of a service."""
        asked = {each.name: each.resource_type for each in service.prefetch}
        return CallReader(asked, self.site.listed_codes)

    def source(self, call: HookCall, deadline: Deadline) -> FhirReading | NoAccess:
        """Where what was not prefetched is read from."""
        access = self.fhir_access(call)
        if isinstance(access, NoAccess):
            return access
        return FhirReading(self.fhir_client, access, deadline, self.fhir_limits)


def hook_routes(around: Surroundings) -> Blueprint:
    """Discovery and the call of each announced service."""
    routes = Blueprint("hooks", __name__)
    readers = {each.id: around.reader(each) for each in around.services}

    @routes.get("/cds-services")
    def discovery() -> Json:
        return {"services": [each.announcement() for each in around.services]}

    @routes.post("/cds-services/<service_id>")
    def answer(service_id: str) -> Response:
        service, deadline = around.service(service_id), around.new_deadline()
        call = hook_call(_body(request, readers[service.id]), service.hook)
        chart = read_chart(service.prefetch, call, around.source(call, deadline))
        told = consult(
            chart, around.today(), for_clinician=call.for_clinician, new_uuid=around.new_uuid, site=around.site
        )
        log_events.call_answered(
            service=service.id,
            action=told.assessment.recommendation.action,
            cards=len(told.cards),
            unread=[each.key for each in chart.unread],
            seconds_left=deadline.remaining(),
        )
        return jsonify(cards=told.cards, extension={ASSESSMENT: told.document})

    return routes


def health_routes() -> Blueprint:
    """Whether the process answers, and whether it can answer calls."""
    routes = Blueprint("health", __name__)

    @routes.get("/health/live")
    def live() -> Json:
        return {"status": "live"}

    @routes.get("/health/ready")
    def ready() -> Json:
        # Everything a call needs is built, and every table read, before the first route exists.
        return {"status": "ready"}

    return routes


def _body(received: Request, reader: CallReader) -> Any:
    """The JSON of a request, with its ``hookInstance`` noted for whatever is said or logged of it."""
    if not received.is_json or received.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType
    try:
        body = reader.read(_text(received))
    except decimal_json.NotJson as fault:
        raise MalformedCall(Issue("structure", f"the call is not JSON: {fault}")) from None
    instance = body.get("hookInstance") if isinstance(body, dict) else None
    if isinstance(instance, str):
        g.hook_instance = instance[:LONGEST_INSTANCE]
        log_events.call_known_as(g.hook_instance)
    return body


def _text(received: Request) -> bytes:
    """The whole body, asked for at once: a server may copy what is left of it for each piece (decision 0045)."""
    length, most = received.content_length, received.max_content_length or inf
    if length is None or length > most:
        return _text_of_unknown_length(received, most)
    text: bytes = received.environ["wsgi.input"].read(length)
    if len(text) < length:
        raise ClientDisconnected
    return text


def _text_of_unknown_length(received: Request, most: float) -> bytes:
    """A body that is read up to the limit: where it reaches that, there may be more of it."""
    text = received.get_data(cache=False)
    if len(text) >= most:
        raise RequestEntityTooLarge
    return text
