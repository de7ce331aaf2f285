"""Whole calls of a demonstration patient: the response is the one in ``answers/``, however the chart is obtained.

The files are what an EHR receives, without uuids and without the report, which ``tests/cards/golden/reports`` holds.
``pytest tests/journeys --update-golden`` rewrites them.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from cds_service.app import create_app
from cds_service.demonstration.blueprint import create_demonstration
from cds_service.settings import Profile, Settings
from tests.interop.ehr import build_call, fetch_prefetch, fire_call, remove_uuids

ANSWERS = Path(__file__).parent / "answers"
JOURNEYS = {
    "a-circumstance-is-met": "rowan-thunder",
    "a-precaution-holds-the-step": "juniper-hail",
    "a-result-to-confirm": "heather-fogg",
    "data-are-missing-or-set-aside": "poppy-downpour",
    "nothing-to-advise": "alder-calm",
    "another-drug-is-taken": "tansy-turn",
}
BuildCall = Callable[[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def ehr() -> Iterator[str]:
    """The URL of the service with its demonstration EHR."""
    app = create_app(Settings(profile=Profile.DEVELOPMENT), pages=[create_demonstration])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def send_everything(ehr: str, patient_id: str) -> dict[str, Any]:
    """Send every key, as the published templates request."""
    fhir = f"{ehr}/demonstration/fhir"
    return build_call(patient_id, fhirServer=fhir, prefetch=fetch_prefetch(fhir, ehr, patient_id))


def send_nothing(ehr: str, patient_id: str) -> dict[str, Any]:
    """Send no key: the service reads the chart itself."""
    return build_call(patient_id, fhirServer=f"{ehr}/demonstration/fhir")


def send_half(ehr: str, patient_id: str) -> dict[str, Any]:
    """Send every second key: the service reads the others."""
    whole = send_everything(ehr, patient_id)
    sent = dict(list(whole["prefetch"].items())[::2])
    return {**whole, "prefetch": sent}


@pytest.mark.parametrize("build", [send_everything, send_nothing, send_half])
@pytest.mark.parametrize("journey", JOURNEYS)
def test_the_response_is_the_golden_one_however_the_chart_is_obtained(
    ehr: str, journey: str, build: BuildCall, update_golden: bool
) -> None:
    response = fire_call(ehr, build(ehr, JOURNEYS[journey]))
    assert response.status_code == 200
    answer = remove_uuids(response.json())
    assert answer["extension"]["org.imatinib-cds.assessment"].pop("report")
    text = json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
    golden = ANSWERS / f"{journey}.json"
    if update_golden:
        golden.write_text(text)
    assert text == golden.read_text()


def test_an_unknown_patient_is_a_412_that_names_the_key(ehr: str) -> None:
    response = fire_call(ehr, send_nothing(ehr, "nobody"))
    assert response.status_code == 412
    assert "prefetch.patient" in [path for issue in response.json()["issue"] for path in issue["expression"]]
    assert "nobody" not in response.text
