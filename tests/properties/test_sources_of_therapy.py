"""One course of imatinib, documented by orders, statements, dispenses, administrations or several of these."""

from datetime import date, timedelta
from itertools import combinations

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import ApplicabilityStatus
from tests.fhir_mappings.observation import quantity
from tests.patients import (
    SNOMED,
    Resource,
    concept,
    condition,
    dosage,
    medication_use,
    mg,
    order,
    patient,
    read_resources,
    tablets,
)

BEGIN, TODAY = date(2023, 1, 10), date(2024, 6, 15)
ORDER = [order()]
STATEMENT = [
    medication_use(
        "MedicationStatement", status="active", effectivePeriod={"start": "2023-01-10"}, dosage=[dosage(mg(400))]
    )
]
DISPENSES = [
    medication_use(
        "MedicationDispense",
        f"box-{number}",
        whenHandedOver=(BEGIN + timedelta(days=30 * number)).isoformat(),
        quantity=tablets(30),
        daysSupply=quantity(30, "days", "d"),
    )
    for number in range(18)
]
ADMINISTRATIONS = [medication_use("MedicationAdministration", effectiveDateTime="2023-01-10T08:00:00Z")]
OUTSIDE_ORDERS = {"statement": STATEMENT, "dispenses": DISPENSES, "administrations": ADMINISTRATIONS}
COMBINATIONS = [combination for size in (1, 2, 3) for combination in combinations(OUTSIDE_ORDERS, size)]


def assess_chart(*resources: Resource) -> Assessment:
    return assess(
        read_resources(patient(), condition(concept(SNOMED, "92818009"), recordedDate="2023-01-05"), *resources), TODAY
    )


@pytest.mark.parametrize("names", [(), *COMBINATIONS], ids="+".join)
def test_with_an_order_other_records_do_not_change_the_course(names: tuple[str, ...]) -> None:
    assessment = assess_chart(*ORDER, *(outside_order for name in names for outside_order in OUTSIDE_ORDERS[name]))
    assert assessment.applicability.status is ApplicabilityStatus.APPLICABLE
    assert (assessment.therapy.started_on, assessment.therapy.current_daily_dose_mg) == (BEGIN, 400)
    assert [
        precaution.code
        for precaution in assessment.precautions
        if precaution.code in ("adherence", "dose-disagreement")
    ] == []


@pytest.mark.parametrize("names", COMBINATIONS, ids="+".join)
def test_without_an_order_there_is_therapy_and_no_dose(names: tuple[str, ...]) -> None:
    assessment = assess_chart(*(outside_order for name in names for outside_order in OUTSIDE_ORDERS[name]))
    codes = [reason.code for reason in assessment.applicability.reasons]
    ended_long_ago = names == ("administrations",)
    assert codes == (["imatinib-stopped"] if ended_long_ago else ["therapy-unclear"])
    assert (assessment.therapy.started_on, assessment.therapy.current_daily_dose_mg) == (BEGIN, None)


def test_a_dispense_before_the_first_order_dates_the_start() -> None:
    earlier = medication_use(
        "MedicationDispense", "early", whenHandedOver="2022-12-20", daysSupply=quantity(30, "days", "d")
    )
    assert assess_chart(*ORDER, earlier).therapy.started_on == date(2022, 12, 20)


def test_a_change_to_another_drug_and_back_begins_a_new_course() -> None:
    dasatinib = medication_use(
        "MedicationDispense",
        "dasatinib",
        medicationCodeableConcept=concept("http://www.nlm.nih.gov/research/umls/rxnorm", "475342"),
        whenHandedOver="2023-06-01",
        daysSupply=quantity(60, "days", "d"),
    )
    back = order(name="back", authoredOn="2023-08-05")
    first = order(status="completed", dosageInstruction=[dosage(mg(400))])
    assert assess_chart(first, dasatinib, back).therapy.started_on == date(2023, 8, 5)
