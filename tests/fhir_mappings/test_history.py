"""A whole chart -> a history: whose results are used, which version counts, and that nothing sinks the call."""

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import history
from response_criteria.model.amounts import Amount
from response_criteria.model.facts import BloodCount, DrugKind, Origin, Person, Refusal, Unread
from response_criteria.model.periods import When
from tests.fhir_mappings.observation import observation, quantity
from tests.patients import (
    HER,
    IMATINIB_400,
    RXNORM,
    SNOMED,
    Resource,
    chart,
    concept,
    condition,
    dosage,
    medication,
    mg,
    order,
    patient,
    tablets,
    told,
    used,
)

CML = concept(SNOMED, "92818009")
UUID = "urn:uuid:0d6e1a1c-5d1e-4a57-9d4c-0d4f6f0a7b11"


def leukocytes(name: str = "wbc", value: Any = 8, **rest: Any) -> Resource:
    return observation("6690-2", name, valueQuantity=quantity(value, code="10*3/uL"), **rest)


def amounts(*resources: Resource) -> list[Amount]:
    return [each.amount for each in told(*resources).observed if isinstance(each, BloodCount)]


def everything() -> list[Resource]:
    """One resource of each kind that is read, all of them hers."""
    return [
        patient(),
        condition(CML, stage=[{"summary": concept(SNOMED, "278177007")}], onsetDateTime="2020-01-01"),
        leukocytes(subject=HER),
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
        used("MedicationStatement", effectivePeriod={"start": "2023-01-10", "end": "2023-02-10"}),
        used("MedicationDispense", whenHandedOver="2023-01-10", daysSupply={"value": 30, "code": "d"}),
        used("MedicationAdministration", effectiveDateTime="2023-01-10"),
        {
            "resourceType": "DiagnosticReport",
            "id": "1",
            "status": "final",
            "subject": HER,
            "contained": [leukocytes("inside", 9, subject=None)],
        },
    ]


def test_a_chart_tells_all_that_it_holds() -> None:
    found = told(*everything())
    assert found.person == Person(reference="Patient/invented", born=When.on(date(1960, 1, 1)))
    assert sorted(each.origin for each in found.observed) == ["DiagnosticReport/1#inside", "Observation/wbc"]
    assert [each.origin for each in found.diagnoses] == ["Condition/1"]
    assert [each.origin for each in found.orders] == ["MedicationRequest/1", "MedicationRequest/2"]
    assert [each.strength_mg for each in found.orders] == [400, 400]
    assert [each.origin for each in found.uses] == [
        "MedicationStatement/1",
        "MedicationDispense/1",
        "MedicationAdministration/1",
    ]
    assert found.refusals == ()


def test_an_empty_chart_tells_nothing() -> None:
    found = told()
    assert found.person == Person(reference="Patient/invented", born=None)
    assert (found.observed, found.orders, found.refusals) == ((), (), ())


def test_what_could_not_be_read_is_handed_on() -> None:
    unread = (Unread("dispenses", "it took too long"),)
    assert history(Chart("invented", (), unread)).unread == unread


# --- whose results ----------------------------------------------------------------------------------------------------

ANOTHERS = [
    ({"reference": "Patient/other"}, "it is of another patient"),
    ({"reference": "https://ehr.example/fhir/Patient/other"}, "it is of another patient"),
    ({"reference": "Patient/other/_history/1"}, "it is of another patient"),
    ({"reference": "Group/invented"}, "it is of another patient"),
    ({"reference": UUID}, "it is of another patient"),
    ({"identifier": {"value": "invented"}}, "it does not say whose it is"),
    ({"display": "the patient"}, "it does not say whose it is"),
    ("Patient/invented", "it does not say whose it is"),
    (None, "it does not say whose it is"),
]


@pytest.mark.parametrize(("subject", "because"), ANOTHERS)
@pytest.mark.parametrize("kind", [each["resourceType"] for each in everything() if "subject" in each])
def test_results_of_another_patient_are_never_used(kind: str, subject: Any, because: str) -> None:
    foreign = [each | {"subject": subject} for each in everything() if each["resourceType"] == kind]
    found = told(patient(), *foreign)
    assert (found.observed, found.diagnoses, found.orders, found.uses) == ((), (), (), ())
    assert {each.because for each in found.refusals} == {because}
    assert len(found.refusals) == len(foreign)


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
def test_her_results_are_used_however_she_is_referred_to(reference: str) -> None:
    entries = (ChartEntry(patient(), UUID), ChartEntry(leukocytes(subject={"reference": reference})))
    assert len(history(Chart("invented", entries)).observed) == 1


def test_another_patient_s_birth_and_death_are_not_hers() -> None:
    other = patient(id="other", birthDate="2015-01-01", deceasedBoolean=True)
    assert told(other).person == Person(reference="Patient/invented", born=None)
    assert told(other, patient()).person == told(patient(), other).person == told(patient()).person


def test_a_result_in_a_report_of_another_patient_than_the_report_is_not_used() -> None:
    report = everything()[-1]
    of_another = leukocytes("inside", subject={"reference": "Patient/other"})
    found = told(report | {"contained": [of_another]})
    assert found.observed == ()
    assert found.refusals == (Refusal(Origin("DiagnosticReport/1#inside"), "it does not say whose it is"),)


def test_what_is_of_another_patient_and_about_something_else_is_passed_over() -> None:
    pulse = observation("8867-4", subject={"reference": "Patient/other"})
    assert told(pulse, {"resourceType": "Organization", "id": "1"}).refusals == ()


# --- which version ----------------------------------------------------------------------------------------------------


def version(value: int, **meta: str) -> Resource:
    return leukocytes(value=value, subject=HER, meta=meta)


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
def test_the_newest_version_counts_in_whatever_order_they_come(older: Resource, newer: Resource) -> None:
    assert amounts(older, newer) == amounts(newer, older) == [Amount.exactly(2)]


def test_a_resource_that_comes_twice_counts_once() -> None:
    assert amounts(leukocytes(subject=HER), leukocytes(subject=HER)) == [Amount.exactly(8)]
    assert len(told(order(), order()).orders) == 1


def test_a_newer_version_of_a_report_brings_its_own_results() -> None:
    first = everything()[-1] | {"meta": {"versionId": "1"}}
    second = first | {"meta": {"versionId": "2"}, "contained": [leukocytes("inside", 5, subject=None)]}
    assert amounts(first, second) == amounts(second, first) == [Amount.exactly(5)]


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_a_withdrawn_report_takes_its_results_with_it(status: str) -> None:
    found = told(everything()[-1] | {"status": status})
    assert found.observed == ()
    assert [each.origin for each in found.refusals] == ["DiagnosticReport/1#inside"]


def test_resources_without_an_id_are_told_apart_by_their_place() -> None:
    first, second = leukocytes(subject=HER) | {"id": None}, leukocytes(value=9, subject=HER) | {"id": ""}
    found = told(patient(), first, second)
    assert [each.origin for each in found.observed] == ["Observation #2", "Observation #3"]


def test_a_panel_may_refer_to_a_result_by_the_address_of_its_entry() -> None:
    """The members of a panel are found by their ``fullUrl``: here by an automated differential."""
    blasts = observation("26446-5", "blasts", subject=HER, valueQuantity=quantity(2, code="%"))
    panel = observation("57023-4", "panel", subject=HER, hasMember=[{"reference": UUID}])
    entries = (ChartEntry(panel), ChartEntry(blasts, UUID))
    by_address = history(Chart("invented", entries)).observed
    by_id = told(panel | {"hasMember": [{"reference": "Observation/blasts"}]}, blasts).observed
    assert by_address == by_id != ()


# --- medications ------------------------------------------------------------------------------------------------------


def test_the_newest_version_of_a_medication_is_the_one_that_is_ordered() -> None:
    by_reference = order(medicationCodeableConcept=None, medicationReference={"reference": "Medication/m1"})
    first = medication(code=concept(RXNORM, "475342"), meta={"versionId": "1"})
    second = medication(code=IMATINIB_400, meta={"versionId": "2"})
    for resources in ((by_reference, first, second), (second, first, by_reference)):
        assert [each.drug.kind for each in told(*resources).orders] == [DrugKind.IMATINIB]


# --- nothing sinks the call -------------------------------------------------------------------------------------------

GARBAGE: list[Any] = [None, "", "x", "9999-12-31", 10**40, True, [], {}, ["x"], [{}]]


def spoiled(resource: Any) -> Iterator[Any]:
    """The resource again and again, each time with garbage in another place."""
    places = (
        resource.items() if isinstance(resource, dict) else enumerate(resource) if isinstance(resource, list) else ()
    )
    for place, value in places:
        for each in (*GARBAGE, *spoiled(value)):
            again = copy.copy(resource)
            again[place] = each
            yield again


@pytest.mark.parametrize("resource", everything(), ids=lambda each: f"{each['resourceType']}/{each['id']}")
def test_no_garbage_anywhere_in_a_resource_sinks_the_call(resource: Resource) -> None:
    beside = leukocytes("beside", 7, subject=HER)
    others = [each for each in everything() if each != resource]
    for spoilt in spoiled(resource):
        observed = told(*others, spoilt, beside).observed
        assert "Observation/beside" in {each.origin for each in observed}


def test_a_malformed_resource_is_set_aside_with_its_reason() -> None:
    found = told(order() | {"medicationCodeableConcept": "imatinib"}, order(name="2"))
    assert [each.origin for each in found.orders] == ["MedicationRequest/2"]
    assert found.refusals == (Refusal(Origin("MedicationRequest/1"), "its medicationCodeableConcept is not an object"),)


def test_what_carries_a_modifier_that_is_not_understood_is_not_used() -> None:
    modified = {"modifierExtension": [{"url": "https://vendor.example/negated", "valueBoolean": True}]}
    found = told(*(each | modified for each in everything() if each["resourceType"] != "Medication"))
    assert (found.observed, found.diagnoses, found.orders, found.uses) == ((), (), (), ())
    assert {each.because for each in found.refusals} >= {"it carries a modifier that is not understood"}
    assert told(order(IMATINIB_400, dosage(mg(400), **modified))).orders[0].daily_dose_mg is None


def test_what_is_no_resource_is_passed_over() -> None:
    assert told({}, {"resourceType": 5}, {"resourceType": "Basic", "id": "1"}).refusals == ()


def test_the_chart_itself_is_left_as_it_came() -> None:
    resources = everything()
    before = copy.deepcopy(resources)
    history(chart(*resources))
    assert resources == before
