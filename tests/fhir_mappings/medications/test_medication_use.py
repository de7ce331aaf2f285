"""MedicationStatement, MedicationDispense, MedicationAdministration -> DrugUse."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.datatypes.references import ReferenceIndex
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.medications.medication_use import parse_not_taken_statement, parse_use
from fhir_mappings.medications.orders import UNKNOWN_DAY
from response_criteria.model.amounts import Amount
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData
from response_criteria.model.medications import Drug, DrugKind, DrugUse, NotTakenStatement, UseKind
from response_criteria.model.periods import PartialDate
from tests.patients import ICD10CM, RXNORM, TWICE_DAILY, Resource, concept, dosage, medication_use, mg, tablets

HERE = Origin("here")
TAKEN = {"effectivePeriod": {"start": "2023-01-10", "end": "2023-06-30"}}
HANDED_OVER = {"whenHandedOver": "2023-01-10T09:00:00Z", "daysSupply": {"value": 30, "unit": "days"}}
GIVEN = {"effectiveDateTime": "2023-01-10T09:00:00Z"}


def parse(resource: Resource) -> DrugUse | ExcludedData | None:
    return parse_use(HERE, resource, ReferenceIndex([]))


def parse_as_use(kind: str, **members: Any) -> DrugUse:
    found = parse(medication_use(kind, **members))
    assert isinstance(found, DrugUse)
    return found


def parse_exclusion(kind: str, **members: Any) -> str:
    found = parse(medication_use(kind, **members))
    assert isinstance(found, ExcludedData)
    return found.reason


def on(year: int, month: int, day: int) -> PartialDate:
    return PartialDate.on(date(year, month, day))


def test_a_statement_gives_the_drug_and_the_dates_of_its_use() -> None:
    assert parse_as_use("MedicationStatement", **TAKEN) == DrugUse(
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
def test_a_use_reports_the_texts_and_numbers_behind_its_dose_and_supply(kind: str, members: Any, reported: str) -> None:
    found = parse_as_use(kind, **(HANDED_OVER if kind == "MedicationDispense" else TAKEN), **members)
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
def test_a_dispense_or_a_statement_gives_a_daily_dose(kind: str, members: Resource, daily: str | None) -> None:
    dated = {"MedicationDispense": HANDED_OVER, "MedicationStatement": TAKEN, "MedicationAdministration": GIVEN}[kind]
    found = parse_as_use(kind, **{**dated, **members})
    assert found.daily_dose_mg == (None if daily is None else Amount.exactly(daily))


def test_an_end_before_the_start_is_ignored() -> None:
    found = parse_as_use("MedicationStatement", effectivePeriod={"start": "2023-06-01", "end": "2023-01-31"})
    assert (found.starts, found.ends) == (on(2023, 6, 1), None)


ASSERTED = {"dateAsserted": "2023-07-01"}


@pytest.mark.parametrize(
    ("status", "dated", "last_day"),
    [
        ("stopped", TAKEN | ASSERTED, on(2023, 6, 30)),
        ("on-hold", {"effectivePeriod": {"start": "2023-05-01"}} | ASSERTED, on(2023, 7, 1)),
        ("not-taken", {"effectiveDateTime": "2023-06-02"}, on(2023, 6, 2)),
        ("not-taken", {"effectivePeriod": {"start": "2023-05-01"}}, on(2023, 5, 1)),
        ("not-taken", {}, UNKNOWN_DAY),
    ],
)
def test_a_statement_that_a_drug_is_not_taken_has_the_last_day_it_covers(
    status: str, dated: Any, last_day: PartialDate
) -> None:
    statement = parse_not_taken_statement(
        HERE, medication_use("MedicationStatement", status=status, **dated), ReferenceIndex([])
    )
    assert statement == NotTakenStatement(
        drug=Drug(DrugKind.IMATINIB, "imatinib"), on=last_day, origin=HERE, reported="imatinib 400 MG Oral Tablet"
    )


@pytest.mark.parametrize("status", ["active", "completed", "intended", "entered-in-error", "unknown", None])
def test_statements_of_other_statuses_do_not_mean_not_taken(status: str | None) -> None:
    assert (
        parse_not_taken_statement(
            HERE, medication_use("MedicationStatement", **TAKEN, status=status), ReferenceIndex([])
        )
        is None
    )


@pytest.mark.parametrize(
    "members",
    [
        {"medicationCodeableConcept": concept(RXNORM, "6809", text="metformin")},
        {"medicationCodeableConcept": None},
        {"reasonCode": [concept(ICD10CM, "C49.A0")]},
    ],
)
def test_a_statement_about_another_drug_or_disease_is_not_about_the_treatment_of_cml(members: Resource) -> None:
    statement = medication_use("MedicationStatement", **TAKEN, status="stopped", **members)
    assert parse_not_taken_statement(HERE, statement, ReferenceIndex([])) is None


def test_a_dispense_gives_its_days_of_supply() -> None:
    found = parse_as_use("MedicationDispense", **HANDED_OVER)
    assert (found.kind, found.starts, found.ends, found.days_supplied) == (UseKind.DISPENSE, on(2023, 1, 10), None, 30)


def test_an_administration_gives_its_day() -> None:
    found = parse_as_use("MedicationAdministration", **GIVEN)
    assert (found.kind, found.starts, found.ongoing) == (UseKind.ADMINISTRATION, on(2023, 1, 10), False)


@pytest.mark.parametrize(
    ("status", "ongoing"),
    [("active", True), ("unknown", True), (None, True), ("bogus", True), ("completed", False), ("stopped", False)],
)
def test_a_statement_is_ongoing_unless_its_status_ends_it(status: str | None, ongoing: bool) -> None:
    assert parse_as_use("MedicationStatement", **TAKEN, status=status).ongoing is ongoing


@pytest.mark.parametrize(
    ("kind", "dated", "status", "reason"),
    [
        ("MedicationStatement", TAKEN, "not-taken", "it states that the drug is not taken"),
        ("MedicationStatement", TAKEN, "intended", "it is an intention to take the drug"),
        ("MedicationStatement", TAKEN, "entered-in-error", "it was entered in error"),
        ("MedicationDispense", HANDED_OVER, "preparation", "it has not been dispensed yet"),
        ("MedicationDispense", HANDED_OVER, "in-progress", "it has not been dispensed yet"),
        ("MedicationDispense", HANDED_OVER, "cancelled", "it was cancelled"),
        ("MedicationDispense", HANDED_OVER, "declined", "it was declined"),
        ("MedicationDispense", HANDED_OVER, None, "it is not known whether it was dispensed"),
        ("MedicationAdministration", GIVEN, "not-done", "it states that the drug was not given"),
        ("MedicationAdministration", GIVEN, "bogus", "it is not known whether the drug was given"),
        ("MedicationAdministration", GIVEN, "entered-in-error", "it was entered in error"),
    ],
)
def test_a_resource_that_shows_no_use_is_excluded(
    kind: str, dated: dict[str, Any], status: str | None, reason: str
) -> None:
    assert parse_exclusion(kind, **dated, status=status) == reason


@pytest.mark.parametrize("kind", ["MedicationDispense", "MedicationAdministration"])
def test_a_supply_without_a_date_is_excluded(kind: str) -> None:
    assert parse_exclusion(kind) == "it has no date that can be read"


@pytest.mark.parametrize(
    ("dated", "starts"),
    [
        ({"effectiveDateTime": "2023-01"}, PartialDate.in_month(2023, 1)),
        (
            {"effectivePeriod": {"end": "2023-06-30"}, "dateAsserted": "2023-07-01"},
            PartialDate(UNKNOWN_DAY.earliest, date(2023, 7, 1)),
        ),
        ({}, UNKNOWN_DAY),
    ],
)
def test_a_statement_without_a_start_is_still_evidence(dated: dict[str, Any], starts: PartialDate) -> None:
    assert parse_as_use("MedicationStatement", **dated).starts == starts


def test_a_dispense_without_a_handover_has_the_date_of_preparation() -> None:
    assert parse_as_use("MedicationDispense", whenPrepared="2023-01-09").starts == on(2023, 1, 9)


@pytest.mark.parametrize(
    ("supply", "days"),
    [
        ({"value": 4, "unit": "weeks"}, 28),
        ({"value": 30, "code": "d"}, 30),
        ({"value": 1, "code": "mo"}, None),
        ({"value": 0, "code": "d"}, None),
        ({"value": 99999999, "code": "d"}, None),
        ({"value": "thirty", "code": "d"}, None),
        ({"value": 30}, 30),  # the name of the element implies days
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
    assert parse_as_use("MedicationDispense", whenHandedOver="2023-01-10", daysSupply=supply).days_supplied == days


def test_a_use_of_an_irrelevant_drug_is_skipped() -> None:
    metformin = concept(RXNORM, "6809", text="metformin")
    assert parse(medication_use("MedicationStatement", medicationCodeableConcept=metformin, status="bogus")) is None


def test_a_use_for_another_disease_is_excluded() -> None:
    assert (
        parse_exclusion("MedicationStatement", **TAKEN, reasonCode=[concept(ICD10CM, "C49.A0")])
        == "its indication is another disease"
    )


def test_a_use_of_an_unidentified_medication_is_excluded() -> None:
    nowhere = {"medicationCodeableConcept": None, "medicationReference": {"reference": "Medication/none"}}
    with pytest.raises(UnusableDataError) as excluded:
        parse(medication_use("MedicationStatement", **TAKEN, **nowhere))
    assert excluded.value.reason == "its medication could not be identified"
