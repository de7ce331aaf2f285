"""The demonstration: synthetic patients on an embedded FHIR endpoint, and a page that does what an EHR does."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from http import HTTPStatus
from threading import Lock
from typing import Any

from flask import Blueprint, Response, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from cds_service.demonstration.fhir_endpoint import Charts, fhir_endpoint
from cds_service.demonstration.patients import DemonstrationPatient, bundle, patients
from cds_service.demonstration.timeline import timeline

ONLY_OURSELVES = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The page needs nothing but itself, and the browser holds it to that."""

Json = dict[str, Any]
Everyone = tuple[DemonstrationPatient, ...]


def demonstration(today: Callable[[], date]) -> Blueprint:
    """The demonstration, to be registered at the root of the service. The patients' dates move with ``today``."""
    made, making = lru_cache(maxsize=1)(patients), Lock()

    def on_day(day: date) -> Everyone:
        # The first call asks for a whole chart at once: the patients are made once, and not by each of its requests.
        with making:
            return made(day)

    def charts() -> Charts:
        return {each.id: each.resources for each in on_day(today())}

    routes = Blueprint("demonstration", __name__, static_folder="static", static_url_path="/demonstration/static")
    routes.register_blueprint(fhir_endpoint(charts), url_prefix="/demonstration/fhir")
    routes.register_blueprint(patient_routes(today, on_day), url_prefix="/demonstration/patients")

    @routes.get("/")
    def home() -> AnyResponse:
        return redirect(url_for(".page"))

    @routes.get("/demonstration/")
    def page() -> Response:
        answer = routes.send_static_file("index.html")
        answer.headers["Content-Security-Policy"] = ONLY_OURSELVES
        return answer

    return routes


def patient_routes(today: Callable[[], date], on_day: Callable[[date], Everyone]) -> Blueprint:
    """What the page asks for beside FHIR: who there is, a course to plot, a chart to take away."""
    routes = Blueprint("patients", __name__)

    def patient(patient_id: str) -> DemonstrationPatient:
        found = next((each for each in on_day(today()) if each.id == patient_id), None)
        return found or abort(HTTPStatus.NOT_FOUND)

    @routes.get("")
    def listed() -> Json:
        return {"today": today().isoformat(), "patients": [_entry(each) for each in on_day(today())]}

    @routes.get("/<patient_id>/timeline")
    def course(patient_id: str) -> Json:
        return timeline(patient_id, patient(patient_id).resources)

    @routes.get("/<patient_id>/bundle")
    def chart(patient_id: str) -> Json:
        return bundle(patient(patient_id))

    return routes


def _entry(patient: DemonstrationPatient) -> Json:
    return {
        "id": patient.id,
        "name": patient.name,
        "gender": patient.gender,
        "birthDate": patient.born,
        "chapter": patient.chapter,
        "title": patient.title,
        "story": patient.story,
    }
