"""The walk from a chart to cards: what is cited is sound, and every door leads to the same assessment."""

import json
from collections.abc import Collection
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service import decision as consultation
from cds_service.cli.main import main
from cds_service.decision import Consultation, consult
from cds_service.demonstration.patients import DemonstrationPatient, bundle, patients
from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from response_criteria.model.facts import Origin, Refusal
from response_criteria.model.findings import Action
from tests.cds_service.calls import SERVICE, assessed, empty_prefetch, hook_call
from tests.stub_fhir_server import searchset

TODAY = date(2024, 6, 15)
PATIENTS = patients(TODAY)
ESCALATED = next(each for each in PATIENTS if each.expected.action is Action.ESCALATE)


def _consult(patient: DemonstrationPatient) -> Consultation:
    numbers = count()
    chart = Chart(patient.id, tuple(ChartEntry(each) for each in patient.resources))
    return consult(chart, TODAY, for_clinician=True, new_uuid=lambda: f"00000000-0000-4000-8000-{next(numbers):012}")


def _references(told: Consultation) -> set[str]:
    return {each["reference"] for each in told.document["evidence"]}


def test_what_is_unfit_is_set_aside_and_the_rest_judged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = _consult(ESCALATED)
    newest = Origin(sound.document["evidence"][0]["reference"])

    def unfit(_chart: Chart, cited: Collection[Origin]) -> tuple[Refusal, ...]:
        return tuple(Refusal(each, "it is not valid FHIR R4") for each in cited if each == newest)

    monkeypatch.setattr(consultation, "unfit", unfit)
    told = _consult(ESCALATED)
    assert newest in _references(sound)
    assert newest not in _references(told)
    assert {"reference": newest, "reason": "it is not valid FHIR R4"} in told.document["setAside"]


def test_what_is_cited_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Origin] = []

    def unfit(_chart: Chart, cited: Collection[Origin]) -> tuple[Refusal, ...]:
        first_time = not asked
        asked.extend(cited)
        return tuple(Refusal(each, "it is not valid FHIR R4") for each in sorted(cited)[:1]) if first_time else ()

    monkeypatch.setattr(consultation, "unfit", unfit)
    _consult(ESCALATED)
    assert len(asked) == len(set(asked)) > 1


def test_a_chart_of_which_nothing_is_fit_is_judged_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def unfit(_chart: Chart, cited: Collection[Origin]) -> tuple[Refusal, ...]:
        return tuple(Refusal(each, "it is not valid FHIR R4") for each in cited)

    monkeypatch.setattr(consultation, "unfit", unfit)
    told = _consult(ESCALATED)
    assert told.assessment.recommendation.action not in (Action.ESCALATE, Action.CONTINUE)


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_the_same_chart_on_the_same_day_is_told_the_same(patient: DemonstrationPatient) -> None:
    first, second = _consult(patient), _consult(patient)
    assert (first.document, first.cards) == (second.document, second.cards)


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.id)
def test_the_hook_and_the_command_tell_the_same(
    patient: DemonstrationPatient, service: FlaskClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle(patient)))
    main(["assess", str(file), "--json"])
    commanded = json.loads(capsys.readouterr().out)
    context = {"userId": "Practitioner/example", "patientId": patient.id}
    answer = json.loads(service.post(SERVICE, json=hook_call(context=context, prefetch=_prefetch(patient))).data)
    assert assessed(answer) == commanded
    assert len(answer["cards"]) == (patient.expected.action not in (Action.CONTINUE, Action.NONE))


def _prefetch(patient: DemonstrationPatient) -> dict[str, Any]:
    """The whole chart under one key, and every other key answered with nothing."""
    [person] = [each for each in patient.resources if each["resourceType"] == "Patient"]
    return empty_prefetch(patient=person, chemistry=searchset(*patient.resources))
