"""From a chart to cards: cited resources are valid, and the hook and the command give the same assessment."""

import json
from collections.abc import Collection
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service import decision as decision_module
from cds_service.cli.main import main
from cds_service.decision import Decision, decide
from cds_service.demonstration.patients import DemonstrationPatient, build_chart_bundle, build_patients
from fhir_mappings import Chart, ChartEntry
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData
from response_criteria.model.recommendations import Action
from tests.cds_service.calls import SERVICE, empty_prefetch, hook_call, read_assessment
from tests.stub_fhir_server import searchset

TODAY = date(2024, 6, 15)
PATIENTS = build_patients(TODAY)
ESCALATED = next(patient for patient in PATIENTS if patient.expected.action is Action.ESCALATE)


def _decide(patient: DemonstrationPatient) -> Decision:
    numbers = count()
    chart = Chart(patient.id, tuple(ChartEntry(resource) for resource in patient.resources))
    return decide(chart, TODAY, for_clinician=True, new_uuid=lambda: f"00000000-0000-4000-8000-{next(numbers):012}")


def _list_references(decision: Decision) -> set[str]:
    return {item["reference"] for item in decision.document["evidence"]}


def test_invalid_resources_are_excluded_and_the_rest_is_assessed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    original = _decide(ESCALATED)
    newest = Origin(original.document["evidence"][0]["reference"])

    def find_invalid_resources(_chart: Chart, cited: Collection[Origin]) -> tuple[ExcludedData, ...]:
        return tuple(ExcludedData(origin, "it is not valid FHIR R4") for origin in cited if origin == newest)

    monkeypatch.setattr(decision_module, "find_invalid_resources", find_invalid_resources)
    decision = _decide(ESCALATED)
    assert newest in _list_references(original)
    criteria = decision.document["criteria"]
    assert newest not in {reference for criterion in criteria for reference in criterion.get("evidence", ())}
    assert "unread-result" in {precaution["code"] for precaution in decision.document["precautions"]}
    (excluded,) = [data for data in decision.document["setAside"] if data["reference"] == newest]
    assert (excluded["reason"], excluded["what"], excluded["doubt"]) == (
        "it is not valid FHIR R4",
        "leukocytes",
        "open",
    )


def test_every_cited_resource_is_validated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[Origin] = []

    def find_invalid_resources(_chart: Chart, cited: Collection[Origin]) -> tuple[ExcludedData, ...]:
        first_time = not requests
        requests.extend(cited)
        return (
            tuple(ExcludedData(origin, "it is not valid FHIR R4") for origin in sorted(cited)[:1]) if first_time else ()
        )

    monkeypatch.setattr(decision_module, "find_invalid_resources", find_invalid_resources)
    _decide(ESCALATED)
    assert len(requests) == len(set(requests)) > 1


def test_a_chart_without_a_valid_resource_is_assessed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_invalid_resources(_chart: Chart, cited: Collection[Origin]) -> tuple[ExcludedData, ...]:
        return tuple(ExcludedData(origin, "it is not valid FHIR R4") for origin in cited)

    monkeypatch.setattr(decision_module, "find_invalid_resources", find_invalid_resources)
    decision = _decide(ESCALATED)
    assert decision.assessment.recommendation.action not in (Action.ESCALATE, Action.CONTINUE)


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_the_same_chart_on_the_same_day_gives_the_same_decision(patient: DemonstrationPatient) -> None:
    first, second = _decide(patient), _decide(patient)
    assert (first.document, first.cards) == (second.document, second.cards)


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_the_hook_and_the_command_give_the_same_assessment(
    patient: DemonstrationPatient, service: FlaskClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(build_chart_bundle(patient)))
    main(["assess", str(file), "--json"])
    commanded = json.loads(capsys.readouterr().out)
    context = {"userId": "Practitioner/example", "patientId": patient.id}
    answer = json.loads(service.post(SERVICE, json=hook_call(context=context, prefetch=_prefetch(patient))).data)
    assert read_assessment(answer) == commanded
    assert len(answer["cards"]) == (patient.expected.action not in (Action.CONTINUE, Action.NONE))


def _prefetch(patient: DemonstrationPatient) -> dict[str, Any]:
    """The whole chart under one key, and nothing under the others."""
    [person] = [resource for resource in patient.resources if resource["resourceType"] == "Patient"]
    return empty_prefetch(patient=person, chemistry=searchset(*patient.resources))
