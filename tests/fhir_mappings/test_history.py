"""Reading a whole chart: whose resources are used, which version counts, and that malformed content is harmless."""

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import read_history
from response_criteria.model.amounts import Amount
from response_criteria.model.history import Person, UnavailableQuery
from response_criteria.model.medications import DrugKind
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import BloodCount
from tests.fhir_mappings.observation import observation, quantity
from tests.patients import (
    IMATINIB_400,
    PATIENT,
    RXNORM,
    SNOMED,
    Resource,
    chart,
    concept,
    condition,
    dosage,
    medication,
    medication_use,
    mg,
    order,
    patient,
    read_resources,
    tablets,
)

CML = concept(SNOMED, "92818009")
UUID = "urn:uuid:0d6e1a1c-5d1e-4a57-9d4c-0d4f6f0a7b11"


def leukocytes(name: str = "wbc", value: Any = 8, **rest: Any) -> Resource:
    return observation("6690-2", name, valueQuantity=quantity(value, code="10*3/uL"), **rest)


def amounts(*resources: Resource) -> list[Amount]:
    return [fact.amount for fact in read_resources(*resources).observed if isinstance(fact, BloodCount)]


def build_resources() -> list[Resource]:
    """One resource of each type that is read, all of the patient."""
    return [
        patient(),
        condition(CML, stage=[{"summary": concept(SNOMED, "278177007")}], onsetDateTime="2020-01-01"),
        leukocytes(subject=PATIENT),
        order(IMATINIB_400, dosage(tablets(1), text="1 tablet daily"), meta={"lastUpdated": "2023-01-10T00:00:00Z"}),
        order(
            name="2",
            medicationCodeableConcept=None,
            medicationReference={"reference": "Medication/m1"},
            reasonReference=[{"reference": "Condition/1"}],
        ),
        medication(
            code={"text": "imatinib"},
            ingredient=[
                {
                    "itemCodeableConcept": concept(RXNORM, "282388"),
                    "strength": {"numerator": mg(400), "denominator": {"value": 1}},
                }
            ],
        ),
        medication_use("MedicationStatement", effectivePeriod={"start": "2023-01-10", "end": "2023-02-10"}),
        medication_use("MedicationDispense", whenHandedOver="2023-01-10", daysSupply={"value": 30, "code": "d"}),
        medication_use("MedicationAdministration", effectiveDateTime="2023-01-10"),
        {
            "resourceType": "DiagnosticReport",
            "id": "1",
            "status": "final",
            "subject": PATIENT,
            "contained": [leukocytes("inside", 9, subject=None)],
        },
    ]


def test_a_chart_gives_the_facts_of_all_its_resources() -> None:
    history = read_resources(*build_resources())
    assert history.person == Person(reference="Patient/invented", birth_date=PartialDate.on(date(1960, 1, 1)))
    assert sorted(fact.origin for fact in history.observed) == ["DiagnosticReport/1#inside", "Observation/wbc"]
    assert [diagnosis.origin for diagnosis in history.diagnoses] == ["Condition/1"]
    assert [order.origin for order in history.orders] == ["MedicationRequest/1", "MedicationRequest/2"]
    assert [order.strength_mg for order in history.orders] == [400, 400]
    assert [use.origin for use in history.uses] == [
        "MedicationStatement/1",
        "MedicationDispense/1",
        "MedicationAdministration/1",
    ]
    assert history.excluded == ()


def test_an_empty_chart_has_no_facts() -> None:
    history = read_resources()
    assert history.person == Person(reference="Patient/invented", birth_date=None)
    assert (history.observed, history.orders, history.excluded) == ((), (), ())


def test_unavailable_queries_are_passed_on() -> None:
    unread = (UnavailableQuery("dispenses", "it took too long"),)
    assert read_history(Chart("invented", (), unread)).unavailable_queries == unread


# --- patients ---------------------------------------------------------------------------------------------------------

OTHER_SUBJECTS = [
    ({"reference": "Patient/other"}, "it is of another patient"),
    ({"reference": "https://ehr.example/fhir/Patient/other"}, "it is of another patient"),
    ({"reference": "Patient/other/_history/1"}, "it is of another patient"),
    ({"reference": "Group/invented"}, "it is of another patient"),
    ({"reference": UUID}, "it is of another patient"),
    ({"identifier": {"value": "invented"}}, "it does not identify its patient"),
    ({"display": "the patient"}, "it does not identify its patient"),
    ("Patient/invented", "it does not identify its patient"),
    (None, "it does not identify its patient"),
]


@pytest.mark.parametrize(("subject", "reason"), OTHER_SUBJECTS)
@pytest.mark.parametrize("kind", [resource["resourceType"] for resource in build_resources() if "subject" in resource])
def test_results_of_another_patient_are_never_used(kind: str, subject: Any, reason: str) -> None:
    foreign = [resource | {"subject": subject} for resource in build_resources() if resource["resourceType"] == kind]
    history = read_resources(patient(), *foreign)
    assert (history.observed, history.diagnoses, history.orders, history.uses) == ((), (), (), ())
    assert {exclusion.reason for exclusion in history.excluded} == {reason}
    assert len(history.excluded) == len(foreign)
    assert all(not exclusion.reported for exclusion in history.excluded if "another patient" in reason)


@pytest.mark.parametrize(
    "reference",
    [
        "Patient/invented",
        "Patient/invented/_history/7",
        "https://ehr.example/fhir/Patient/invented",
        "https://another.example/fhir/Patient/invented",
        UUID,
    ],
)
def test_the_patients_results_are_used_whatever_the_form_of_the_reference(reference: str) -> None:
    entries = (ChartEntry(patient(), UUID), ChartEntry(leukocytes(subject={"reference": reference})))
    assert len(read_history(Chart("invented", entries)).observed) == 1


def test_birth_and_death_of_another_patient_are_not_used() -> None:
    other = patient(id="other", birthDate="2015-01-01", deceasedBoolean=True)
    assert read_resources(other).person == Person(reference="Patient/invented", birth_date=None)
    assert (
        read_resources(other, patient()).person
        == read_resources(patient(), other).person
        == read_resources(patient()).person
    )


def test_a_contained_result_with_another_patient_than_its_report_is_not_used() -> None:
    report = build_resources()[-1]
    of_another = leukocytes("inside", subject={"reference": "Patient/other"})
    history = read_resources(report | {"contained": [of_another]})
    assert history.observed == ()
    (excluded,) = history.excluded
    assert (excluded.origin, excluded.reason) == ("DiagnosticReport/1#inside", "it does not identify its patient")


def test_irrelevant_resources_of_another_patient_are_skipped() -> None:
    pulse = observation("8867-4", subject={"reference": "Patient/other"})
    assert read_resources(pulse, {"resourceType": "Organization", "id": "1"}).excluded == ()


# --- which version ----------------------------------------------------------------------------------------------------


def version(value: int, **meta: str) -> Resource:
    return leukocytes(value=value, subject=PATIENT, meta=meta)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (version(1, lastUpdated="2024-01-01T10:00:00Z"), version(2, lastUpdated="2024-01-02T10:00:00Z")),
        (version(1, lastUpdated="2024-01-01T10:00:00+02:00"), version(2, lastUpdated="2024-01-01T09:00:00Z")),
        (version(1, versionId="9"), version(2, versionId="10")),
        (version(1), version(2, lastUpdated="2024-01-02T10:00:00Z")),
        (version(1) | {"meta": "broken"}, version(2, versionId="1")),
    ],
)
def test_the_newest_version_counts_in_any_order(older: Resource, newer: Resource) -> None:
    assert amounts(older, newer) == amounts(newer, older) == [Amount.exactly(2)]


def test_a_duplicate_resource_counts_once() -> None:
    assert amounts(leukocytes(subject=PATIENT), leukocytes(subject=PATIENT)) == [Amount.exactly(8)]
    assert len(read_resources(order(), order()).orders) == 1


def test_a_newer_version_of_a_report_brings_its_own_results() -> None:
    first = build_resources()[-1] | {"meta": {"versionId": "1"}}
    second = first | {"meta": {"versionId": "2"}, "contained": [leukocytes("inside", 5, subject=None)]}
    assert amounts(first, second) == amounts(second, first) == [Amount.exactly(5)]


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_a_withdrawn_report_withdraws_its_results(status: str) -> None:
    history = read_resources(build_resources()[-1] | {"status": status})
    assert history.observed == ()
    assert [exclusion.origin for exclusion in history.excluded] == ["DiagnosticReport/1#inside"]


def test_resources_without_an_id_are_identified_by_their_place() -> None:
    first, second = leukocytes(subject=PATIENT) | {"id": None}, leukocytes(value=9, subject=PATIENT) | {"id": ""}
    history = read_resources(patient(), first, second)
    assert [fact.origin for fact in history.observed] == ["Observation #2", "Observation #3"]


def test_a_panel_may_refer_to_a_result_by_the_url_of_its_entry() -> None:
    """The members of a panel are history by their ``fullUrl``: here by an automated differential."""
    blasts = observation("26446-5", "blasts", subject=PATIENT, valueQuantity=quantity(2, code="%"))
    panel = observation("57023-4", "panel", subject=PATIENT, hasMember=[{"reference": UUID}])
    entries = (ChartEntry(panel), ChartEntry(blasts, UUID))
    by_address = read_history(Chart("invented", entries)).observed
    by_id = read_resources(panel | {"hasMember": [{"reference": "Observation/blasts"}]}, blasts).observed
    assert by_address == by_id != ()


# --- medications ------------------------------------------------------------------------------------------------------


def test_an_order_refers_to_the_newest_version_of_its_medication() -> None:
    by_reference = order(medicationCodeableConcept=None, medicationReference={"reference": "Medication/m1"})
    first = medication(code=concept(RXNORM, "475342"), meta={"versionId": "1"})
    second = medication(code=IMATINIB_400, meta={"versionId": "2"})
    for resources in ((by_reference, first, second), (second, first, by_reference)):
        assert [order.drug.kind for order in read_resources(*resources).orders] == [DrugKind.IMATINIB]


# --- malformed content -----------------------------------------------------------------------------------------------

GARBAGE: list[Any] = [None, "", "x", "9999-12-31", 10**40, True, [], {}, ["x"], [{}]]


def spoil(resource: Any) -> Iterator[Any]:
    """Copies of the resource, each with garbage in another place."""
    places = (
        resource.items() if isinstance(resource, dict) else enumerate(resource) if isinstance(resource, list) else ()
    )
    for place, value in places:
        for garbage in (*GARBAGE, *spoil(value)):
            again = copy.copy(resource)
            again[place] = garbage
            yield again


@pytest.mark.parametrize("resource", build_resources(), ids=lambda item: f"{item['resourceType']}/{item['id']}")
def test_malformed_content_anywhere_in_a_resource_affects_no_other_resource(resource: Resource) -> None:
    intact = leukocytes("intact", 7, subject=PATIENT)
    others = [entry for entry in build_resources() if entry != resource]
    for malformed in spoil(resource):
        observed = read_resources(*others, malformed, intact).observed
        assert "Observation/intact" in {fact.origin for fact in observed}


def test_a_malformed_resource_is_excluded_with_its_reason() -> None:
    history = read_resources(order() | {"medicationCodeableConcept": "imatinib"}, order(name="2"))
    assert [order.origin for order in history.orders] == ["MedicationRequest/2"]
    (excluded,) = history.excluded
    assert excluded.origin == "MedicationRequest/1"
    assert excluded.reason == "its medicationCodeableConcept is not an object"


def test_a_resource_with_an_unknown_modifier_is_not_used() -> None:
    modified = {"modifierExtension": [{"url": "https://vendor.example/negated", "valueBoolean": True}]}
    history = read_resources(
        *(resource | modified for resource in build_resources() if resource["resourceType"] != "Medication")
    )
    assert (history.observed, history.diagnoses, history.orders, history.uses) == ((), (), (), ())
    assert {exclusion.reason for exclusion in history.excluded} >= {"it carries a modifier that is not understood"}
    assert read_resources(order(IMATINIB_400, dosage(mg(400), **modified))).orders[0].daily_dose_mg is None


def test_an_entry_that_is_no_resource_is_skipped() -> None:
    assert read_resources({}, {"resourceType": 5}, {"resourceType": "Basic", "id": "1"}).excluded == ()


def test_the_chart_itself_is_not_changed() -> None:
    resources = build_resources()
    before = copy.deepcopy(resources)
    read_history(chart(*resources))
    assert resources == before
