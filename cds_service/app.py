"""The application factory: the only place that creates clients and clocks and connects the parts."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from flask import Blueprint, Flask, Response, request
from flask.json.provider import JSONProvider
from flask_cors import CORS
from requests.adapters import HTTPAdapter

from cds_service import decimal_json
from cds_service.auth import TrustedClients
from cds_service.client_trust import create_authenticator, load_trusted_clients
from cds_service.delivery_setup import LedgerMemory, create_mode_source, read_quiet_periods
from cds_service.fhir_client.client import FhirClient
from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.paging import ReadingLimits
from cds_service.fhir_client.transport import SessionWithoutRedirects
from cds_service.handbook.routes import create_handbook_routes, locate_handbook
from cds_service.hooks import HOOKS
from cds_service.hooks.authentication import CallAuthentication
from cds_service.hooks.error_responses import register_error_handlers
from cds_service.hooks.feedback import create_feedback_routes
from cds_service.hooks.fhir_authorization import authorize_fhir_access
from cds_service.hooks.hook import Hook
from cds_service.hooks.recording import DecisionDelivery
from cds_service.hooks.routes import ServiceDependencies, create_health_routes, create_hook_routes
from cds_service.hooks.server_environ import REFUSAL
from cds_service.ledger import Ledger
from cds_service.ledger_setup import create_ledger
from cds_service.local_code_files import load_local_codes
from cds_service.observability import log_events
from cds_service.outbound import configure_outbound
from cds_service.settings import PrefetchMode, Settings
from fhir_mappings import LocalCodeTranslation

MIB = 1024 * 1024
LEDGER = "imatinib-cds-ledger"
"""Where the application keeps its ledger, for the server to start and stop."""

CreatePage = Callable[[Callable[[], date]], Blueprint]
"""Creates further routes, given a function that returns today's date."""


class DecimalJsonProvider(JSONProvider):
    """Flask's JSON by ``decimal_json``: members keep their order and numbers their digits."""

    def dumps(self, obj: Any, **_kwargs: Any) -> str:
        return decimal_json.write(obj)

    def loads(self, s: str | bytes, **_kwargs: Any) -> Any:
        return decimal_json.read(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        text = self.dumps(self._prepare_response_obj(args, kwargs))
        return Response(decimal_json.encode_utf8(text), mimetype="application/json")


def create_app(
    settings: Settings,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    new_uuid: Callable[[], str] = lambda: str(uuid4()),
    pages: Sequence[CreatePage] = (),
) -> Flask:
    """Create the service, with further pages such as the demonstration.

    Raises InvalidSettingsError for a profile or a file that cannot be used.
    """
    clients = load_trusted_clients(settings)
    local_codes, ledger = load_local_codes(settings), create_ledger(settings, monotonic)
    dependencies = ServiceDependencies(
        hooks=[_adapt_hook(hook, settings, local_codes) for hook in HOOKS],
        local_codes=local_codes,
        card_detail=settings.card_detail,
        handbook_url=locate_handbook(settings.public_url),
        fhir_client=_create_fhir_client(settings, sleep),
        fhir_limits=ReadingLimits(settings.fhir_connections, settings.fhir_page_size, settings.fhir_max_pages),
        authorize_fhir_access=partial(authorize_fhir_access, settings=settings),
        today=lambda timezone: now().astimezone(timezone or settings.timezone).date(),
        new_deadline=lambda received: Deadline(settings.time_budget_s, monotonic, received),
        new_uuid=new_uuid,
        delivery=_create_delivery(settings, clients, ledger, now, new_uuid),
    )
    app = _create_flask_app(settings, clients, ledger)
    _authenticate_calls(app, clients, settings, now)
    register_error_handlers(app, new_uuid)
    for routes in _create_routes(dependencies, ledger, settings, now, pages):
        app.register_blueprint(routes)
    return app


def _create_delivery(
    settings: Settings,
    clients: TrustedClients | None,
    ledger: Ledger | None,
    now: Callable[[], datetime],
    new_uuid: Callable[[], str],
) -> DecisionDelivery:
    return DecisionDelivery(
        ledger=ledger,
        memory=LedgerMemory(ledger) if ledger else None,
        read_modes=create_mode_source(settings, clients, ledger),
        periods=read_quiet_periods(settings),
        now=now,
        new_uuid=new_uuid,
    )


def _create_routes(
    dependencies: ServiceDependencies,
    ledger: Ledger | None,
    settings: Settings,
    now: Callable[[], datetime],
    pages: Sequence[CreatePage],
) -> Iterator[Blueprint]:
    yield create_hook_routes(dependencies)
    yield create_feedback_routes(dependencies.find_hook, ledger, now, keep_comments=settings.keep_comments)
    yield create_health_routes(ledger)
    yield create_handbook_routes()
    yield from (create_page(partial(dependencies.today, None)) for create_page in pages)


def find_ledger(app: Flask) -> Ledger | None:
    """Return the ledger of an application; None if it keeps none."""
    ledger: Ledger | None = app.extensions.get(LEDGER)
    return ledger


def _adapt_hook(hook: Hook, settings: Settings, local_codes: LocalCodeTranslation) -> Hook:
    """Return a hook as this site announces it."""
    is_gated = settings.prefetch is PrefetchMode.GATE
    hook = hook.add_local_keys(local_codes).without_offer_of(settings.keys_not_offered)
    return replace(hook, prefetch_count=settings.prefetch_count, is_gated=is_gated)


def _authenticate_calls(
    app: Flask, clients: TrustedClients | None, settings: Settings, now: Callable[[], datetime]
) -> None:
    if clients is not None:
        authenticator = create_authenticator(clients, settings, lambda: now().timestamp())
        app.before_request(CallAuthentication(authenticator, settings.workers).check)


def _create_fhir_client(settings: Settings, sleep: Callable[[float], None]) -> FhirClient:
    # The pool keeps as many connections open as one server may be queried over; a smaller one would reconnect.
    connections = settings.fhir_server_connections
    session = SessionWithoutRedirects()
    configure_outbound(session, settings)
    adapter = HTTPAdapter(pool_maxsize=connections)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return FhirClient(session, max_bytes=settings.max_body_mib * MIB, connections=connections, sleep=sleep)


def _create_flask_app(settings: Settings, clients: TrustedClients | None, ledger: Ledger | None) -> Flask:
    app = Flask("cds_service", static_folder=None)
    app.extensions[LEDGER] = ledger
    app.json = DecimalJsonProvider(app)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_mib * MIB
    # 404 rather than a redirect for "//cds-services": a redirect would break the pre-flight request of a browser.
    app.url_map.merge_slashes = False
    app.before_request(log_events.clear_context)
    app.before_request(_raise_refusal)
    app.after_request(_forbid_caching)
    CORS(
        app,
        # A pre-flight carries no token: it is answered for the web pages of every client, the call only for its own.
        origins=list(settings.web_origins if clients is None else clients.web_origins),
        methods=["GET", "POST", "OPTIONS"],
        allow_headers=["Authorization", "Content-Type"],
        max_age=600,
        allow_private_network=settings.is_open,  # so that a public web page can call a service on the user's machine
    )
    return app


def _raise_refusal() -> None:
    """Answer what the server refused without reading its body."""
    if refusal := request.environ.get(REFUSAL):
        raise refusal


def _forbid_caching(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    return response
