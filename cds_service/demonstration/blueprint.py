"""The demonstration's routes: its page, its FHIR endpoint, and the data that the page plots."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from http import HTTPStatus
from threading import Lock
from typing import Any

from flask import Blueprint, Response, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from cds_service.demonstration.fhir_endpoint import Charts, create_fhir_endpoint
from cds_service.demonstration.patients import DemonstrationPatient, build_chart_bundle, build_patients
from cds_service.demonstration.timeline import build_timeline

SAME_ORIGIN_POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of the page: the browser loads nothing from another origin."""

Json = dict[str, Any]
Patients = tuple[DemonstrationPatient, ...]


def create_demonstration(today: Callable[[], date], build: Callable[[date], Patients] | None = None) -> Blueprint:
    """Create the blueprint to register at the root of the service. The patients' dates move with ``today``.

    ``build`` builds the patients of a day; without it they are those of the stories.
    """
    cached_patients, lock = lru_cache(maxsize=1)(build or build_patients), Lock()

    def patients_on(day: date) -> Patients:
        # The page starts with several requests at once; without the lock every one of them would build all patients.
        with lock:
            return cached_patients(day)

    def charts_today() -> Charts:
        return {patient.id: patient.resources for patient in patients_on(today())}

    routes = Blueprint("demonstration", __name__, static_folder="static", static_url_path="/demonstration/static")
    routes.register_blueprint(create_fhir_endpoint(charts_today), url_prefix="/demonstration/fhir")
    routes.register_blueprint(create_patient_routes(today, patients_on), url_prefix="/demonstration/patients")

    @routes.get("/")
    def redirect_to_page() -> AnyResponse:
        return redirect(url_for(".send_page"))

    @routes.get("/demonstration/")
    def send_page() -> Response:
        answer = routes.send_static_file("index.html")
        answer.headers["Content-Security-Policy"] = SAME_ORIGIN_POLICY
        return answer

    return routes


def create_patient_routes(today: Callable[[], date], patients_on: Callable[[date], Patients]) -> Blueprint:
    """Create what the page needs besides FHIR: the list of patients, a timeline to plot, a chart to download."""
    routes = Blueprint("patients", __name__)

    def find_patient(patient_id: str) -> DemonstrationPatient:
        found = next((patient for patient in patients_on(today()) if patient.id == patient_id), None)
        return found or abort(HTTPStatus.NOT_FOUND)

    @routes.get("")
    def list_patients() -> Json:
        return {
            "today": today().isoformat(),
            "patients": [_describe_patient(patient) for patient in patients_on(today())],
        }

    @routes.get("/<patient_id>/timeline")
    def send_timeline(patient_id: str) -> Json:
        return build_timeline(patient_id, find_patient(patient_id).resources)

    @routes.get("/<patient_id>/bundle")
    def send_bundle(patient_id: str) -> Json:
        return build_chart_bundle(find_patient(patient_id))

    return routes


def _describe_patient(patient: DemonstrationPatient) -> Json:
    return {
        "id": patient.id,
        "name": patient.name,
        "gender": patient.gender,
        "birthDate": patient.born,
        "chapter": patient.chapter,
        "title": patient.title,
        "story": patient.story,
    }
