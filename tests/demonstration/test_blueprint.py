"""The demonstration's routes: its page, its files, and the data for the page."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from flask.testing import FlaskClient

from cds_service.app import create_app
from cds_service.demonstration import blueprint
from cds_service.demonstration.blueprint import create_demonstration
from cds_service.demonstration.patients import DemonstrationPatient, build_patients
from cds_service.demonstration.patients.clinic import build_patients_with_clinic
from cds_service.settings import Profile, Settings
from tests.conftest import FROZEN

PATIENTS = build_patients(date(2024, 6, 15))


@pytest.fixture
def service() -> FlaskClient:
    return create_app(
        Settings(profile=Profile.DEVELOPMENT), now=lambda: FROZEN, pages=[create_demonstration]
    ).test_client()


def test_a_simulated_clinic_is_added_to_the_stories() -> None:
    page = partial(create_demonstration, build=partial(build_patients_with_clinic, 3))
    service = create_app(Settings(profile=Profile.DEVELOPMENT), now=lambda: FROZEN, pages=[page]).test_client()
    listed = service.get("/demonstration/patients").json["patients"]
    assert len(listed) == len(PATIENTS) + 3
    assert all("The chart documents" in patient["story"] for patient in listed[-3:])
    for patient in listed[-3:]:
        found = service.get("/demonstration/fhir/Condition", query_string={"patient": patient["id"]}).json
        assert found["total"] >= 1
        assert service.get(f"/demonstration/patients/{patient['id']}/timeline").json["series"]


def test_the_root_redirects_to_the_page(service: FlaskClient) -> None:
    answer = service.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/demonstration/"


def test_the_page_may_load_nothing_from_elsewhere(service: FlaskClient) -> None:
    answer = service.get("/demonstration/", buffered=True)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert b"https://" not in answer.data


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("demonstration.js", "text/javascript"),
        ("demonstration.css", "text/css"),
        ("vendor/markdown-it.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ],
)
def test_static_files_are_served_with_their_media_types(service: FlaskClient, path: str, kind: str) -> None:
    answer = service.get(f"/demonstration/static/{path}", buffered=True)
    assert answer.status_code == 200
    assert answer.mimetype == kind


def test_the_patient_list_is_dated_by_the_sites_day(service: FlaskClient) -> None:
    answer = service.get("/demonstration/patients").get_json()
    assert answer["today"] == "2024-06-15"
    assert [entry["id"] for entry in answer["patients"]] == [patient.id for patient in PATIENTS]
    assert answer["patients"][0]["birthDate"] == PATIENTS[0].born


def test_the_patients_are_built_once_for_concurrent_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    built_for = []
    all_requests = Barrier(4)

    def build_slowly(today: date) -> tuple[DemonstrationPatient, ...]:
        built_for.append(today)
        with suppress(BrokenBarrierError):
            all_requests.wait(0.05)
        return PATIENTS

    monkeypatch.setattr(blueprint, "build_patients", build_slowly)
    app = create_app(Settings(profile=Profile.DEVELOPMENT), now=lambda: FROZEN, pages=[create_demonstration])
    with ThreadPoolExecutor(4) as executor:
        answers = list(executor.map(lambda _: app.test_client().get("/demonstration/patients"), range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4
    assert len(built_for) == 1


def test_a_chart_can_be_downloaded_as_a_bundle(service: FlaskClient) -> None:
    bundle = service.get("/demonstration/patients/rowan-thunder/bundle").get_json()
    assert bundle["resourceType"] == "Bundle"
    assert bundle["entry"][0]["resource"]["id"] == "rowan-thunder"


def test_the_timeline_has_every_kind_of_result_in_order(service: FlaskClient) -> None:
    series = service.get("/demonstration/patients/rowan-thunder/timeline").get_json()["series"]
    karyotypes = series[0]
    assert [kind["id"] for kind in series] == ["karyotype", "bcr-abl1", "leukocytes", "platelets"]
    assert [point["value"] for point in karyotypes["points"]] == [100, 80, 55]
    assert karyotypes["lines"] == [{"at": 35, "band": "<35", "response": "major cytogenetic response"}]


def test_a_bound_is_plotted_as_a_bound(service: FlaskClient) -> None:
    series = service.get("/demonstration/patients/daisy-clear/timeline").get_json()["series"]
    points = next(kind["points"] for kind in series if kind["id"] == "bcr-abl1")
    assert [point.get("bound") for point in points[-3:]] == ["<0.0032", "<0.0032", "not detected"]


@pytest.mark.parametrize("path", ["timeline", "bundle"])
def test_an_unknown_patient_has_no_chart(service: FlaskClient, path: str) -> None:
    answer = service.get(f"/demonstration/patients/nobody/{path}")
    assert answer.status_code == 404
    assert answer.get_json()["resourceType"] == "OperationOutcome"


def test_the_service_alone_has_no_demonstration() -> None:
    service = create_app(Settings(profile=Profile.DEVELOPMENT), now=lambda: FROZEN).test_client()
    assert service.get("/demonstration/").status_code == 404
    assert service.get("/").status_code == 404
