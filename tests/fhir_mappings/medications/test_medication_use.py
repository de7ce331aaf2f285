"""MedicationStatement, MedicationDispense, MedicationAdministration -> DrugUse."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.datatypes.references import Shelf
from fhir_mappings.medications.medication_use import denial, use
from fhir_mappings.medications.orders import SOME_DAY
from response_criteria.model.amounts import Amount
from response_criteria.model.facts import Denial, Drug, DrugKind, DrugUse, Origin, Refusal, UseKind
from response_criteria.model.periods import When
from tests.patients import ICD10CM, RXNORM, TWICE_DAILY, Resource, concept, dosage, mg, tablets, used

HERE = Origin("here")
TAKEN = {"effectivePeriod": {"start": "2023-01-10", "end": "2023-06-30"}}
HANDED_OVER = {"whenHandedOver": "2023-01-10T09:00:00Z", "daysSupply": {"value": 30, "unit": "days"}}
GIVEN = {"effectiveDateTime": "2023-01-10T09:00:00Z"}


def reading(resource: Resource) -> DrugUse | Refusal | None:
    return use(HERE, resource, Shelf([]))


def taken(kind: str, **members: Any) -> DrugUse:
    found = reading(used(kind, **members))
    assert isinstance(found, DrugUse)
    return found


def refused(kind: str, **members: Any) -> str:
    found = reading(used(kind, **members))
    assert isinstance(found, Refusal)
    return found.because


def on(year: int, month: int, day: int) -> When:
    return When.on(date(year, month, day))


def test_a_statement_tells_what_was_taken_and_when() -> None:
    assert taken("MedicationStatement", **TAKEN) == DrugUse(
        drug=Drug(DrugKind.IMATINIB, "imatinib"),
        kind=UseKind.STATEMENT,
        starts=on(2023, 1, 10),
        origin=HERE,
        ends=on(2023, 6, 30),
        product="imatinib 400 mg",
        reported="imatinib 400 MG Oral Tablet",
    )


@pytest.mark.parametrize(
    ("kind", "members", "reported"),
    [
        ("MedicationDispense", {"quantity": tablets(30)}, "30 TAB, for 30 days"),
        ("MedicationDispense", {"quantity": {"value": 30}}, "30, for 30 days"),
        ("MedicationDispense", {"quantity": {"value": "many"}}, "for 30 days"),
        ("MedicationDispense", {"dosageInstruction": [{"text": "1 tablet  daily"}]}, "1 tablet daily, for 30 days"),
        ("MedicationStatement", {"dosage": [{"text": "1 tablet daily"}]}, "1 tablet daily"),
        ("MedicationStatement", {"dosage": {"text": "1 tablet daily"}}, ""),
    ],
)
def test_a_use_is_reported_with_all_that_its_dose_and_its_days_rest_on(kind: str, members: Any, reported: str) -> None:
    found = taken(kind, **(HANDED_OVER if kind == "MedicationDispense" else TAKEN), **members)
    assert found.reported == ", ".join(filter(None, ("imatinib 400 MG Oral Tablet", reported)))


@pytest.mark.parametrize(
    ("kind", "members", "daily"),
    [
        ("MedicationDispense", {"quantity": tablets(30)}, "400"),
        ("MedicationDispense", {"quantity": {"value": 45, "unit": "tablet"}}, "600"),
        ("MedicationDispense", {"quantity": {"value": 12, "code": "g", "unit": "g"}}, "400"),
        ("MedicationDispense", {"quantity": {"value": 30}}, None),
        ("MedicationDispense", {"quantity": tablets(400), "daysSupply": {"value": 1, "unit": "d"}}, None),
        ("MedicationDispense", {"quantity": tablets(30), "daysSupply": None}, None),
        ("MedicationDispense", {"quantity": "30 tablets"}, None),
        ("MedicationDispense", {}, None),
        ("MedicationStatement", {"dosage": [dosage(mg(300))]}, "300"),
        ("MedicationStatement", {"dosage": [dosage(tablets(1), TWICE_DAILY)]}, "800"),
        ("MedicationStatement", {"dosage": [{"text": "one in the morning"}]}, None),
        ("MedicationStatement", {}, None),
        ("MedicationAdministration", {"dosage": {"dose": mg(400)}}, None),
    ],
)
def test_what_was_supplied_or_is_said_comes_to_a_daily_dose(kind: str, members: Resource, daily: str | None) -> None:
    dated = {"MedicationDispense": HANDED_OVER, "MedicationStatement": TAKEN, "MedicationAdministration": GIVEN}[kind]
    found = taken(kind, **{**dated, **members})
    assert found.daily_dose_mg == (None if daily is None else Amount.exactly(daily))


def test_an_end_before_the_start_is_none() -> None:
    found = taken("MedicationStatement", effectivePeriod={"start": "2023-06-01", "end": "2023-01-31"})
    assert (found.starts, found.ends) == (on(2023, 6, 1), None)


ASSERTED = {"dateAsserted": "2023-07-01"}


@pytest.mark.parametrize(
    ("status", "dated", "told_of"),
    [
        ("stopped", TAKEN | ASSERTED, on(2023, 6, 30)),
        ("on-hold", {"effectivePeriod": {"start": "2023-05-01"}} | ASSERTED, on(2023, 7, 1)),
        ("not-taken", {"effectiveDateTime": "2023-06-02"}, on(2023, 6, 2)),
        ("not-taken", {"effectivePeriod": {"start": "2023-05-01"}}, on(2023, 5, 1)),
        ("not-taken", {}, SOME_DAY),
    ],
)
def test_a_statement_that_a_drug_is_not_taken_tells_of_its_last_day(status: str, dated: Any, told_of: When) -> None:
    said = denial(HERE, used("MedicationStatement", status=status, **dated), Shelf([]))
    assert said == Denial(
        drug=Drug(DrugKind.IMATINIB, "imatinib"), on=told_of, origin=HERE, reported="imatinib 400 MG Oral Tablet"
    )


@pytest.mark.parametrize("status", ["active", "completed", "intended", "entered-in-error", "unknown", None])
def test_no_other_statement_says_so(status: str | None) -> None:
    assert denial(HERE, used("MedicationStatement", **TAKEN, status=status), Shelf([])) is None


@pytest.mark.parametrize(
    "members",
    [
        {"medicationCodeableConcept": concept(RXNORM, "6809", text="metformin")},
        {"medicationCodeableConcept": None},
        {"reasonCode": [concept(ICD10CM, "C49.A0")]},
    ],
)
def test_a_statement_about_something_else_denies_no_treatment_of_cml(members: Resource) -> None:
    statement = used("MedicationStatement", **TAKEN, status="stopped", **members)
    assert denial(HERE, statement, Shelf([])) is None


def test_a_dispense_tells_how_long_the_supply_lasts() -> None:
    found = taken("MedicationDispense", **HANDED_OVER)
    assert (found.kind, found.starts, found.ends, found.days_supplied) == (UseKind.DISPENSE, on(2023, 1, 10), None, 30)


def test_an_administration_tells_the_day() -> None:
    found = taken("MedicationAdministration", **GIVEN)
    assert (found.kind, found.starts, found.ongoing) == (UseKind.ADMINISTRATION, on(2023, 1, 10), False)


@pytest.mark.parametrize(
    ("status", "ongoing"),
    [("active", True), ("unknown", True), (None, True), ("bogus", True), ("completed", False), ("stopped", False)],
)
def test_a_statement_is_ongoing_unless_it_is_known_to_be_over(status: str | None, ongoing: bool) -> None:
    assert taken("MedicationStatement", **TAKEN, status=status).ongoing is ongoing


@pytest.mark.parametrize(
    ("kind", "dated", "status", "because"),
    [
        ("MedicationStatement", TAKEN, "not-taken", "it says that the drug is not taken"),
        ("MedicationStatement", TAKEN, "intended", "it is an intention"),
        ("MedicationStatement", TAKEN, "entered-in-error", "it was entered in error"),
        ("MedicationDispense", HANDED_OVER, "preparation", "nothing was handed over yet"),
        ("MedicationDispense", HANDED_OVER, "in-progress", "nothing was handed over yet"),
        ("MedicationDispense", HANDED_OVER, "cancelled", "it was cancelled"),
        ("MedicationDispense", HANDED_OVER, "declined", "it was declined"),
        ("MedicationDispense", HANDED_OVER, None, "it is not known whether anything was handed over"),
        ("MedicationAdministration", GIVEN, "not-done", "it says that the drug was not given"),
        ("MedicationAdministration", GIVEN, "bogus", "it is not known whether the drug was given"),
        ("MedicationAdministration", GIVEN, "entered-in-error", "it was entered in error"),
    ],
)
def test_what_shows_no_use_is_refused(kind: str, dated: dict[str, Any], status: str | None, because: str) -> None:
    assert refused(kind, **dated, status=status) == because


@pytest.mark.parametrize("kind", ["MedicationDispense", "MedicationAdministration"])
def test_a_supply_without_a_date_is_refused(kind: str) -> None:
    assert refused(kind) == "it has no date that can be read"


@pytest.mark.parametrize(
    ("dated", "starts"),
    [
        ({"effectiveDateTime": "2023-01"}, When.in_month(2023, 1)),
        (
            {"effectivePeriod": {"end": "2023-06-30"}, "dateAsserted": "2023-07-01"},
            When(SOME_DAY.earliest, date(2023, 7, 1)),
        ),
        ({}, SOME_DAY),
    ],
)
def test_a_statement_without_a_start_is_still_evidence(dated: dict[str, Any], starts: When) -> None:
    assert taken("MedicationStatement", **dated).starts == starts


def test_a_dispense_that_was_only_prepared_is_dated_by_that() -> None:
    assert taken("MedicationDispense", whenPrepared="2023-01-09").starts == on(2023, 1, 9)


@pytest.mark.parametrize(
    ("supply", "days"),
    [
        ({"value": 4, "unit": "weeks"}, 28),
        ({"value": 30, "code": "d"}, 30),
        ({"value": 1, "code": "mo"}, None),
        ({"value": 0, "code": "d"}, None),
        ({"value": 99999999, "code": "d"}, None),
        ({"value": "thirty", "code": "d"}, None),
        ({"value": 30}, 30),  # the element's own name says days
        ({"value": 30, "unit": "1"}, None),
        ({"value": 30, "unit": "TAB"}, None),
        ({"value": 30, "unit": "months"}, None),
        ({"value": 4, "code": "d", "unit": "weeks"}, None),
        ({"value": 30, "code": "d", "unit": "Tage"}, 30),
        ({"value": 30, "comparator": "<"}, None),
        ("30 days", None),
    ],
)
def test_a_supply_is_counted_in_days(supply: Any, days: int | None) -> None:
    assert taken("MedicationDispense", whenHandedOver="2023-01-10", daysSupply=supply).days_supplied == days


def test_a_use_of_another_drug_is_passed_over() -> None:
    metformin = concept(RXNORM, "6809", text="metformin")
    assert reading(used("MedicationStatement", medicationCodeableConcept=metformin, status="bogus")) is None


def test_a_use_for_another_disease_is_refused() -> None:
    assert (
        refused("MedicationStatement", **TAKEN, reasonCode=[concept(ICD10CM, "C49.A0")])
        == "its reason is another disease"
    )


def test_a_use_whose_medication_is_missing_is_refused() -> None:
    nowhere = {"medicationCodeableConcept": None, "medicationReference": {"reference": "Medication/none"}}
    assert refused("MedicationStatement", **TAKEN, **nowhere) == "its medication could not be resolved"
