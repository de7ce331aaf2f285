"""The dose of imatinib, today and over time, as orders tell it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Drug, DrugKind, DrugOrder, OrderStatus
from response_criteria.model.findings import DosePeriod
from response_criteria.treatment.imatinib_orders import DoseUnknown, current_dose, dose_periods
from tests.response_criteria.chart import DASATINIB, day, order

TODAY = day("2024-06-15")
NAMED_IN_TEXT = Drug(DrugKind.IMATINIB, "Glivec", coded=False)


def _dose(*orders: DrugOrder) -> Decimal | DoseUnknown | None:
    dose = current_dose(orders, TODAY)
    return dose.unknown_because if dose.mg is None else dose.mg


def test_a_single_order_gives_the_dose() -> None:
    assert _dose(order("2023-01-10")) == 400


def test_different_strengths_written_together_are_summed() -> None:
    assert _dose(order("2023-01-10"), order("2023-01-10", "200", tablet_mg="100")) == 600


def test_a_renewal_is_not_summed() -> None:
    assert _dose(order("2023-01-10"), order("2023-04-10"), order("2023-07-10")) == 400


def test_an_order_entered_twice_is_not_summed() -> None:
    once = order("2023-01-10")
    assert _dose(once, once) == 400


def test_renewals_of_two_strengths_written_together_are_summed_once() -> None:
    dates = ("2023-01-10", "2023-04-10")
    assert _dose(*(order(on) for on in dates), *(order(on, "200", tablet_mg="100") for on in dates)) == 600


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
    assert _dose(first, second) == _dose(second, first) == DoseUnknown.ORDERS_DIFFER


MORNING, EVENING = frozenset({"morning"}), frozenset({"evening"})


def test_an_order_for_the_morning_is_no_renewal_of_one_for_the_evening() -> None:
    """Together they may be 800 mg; decision 0012 sums no two orders of one tablet."""
    morning = replace(order("2023-01-10"), times_of_day=MORNING)
    evening = replace(order("2023-01-10"), times_of_day=EVENING)
    assert _dose(morning, evening) == _dose(evening, morning) == DoseUnknown.ORDERS_DIFFER


@pytest.mark.parametrize("times", [frozenset[str](), MORNING, MORNING | EVENING])
def test_a_renewal_may_leave_out_or_add_times_of_the_day(times: frozenset[str]) -> None:
    assert _dose(order("2023-01-10"), replace(order("2023-04-10"), times_of_day=times)) == 400
    assert (
        _dose(replace(order("2023-01-10"), times_of_day=MORNING), replace(order("2023-04-10"), times_of_day=times))
        == 400
    )


def test_the_same_dose_ordered_for_another_time_of_the_day_is_a_change_to_come() -> None:
    evening = replace(order("2024-07-01"), times_of_day=EVENING)
    assert _dose(replace(order("2023-01-10"), times_of_day=MORNING), evening) == DoseUnknown.CHANGE_ORDERED


def test_an_order_without_a_dose_leaves_it_unknown_and_says_why() -> None:
    dose = current_dose([order("2023-01-10", None)], TODAY)
    assert (dose.mg, dose.unknown_because, dose.in_words) == (None, DoseUnknown.NOT_GIVEN, "as directed")


def test_a_dose_given_as_a_range_is_unknown() -> None:
    ranged = replace(order("2023-01-10"), daily_dose_mg=Amount.between(Decimal(400), Decimal(800)))
    assert _dose(ranged) == DoseUnknown.A_RANGE


def test_an_active_order_that_names_imatinib_only_in_text_makes_the_dose_unknown() -> None:
    assert _dose(order("2023-01-10"), order("2024-01-10", drug=NAMED_IN_TEXT)) == DoseUnknown.NAMED_ONLY_IN_TEXT


def test_a_change_of_dose_that_is_ordered_and_has_not_begun_makes_the_dose_unknown() -> None:
    assert _dose(order("2023-01-10"), order("2024-06-20", "800")) == DoseUnknown.CHANGE_ORDERED


def test_a_change_of_dose_from_tomorrow_on_is_no_contradiction_of_the_order_that_ends_today() -> None:
    assert _dose(order("2023-01-10", ends="2024-06-15"), order("2024-06-16", "800")) == DoseUnknown.CHANGE_ORDERED
    assert _dose(order("2023-01-10", ends="2024-06-14"), order("2024-06-16", "800")) == 800


def test_a_renewal_that_has_not_begun_changes_nothing() -> None:
    assert _dose(order("2023-01-10"), order("2024-06-20")) == 400
    assert _dose(order("2023-01-10"), order("2024-06-16")) == 400


@pytest.mark.parametrize("status", [OrderStatus.ON_HOLD, OrderStatus.STOPPED, OrderStatus.COMPLETED])
def test_only_active_orders_are_taken_today(status: OrderStatus) -> None:
    assert _dose(order("2023-01-10", status=status)) == DoseUnknown.NO_ORDER


@pytest.mark.parametrize(("ends", "dose"), [("2024-06-14", DoseUnknown.NO_ORDER), ("2024-06-15", 400)])
def test_an_order_runs_to_the_end_of_its_last_day(ends: str, dose: object) -> None:
    assert _dose(order("2023-01-10", ends=ends)) == dose


def test_neither_a_plan_nor_another_drug_is_part_of_the_dose() -> None:
    others = (
        order("2023-01-10", "200", tablet_mg="100", binding=Answer.NO),
        order("2023-01-10", "100", drug=DASATINIB),
    )
    assert _dose(order("2023-01-10"), *others) == 400


@pytest.mark.parametrize("written", ["2023-01-10", "2024-01-10", "2024-06-20"])
@pytest.mark.parametrize("dose", ["800", None])
def test_an_order_no_older_that_may_be_in_force_at_another_dose_leaves_it_unknown(
    written: str, dose: str | None
) -> None:
    older, newer = order("2023-01-10"), order(written, dose, binding=Answer.UNKNOWN)
    assert _dose(older, newer) == _dose(newer, older) == DoseUnknown.PERHAPS_REPLACED


def test_the_order_that_may_have_replaced_another_is_named_first() -> None:
    newer = order("2024-01-10", "800", binding=Answer.UNKNOWN)
    assert current_dose([order("2023-01-10"), newer], TODAY).orders[0] == newer


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
    ids=["the same dose", "the same in other tablets", "an older one", "run out", "ended", "a plan"],
)
def test_what_changes_no_dose_leaves_it_as_it_is(other: DrugOrder) -> None:
    assert _dose(order("2023-01-10"), other) == 400


def test_a_renewal_of_a_part_of_the_dose_that_may_be_in_force_changes_nothing() -> None:
    part = order("2023-01-10", "200", tablet_mg="100")
    renewed = order("2024-01-10", "200", tablet_mg="100", binding=Answer.UNKNOWN)
    assert _dose(order("2023-01-10"), part, renewed) == 600


def _periods(orders: Sequence[DrugOrder]) -> list[tuple[str, str, object]]:
    def told(each: DosePeriod) -> tuple[str, str, object]:
        return str(each.starts), str(each.ends or "on"), each.daily_dose_mg

    every_order = {tuple(map(told, dose_periods(some, TODAY))) for some in permutations(orders)}
    assert len(every_order) == 1, "the order of the data never matters"
    return list(every_order.pop())


def test_a_finished_order_gives_way_to_the_next() -> None:
    orders = [
        order("2022-01-10", ends="2023-01-09", status=OrderStatus.COMPLETED),
        order("2023-01-10", "800"),
    ]
    assert _periods(orders) == [("2022-01-10", "2023-01-09", 400), ("2023-01-10", "on", 800)]


def test_a_finished_order_that_does_not_tell_its_end_ends_when_the_next_begins() -> None:
    orders = [order("2022-01-10", status=OrderStatus.STOPPED), order("2023-01-10", "300", tablet_mg="100")]
    assert _periods(orders) == [("2022-01-10", "2023-01-09", 400), ("2023-01-10", "on", 300)]


def test_where_a_finished_order_overlaps_the_later_one_replaces_it() -> None:
    orders = [
        order("2022-01-10", ends="2022-12-31", status=OrderStatus.COMPLETED),
        order("2022-10-01", "600", tablet_mg="100"),
    ]
    assert _periods(orders) == [("2022-01-10", "2022-09-30", 400), ("2022-10-01", "on", 600)]


def test_renewals_of_one_dose_are_one_period() -> None:
    monthly = [
        order(f"2023-{month:02}-01", ends=f"2023-{month:02}-28", status=OrderStatus.COMPLETED) for month in (1, 2, 3)
    ]
    assert _periods([*monthly, order("2023-04-01")]) == [("2023-01-01", "on", 400)]


@pytest.mark.parametrize(("resumed", "number"), [("2023-06-28", 1), ("2023-06-29", 2)])
def test_an_interruption_of_90_days_parts_two_periods_of_one_dose(resumed: str, number: int) -> None:
    orders = [order("2023-01-01", ends="2023-03-31", status=OrderStatus.COMPLETED), order(resumed)]
    assert len(_periods(orders)) == number


@pytest.mark.parametrize("resumed", ["2023-08-01", "2024-01-05"])
def test_a_finished_order_that_does_not_tell_its_end_ends_when_another_tki_begins(resumed: str) -> None:
    """However short the time on the other one: the patient was not on imatinib then."""
    orders = [
        order("2023-01-10", status=OrderStatus.STOPPED),
        order("2023-07-01", None, drug=DASATINIB, status=OrderStatus.STOPPED),
        order(resumed),
    ]
    assert _periods(orders) == [("2023-01-10", "2023-06-30", 400), (resumed, "on", 400)]


def test_another_tki_that_is_only_planned_ends_no_period() -> None:
    planned = order("2023-07-01", None, drug=DASATINIB, binding=Answer.NO)
    assert _periods([order("2023-01-10", status=OrderStatus.STOPPED), planned, order("2024-01-05")]) == [
        ("2023-01-10", "on", 400)
    ]


def test_active_orders_that_differ_leave_the_dose_of_their_overlap_unknown() -> None:
    orders = [order("2022-01-10"), order("2023-01-10", "800")]
    assert _periods(orders) == [("2022-01-10", "2023-01-09", 400), ("2023-01-10", "on", None)]


def test_parts_of_one_dose_are_one_period() -> None:
    orders = [order("2022-01-10"), order("2022-01-10", "200", tablet_mg="100")]
    assert _periods(orders) == [("2022-01-10", "on", 600)]


def test_an_end_that_is_still_to_come_is_none() -> None:
    assert _periods([order("2022-01-10", ends="9999-12-31")]) == [("2022-01-10", "on", 400)]


def test_no_order_gives_no_period() -> None:
    assert _periods([]) == []
