"""The TKI that is taken today, by orders, supplies and statements."""

from dataclasses import replace

import pytest

from response_criteria.model.answers import Answer
from response_criteria.model.history import History
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, DrugUse, OrderStatus, UseKind
from response_criteria.treatment.current_tki import (
    UNCLEAR_VALUES,
    CurrentTki,
    TkiStatus,
    UnclearReason,
    find_current_tki,
)
from tests.response_criteria.chart import ADULT, DASATINIB, day, order, use

TODAY = day("2024-06-15")
FINISHED = OrderStatus.COMPLETED
GLIVEC = Drug(DrugKind.IMATINIB, "Glivec", coded=False)
SPRYCEL = Drug(DrugKind.OTHER_TKI, "Sprycel", coded=False)


def find(*drugs: DrugOrder | DrugUse) -> CurrentTki:
    orders = tuple(drug for drug in drugs if isinstance(drug, DrugOrder))
    uses = tuple(drug for drug in drugs if isinstance(drug, DrugUse))
    current = find_current_tki(History(person=ADULT, orders=orders, uses=uses), TODAY)
    assert current == find_current_tki(History(person=ADULT, orders=orders[::-1], uses=uses[::-1]), TODAY)
    if current.status is TkiStatus.UNCLEAR:
        assert set(current.values) == {"why", *UNCLEAR_VALUES[UnclearReason(str(current.values["why"]))]}
    return current


def find_reason(*drugs: DrugOrder | DrugUse) -> str:
    current = find(*drugs)
    assert current.status is TkiStatus.UNCLEAR
    assert current.evidence
    return str(current.values["why"])


def test_an_active_order_for_imatinib_is_imatinib() -> None:
    imatinib = order("2023-01-10")
    current = find(imatinib)
    assert current.status is TkiStatus.IMATINIB
    assert [item.origin for item in current.evidence] == [imatinib.origin]


def test_a_chart_without_imatinib_is_no_imatinib() -> None:
    assert find().status is TkiStatus.NO_IMATINIB


def test_the_newest_active_order_decides_between_two_tkis() -> None:
    assert find(order("2022-01-10"), order("2023-01-10", drug=DASATINIB)).status is TkiStatus.OTHER_TKI
    assert find(order("2022-01-10", drug=DASATINIB), order("2023-01-10")).status is TkiStatus.IMATINIB


@pytest.mark.parametrize(
    ("other", "status"), [("2023-02-07", TkiStatus.UNCLEAR), ("2023-02-08", TkiStatus.OTHER_TKI)], ids=["28", "29"]
)
def test_two_tkis_ordered_within_28_days_of_each_other_are_unclear(other: str, status: TkiStatus) -> None:
    assert find(order("2023-01-10"), order(other, drug=DASATINIB)).status is status


@pytest.mark.parametrize(
    ("other", "status"), [("2022-12-13", TkiStatus.UNCLEAR), ("2022-12-12", TkiStatus.IMATINIB)], ids=["28", "29"]
)
def test_two_tkis_are_unclear_also_when_imatinib_is_the_later_one(other: str, status: TkiStatus) -> None:
    assert find(order("2023-01-10"), order(other, drug=DASATINIB)).status is status


@pytest.mark.parametrize(
    "other",
    [
        order("2020-01-10", drug=SPRYCEL),
        order("2020-01-10", drug=DASATINIB, binding=Answer.NO),
        order("2024-07-01", written="2024-06-10", drug=DASATINIB),
    ],
    ids=["named only in text", "planned or reported", "not started"],
)
def test_an_unreliable_active_order_for_another_tki_makes_the_treatment_unclear(other: DrugOrder) -> None:
    assert find_reason(order("2023-01-10"), other) == UnclearReason.OTHER_TKI_UNRELIABLE


@pytest.mark.parametrize(
    "other",
    [use("2023-05-01", drug=DASATINIB), order("2023-05-01", drug=DASATINIB, ends="2023-09-01", status=FINISHED)],
    ids=["supply", "finished order"],
)
def test_another_tki_after_the_latest_record_of_imatinib_makes_treatment_unclear(
    other: DrugOrder | DrugUse,
) -> None:
    assert find_reason(order("2023-01-10"), other) == UnclearReason.ANOTHER_TKI_SINCE
    assert find(order("2023-01-10"), other, use("2023-10-01")).status is TkiStatus.IMATINIB


def test_another_tki_stopped_after_imatinib_started_leaves_the_treatment_clear() -> None:
    stopped = order("2022-01-10", drug=DASATINIB, ends="2023-01-20", status=OrderStatus.STOPPED)
    assert find(order("2023-01-10"), stopped).status is TkiStatus.IMATINIB


@pytest.mark.parametrize(
    "record",
    [
        order("2023-01-10", drug=GLIVEC),
        order("2023-01-10", binding=Answer.NO),
        order("2024-07-01", written="2024-06-10"),
        use("2023-01-10", kind=UseKind.STATEMENT, ongoing=True),
    ],
    ids=["named only in text", "planned or reported", "not started", "statement"],
)
def test_imatinib_without_a_reliable_order_is_unclear(record: DrugOrder | DrugUse) -> None:
    assert find_reason(record) == UnclearReason.NO_RELIABLE_ORDER


@pytest.mark.parametrize("status", [OrderStatus.STOPPED, OrderStatus.ON_HOLD])
def test_imatinib_stopped_or_on_hold_is_stopped(status: OrderStatus) -> None:
    assert find(order("2023-01-10", status=status)).status is TkiStatus.STOPPED


@pytest.mark.parametrize("status", [OrderStatus.STOPPED, OrderStatus.ON_HOLD])
def test_a_later_order_that_was_stopped_or_is_on_hold_makes_an_older_active_one_unclear(status: OrderStatus) -> None:
    older = order("2023-01-10")
    assert find_reason(older, order("2023-01-11", status=status)) == "later-order-ended"
    assert find_reason(older, order("2024-05-01", status=status, ends="2024-06-01")) == "later-order-ended"
    assert find(older, order("2023-01-10", status=status)).status is TkiStatus.IMATINIB
    assert find(older, order("2022-01-10", status=status, ends="2024-06-01")).status is TkiStatus.IMATINIB


def test_a_supply_after_the_stop_shows_that_imatinib_is_taken_and_one_before_it_does_not() -> None:
    orders = (order("2023-01-10"), order("2024-05-01", status=OrderStatus.STOPPED, ends="2024-06-01"))
    assert find_reason(*orders, use("2024-06-01")) == "later-order-ended"
    assert find(*orders, use("2024-06-02")).status is TkiStatus.IMATINIB


def test_a_stopped_order_of_the_future_stops_nothing() -> None:
    assert find(order("2023-01-10"), order("2024-06-17", status=OrderStatus.STOPPED)).status is TkiStatus.IMATINIB


def test_a_stop_after_the_last_supply_is_a_stop() -> None:
    stopped = order("2023-01-10", ends="2024-06-01", status=OrderStatus.STOPPED)
    assert find(stopped, use("2024-05-01", days_supplied=90)).status is TkiStatus.STOPPED


@pytest.mark.parametrize(
    ("ends", "status"), [("2024-03-17", TkiStatus.UNCLEAR), ("2024-03-16", TkiStatus.STOPPED)], ids=["90", "91"]
)
@pytest.mark.parametrize("supplied", [True, False], ids=["supply", "order"])
def test_supply_that_ended_at_most_90_days_ago_is_unclear(ends: str, status: TkiStatus, supplied: bool) -> None:
    drug = use("2023-01-10", ends=ends) if supplied else order("2023-01-10", ends=ends, status=FINISHED)
    assert find(drug).status is status


@pytest.mark.parametrize(("product", "status"), [("imatinib 400 mg", TkiStatus.UNCLEAR), ("", TkiStatus.STOPPED)])
def test_supplies_that_were_fetched_early_end_later(product: str, status: TkiStatus) -> None:
    finished = order("2023-01-10", ends="2023-06-01", status=FINISHED)
    early = [replace(use(on, days_supplied=60), product=product) for on in ("2023-12-01", "2023-12-10", "2024-01-01")]
    assert find(finished, *early).status is status


def test_the_supply_that_lasts_longest_decides() -> None:
    finished = order("2023-01-10", ends="2023-06-01", status=FINISHED)
    assert find_reason(finished, use("2024-02-01", days_supplied=90)) == UnclearReason.SUPPLY_ENDED


def test_a_finished_order_without_an_end_is_unclear_and_no_proof_of_a_stop() -> None:
    assert find_reason(order("2023-01-10", status=FINISHED)) == UnclearReason.END_UNKNOWN


def test_an_expired_order_with_the_status_active_is_unclear() -> None:
    assert find_reason(order("2023-01-10", ends="2023-06-01")) == UnclearReason.ORDER_EXPIRED
