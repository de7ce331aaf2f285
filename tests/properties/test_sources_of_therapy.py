"""One course of imatinib, known from orders, statements, supplies, administrations, or several of them at once."""

from datetime import date, timedelta
from itertools import combinations

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.findings import Applies, Assessment
from tests.fhir_mappings.observation import quantity
from tests.patients import SNOMED, Resource, concept, condition, dosage, mg, order, patient, tablets, told, used

BEGIN, TODAY = date(2023, 1, 10), date(2024, 6, 15)
ORDER = [order()]
STATEMENT = [
    used("MedicationStatement", status="active", effectivePeriod={"start": "2023-01-10"}, dosage=[dosage(mg(400))])
]
SUPPLIES = [
    used(
        "MedicationDispense",
        f"box-{number}",
        whenHandedOver=(BEGIN + timedelta(days=30 * number)).isoformat(),
        quantity=tablets(30),
        daysSupply=quantity(30, "days", "d"),
    )
    for number in range(18)
]
ADMINISTRATIONS = [used("MedicationAdministration", effectiveDateTime="2023-01-10T08:00:00Z")]
OUTSIDE_ORDERS = {"statement": STATEMENT, "supplies": SUPPLIES, "administrations": ADMINISTRATIONS}
MIXTURES = [each for size in (1, 2, 3) for each in combinations(OUTSIDE_ORDERS, size)]


def judged(*resources: Resource) -> Assessment:
    return assess(told(patient(), condition(concept(SNOMED, "92818009"), recordedDate="2023-01-05"), *resources), TODAY)


@pytest.mark.parametrize("names", [(), *MIXTURES], ids="+".join)
def test_with_an_order_the_course_is_the_same_whatever_else_tells_of_it(names: tuple[str, ...]) -> None:
    found = judged(*ORDER, *(each for name in names for each in OUTSIDE_ORDERS[name]))
    assert found.applicability.status is Applies.APPLICABLE
    assert (found.therapy.started_on, found.therapy.current_daily_dose_mg) == (BEGIN, 400)
    assert [each.code for each in found.precautions if each.code in ("adherence", "dose-disagreement")] == []


@pytest.mark.parametrize("names", MIXTURES, ids="+".join)
def test_without_an_order_there_is_therapy_and_no_dose(names: tuple[str, ...]) -> None:
    found = judged(*(each for name in names for each in OUTSIDE_ORDERS[name]))
    codes = [each.code for each in found.applicability.reasons]
    long_over = names == ("administrations",)
    assert codes == (["imatinib-stopped"] if long_over else ["therapy-unclear"])
    assert (found.therapy.started_on, found.therapy.current_daily_dose_mg) == (BEGIN, None)


def test_what_was_supplied_before_the_first_order_dates_the_start() -> None:
    earlier = used("MedicationDispense", "early", whenHandedOver="2022-12-20", daysSupply=quantity(30, "days", "d"))
    assert judged(*ORDER, earlier).therapy.started_on == date(2022, 12, 20)


def test_a_change_to_another_drug_and_back_begins_a_new_course() -> None:
    dasatinib = used(
        "MedicationDispense",
        "dasatinib",
        medicationCodeableConcept=concept("http://www.nlm.nih.gov/research/umls/rxnorm", "475342"),
        whenHandedOver="2023-06-01",
        daysSupply=quantity(60, "days", "d"),
    )
    back = order(name="back", authoredOn="2023-08-05")
    first = order(status="completed", dosageInstruction=[dosage(mg(400))])
    assert judged(first, dasatinib, back).therapy.started_on == date(2023, 8, 5)
