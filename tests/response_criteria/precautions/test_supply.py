"""What was supplied, said or given beside the orders: coverage, another dose, and a statement that nothing is taken."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.facts import Denial, Drug, DrugKind, DrugOrder, DrugUse, History, UseKind
from response_criteria.model.findings import Action, Applies, Missing, Precaution
from response_criteria.precautions import Code
from response_criteria.precautions.reasons import REASONS, UNCHECKED, Reason, Unchecked
from response_criteria.treatment.current_tki import Standing, Unclear, current_tki
from tests.response_criteria.chart import ADULT, DASATINIB, IMATINIB, TODAY, amount, order, origin, resistant, use, when


def supply(
    on: str, days: int | None = 30, *, product: str = "imatinib 400 mg", daily_dose_mg: str | None = None
) -> DrugUse:
    given = None if daily_dose_mg is None else amount(daily_dose_mg)
    return replace(use(on, days_supplied=days), product=product, daily_dose_mg=given)


def statement(on: str, daily_dose_mg: str, *, ongoing: bool = True) -> DrugUse:
    return replace(use(on, kind=UseKind.STATEMENT, ongoing=ongoing), daily_dose_mg=amount(daily_dose_mg))


def raised(code: Code, *uses: DrugUse, orders: tuple[DrugOrder, ...] | None = None) -> Precaution | None:
    """The precaution of that code; the order of the uses never matters, and neither code ever changes the action."""
    history = resistant(uses=uses, orders=orders)
    found = assess(history, TODAY)
    assert assess(replace(history, uses=uses[::-1]), TODAY) == found
    (precaution,) = [each for each in found.precautions if each.code == code] or [None]
    if precaution is not None:
        assert not precaution.blocks
        assert set(precaution.values) == set(REASONS[Reason(precaution.reason)])
        assert precaution.evidence
    return precaution


def not_judged(*uses: DrugUse) -> list[Missing]:
    return [each for each in assess(resistant(uses=uses), TODAY).unchecked if each.values["what"] == "adherence"]


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


# --- adherence -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lasts", "percent"), [(90, None), (89, 89)])
def test_supplies_that_cover_less_than_90_percent_of_the_days_warn(lasts: int, percent: int | None) -> None:
    found = raised(Code.ADHERENCE, supply(days_ago(99), lasts))
    assert (found and found.values["percent"]) == percent
    assert not_judged(supply(days_ago(99), lasts)) == []


def test_the_share_is_never_rounded_up_to_the_line() -> None:
    found = raised(Code.ADHERENCE, supply("2023-06-15", 329))
    assert found is not None
    assert dict(found.values) == {"percent": 89, "days": 367, "since": when("2023-06-15").earliest}


def test_only_the_last_12_months_are_looked_at() -> None:
    gap_long_ago = (supply("2023-01-10"), supply("2023-05-10", 500))
    assert raised(Code.ADHERENCE, *gap_long_ago) is None


def test_the_days_before_the_first_supply_are_not_missed_ones() -> None:
    assert raised(Code.ADHERENCE, supply(days_ago(29), 30)) is None


def test_what_is_handed_over_early_is_taken_later() -> None:
    three_at_once = [supply(days_ago(89 - day)) for day in range(3)]
    assert raised(Code.ADHERENCE, *three_at_once) is None


def test_two_strengths_of_one_day_do_not_last_twice_as_long() -> None:
    strengths = [supply(days_ago(59), product=each) for each in ("imatinib 400 mg", "imatinib 100 mg")]
    found = raised(Code.ADHERENCE, *strengths)
    assert found is not None
    assert found.values["percent"] == 50


def test_a_supply_that_was_entered_twice_does_not_last_twice_as_long() -> None:
    found = raised(Code.ADHERENCE, supply(days_ago(59)), supply(days_ago(59)))
    assert found is not None
    assert found.values["percent"] == 50


def test_days_in_hospital_are_covered_by_what_was_given_there() -> None:
    in_hospital = [use(days_ago(day), kind=UseKind.ADMINISTRATION) for day in range(10)]
    assert raised(Code.ADHERENCE, supply(days_ago(39), 30), *in_hospital) is None
    assert raised(Code.ADHERENCE, supply(days_ago(39), 30)) is not None


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
def test_without_supplies_that_say_how_long_they_last_adherence_is_not_judged_and_that_is_said(
    uses: tuple[DrugUse, ...],
) -> None:
    assert raised(Code.ADHERENCE, *uses) is None
    (missing,) = not_judged(*uses)
    assert missing.code == Unchecked.SUPPLY_NOT_DOCUMENTED
    assert set(missing.values) == set(UNCHECKED[Unchecked.SUPPLY_NOT_DOCUMENTED])


def test_a_warning_about_adherence_does_not_withhold_the_step() -> None:
    found = assess(resistant(uses=(supply(days_ago(99), 10),)), TODAY)
    assert found.recommendation.action is Action.ESCALATE


# --- another dose ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "differs"), [("400", False), ("480", False), ("481", True), ("320", False), ("319", True)]
)
def test_a_supply_or_a_statement_more_than_20_percent_apart_from_the_order_warns(given: str, differs: bool) -> None:
    dispensed = raised(Code.DOSE_DISAGREEMENT, supply("2024-06-01", daily_dose_mg=given))
    stated = raised(Code.DOSE_DISAGREEMENT, statement("2024-06-01", given))
    assert [each and each.reason for each in (dispensed, stated)] == (
        [Reason.SUPPLY_DIFFERS, Reason.STATEMENT_DIFFERS] if differs else [None, None]
    )


def test_the_latest_supply_counts() -> None:
    early, late = supply("2024-01-01", daily_dose_mg="800"), supply("2024-06-01", daily_dose_mg="400")
    assert raised(Code.DOSE_DISAGREEMENT, early, late) is None


def test_different_products_of_one_day_make_up_one_dose_and_a_second_box_does_not() -> None:
    a, b = (supply("2024-06-01", product=each, daily_dose_mg="200") for each in ("imatinib 100 mg", "imatinib 400 mg"))
    assert raised(Code.DOSE_DISAGREEMENT, a, b) is None
    boxes = [supply("2024-06-01", daily_dose_mg="400") for _ in range(2)]
    assert raised(Code.DOSE_DISAGREEMENT, *boxes) is None


@pytest.mark.parametrize("dose", [None, ">100"])
def test_a_supply_whose_dose_is_not_known_contradicts_nothing(dose: str | None) -> None:
    assert raised(Code.DOSE_DISAGREEMENT, supply("2024-06-01", daily_dose_mg=dose)) is None


def test_what_was_supplied_before_the_dose_changed_contradicts_nothing() -> None:
    orders = (order("2023-01-10", "600", ends="2024-02-29"), order("2024-03-01"))
    before, after = supply("2024-02-20", daily_dose_mg="600"), supply("2024-03-01", daily_dose_mg="600")
    assert raised(Code.DOSE_DISAGREEMENT, before, orders=orders) is None
    found = raised(Code.DOSE_DISAGREEMENT, after, orders=orders)
    assert found is not None
    assert dict(found.values) == {"dose_mg": Decimal(400), "given_mg": Decimal(600), "on": after.starts.earliest}


def test_a_dose_that_is_not_known_is_contradicted_by_nothing() -> None:
    assert (
        raised(Code.DOSE_DISAGREEMENT, supply("2024-06-01", daily_dose_mg="100"), orders=(order("2023-01-10", None),))
        is None
    )


# --- said not to be taken --------------------------------------------------------------------------------------------


def denial(on: str, drug: Drug = IMATINIB) -> Denial:
    return Denial(drug=drug, on=when(on), origin=origin("MedicationStatement"), reported="imatinib")


def tki_with(*denials: Denial, uses: tuple[DrugUse, ...] = ()) -> tuple[Standing, str]:
    told = current_tki(History(person=ADULT, orders=(order("2023-01-10"),), uses=uses, denials=denials), TODAY)
    return told.standing, str(told.values.get("why", ""))


@pytest.mark.parametrize(("on", "unclear"), [("2023-01-09", False), ("2023-01-10", False), ("2023-01-11", True)])
def test_a_statement_later_than_the_order_that_it_is_not_taken_leaves_the_treatment_unclear(
    on: str, unclear: bool
) -> None:
    expected = (Standing.UNCLEAR, Unclear.SAID_NOT_TAKEN) if unclear else (Standing.IMATINIB, "")
    assert tki_with(denial(on)) == expected


@pytest.mark.parametrize(("on", "standing"), [("2024-05-01", Standing.IMATINIB), ("2024-04-30", Standing.UNCLEAR)])
def test_a_supply_on_or_after_that_statement_answers_it(on: str, standing: Standing) -> None:
    assert tki_with(denial("2024-05-01"), uses=(use(on),))[0] is standing


def test_what_says_that_it_was_stopped_is_no_sign_that_it_was_taken_later() -> None:
    said = denial("2024-05-01")
    stopped = replace(use("2024-05-01", kind=UseKind.STATEMENT), origin=said.origin)
    assert tki_with(said, uses=(stopped,))[0] is Standing.UNCLEAR


def test_a_statement_of_unknown_date_may_be_of_today() -> None:
    assert (
        tki_with(replace(denial("2024"), on=when("2024")._replace(latest=when("2999").latest)))[0] is Standing.UNCLEAR
    )


def test_a_statement_of_a_day_to_come_or_about_another_drug_says_nothing() -> None:
    assert tki_with(denial("2024-06-17"), denial("2024-05-01", DASATINIB))[0] is Standing.IMATINIB
    assert tki_with(denial("2024-06-16"))[0] is Standing.UNCLEAR  # dated so somewhere on earth


def test_a_contradicted_order_is_shown_beside_what_contradicts_it_and_nothing_is_judged() -> None:
    contradicting = denial("2024-06-01")
    history = replace(resistant(), denials=(contradicting,))
    found = assess(history, TODAY)
    assert found.applicability.status is Applies.UNKNOWN
    assert found.recommendation.action is Action.COMPLETE_DATA
    (reason,) = found.applicability.reasons
    assert [each.origin for each in reason.evidence] == [contradicting.origin, history.orders[0].origin]
