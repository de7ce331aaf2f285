"""A population is judged by the very function that the hook calls: the same charts give the same assessments."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service.population.canonical import digest_all, digest_assessment
from cds_service.population.patient import Terms, build_chart
from fhir_mappings import Chart, ChartEntry, read_history
from tests.cds_service.calls import SERVICE, empty_prefetch, hook_call, read_assessment
from tests.cds_service.population.country import (
    EMPTY_TYPES,
    Resource,
    build_charts,
    build_country,
    read_assessments,
    screen,
    write_by_type,
)
from tests.real_world_charts.summaries import summarize_facts

REAL_WORLD = Path(__file__).parents[2] / "real_world_charts"
ODD_CHARTS = sorted([*(REAL_WORLD / "charts").glob("*.json"), *(REAL_WORLD / "withholding").glob("*.json")])


def _bundle(resources: list[Resource]) -> Resource:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": item} for item in resources]}


def _ask_hook(service: FlaskClient, patient_id: str, resources: list[Resource]) -> dict[str, Any]:
    """Ask the hook with everything prefetched."""
    others = [item for item in resources if item["resourceType"] not in ("Patient", "Observation")]
    prefetch = empty_prefetch(
        patient=next(item for item in resources if item["resourceType"] == "Patient"),
        medications=_bundle(others),
        blood_counts=_bundle([item for item in resources if item["resourceType"] == "Observation"]),
    )
    context = {"userId": "Practitioner/example", "patientId": patient_id}
    answer = service.post(SERVICE, json=hook_call(context=context, prefetch=prefetch))
    return read_assessment(answer.get_json())


def test_the_digest_of_a_population_is_that_of_the_hook(service: FlaskClient, tmp_path: Path) -> None:
    summary = screen(write_by_type(tmp_path / "country", build_country()), out=tmp_path / "out")
    answers = [_ask_hook(service, patient_id, chart) for patient_id, chart in build_charts().items()]
    written = read_assessments(tmp_path / "out")
    assert {answer["subject"] for answer in answers} == written.keys()
    assert summary.digest == digest_all(map(digest_assessment, answers))
    assert summary.digest == digest_all(map(digest_assessment, written.values()))


def test_what_no_file_holds_is_unread_for_every_patient_and_named_once(tmp_path: Path) -> None:
    country = [resource for resource in build_country() if resource["resourceType"] not in EMPTY_TYPES]
    summary = screen(write_by_type(tmp_path / "country", country), out=tmp_path / "out")
    assert summary.not_offered == ["dispenses", "statements", "administrations", "reports"]
    unread = [
        [query["key"] for query in document["unread"]] for document in read_assessments(tmp_path / "out").values()
    ]
    assert unread == [sorted(summary.not_offered)] * len(unread)


@pytest.mark.parametrize("path", ODD_CHARTS, ids=lambda path: path.stem)
def test_an_odd_chart_gives_the_same_facts_from_lines_as_from_a_bundle(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    resources = case["chart"] if "chart" in case else [entry["resource"] for entry in case["entry"]]
    patient_id = "invented"
    lines = [json.dumps(resource, ensure_ascii=False).encode() for resource in resources]
    from_lines = read_history(build_chart(patient_id, lines, Terms(as_of=date(2024, 6, 15))))
    from_bundle = read_history(Chart(patient_id, tuple(ChartEntry(resource) for resource in resources)))
    assert summarize_facts(from_lines) == summarize_facts(from_bundle)
    assert sorted(data.reason for data in from_lines.excluded) == sorted(data.reason for data in from_bundle.excluded)
