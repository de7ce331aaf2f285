"""What was read of a chart, resource by resource: every resource once, and just what an assessment is made of."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.demonstration.patients import DemonstrationPatient, patients
from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.codings import Coding
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.explanation.describe_facts import in_words
from fhir_mappings.explanation.explain import Explained, Explanation, Outcome, Unlisted, explanation
from fhir_mappings.history import history
from fhir_mappings.local_codes.translation import SiteMaps
from tests.fhir_mappings.observation import concept, observation, quantity
from tests.patients import chart, condition, dosage, medication, mg, order, patient, used

LOCAL = "urn:oid:2.999.1"
WBC = Coding("http://loinc.org", "6690-2")
SITE = SiteMaps(codes={Coding(LOCAL, "WBC"): WBC}, units={"Tsd": "10*3/uL"})
HERS = {"subject": {"reference": "Patient/invented"}}


def _leukocytes(name: str = "1", **rest: Any) -> dict[str, Any]:
    return observation("6690-2", name, **{"valueQuantity": quantity(12400, code="/uL"), **rest})


def _told(*resources: dict[str, Any], site: SiteMaps = SITE) -> Explanation:
    return explanation(chart(*resources), site)


def _one(*resources: dict[str, Any]) -> Explained:
    """The first resource of a chart, explained."""
    return _told(*resources).resources[0]


def test_a_result_is_told_as_compared_as_it_stood_and_by_its_code() -> None:
    told = _one(_leukocytes())
    assert (told.reference, told.type, told.outcome, told.reasons) == ("Observation/1", "Observation", "read", ())
    [read] = told.read
    assert (read.fact.what, read.fact.value, read.fact.unit) == ("leukocytes of the blood", "12.400", "×10⁹/L")
    assert (str(read.fact.on), read.fact.reported) == ("2024-03-05", "12400 /uL")
    assert [(each.code, each.local) for each in read.codes] == [(WBC, None)]


def test_a_local_code_is_told_with_what_it_was_read_as() -> None:
    told = _one(observation("", code=concept("WBC", LOCAL), valueQuantity=quantity("12.4", "Tsd")))
    [read] = told.read
    assert read.fact.reported == "12.4 Tsd"
    assert [(each.code, each.local) for each in read.codes] == [(WBC, Coding(LOCAL, "WBC"))]


def test_each_value_of_a_panel_is_told_with_its_own_code() -> None:
    shares = [{"code": concept(code), "valueQuantity": quantity(2, code="%")} for code in ("709-6", "707-0")]
    told = _one(observation("58410-2", component=shares))
    assert [(each.fact.what, [matched.code.code for matched in each.codes]) for each in told.read] == [
        ("blasts of the blood", ["709-6"]),
        ("basophils of the blood", ["707-0"]),
    ]


def test_what_was_refused_is_told_with_the_reason_and_its_code() -> None:
    told = _one(_leukocytes(valueQuantity=quantity(5, "Tausend")))
    assert (told.outcome, told.read) == (Outcome.NOT_USED, ())
    assert told.reasons == ("its unit (Tausend) is not one for cells per volume",)
    assert [each.code for each in told.codes] == [WBC]


def test_what_would_fall_as_invalid_fhir_once_it_is_cited_is_told() -> None:
    told = _one(_leukocytes(method={"text": 5}))
    assert told.outcome is Outcome.NOT_USED
    assert told.reasons == ("it is not valid FHIR R4 (method.text)",)
    assert len(told.read) == 1


@pytest.mark.parametrize(
    ("resource", "outcome", "reason"),
    [
        (observation("8867-4"), Outcome.NOT_OURS, "no table lists http://loinc.org|8867-4"),
        (observation("", code={"text": "Pulse"}), Outcome.NOT_OURS, "no table lists “Pulse”, without a code"),
        (observation("", code=None), Outcome.NOT_OURS, "nothing in it is asked for"),
        (
            condition(concept("38341003", "http://snomed.info/sct")),
            Outcome.NOT_OURS,
            "no table lists http://snomed.info/sct|38341003",
        ),
        (observation("58410-2", component=[]), Outcome.NOT_OURS, "nothing in it is asked for"),
        (observation("24318-8"), Outcome.WITH_OTHERS, "it groups other results, or belongs to one of them"),
        (
            observation("62360-3", valueInteger=20),
            Outcome.WITH_OTHERS,
            "it groups other results, or belongs to one of them",
        ),
        (medication(), Outcome.WITH_OTHERS, "it is read where an order or a use refers to it"),
        (
            {"resourceType": "Encounter", "id": "1", **HERS},
            Outcome.NOT_OURS,
            "nothing is read from resources of the type Encounter",
        ),
        (
            {"resourceType": "OperationOutcome"},
            Outcome.NOT_OURS,
            "nothing is read from resources of the type OperationOutcome",
        ),
        (observation("8867-4", subject=None), Outcome.NOT_OURS, "it does not say whose it is"),
        (observation("8867-4", subject={"reference": "Patient/other"}), Outcome.NOT_OURS, "it is of another patient"),
        (_leukocytes(subject={"reference": "Patient/other"}), Outcome.NOT_USED, "it is of another patient"),
        ({}, Outcome.NO_RESOURCE, "it has no resourceType"),
        ({"resourceType": 5}, Outcome.NO_RESOURCE, "it has no resourceType"),
    ],
)
def test_why_nothing_was_read_is_told(resource: dict[str, Any], outcome: Outcome, reason: str) -> None:
    told = _one(resource)
    assert (told.outcome, told.reasons, told.read) == (outcome, (reason,), ())


def test_an_older_version_and_a_second_copy_are_told_as_such() -> None:
    old, new = (_leukocytes(meta={"lastUpdated": f"2024-0{month}-01T00:00:00Z"}) for month in (1, 2))
    assert [each.outcome for each in _told(old, new).resources] == [Outcome.SUPERSEDED, Outcome.READ]
    assert [each.outcome for each in _told(new, new).resources] == [Outcome.READ, Outcome.SUPERSEDED]


def test_results_within_a_report_are_told_beside_it() -> None:
    report = {"resourceType": "DiagnosticReport", "id": "1", "status": "final", "code": concept("58410-2"), **HERS}
    told = _told(report | {"contained": [observation("6690-2", "a", valueQuantity=quantity(5, code="10*3/uL"))]})
    assert [each.reference for each in told.resources] == ["DiagnosticReport/1"]
    assert [(each.reference, each.outcome) for each in told.within] == [("DiagnosticReport/1#a", Outcome.READ)]


def test_the_patient_is_told_by_what_is_read_of_her() -> None:
    [read] = _one(patient()).read
    assert (read.fact.what, read.fact.value) == ("birth date", "1960-01-01")
    [dead] = _one(patient(deceasedBoolean=True, birthDate=None)).read
    assert (dead.fact.value, dead.fact.note) == ("not known", "has died")


def test_an_order_is_told_with_its_dose_or_why_that_is_unknown() -> None:
    [known] = _one(order()).read
    assert (known.fact.what, known.fact.value, known.fact.unit) == ("order for imatinib", "400", "mg/day")
    assert [each.code.code for each in known.codes] == ["403879"]
    [unknown] = _one(order(name="2", dosageInstruction=[dosage(mg(400), asNeededBoolean=True)])).read
    assert (unknown.fact.value, unknown.fact.note) == ("", "active; it is taken as needed")


def test_a_date_of_which_little_is_known_is_told_so() -> None:
    undated = order(authoredOn=None)
    filed = order(authoredOn=None, meta={"lastUpdated": "2024-02-01T08:00:00Z"})
    assert [each.fact.dated for each in _one(undated).read] == ["date not known"]
    assert [each.fact.dated for each in _one(filed).read] == ["until 2024-02-01"]
    assert [each.fact.dated for each in _one(_leukocytes(effectiveDateTime="2024-03")).read] == ["2024-03"]


def test_a_medication_that_is_referred_to_is_told_by_its_code() -> None:
    product = medication(code=concept("403879", "http://www.nlm.nih.gov/research/umls/rxnorm"))
    reference = {"medicationCodeableConcept": None, "medicationReference": {"reference": "Medication/m1"}}
    [read] = _one(used("MedicationDispense", whenHandedOver="2024-01-01", **reference), product).read
    assert [each.code.code for each in read.codes] == ["403879"]


def test_codes_that_nobody_listed_come_most_frequent_first() -> None:
    pulse = {"coding": [{"system": LOCAL, "code": "PULS", "display": "Puls"}]}
    told = _told(
        *(observation("", str(number), code=pulse) for number in range(3)),
        observation("58410-2", "panel", component=[{"code": concept("718-7"), "valueQuantity": quantity(9, "g/dL")}]),
        order({"text": "Aspirin"}),
        condition(concept("38341003", "http://snomed.info/sct")),
        {"resourceType": "Procedure", "id": "1", "code": concept("1-8"), **HERS},
        _leukocytes("listed"),
    )
    assert told.unlisted == (
        (Unlisted("Observation", f"{LOCAL}|PULS", "Puls"), 3),
        (Unlisted("Observation", "http://loinc.org|718-7", ""), 1),
        (Unlisted("MedicationRequest", "“Aspirin”, without a code", "Aspirin"), 1),
    )


def test_units_for_which_results_were_refused_are_counted_as_they_stood() -> None:
    told = _told(
        _leukocytes("1", valueQuantity=quantity(5, "Tausend")),
        _leukocytes("2", valueQuantity=quantity(5, "Tausend")),
        _leukocytes("3", valueQuantity=quantity(5)),
        _leukocytes("4", valueQuantity=None, valueString="5 mg/dL"),
        _leukocytes("5", valueQuantity=quantity(-5, "Tausend")),
    )
    assert told.units_refused == (("Tausend", 2), ("", 1), ("mg/dL", 1))


def test_the_outcomes_are_counted() -> None:
    told = _told(patient(), _leukocytes(), observation("8867-4", "2"), _leukocytes("3", status="cancelled"))
    assert told.outcomes == {Outcome.READ: 2, Outcome.NOT_USED: 1, Outcome.NOT_OURS: 1}


@pytest.mark.parametrize("story", patients(date(2024, 6, 15)), ids=lambda each: each.id)
def test_it_tells_exactly_what_an_assessment_is_made_of(story: DemonstrationPatient) -> None:
    whole = Chart(story.id, tuple(map(ChartEntry, story.resources)))
    told, known = explanation(whole), history(whole)
    facts = (*known.observed, *known.diagnoses, *known.orders, *known.uses, *known.denials, known.person)
    explained = (*told.resources, *told.within)
    assert Counter(read.fact for each in explained for read in each.read) == Counter(map(in_words, facts))
    assert {(each.reference, because) for each in explained for because in each.reasons} >= {
        (each.origin, each.because) for each in known.refusals
    }
    assert all(read.codes for each in explained for read in each.read if each.type != "Patient")


KINDS = ("Observation", "Condition", "MedicationRequest", "MedicationStatement", "DiagnosticReport", "Patient", "X")
ODD = st.recursive(
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
    {"resourceType": st.sampled_from(KINDS) | ODD},
    optional={"id": st.sampled_from(["1", "2"]) | ODD, **dict.fromkeys(ELEMENTS, ODD)},
)


@given(st.lists(RESOURCES, max_size=6))
def test_every_resource_is_accounted_for_once_whatever_it_holds(resources: list[dict[str, Any]]) -> None:
    told = explanation(Chart("invented", tuple(map(ChartEntry, resources))), SITE)
    assert len(told.resources) == len(resources)
    assert sum(told.outcomes.values()) == len(resources)
    assert all(each.read or each.reasons for each in (*told.resources, *told.within))
