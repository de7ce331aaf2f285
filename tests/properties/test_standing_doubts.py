"""What a laboratory always sends in a form that cannot be read opens no card from its third time on (decision 0047)."""

# ruff: noqa: E501 -- a row of a table stays on one line

from datetime import timedelta

import pytest

from cards import build_cards
from cds_service.decision import assess_chart
from cds_service.demonstration.patients import build_patients
from fhir_mappings import Chart, ChartEntry
from response_criteria.model.assessment import Assessment
from response_criteria.model.history import Doubt
from response_criteria.model.recommendations import Action
from tests.patients import Resource, concept
from tests.properties.withholding import LOINC, TODAY, build_escalating_charts, get_patient_id

RESPONDING = [patient for patient in build_patients(TODAY) if patient.expected.action is Action.CONTINUE]


def _result(code: str, **members: object) -> Resource:
    return {"resourceType": "Observation", "status": "final", "code": concept(LOINC, code), **members}


PDF = [{"contentType": "application/pdf", "url": "Binary/1"}]
# fmt: off
ALWAYS_SENT: dict[str, Resource] = {
    "basophils in an unknown unit":      _result("704-7", valueQuantity={"value": 20, "unit": "per field"}),
    "basophils without a unit":          _result("707-0", valueQuantity={"value": 1}),
    "preliminary leukocytes":            _result("6690-2", status="preliminary", valueQuantity={"value": 6, "unit": "10*9/L"}),
    "a karyotype as a document":         {"resourceType": "DiagnosticReport", "status": "final",
                                          "code": concept(LOINC, "62389-2"), "presentedForm": PDF},
    "a karyotype in words":              _result("62356-1", valueString="see report"),
    "BCR::ABL1 in copies":               _result("69380-4", valueQuantity={"value": 12, "unit": "copies"}),
    "a mutation analysis in words":      _result("55135-8", valueString="see report"),
    "a flag for blasts":                 _result("44017-2", valueString="+"),
    "a pregnancy test in a local word":  _result("2118-8", valueString="bogus"),
}
# fmt: on


def assess_with(chart: tuple[Resource, ...], sent: Resource, times: int, days_apart: int) -> Assessment:
    patient = get_patient_id(chart)
    days = [TODAY - timedelta(days=1 + number * days_apart) for number in range(times)]
    results = [
        {
            **sent,
            "id": f"always-{number}",
            "subject": {"reference": f"Patient/{patient}"},
            "effectiveDateTime": day.isoformat(),
        }
        for number, day in enumerate(days)
    ]
    return assess_chart(Chart(patient, tuple(ChartEntry(resource) for resource in (*chart, *results))), TODAY)


@pytest.mark.parametrize("days_apart", [1, 30])
@pytest.mark.parametrize("times", [3, 9])
@pytest.mark.parametrize("name", ALWAYS_SENT)
def test_an_optimal_responder_gets_no_card_from_the_third_time_on(name: str, times: int, days_apart: int) -> None:
    assert len(RESPONDING) >= 5
    for patient in RESPONDING:
        assessment = assess_with(patient.resources, ALWAYS_SENT[name], times, days_apart)
        assert assessment.recommendation.action is Action.CONTINUE, patient.id
        assert build_cards(assessment, {}, lambda: "") == []


@pytest.mark.parametrize("name", ALWAYS_SENT)
def test_it_still_withholds_an_escalation_or_is_settled(name: str) -> None:
    for chart in build_escalating_charts():
        assessment = assess_with(chart, ALWAYS_SENT[name], 3, 30)
        left = {doubt for doubt in assessment.doubts.values() if doubt is not Doubt.NONE}
        assert left <= {Doubt.STANDING, Doubt.PENDING}
        assert (assessment.recommendation.action is Action.ESCALATE) is (not left)
