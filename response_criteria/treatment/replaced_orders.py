"""Orders that a newer order replaces: they end where it starts (decision 0131).

Every date is exact to the day: ``partial_dates`` has resolved partly known ones before.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from response_criteria.model.answers import Answer
from response_criteria.model.medications import DrugOrder, OrderStatus
from response_criteria.model.periods import PartialDate


def end_replaced_orders(orders: Sequence[DrugOrder]) -> tuple[DrugOrder, ...]:
    """Return the orders; one that a newer active order for the same drug replaces ends on the day before it."""
    successors = {order.replaces: order for order in orders if order.replaces and _may_replace(order)}
    return tuple(_end(order, successors.get(order.origin)) for order in orders)


def _may_replace(order: DrugOrder) -> bool:
    return order.status is OrderStatus.ACTIVE and order.binding is Answer.YES and order.drug.coded


def _end(order: DrugOrder, successor: DrugOrder | None) -> DrugOrder:
    if successor is None or successor.drug.kind is not order.drug.kind or successor.written < order.written:
        return order
    last = successor.starts.latest - timedelta(days=1)
    # An order cannot end before it starts: one that starts with its successor, or after it, is left as it stands.
    if last < order.starts.latest or (order.ends is not None and order.ends.latest <= last):
        return order
    return replace(order, ends=PartialDate.on(last))
