"""Explain a chart resource by resource: every resource once, with the facts and exclusions of an assessment."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.demonstration.patients import DemonstrationPatient, build_patients
from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.codings import Coding
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.explanation.describe_facts import describe_fact
from fhir_mappings.explanation.explain import (
    ChartExplanation,
    ResourceExplanation,
    ResourceOutcome,
    UnlistedCode,
    explain_chart,
)
from fhir_mappings.history import read_history
from fhir_mappings.local_codes.translation import LocalCodeTranslation
from tests.fhir_mappings.observation import concept, observation, quantity
from tests.patients import chart, condition, dosage, medication, medication_use, mg, order, patient

Outcome = ResourceOutcome
LOCAL = "urn:oid:2.999.1"
WBC = Coding("http://loinc.org", "6690-2")
SITE = LocalCodeTranslation(codes={Coding(LOCAL, "WBC"): WBC}, units={"Tsd": "10*3/uL"})
OF_PATIENT = {"subject": {"reference": "Patient/invented"}}


def _leukocytes(name: str = "1", **rest: Any) -> dict[str, Any]:
    return observation("6690-2", name, **{"valueQuantity": quantity(12400, code="/uL"), **rest})


def _explain(*resources: dict[str, Any], site: LocalCodeTranslation = SITE) -> ChartExplanation:
    return explain_chart(chart(*resources), site)


def _explain_first(*resources: dict[str, Any]) -> ResourceExplanation:
    """Explain the first resource of a chart."""
    return _explain(*resources).resources[0]


def test_a_result_is_explained_with_its_value_its_report_and_its_code() -> None:
    explanation = _explain_first(_leukocytes())
    assert (explanation.reference, explanation.type, explanation.outcome, explanation.reasons) == (
        "Observation/1",
        "Observation",
        "read",
        (),
    )
    [explained] = explanation.facts
    assert (explained.fact.label, explained.fact.value, explained.fact.unit) == (
        "leukocytes in the blood",
        "12.400",
        "×10⁹/L",
    )
    assert (str(explained.fact.on), explained.fact.reported) == ("2024-03-05", "12400 /uL")
    assert [(code.code, code.local_code) for code in explained.codes] == [(WBC, None)]


def test_a_local_code_is_explained_with_its_target() -> None:
    explanation = _explain_first(observation("", code=concept("WBC", LOCAL), valueQuantity=quantity("12.4", "Tsd")))
    [explained] = explanation.facts
    assert explained.fact.reported == "12.4 Tsd"
    assert [(code.code, code.local_code) for code in explained.codes] == [(WBC, Coding(LOCAL, "WBC"))]


def test_every_value_of_a_panel_is_explained_with_its_own_code() -> None:
    shares = [{"code": concept(code), "valueQuantity": quantity(2, code="%")} for code in ("709-6", "707-0")]
    explanation = _explain_first(observation("58410-2", component=shares))
    assert [(fact.fact.label, [matched.code.code for matched in fact.codes]) for fact in explanation.facts] == [
        ("blasts in the blood", ["709-6"]),
        ("basophils in the blood", ["707-0"]),
    ]


def test_an_excluded_result_is_explained_with_the_reason_and_its_code() -> None:
    explanation = _explain_first(_leukocytes(valueQuantity=quantity(5, "Tausend")))
    assert (explanation.outcome, explanation.facts) == (Outcome.NOT_USED, ())
    assert explanation.reasons == ("its unit (Tausend) is not one for cells per volume",)
    assert [code.code for code in explanation.codes] == [WBC]


def test_a_resource_that_is_invalid_fhir_is_explained_as_not_used() -> None:
    explanation = _explain_first(_leukocytes(method={"text": 5}))
    assert explanation.outcome is Outcome.NOT_USED
    assert explanation.reasons == ("it is not valid FHIR R4 (method.text)",)
    assert len(explanation.facts) == 1


@pytest.mark.parametrize(
    ("resource", "outcome", "reason"),
    [
        (observation("8867-4"), Outcome.NOT_RELEVANT, "no table lists http://loinc.org|8867-4"),
        (
            observation("", code={"text": "Pulse"}),
            Outcome.NOT_RELEVANT,
            "no table lists “Pulse”, without a code",
        ),
        (observation("", code=None), Outcome.NOT_RELEVANT, "it has no code or value of interest"),
        (
            condition(concept("38341003", "http://snomed.info/sct")),
            Outcome.NOT_RELEVANT,
            "no table lists http://snomed.info/sct|38341003",
        ),
        (observation("58410-2", component=[]), Outcome.NOT_RELEVANT, "it has no code or value of interest"),
        (observation("24318-8"), Outcome.WITH_OTHERS, "it groups other results, or belongs to one of them"),
        (
            observation("62360-3", valueInteger=20),
            Outcome.WITH_OTHERS,
            "it groups other results, or belongs to one of them",
        ),
        (medication(), Outcome.WITH_OTHERS, "it is read where an order or a use refers to it"),
        (
            {"resourceType": "Encounter", "id": "1", **OF_PATIENT},
            Outcome.NOT_RELEVANT,
            "nothing is read from resources of the type Encounter",
        ),
        (
            {"resourceType": "OperationOutcome"},
            Outcome.NOT_RELEVANT,
            "nothing is read from resources of the type OperationOutcome",
        ),
        (observation("8867-4", subject=None), Outcome.NOT_RELEVANT, "it does not identify its patient"),
        (
            observation("8867-4", subject={"reference": "Patient/other"}),
            Outcome.NOT_RELEVANT,
            "it is of another patient",
        ),
        (_leukocytes(subject={"reference": "Patient/other"}), Outcome.NOT_USED, "it is of another patient"),
        ({}, Outcome.NO_RESOURCE, "it has no resourceType"),
        ({"resourceType": 5}, Outcome.NO_RESOURCE, "it has no resourceType"),
    ],
)
def test_a_resource_without_facts_is_explained_with_the_reason(
    resource: dict[str, Any], outcome: ResourceOutcome, reason: str
) -> None:
    explanation = _explain_first(resource)
    assert (explanation.outcome, explanation.reasons, explanation.facts) == (outcome, (reason,), ())


def test_older_versions_and_second_copies_are_explained_as_superseded() -> None:
    old, new = (_leukocytes(meta={"lastUpdated": f"2024-0{month}-01T00:00:00Z"}) for month in (1, 2))
    assert [resource.outcome for resource in _explain(old, new).resources] == [
        Outcome.SUPERSEDED,
        Outcome.READ,
    ]
    assert [resource.outcome for resource in _explain(new, new).resources] == [
        Outcome.READ,
        Outcome.SUPERSEDED,
    ]


def test_contained_results_are_explained_separately() -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "id": "1",
        "status": "final",
        "code": concept("58410-2"),
        **OF_PATIENT,
    }
    explanation = _explain(
        report | {"contained": [observation("6690-2", "a", valueQuantity=quantity(5, code="10*3/uL"))]}
    )
    assert [resource.reference for resource in explanation.resources] == ["DiagnosticReport/1"]
    assert [(result.reference, result.outcome) for result in explanation.contained_results] == [
        ("DiagnosticReport/1#a", Outcome.READ)
    ]


def test_the_patient_is_explained_by_birth_date_and_death() -> None:
    [explained] = _explain_first(patient()).facts
    assert (explained.fact.label, explained.fact.value) == ("birth date", "1960-01-01")
    [dead] = _explain_first(patient(deceasedBoolean=True, birthDate=None)).facts
    assert (dead.fact.value, dead.fact.note) == ("not known", "has died")


def test_an_order_is_explained_with_its_dose_or_why_it_is_unknown() -> None:
    [known] = _explain_first(order()).facts
    assert (known.fact.label, known.fact.value, known.fact.unit) == ("order for imatinib", "400", "mg/day")
    assert [code.code.code for code in known.codes] == ["403879"]
    [unknown] = _explain_first(order(name="2", dosageInstruction=[dosage(mg(400), asNeededBoolean=True)])).facts
    assert (unknown.fact.value, unknown.fact.note) == ("", "active; it is taken as needed")


def test_an_uncertain_date_is_explained_as_such() -> None:
    undated = order(authoredOn=None)
    filed = order(authoredOn=None, meta={"lastUpdated": "2024-02-01T08:00:00Z"})
    assert [fact.fact.date_text for fact in _explain_first(undated).facts] == ["date not known"]
    assert [fact.fact.date_text for fact in _explain_first(filed).facts] == ["until 2024-02-01"]
    assert [reading.fact.date_text for reading in _explain_first(_leukocytes(effectiveDateTime="2024-03")).facts] == [
        "2024-03"
    ]


def test_a_referenced_medication_is_explained_with_its_code() -> None:
    product = medication(code=concept("403879", "http://www.nlm.nih.gov/research/umls/rxnorm"))
    reference = {"medicationCodeableConcept": None, "medicationReference": {"reference": "Medication/m1"}}
    [explained] = _explain_first(
        medication_use("MedicationDispense", whenHandedOver="2024-01-01", **reference), product
    ).facts
    assert [code.code.code for code in explained.codes] == ["403879"]


def test_unlisted_codes_come_most_frequent_first() -> None:
    pulse = {"coding": [{"system": LOCAL, "code": "PULS", "display": "Puls"}]}
    explanation = _explain(
        *(observation("", str(number), code=pulse) for number in range(3)),
        observation("58410-2", "panel", component=[{"code": concept("718-7"), "valueQuantity": quantity(9, "g/dL")}]),
        order({"text": "Aspirin"}),
        condition(concept("38341003", "http://snomed.info/sct")),
        {"resourceType": "Procedure", "id": "1", "code": concept("1-8"), **OF_PATIENT},
        _leukocytes("listed"),
    )
    assert explanation.unlisted_codes == (
        (UnlistedCode("Observation", f"{LOCAL}|PULS", "Puls"), 3),
        (UnlistedCode("Observation", "http://loinc.org|718-7", ""), 1),
        (UnlistedCode("MedicationRequest", "“Aspirin”, without a code", "Aspirin"), 1),
    )


def test_units_of_excluded_results_are_counted_as_the_chart_has_them() -> None:
    explanation = _explain(
        _leukocytes("1", valueQuantity=quantity(5, "Tausend")),
        _leukocytes("2", valueQuantity=quantity(5, "Tausend")),
        _leukocytes("3", valueQuantity=quantity(5)),
        _leukocytes("4", valueQuantity=None, valueString="5 mg/dL"),
        _leukocytes("5", valueQuantity=quantity(-5, "Tausend")),
    )
    assert explanation.unknown_units == (("Tausend", 2), ("", 1), ("mg/dL", 1))


def test_the_outcomes_are_counted() -> None:
    explanation = _explain(patient(), _leukocytes(), observation("8867-4", "2"), _leukocytes("3", status="cancelled"))
    assert explanation.outcome_counts == {
        Outcome.READ: 2,
        Outcome.NOT_USED: 1,
        Outcome.NOT_RELEVANT: 1,
    }


@pytest.mark.parametrize("story", build_patients(date(2024, 6, 15)), ids=lambda item: item.id)
def test_an_explanation_has_the_facts_and_exclusions_of_the_assessment(story: DemonstrationPatient) -> None:
    whole = Chart(story.id, tuple(map(ChartEntry, story.resources)))
    explanation, history = explain_chart(whole), read_history(whole)
    facts = (
        *history.observed,
        *history.diagnoses,
        *history.orders,
        *history.uses,
        *history.not_taken_statements,
        history.person,
    )
    resources = (*explanation.resources, *explanation.contained_results)
    assert Counter(explained.fact for resource in resources for explained in resource.facts) == Counter(
        map(describe_fact, facts)
    )
    assert {(resource.reference, reason) for resource in resources for reason in resource.reasons} >= {
        (exclusion.origin, exclusion.reason) for exclusion in history.excluded
    }
    assert all(explained.codes for resource in resources for explained in resource.facts if resource.type != "Patient")


TYPES = ("Observation", "Condition", "MedicationRequest", "MedicationStatement", "DiagnosticReport", "Patient", "X")
MALFORMED = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "2024", "6690-2", "http://loinc.org", "#1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["coding", "system", "code", "value", "unit", "reference", "text"]), inner)
    ),
    max_leaves=8,
)
ELEMENTS = (
    "code",
    "valueQuantity",
    "component",
    "subject",
    "contained",
    "medicationReference",
    "stage",
    "meta",
    "status",
)
RESOURCES = st.fixed_dictionaries(
    {"resourceType": st.sampled_from(TYPES) | MALFORMED},
    optional={"id": st.sampled_from(["1", "2"]) | MALFORMED, **dict.fromkeys(ELEMENTS, MALFORMED)},
)


@given(st.lists(RESOURCES, max_size=6))
def test_every_resource_is_explained_once_whatever_its_content(resources: list[dict[str, Any]]) -> None:
    explanation = explain_chart(Chart("invented", tuple(map(ChartEntry, resources))), SITE)
    assert len(explanation.resources) == len(resources)
    assert sum(explanation.outcome_counts.values()) == len(resources)
    assert all(
        resource.facts or resource.reasons for resource in (*explanation.resources, *explanation.contained_results)
    )
