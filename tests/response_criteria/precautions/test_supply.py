"""Supplies, statements and administrations: adherence, dose disagreement, and statements that imatinib is not taken."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.findings import ApplicabilityStatus, Missing, Precaution
from response_criteria.model.history import History
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, DrugUse, NotTakenStatement, UseKind
from response_criteria.model.recommendations import Action
from response_criteria.precautions import Code
from response_criteria.precautions.codes import MISSING_INPUTS, REASONS, MissingInput, Reason
from response_criteria.treatment.current_tki import TkiStatus, UnclearReason, find_current_tki
from tests.response_criteria.chart import (
    ADULT,
    DASATINIB,
    IMATINIB,
    TODAY,
    amount,
    order,
    origin,
    resistant_history,
    use,
    when,
)


def supply(
    on: str, days: int | None = 30, *, product: str = "imatinib 400 mg", daily_dose_mg: str | None = None
) -> DrugUse:
    given = None if daily_dose_mg is None else amount(daily_dose_mg)
    return replace(use(on, days_supplied=days), product=product, daily_dose_mg=given)


def statement(on: str, daily_dose_mg: str, *, ongoing: bool = True) -> DrugUse:
    return replace(use(on, kind=UseKind.STATEMENT, ongoing=ongoing), daily_dose_mg=amount(daily_dose_mg))


def find_precaution(code: Code, *uses: DrugUse, orders: tuple[DrugOrder, ...] | None = None) -> Precaution | None:
    """Return the precaution of that code, a caution in any order of the uses; None if it does not apply."""
    history = resistant_history(uses=uses, orders=orders)
    assessment = assess(history, TODAY)
    assert assess(replace(history, uses=uses[::-1]), TODAY) == assessment
    precautions = [precaution for precaution in assessment.precautions if precaution.code == code]
    for precaution in precautions:
        assert not precaution.blocks
        assert set(precaution.values) == set(REASONS[Reason(precaution.reason)])
        assert precaution.evidence
    assert len(precautions) <= 1
    return precautions[0] if precautions else None


def find_missing_adherence(*uses: DrugUse) -> list[Missing]:
    return [
        missing_input
        for missing_input in assess(resistant_history(uses=uses), TODAY).missing_inputs
        if missing_input.values["what"] == "adherence"
    ]


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


# --- adherence -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lasts", "percent"), [(90, None), (89, 89)])
def test_supplies_that_cover_less_than_90_percent_of_the_days_warn(lasts: int, percent: int | None) -> None:
    precaution = find_precaution(Code.ADHERENCE, supply(days_ago(99), lasts))
    assert (precaution and precaution.values["percent"]) == percent
    assert find_missing_adherence(supply(days_ago(99), lasts)) == []


def test_the_percentage_is_never_rounded_up_to_the_limit() -> None:
    precaution = find_precaution(Code.ADHERENCE, supply("2023-06-15", 329))
    assert precaution is not None
    assert dict(precaution.values) == {"percent": 89, "days": 367, "since": when("2023-06-15").earliest}


def test_only_the_last_12_months_count() -> None:
    gap_long_ago = (supply("2023-01-10"), supply("2023-05-10", 500))
    assert find_precaution(Code.ADHERENCE, *gap_long_ago) is None


def test_the_days_before_the_first_supply_are_not_missed_days() -> None:
    assert find_precaution(Code.ADHERENCE, supply(days_ago(29), 30)) is None


def test_an_early_refill_is_taken_later() -> None:
    three_at_once = [supply(days_ago(89 - day)) for day in range(3)]
    assert find_precaution(Code.ADHERENCE, *three_at_once) is None


def test_two_strengths_of_one_day_do_not_last_twice_as_long() -> None:
    strengths = [supply(days_ago(59), product=value) for value in ("imatinib 400 mg", "imatinib 100 mg")]
    precaution = find_precaution(Code.ADHERENCE, *strengths)
    assert precaution is not None
    assert precaution.values["percent"] == 50


def test_a_supply_that_was_entered_twice_does_not_last_twice_as_long() -> None:
    precaution = find_precaution(Code.ADHERENCE, supply(days_ago(59)), supply(days_ago(59)))
    assert precaution is not None
    assert precaution.values["percent"] == 50


def test_doses_given_in_hospital_cover_their_days() -> None:
    in_hospital = [use(days_ago(day), kind=UseKind.ADMINISTRATION) for day in range(10)]
    assert find_precaution(Code.ADHERENCE, supply(days_ago(39), 30), *in_hospital) is None
    assert find_precaution(Code.ADHERENCE, supply(days_ago(39), 30)) is not None


@pytest.mark.parametrize(
    "uses",
    [
        (),
        (supply("2023-01-10"),),
        (supply(days_ago(99), None),),
        (supply(days_ago(99), 20), supply(days_ago(60), None)),
        (replace(supply(days_ago(99), 20), drug=Drug(DrugKind.IMATINIB, "Glivec", coded=False)),),
        (replace(supply(days_ago(99), 20), drug=DASATINIB, starts=when("2023-01-01")),),
        (use(days_ago(99), kind=UseKind.STATEMENT, ongoing=True),),
    ],
    ids=["none", "long ago", "lasting unknown", "one lasting unknown", "named in text", "another drug", "a statement"],
)
def test_without_days_supply_adherence_cannot_be_assessed_and_is_listed(
    uses: tuple[DrugUse, ...],
) -> None:
    assert find_precaution(Code.ADHERENCE, *uses) is None
    (missing,) = find_missing_adherence(*uses)
    assert missing.code == MissingInput.SUPPLY_NOT_DOCUMENTED
    assert set(missing.values) == set(MISSING_INPUTS[MissingInput.SUPPLY_NOT_DOCUMENTED])


def test_a_caution_about_adherence_does_not_hold_the_dose() -> None:
    assessment = assess(resistant_history(uses=(supply(days_ago(99), 10),)), TODAY)
    assert assessment.recommendation.action is Action.ESCALATE


# --- another dose ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "differs"), [("400", False), ("480", False), ("481", True), ("320", False), ("319", True)]
)
def test_a_supply_or_statement_that_differs_by_more_than_20_percent_warns(given: str, differs: bool) -> None:
    dispensed = find_precaution(Code.DOSE_DISAGREEMENT, supply("2024-06-01", daily_dose_mg=given))
    stated = find_precaution(Code.DOSE_DISAGREEMENT, statement("2024-06-01", given))
    assert [precaution and precaution.reason for precaution in (dispensed, stated)] == (
        [Reason.SUPPLY_DIFFERS, Reason.STATEMENT_DIFFERS] if differs else [None, None]
    )


def test_the_latest_supply_counts() -> None:
    early, late = supply("2024-01-01", daily_dose_mg="800"), supply("2024-06-01", daily_dose_mg="400")
    assert find_precaution(Code.DOSE_DISAGREEMENT, early, late) is None


def test_products_of_one_day_add_up_and_a_second_box_does_not() -> None:
    first, second = (
        supply("2024-06-01", product=value, daily_dose_mg="200") for value in ("imatinib 100 mg", "imatinib 400 mg")
    )
    assert find_precaution(Code.DOSE_DISAGREEMENT, first, second) is None
    boxes = [supply("2024-06-01", daily_dose_mg="400") for _ in range(2)]
    assert find_precaution(Code.DOSE_DISAGREEMENT, *boxes) is None


@pytest.mark.parametrize("dose", [None, ">100"])
def test_a_supply_of_unknown_dose_contradicts_nothing(dose: str | None) -> None:
    assert find_precaution(Code.DOSE_DISAGREEMENT, supply("2024-06-01", daily_dose_mg=dose)) is None


def test_a_supply_before_the_dose_change_contradicts_nothing() -> None:
    orders = (order("2023-01-10", "600", ends="2024-02-29"), order("2024-03-01"))
    before, after = supply("2024-02-20", daily_dose_mg="600"), supply("2024-03-01", daily_dose_mg="600")
    assert find_precaution(Code.DOSE_DISAGREEMENT, before, orders=orders) is None
    precaution = find_precaution(Code.DOSE_DISAGREEMENT, after, orders=orders)
    assert precaution is not None
    assert dict(precaution.values) == {"dose_mg": Decimal(400), "given_mg": Decimal(600), "on": after.starts.earliest}


def test_an_unknown_ordered_dose_is_contradicted_by_nothing() -> None:
    assert (
        find_precaution(
            Code.DOSE_DISAGREEMENT, supply("2024-06-01", daily_dose_mg="100"), orders=(order("2023-01-10", None),)
        )
        is None
    )


# --- not taken --------------------------------------------------------------------------------------------


def not_taken_on(on: str, drug: Drug = IMATINIB) -> NotTakenStatement:
    return NotTakenStatement(drug=drug, on=when(on), origin=origin("MedicationStatement"), reported="imatinib")


def find_tki(*not_taken_statements: NotTakenStatement, uses: tuple[DrugUse, ...] = ()) -> tuple[TkiStatus, str]:
    current = find_current_tki(
        History(person=ADULT, orders=(order("2023-01-10"),), uses=uses, not_taken_statements=not_taken_statements),
        TODAY,
    )
    return current.status, str(current.values.get("why", ""))


@pytest.mark.parametrize(("on", "unclear"), [("2023-01-09", False), ("2023-01-10", False), ("2023-01-11", True)])
def test_a_not_taken_statement_after_the_order_makes_the_treatment_unclear(on: str, unclear: bool) -> None:
    expected = (TkiStatus.UNCLEAR, UnclearReason.REPORTED_NOT_TAKEN) if unclear else (TkiStatus.IMATINIB, "")
    assert find_tki(not_taken_on(on)) == expected


@pytest.mark.parametrize(("on", "status"), [("2024-05-01", TkiStatus.IMATINIB), ("2024-04-30", TkiStatus.UNCLEAR)])
def test_a_supply_on_or_after_the_statement_resolves_it(on: str, status: TkiStatus) -> None:
    assert find_tki(not_taken_on("2024-05-01"), uses=(use(on),))[0] is status


def test_a_statement_of_stopping_is_no_sign_of_later_use() -> None:
    not_taken = not_taken_on("2024-05-01")
    stopped = replace(use("2024-05-01", kind=UseKind.STATEMENT), origin=not_taken.origin)
    assert find_tki(not_taken, uses=(stopped,))[0] is TkiStatus.UNCLEAR


def test_a_statement_of_unknown_date_may_be_from_today() -> None:
    assert (
        find_tki(replace(not_taken_on("2024"), on=when("2024")._replace(latest=when("2999").latest)))[0]
        is TkiStatus.UNCLEAR
    )


def test_a_statement_from_the_future_or_about_another_drug_does_not_count() -> None:
    assert find_tki(not_taken_on("2024-06-17"), not_taken_on("2024-05-01", DASATINIB))[0] is TkiStatus.IMATINIB
    assert find_tki(not_taken_on("2024-06-16"))[0] is TkiStatus.UNCLEAR  # dated so somewhere on earth


def test_a_contradicted_order_and_its_statement_are_cited_and_nothing_is_evaluated() -> None:
    contradicting = not_taken_on("2024-06-01")
    history = replace(resistant_history(), not_taken_statements=(contradicting,))
    assessment = assess(history, TODAY)
    assert assessment.applicability.status is ApplicabilityStatus.UNKNOWN
    assert assessment.recommendation.action is Action.COMPLETE_DATA
    (reason,) = assessment.applicability.reasons
    assert [item.origin for item in reason.evidence] == [contradicting.origin, history.orders[0].origin]
