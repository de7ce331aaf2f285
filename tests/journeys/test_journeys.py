"""Whole calls: a record system opens a chart, and the answer is the one in ``answers/``, whichever way the chart comes.

The golden answers are what an EHR receives, without uuids. ``pytest tests/journeys --update-golden`` writes them anew.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from cds_service.app import create_app
from cds_service.demonstration.blueprint import demonstration
from cds_service.settings import Profile, Settings
from tests.interop.ehr import call, fired, prefetched, said

ANSWERS = Path(__file__).parent / "answers"
JOURNEYS = {
    "a-circumstance-is-met": "rowan-thunder",
    "a-precaution-holds-the-step": "juniper-hail",
    "a-result-to-confirm": "heather-fogg",
    "data-are-missing-or-set-aside": "poppy-downpour",
    "nothing-to-advise": "alder-calm",
    "another-drug-is-taken": "tansy-turn",
}
Ask = Callable[[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def ehr() -> Iterator[str]:
    """The address of the service with its demonstration EHR."""
    app = create_app(Settings(profile=Profile.DEVELOPMENT), pages=[demonstration])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def by_prefetch(ehr: str, patient_id: str) -> dict[str, Any]:
    """Everything is sent with the call, as the published templates ask."""
    fhir = f"{ehr}/demonstration/fhir"
    return call(patient_id, fhirServer=fhir, prefetch=prefetched(fhir, ehr, patient_id))


def by_pull(ehr: str, patient_id: str) -> dict[str, Any]:
    """Nothing is sent: the service reads the chart itself."""
    return call(patient_id, fhirServer=f"{ehr}/demonstration/fhir")


def by_halves(ehr: str, patient_id: str) -> dict[str, Any]:
    """Some keys are sent, the service reads the others."""
    whole = by_prefetch(ehr, patient_id)
    sent = dict(list(whole["prefetch"].items())[::2])
    return {**whole, "prefetch": sent}


@pytest.mark.parametrize("ask", [by_prefetch, by_pull, by_halves])
@pytest.mark.parametrize("journey", JOURNEYS)
def test_the_answer_is_the_golden_one_whichever_way_the_chart_comes(
    ehr: str, journey: str, ask: Ask, update_golden: bool
) -> None:
    response = fired(ehr, ask(ehr, JOURNEYS[journey]))
    assert response.status_code == 200
    told = json.dumps(said(response.json()), indent=2, ensure_ascii=False) + "\n"
    golden = ANSWERS / f"{journey}.json"
    if update_golden:
        golden.write_text(told)
    assert told == golden.read_text()


def test_a_patient_whom_nobody_knows_is_a_412_that_names_the_key(ehr: str) -> None:
    response = fired(ehr, by_pull(ehr, "nobody"))
    assert response.status_code == 412
    assert "prefetch.patient" in [place for issue in response.json()["issue"] for place in issue["expression"]]
    assert "nobody" not in response.text
