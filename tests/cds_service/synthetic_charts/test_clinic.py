"""The simulated clinic: the same seed gives the same charts, the charts are FHIR, and the truth is in the charts."""

import json
import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from fhir.resources.R4B import get_fhir_model_class

from cds_service.synthetic_charts.clinic import Complication, Concern, Course, SimulatedPatient, simulate_clinic
from fhir_mappings import Chart, ChartEntry, read_history
from response_criteria.model.history import History
from response_criteria.model.results import BcrAbl1Result, KinaseDomainMutation

TODAY = date(2024, 6, 15)
CLEAN = tuple(simulate_clinic(60, today=TODAY))
NOISY = tuple(simulate_clinic(60, today=TODAY, noisy=True))

for_noisy_patients = pytest.mark.parametrize("patient", NOISY[:6], ids=lambda patient: patient.identity.id)


def _read(patient: SimulatedPatient, day: date) -> History:
    return read_history(Chart(patient.identity.id, tuple(map(ChartEntry, patient.write_resources(day)))))


def _write_all(patients: tuple[SimulatedPatient, ...]) -> str:
    return json.dumps([list(patient.write_resources(TODAY)) for patient in patients])


def test_the_same_seed_gives_the_same_charts() -> None:
    assert _write_all(tuple(simulate_clinic(5, today=TODAY, noisy=True))) == _write_all(NOISY[:5])


def test_another_seed_gives_other_charts() -> None:
    assert _write_all(tuple(simulate_clinic(5, today=TODAY, noisy=True, seed=2))) != _write_all(NOISY[:5])


def test_every_course_and_every_complication_occurs() -> None:
    clinic = tuple(simulate_clinic(200, today=TODAY, noisy=True))
    assert {patient.course for patient in clinic} == set(Course)
    assert frozenset().union(*(patient.complications for patient in clinic)) == set(Complication)


def test_a_clean_clinic_has_no_complications() -> None:
    assert not any(patient.complications for patient in CLEAN)


@for_noisy_patients
def test_every_resource_is_valid_fhir_with_a_unique_id(patient: SimulatedPatient) -> None:
    resources = list(patient.write_resources(TODAY))
    for resource in resources:
        assert get_fhir_model_class(resource["resourceType"]).model_validate_json(json.dumps(resource))
    ids = Counter((resource["resourceType"], resource["id"]) for resource in resources)
    assert set(ids.values()) == {1}


@for_noisy_patients
def test_a_chart_holds_nothing_of_later_days(patient: SimulatedPatient) -> None:
    for day in (patient.followed_from, patient.followed_from + (patient.leaves - patient.followed_from) / 2, TODAY):
        dates = re.findall(r"\d{4}-\d\d-\d\d", json.dumps(list(patient.write_resources(day))))
        assert all(date.fromisoformat(text) <= day for text in dates)


@for_noisy_patients
def test_a_chart_only_grows(patient: SimulatedPatient) -> None:
    earlier, later = (
        {(resource["resourceType"], resource["id"]) for resource in patient.write_resources(day)}
        for day in (patient.leaves - timedelta(days=100), patient.leaves)
    )
    assert earlier <= later


@pytest.mark.parametrize("patient", CLEAN[:12], ids=lambda patient: patient.identity.id)
def test_every_result_of_a_clean_chart_can_be_read(patient: SimulatedPatient) -> None:
    assert not _read(patient, TODAY).excluded


def test_an_unreadable_unit_excludes_platelets_alone() -> None:
    [patient] = [item for item in NOISY if item.complications >= {Complication.UNREADABLE_UNIT}][:1]
    reasons = {data.reason for data in _read(patient, TODAY).excluded}
    assert reasons == {"its unit (x10) is not one for cells per volume"}


@pytest.mark.parametrize("patient", CLEAN, ids=lambda patient: patient.identity.id)
def test_bcr_abl1_of_the_truth_is_that_of_the_chart(patient: SimulatedPatient) -> None:
    observed = [fact for fact in _read(patient, TODAY).observed if isinstance(fact, BcrAbl1Result)]
    exact = {(fact.on.earliest, fact.percent_is.exact) for fact in observed if fact.percent_is}
    quantified = [result for result in patient.truth.bcr_abl1 if result.percent >= Decimal("0.0032")]
    known = {(result.on, result.percent) for result in quantified if result.known_on <= TODAY}
    assert known == {(on, value) for on, value in exact if value is not None}


def test_a_mutation_of_the_truth_is_in_the_chart_from_its_day() -> None:
    [patient] = [item for item in CLEAN if item.truth.mutations][:1]
    [mutation] = patient.truth.mutations
    before = _read(patient, mutation.known_on - timedelta(days=1)).observed
    after = _read(patient, mutation.known_on).observed
    assert not [fact for fact in before if isinstance(fact, KinaseDomainMutation)]
    assert [fact.change for fact in after if isinstance(fact, KinaseDomainMutation)] == [mutation.change]


def _find_all_concerns(patient: SimulatedPatient) -> set[Concern]:
    days = (patient.leaves - patient.followed_from).days
    opened = (patient.followed_from + timedelta(days=number) for number in range(0, days, 7))
    return set().union(*map(patient.truth.find_concerns, opened))


def test_optimal_and_warning_courses_document_no_failure() -> None:
    harmless = [patient for patient in CLEAN if patient.course in (Course.OPTIMAL, Course.WARNING)]
    assert harmless
    assert not any(_find_all_concerns(patient) for patient in harmless)


def test_a_failing_course_of_a_year_documents_a_molecular_failure() -> None:
    failing = [patient for patient in CLEAN if patient.course is Course.FAILING]
    followed = [patient for patient in failing if (patient.leaves - patient.started).days > 500]
    assert followed
    assert all(Concern.MOLECULAR_FAILURE in _find_all_concerns(patient) for patient in followed)


def test_no_other_course_documents_a_hematologic_failure() -> None:
    concerns = {patient.course: set[Concern]() for patient in CLEAN}
    for patient in CLEAN:
        concerns[patient.course] |= _find_all_concerns(patient)
    documented = {course for course, found in concerns.items() if Concern.HEMATOLOGIC_FAILURE in found}
    assert documented == {Course.HEMATOLOGIC}


def test_renewed_orders_are_closed_but_for_the_last() -> None:
    [patient] = [item for item in CLEAN if item.laboratory.unit == "K/uL" and item.leaves == TODAY][:1]
    orders = [item for item in patient.write_resources(TODAY) if item["resourceType"] == "MedicationRequest"]
    assert {order["status"] for order in orders[:-1]} == {"completed"}
    assert orders[-1]["status"] == "active"


def test_a_patient_who_changed_takes_only_the_other_drug() -> None:
    [patient] = [item for item in CLEAN if item.leaves < TODAY][:1]
    orders = [item for item in patient.write_resources(TODAY) if item["resourceType"] == "MedicationRequest"]
    [active] = [order for order in orders if order["status"] == "active"]
    assert "dasatinib" in active["medicationCodeableConcept"]["text"]


def test_a_chart_with_an_uncertain_start_holds_no_earlier_results() -> None:
    [patient] = [item for item in NOISY if Complication.UNCERTAIN_START in item.complications][:1]
    history = _read(patient, TODAY)
    assert patient.followed_from > patient.started
    assert min(fact.on.earliest for fact in history.observed) >= patient.followed_from - timedelta(days=3)
    assert all(diagnosis.on.latest < patient.started for diagnosis in history.diagnoses if diagnosis.on)
