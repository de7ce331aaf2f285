"""The application factory: the only place that builds clients and clocks, and puts everything together."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from flask import Blueprint, Flask, Response
from flask.json.provider import JSONProvider
from flask_cors import CORS
from requests.adapters import HTTPAdapter

from cds_service import decimal_json
from cds_service.errors import register_errors
from cds_service.fhir_client.client import FhirClient, SessionWithoutRedirects
from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.paging import ReadingLimits
from cds_service.hooks.fhir_authorization import fhir_access
from cds_service.hooks.routes import Surroundings, health_routes, hook_routes
from cds_service.hooks.services import asking_for
from cds_service.local_code_files import site_maps
from cds_service.observability import log_events
from cds_service.settings import Settings, SettingsUnusable

MIB = 1024 * 1024

Page = Callable[[Callable[[], date]], Blueprint]
"""Makes routes, given what tells today's date."""

WITHOUT_AUTHENTICATION = (
    "IMATINIB_CDS_PROFILE: production needs client authentication, which this version does not have; "
    "with the profile development the service starts without it, for trying it out"
)


class ExactJson(JSONProvider):
    """Flask's JSON as ours: members keep their order, numbers their digits, and NaN is not JSON."""

    def dumps(self, obj: Any, **_kwargs: Any) -> str:
        return decimal_json.write(obj)

    def loads(self, s: str | bytes, **_kwargs: Any) -> Any:
        return decimal_json.read(s)

    def response(self, *args: Any, **kwargs: Any) -> Response:
        text = self.dumps(self._prepare_response_obj(args, kwargs))
        return Response(decimal_json.encoded(text), mimetype="application/json")


def create_app(
    settings: Settings,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    monotonic: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
    new_uuid: Callable[[], str] = lambda: str(uuid4()),
    pages: Sequence[Page] = (),
) -> Flask:
    """The service with these settings, and further pages beside it, such as the demonstration's.

    Raises SettingsUnusable for a profile or a file that cannot be used."""
    if not settings.is_open:
        raise SettingsUnusable(WITHOUT_AUTHENTICATION)
    site = site_maps(settings)
    around = Surroundings(
        services=asking_for(site),
        site=site,
        fhir_client=_fhir_client(settings, pause),
        fhir_limits=ReadingLimits(settings.fhir_connections, settings.fhir_page_size, settings.fhir_max_pages),
        fhir_access=partial(fhir_access, settings=settings),
        today=lambda: now().astimezone(settings.timezone).date(),
        new_deadline=lambda: Deadline(settings.time_budget_s, monotonic),
        new_uuid=new_uuid,
    )
    app = _bare_app(settings)
    register_errors(app, new_uuid)
    app.register_blueprint(hook_routes(around))
    app.register_blueprint(health_routes())
    for page in pages:
        app.register_blueprint(page(around.today))
    return app


def _fhir_client(settings: Settings, pause: Callable[[float], None]) -> FhirClient:
    """The client, with as many connections kept open between calls as one server may be asked over."""
    connections = settings.fhir_server_connections
    session = SessionWithoutRedirects()
    adapter = HTTPAdapter(pool_maxsize=connections)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return FhirClient(session, max_bytes=settings.max_body_mib * MIB, connections=connections, pause=pause)


def _bare_app(settings: Settings) -> Flask:
    app = Flask("cds_service", static_folder=None)
    app.json = ExactJson(app)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_mib * MIB
    # An address that is nearly right is wrong: a redirect would break a browser's pre-flight.
    app.url_map.merge_slashes = False
    app.before_request(log_events.new_call)
    app.after_request(_not_to_be_kept)
    CORS(
        app,
        origins=list(settings.web_origins),
        methods=["GET", "POST", "OPTIONS"],
        allow_headers=["Authorization", "Content-Type"],
        max_age=600,
        allow_private_network=settings.is_open,  # a page on the web may try a service on the machine it is shown on
    )
    return app


def _not_to_be_kept(answer: Response) -> Response:
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
