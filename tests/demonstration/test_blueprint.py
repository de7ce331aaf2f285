"""The demonstration as part of the service: where it stands, and what the page is given."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError

import pytest
from flask.testing import FlaskClient

from cds_service.app import create_app
from cds_service.demonstration import blueprint
from cds_service.demonstration.blueprint import demonstration
from cds_service.demonstration.patients import DemonstrationPatient, patients
from cds_service.settings import Profile, Settings
from tests.conftest import FROZEN

EVERYONE = patients(date(2024, 6, 15))


@pytest.fixture
def service() -> FlaskClient:
    return create_app(Settings(profile=Profile.DEVELOPMENT), now=lambda: FROZEN, pages=[demonstration]).test_client()


def test_the_root_leads_to_the_page(service: FlaskClient) -> None:
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
def test_its_files_are_served_as_browsers_want_them(service: FlaskClient, path: str, kind: str) -> None:
    answer = service.get(f"/demonstration/static/{path}", buffered=True)
    assert answer.status_code == 200
    assert answer.mimetype == kind


def test_the_patients_are_listed_as_of_the_sites_day(service: FlaskClient) -> None:
    listed = service.get("/demonstration/patients").get_json()
    assert listed["today"] == "2024-06-15"
    assert [each["id"] for each in listed["patients"]] == [each.id for each in EVERYONE]
    assert listed["patients"][0]["birthDate"] == EVERYONE[0].born


def test_the_patients_are_made_once_however_many_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    all_ask = Barrier(4)

    def slowly(today: date) -> tuple[DemonstrationPatient, ...]:
        made.append(today)
        with suppress(BrokenBarrierError):
            all_ask.wait(0.05)
        return EVERYONE

    monkeypatch.setattr(blueprint, "patients", slowly)
    app = create_app(Settings(profile=Profile.DEVELOPMENT), now=lambda: FROZEN, pages=[demonstration])
    with ThreadPoolExecutor(4) as asking:
        answers = list(asking.map(lambda _: app.test_client().get("/demonstration/patients"), range(4)))

    assert [each.status_code for each in answers] == [200] * 4
    assert len(made) == 1


def test_a_chart_can_be_taken_away_as_a_bundle(service: FlaskClient) -> None:
    taken = service.get("/demonstration/patients/rowan-thunder/bundle").get_json()
    assert taken["resourceType"] == "Bundle"
    assert taken["entry"][0]["resource"]["id"] == "rowan-thunder"


def test_the_course_holds_every_kind_of_result_in_its_order(service: FlaskClient) -> None:
    series = service.get("/demonstration/patients/rowan-thunder/timeline").get_json()["series"]
    karyotypes = series[0]
    assert [each["id"] for each in series] == ["karyotype", "bcr-abl1", "leukocytes", "platelets"]
    assert [each["value"] for each in karyotypes["points"]] == [100, 80, 55]
    assert karyotypes["line"] == {"at": 35, "band": "<35", "response": "major cytogenetic response"}


def test_a_bound_is_plotted_as_a_bound(service: FlaskClient) -> None:
    series = service.get("/demonstration/patients/daisy-clear/timeline").get_json()["series"]
    transcripts = next(each for each in series if each["id"] == "bcr-abl1")["points"]
    assert [each.get("bound") for each in transcripts[-3:]] == ["<0.0032", "<0.0032", "not detected"]


@pytest.mark.parametrize("path", ["timeline", "bundle"])
def test_a_stranger_has_no_chart(service: FlaskClient, path: str) -> None:
    answer = service.get(f"/demonstration/patients/nobody/{path}")
    assert answer.status_code == 404
    assert answer.get_json()["resourceType"] == "OperationOutcome"


def test_without_the_setting_there_is_no_demonstration() -> None:
    service = create_app(Settings(profile=Profile.DEVELOPMENT), now=lambda: FROZEN).test_client()
    assert service.get("/demonstration/").status_code == 404
    assert service.get("/").status_code == 404
