"""Today's dose of imatinib, by orders."""

from dataclasses import replace
from decimal import Decimal

import pytest

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, OrderStatus
from response_criteria.treatment.imatinib_orders import DoseUnknownReason, compute_current_dose
from tests.response_criteria.chart import DASATINIB, day, order

TODAY = day("2024-06-15")
NAMED_IN_TEXT = Drug(DrugKind.IMATINIB, "Glivec", coded=False)


def dose_of(*orders: DrugOrder) -> Decimal | DoseUnknownReason | None:
    dose = compute_current_dose(orders, TODAY)
    return dose.unknown_reason if dose.mg is None else dose.mg


def test_a_single_order_gives_the_dose() -> None:
    assert dose_of(order("2023-01-10")) == 400


def test_different_strengths_written_together_are_summed() -> None:
    assert dose_of(order("2023-01-10"), order("2023-01-10", "200", tablet_mg="100")) == 600


def test_a_renewal_is_not_summed() -> None:
    assert dose_of(order("2023-01-10"), order("2023-04-10"), order("2023-07-10")) == 400


def test_an_order_entered_twice_is_not_summed() -> None:
    repeated = order("2023-01-10")
    assert dose_of(repeated, repeated) == 400


def test_renewals_of_two_strengths_written_together_are_summed_once() -> None:
    dates = ("2023-01-10", "2023-04-10")
    assert dose_of(*(order(on) for on in dates), *(order(on, "200", tablet_mg="100") for on in dates)) == 600


@pytest.mark.parametrize(
    "second",
    [
        order("2023-04-10", "200", tablet_mg="100"),
        order("2023-04-10", "800"),
        order("2023-01-10", "400", instruction="at night"),
        replace(order("2023-01-10", "200", tablet_mg="100"), strength_mg=None),
    ],
    ids=["another strength later", "another dose later", "the same tablet with another instruction", "no strength"],
)
def test_orders_that_are_neither_a_renewal_nor_parts_of_one_dose_leave_it_unknown(second: DrugOrder) -> None:
    first = order("2023-01-10")
    assert dose_of(first, second) == dose_of(second, first) == DoseUnknownReason.ORDERS_DIFFER


MORNING, EVENING = frozenset({"morning"}), frozenset({"evening"})


def test_an_order_for_the_morning_is_no_renewal_of_one_for_the_evening() -> None:
    """Together they may be 800 mg; decision 0012 sums no two orders of one tablet."""
    morning = replace(order("2023-01-10"), times_of_day=MORNING)
    evening = replace(order("2023-01-10"), times_of_day=EVENING)
    assert dose_of(morning, evening) == dose_of(evening, morning) == DoseUnknownReason.ORDERS_DIFFER


@pytest.mark.parametrize("times", [frozenset[str](), MORNING, MORNING | EVENING])
def test_a_renewal_may_leave_out_or_add_times_of_the_day(times: frozenset[str]) -> None:
    assert dose_of(order("2023-01-10"), replace(order("2023-04-10"), times_of_day=times)) == 400
    assert (
        dose_of(replace(order("2023-01-10"), times_of_day=MORNING), replace(order("2023-04-10"), times_of_day=times))
        == 400
    )


def test_the_same_dose_ordered_for_another_time_of_the_day_is_a_change_to_come() -> None:
    evening = replace(order("2024-07-01"), times_of_day=EVENING)
    assert dose_of(replace(order("2023-01-10"), times_of_day=MORNING), evening) == DoseUnknownReason.CHANGE_ORDERED


def test_an_order_without_a_dose_leaves_it_unknown_and_its_text_is_kept() -> None:
    dose = compute_current_dose([order("2023-01-10", None)], TODAY)
    assert (dose.mg, dose.unknown_reason, dose.in_words) == (None, DoseUnknownReason.NOT_GIVEN, "as directed")


def test_a_dose_given_as_a_range_is_unknown() -> None:
    ranged = replace(order("2023-01-10"), daily_dose_mg=Amount.between(Decimal(400), Decimal(800)))
    assert dose_of(ranged) == DoseUnknownReason.A_RANGE


def test_an_active_order_that_names_imatinib_only_in_text_makes_the_dose_unknown() -> None:
    assert dose_of(order("2023-01-10"), order("2024-01-10", drug=NAMED_IN_TEXT)) == DoseUnknownReason.NAMED_ONLY_IN_TEXT


def test_an_ordered_change_of_dose_that_has_not_started_makes_the_dose_unknown() -> None:
    assert dose_of(order("2023-01-10"), order("2024-06-20", "800")) == DoseUnknownReason.CHANGE_ORDERED


def test_an_order_from_tomorrow_on_counts_only_where_none_covers_today() -> None:
    assert (
        dose_of(order("2023-01-10", ends="2024-06-15"), order("2024-06-16", "800")) == DoseUnknownReason.CHANGE_ORDERED
    )
    assert dose_of(order("2023-01-10", ends="2024-06-14"), order("2024-06-16", "800")) == 800


def test_a_renewal_that_has_not_started_changes_nothing() -> None:
    assert dose_of(order("2023-01-10"), order("2024-06-20")) == 400
    assert dose_of(order("2023-01-10"), order("2024-06-16")) == 400


@pytest.mark.parametrize("status", [OrderStatus.ON_HOLD, OrderStatus.STOPPED, OrderStatus.COMPLETED])
def test_only_active_orders_give_the_current_dose(status: OrderStatus) -> None:
    assert dose_of(order("2023-01-10", status=status)) == DoseUnknownReason.NO_ORDER


@pytest.mark.parametrize(("ends", "dose"), [("2024-06-14", DoseUnknownReason.NO_ORDER), ("2024-06-15", 400)])
def test_an_order_runs_to_the_end_of_its_last_day(ends: str, dose: object) -> None:
    assert dose_of(order("2023-01-10", ends=ends)) == dose


def test_neither_a_plan_nor_another_drug_is_part_of_the_dose() -> None:
    others = (
        order("2023-01-10", "200", tablet_mg="100", binding=Answer.NO),
        order("2023-01-10", "100", drug=DASATINIB),
    )
    assert dose_of(order("2023-01-10"), *others) == 400


@pytest.mark.parametrize("written", ["2023-01-10", "2024-01-10", "2024-06-20"])
@pytest.mark.parametrize("dose", ["800", None])
def test_a_newer_order_of_unknown_status_for_another_dose_leaves_it_unknown(written: str, dose: str | None) -> None:
    older, newer = order("2023-01-10"), order(written, dose, binding=Answer.UNKNOWN)
    assert dose_of(older, newer) == dose_of(newer, older) == DoseUnknownReason.POSSIBLY_REPLACED


def test_the_order_that_may_have_replaced_another_is_named_first() -> None:
    newer = order("2024-01-10", "800", binding=Answer.UNKNOWN)
    assert compute_current_dose([order("2023-01-10"), newer], TODAY).orders[0] == newer


@pytest.mark.parametrize(
    "other",
    [
        order("2024-01-10", binding=Answer.UNKNOWN),
        order("2024-01-10", tablet_mg="100", binding=Answer.UNKNOWN),
        order("2023-01-09", "800", binding=Answer.UNKNOWN),
        order("2024-01-10", "800", binding=Answer.UNKNOWN, ends="2024-06-14"),
        order("2024-01-10", "800", binding=Answer.UNKNOWN, status=OrderStatus.STOPPED),
        order("2024-01-10", "800", binding=Answer.NO),
    ],
    ids=["the same dose", "the same in other tablets", "an older one", "expired", "ended", "a plan"],
)
def test_orders_that_cannot_have_replaced_another_change_nothing(other: DrugOrder) -> None:
    assert dose_of(order("2023-01-10"), other) == 400


def test_a_renewal_of_unknown_status_of_a_part_of_the_dose_changes_nothing() -> None:
    part = order("2023-01-10", "200", tablet_mg="100")
    renewed = order("2024-01-10", "200", tablet_mg="100", binding=Answer.UNKNOWN)
    assert dose_of(order("2023-01-10"), part, renewed) == 600
