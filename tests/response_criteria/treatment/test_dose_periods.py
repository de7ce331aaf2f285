"""The dose of imatinib over time, by orders."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from response_criteria.model.answers import Answer
from response_criteria.model.medications import DrugOrder, OrderStatus
from response_criteria.model.therapy import DosePeriod
from response_criteria.treatment.dose_periods import build_dose_periods
from tests.response_criteria.chart import DASATINIB, day, order

TODAY = day("2024-06-15")


def periods_of(orders: Sequence[DrugOrder]) -> list[tuple[str, str, object]]:
    def describe(period: DosePeriod) -> tuple[str, str, object]:
        return str(period.starts), str(period.ends or "on"), period.daily_dose_mg

    every_order = {tuple(map(describe, build_dose_periods(permuted, TODAY))) for permuted in permutations(orders)}
    assert len(every_order) == 1, "the order of the data must not matter"
    return list(every_order.pop())


def test_the_next_order_follows_a_finished_one() -> None:
    orders = [
        order("2022-01-10", ends="2023-01-09", status=OrderStatus.COMPLETED),
        order("2023-01-10", "800"),
    ]
    assert periods_of(orders) == [("2022-01-10", "2023-01-09", 400), ("2023-01-10", "on", 800)]


def test_a_finished_order_without_an_end_ends_when_the_next_starts() -> None:
    orders = [order("2022-01-10", status=OrderStatus.STOPPED), order("2023-01-10", "300", tablet_mg="100")]
    assert periods_of(orders) == [("2022-01-10", "2023-01-09", 400), ("2023-01-10", "on", 300)]


def test_where_a_finished_order_overlaps_the_later_one_replaces_it() -> None:
    orders = [
        order("2022-01-10", ends="2022-12-31", status=OrderStatus.COMPLETED),
        order("2022-10-01", "600", tablet_mg="100"),
    ]
    assert periods_of(orders) == [("2022-01-10", "2022-09-30", 400), ("2022-10-01", "on", 600)]


def test_renewals_of_one_dose_are_one_period() -> None:
    monthly = [
        order(f"2023-{month:02}-01", ends=f"2023-{month:02}-28", status=OrderStatus.COMPLETED) for month in (1, 2, 3)
    ]
    assert periods_of([*monthly, order("2023-04-01")]) == [("2023-01-01", "on", 400)]


@pytest.mark.parametrize(("resumed", "number"), [("2023-06-29", 1), ("2023-06-30", 2)])
def test_an_interruption_of_90_days_separates_two_periods_of_one_dose(resumed: str, number: int) -> None:
    orders = [order("2023-01-01", ends="2023-03-31", status=OrderStatus.COMPLETED), order(resumed)]
    assert len(periods_of(orders)) == number


@pytest.mark.parametrize("resumed", ["2023-08-01", "2024-01-05"])
def test_a_finished_order_without_an_end_ends_when_another_tki_starts(resumed: str) -> None:
    """However briefly the other TKI was taken, the patient was not on imatinib then."""
    orders = [
        order("2023-01-10", status=OrderStatus.STOPPED),
        order("2023-07-01", None, drug=DASATINIB, status=OrderStatus.STOPPED),
        order(resumed),
    ]
    assert periods_of(orders) == [("2023-01-10", "2023-06-30", 400), (resumed, "on", 400)]


def test_another_tki_that_is_only_planned_ends_no_period() -> None:
    planned = order("2023-07-01", None, drug=DASATINIB, binding=Answer.NO)
    assert periods_of([order("2023-01-10", status=OrderStatus.STOPPED), planned, order("2024-01-05")]) == [
        ("2023-01-10", "on", 400)
    ]


def test_active_orders_that_differ_leave_the_dose_of_their_overlap_unknown() -> None:
    orders = [order("2022-01-10"), order("2023-01-10", "800")]
    assert periods_of(orders) == [("2022-01-10", "2023-01-09", 400), ("2023-01-10", "on", None)]


def test_parts_of_one_dose_are_one_period() -> None:
    orders = [order("2022-01-10"), order("2022-01-10", "200", tablet_mg="100")]
    assert periods_of(orders) == [("2022-01-10", "on", 600)]


def test_a_future_end_is_no_end() -> None:
    assert periods_of([order("2022-01-10", ends="9999-12-31")]) == [("2022-01-10", "on", 400)]


def test_no_order_gives_no_period() -> None:
    assert periods_of([]) == []
