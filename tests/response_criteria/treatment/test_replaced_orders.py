"""An order that a newer active one names as the one it replaces ends where that one starts."""

from dataclasses import replace

import pytest

from response_criteria.model.facts import Origin
from response_criteria.model.medications import DrugOrder, OrderStatus
from response_criteria.model.periods import PartialDate
from response_criteria.treatment.replaced_orders import end_replaced_orders
from tests.response_criteria.chart import DASATINIB, order, when

OLD = replace(order("2024-01-10"), origin=Origin("MedicationRequest/old"))
NEW = replace(order("2024-06-15", "800"), origin=Origin("MedicationRequest/new"), replaces=OLD.origin)


def find_end(*orders: DrugOrder) -> PartialDate | None:
    return end_replaced_orders(orders)[0].ends


def test_the_older_order_ends_on_the_day_before_the_newer_one() -> None:
    assert find_end(OLD, NEW) == when("2024-06-14")
    assert end_replaced_orders((OLD, NEW))[1] == NEW


def test_an_order_that_ended_earlier_keeps_its_end() -> None:
    assert find_end(replace(OLD, ends=when("2024-03-01")), NEW) == when("2024-03-01")


@pytest.mark.parametrize(
    "newer",
    [
        replace(NEW, replaces=None),
        replace(NEW, replaces=Origin("MedicationRequest/unknown")),
        replace(NEW, status=OrderStatus.STOPPED),
        replace(NEW, drug=DASATINIB),
        replace(NEW, written=when("2024-01-09")),
        replace(NEW, starts=when("2024-01-10")),
    ],
    ids=["no reference", "another order", "stopped", "another drug", "written before it", "from the same day"],
)
def test_nothing_else_ends_an_order(newer: DrugOrder) -> None:
    assert find_end(OLD, newer) is None


def test_an_order_written_on_the_same_day_may_be_replaced() -> None:
    assert find_end(OLD, replace(NEW, written=OLD.written)) == when("2024-06-14")
