"""Neither the ids of two results of one moment nor their order decide (decisions 0007 and 0014)."""

from datetime import timedelta
from typing import Any

import pytest

from cds_service.decision import assess_chart
from cds_service.demonstration.patients import build_patients
from fhir_mappings import Chart, ChartEntry
from response_criteria.model.assessment import Assessment
from tests.patients import SNOMED, UCUM, Resource, concept
from tests.properties.withholding import LOINC, TODAY, get_patient_id

CHARTS = tuple(patient.resources for patient in build_patients(TODAY))[::3]
PREGNANT, NOT_PREGNANT = concept(SNOMED, "77386006"), concept(SNOMED, "60001007")
PH_POSITIVE, NORMAL = "46,XY,t(9;22)(q34;q11.2)[20]", "46,XY[20]"

# fmt: off
TWINS = [
    ("spleen",      "32489-7", "cm",                   4,         0),
    ("leukocytes",  "6690-2",  "10*9/L",               30,        5),
    ("platelets",   "777-3",   "10*9/L",               20,        300),
    ("neutrophils", "751-8",   "10*9/L",               "0.2",     3),
    ("blasts",      "709-6",   "%",                    20,        0),
    ("basophils",   "707-0",   "%",                    40,        1),
    ("marrow",      "11150-0", "%",                    40,        1),
    ("BCR::ABL1",   "69380-4", "%",                    12,        "0.01"),
    ("FISH",        "51867-0", "%",                    80,        0),
    ("karyotype",   "62356-1", None,                   PH_POSITIVE, NORMAL),
    ("mutation",    "55135-8", None,                   "T315I detected", "No mutation detected"),
    ("ALT",         "1742-6",  "U/L",                  900,       20),
    ("bilirubin",   "1975-2",  "mg/dL",                9,         "0.5"),
    ("eGFR",        "62238-1", "mL/min/{1.73_m2}",     15,        90),
    ("pregnancy",   "82810-3", None,                   PREGNANT,  NOT_PREGNANT),
]
# fmt: on


def build_result(name: str, code: str, unit: str | None, value: Any, **members: Any) -> Resource:
    stated = {"valueString": value} if isinstance(value, str) else {"valueCodeableConcept": value}
    if unit:
        stated = {"valueQuantity": {"value": float(value), "unit": unit, "system": UCUM, "code": unit}}
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": concept(LOINC, code),
        **stated,
    } | members


def assess_with(chart: tuple[Resource, ...], *results: Resource) -> Assessment:
    resources = tuple(ChartEntry(resource) for resource in (*chart, *results))
    return assess_chart(Chart(get_patient_id(chart), resources), TODAY)


def list_answers(assessment: Assessment) -> tuple[object, ...]:
    return (
        assessment.recommendation.action,
        sorted(precaution.code for precaution in assessment.precautions),
        [finding.status for finding in assessment.findings],
        [fact.code for fact in assessment.review_facts],
        # The reference to the result that is cited follows its value from one id to the other.
        repr(assessment.responses).replace("Observation/a", "Observation/b"),
    )


@pytest.mark.parametrize("row", TWINS, ids=[row[0] for row in TWINS])
def test_neither_the_ids_of_two_results_of_one_moment_nor_their_order_decide(row: tuple[Any, ...]) -> None:
    _, code, unit, *values = row
    limits = {"1742-6": 40, "1975-2": 1}
    assert len(CHARTS) >= 8
    for chart in CHARTS:
        for days in (1, 40, 400):
            on = f"{(TODAY - timedelta(days=days)).isoformat()}T08:00:00Z"
            members: Resource = {"subject": {"reference": f"Patient/{get_patient_id(chart)}"}, "effectiveDateTime": on}
            if code in limits:
                members["referenceRange"] = [{"high": {"value": limits[code], "unit": unit}}]
            twins = [
                [
                    build_result(name, code, unit, value, **members)
                    for name, value in zip(("a", "b"), order, strict=True)
                ]
                for order in (values, values[::-1])
            ]
            first, second = (list_answers(assess_with(chart, *pair)) for pair in twins)
            assert first == second, (get_patient_id(chart), days)
