"""Which TKI is taken today, as far as orders, supplies and statements tell."""

import pytest

from response_criteria.model.answers import Answer
from response_criteria.model.facts import Drug, DrugKind, DrugOrder, DrugUse, History, OrderStatus, UseKind
from response_criteria.treatment.current_tki import UNCLEAR_VALUES, CurrentTki, Standing, Unclear, current_tki
from tests.response_criteria.chart import ADULT, DASATINIB, day, order, use

TODAY = day("2024-06-15")
FINISHED = OrderStatus.COMPLETED
GLIVEC = Drug(DrugKind.IMATINIB, "Glivec", coded=False)
SPRYCEL = Drug(DrugKind.OTHER_TKI, "Sprycel", coded=False)


def _tki(*drugs: DrugOrder | DrugUse) -> CurrentTki:
    orders = tuple(each for each in drugs if isinstance(each, DrugOrder))
    uses = tuple(each for each in drugs if isinstance(each, DrugUse))
    told = current_tki(History(person=ADULT, orders=orders, uses=uses), TODAY)
    assert told == current_tki(History(person=ADULT, orders=orders[::-1], uses=uses[::-1]), TODAY)
    if told.standing is Standing.UNCLEAR:
        assert set(told.values) == {"why", *UNCLEAR_VALUES[Unclear(str(told.values["why"]))]}
    return told


def _why(*drugs: DrugOrder | DrugUse) -> str:
    told = _tki(*drugs)
    assert told.standing is Standing.UNCLEAR
    assert told.evidence
    return str(told.values["why"])


def test_an_active_order_tells() -> None:
    imatinib = order("2023-01-10")
    told = _tki(imatinib)
    assert told.standing is Standing.IMATINIB
    assert [each.origin for each in told.evidence] == [imatinib.origin]


def test_nothing_of_imatinib_is_no_imatinib() -> None:
    assert _tki().standing is Standing.NO_IMATINIB


def test_the_newest_active_order_tells_between_two_tkis() -> None:
    assert _tki(order("2022-01-10"), order("2023-01-10", drug=DASATINIB)).standing is Standing.OTHER_TKI
    assert _tki(order("2022-01-10", drug=DASATINIB), order("2023-01-10")).standing is Standing.IMATINIB


@pytest.mark.parametrize(
    ("other", "standing"), [("2023-02-07", Standing.UNCLEAR), ("2023-02-08", Standing.OTHER_TKI)], ids=["28", "29"]
)
def test_two_tkis_ordered_within_28_days_of_each_other_are_unclear(other: str, standing: Standing) -> None:
    assert _tki(order("2023-01-10"), order(other, drug=DASATINIB)).standing is standing


@pytest.mark.parametrize(
    ("other", "standing"), [("2022-12-13", Standing.UNCLEAR), ("2022-12-12", Standing.IMATINIB)], ids=["28", "29"]
)
def test_so_they_are_when_imatinib_is_the_later_one(other: str, standing: Standing) -> None:
    assert _tki(order("2023-01-10"), order(other, drug=DASATINIB)).standing is standing


@pytest.mark.parametrize(
    "other",
    [
        order("2020-01-10", drug=SPRYCEL),
        order("2020-01-10", drug=DASATINIB, binding=Answer.NO),
        order("2024-07-01", written="2024-06-10", drug=DASATINIB),
    ],
    ids=["named only in text", "planned or reported", "not begun"],
)
def test_another_tki_that_is_active_without_a_firm_order_makes_the_treatment_unclear(other: DrugOrder) -> None:
    assert _why(order("2023-01-10"), other) == Unclear.TKI_NOT_FIRM


@pytest.mark.parametrize(
    "other",
    [use("2023-05-01", drug=DASATINIB), order("2023-05-01", drug=DASATINIB, ends="2023-09-01", status=FINISHED)],
    ids=["supply", "finished order"],
)
def test_another_tki_after_the_latest_sign_of_imatinib_makes_the_treatment_unclear(other: DrugOrder | DrugUse) -> None:
    assert _why(order("2023-01-10"), other) == Unclear.ANOTHER_TKI_SINCE
    assert _tki(order("2023-01-10"), other, use("2023-10-01")).standing is Standing.IMATINIB


def test_that_another_tki_was_stopped_only_after_imatinib_began_makes_nothing_unclear() -> None:
    stopped = order("2022-01-10", drug=DASATINIB, ends="2023-01-20", status=OrderStatus.STOPPED)
    assert _tki(order("2023-01-10"), stopped).standing is Standing.IMATINIB


@pytest.mark.parametrize(
    "sign",
    [
        order("2023-01-10", drug=GLIVEC),
        order("2023-01-10", binding=Answer.NO),
        order("2024-07-01", written="2024-06-10"),
        use("2023-01-10", kind=UseKind.STATEMENT, ongoing=True),
    ],
    ids=["named only in text", "planned or reported", "not begun", "statement"],
)
def test_imatinib_without_a_firm_order_is_never_no_imatinib(sign: DrugOrder | DrugUse) -> None:
    assert _why(sign) == Unclear.NO_FIRM_ORDER


@pytest.mark.parametrize("status", [OrderStatus.STOPPED, OrderStatus.ON_HOLD])
def test_imatinib_stopped_or_on_hold_is_stopped(status: OrderStatus) -> None:
    assert _tki(order("2023-01-10", status=status)).standing is Standing.STOPPED


@pytest.mark.parametrize("status", [OrderStatus.STOPPED, OrderStatus.ON_HOLD])
def test_a_later_order_that_was_stopped_or_is_on_hold_makes_an_older_active_one_unclear(status: OrderStatus) -> None:
    older = order("2023-01-10")
    assert _why(older, order("2023-01-11", status=status)) == "later-order-ended"
    assert _why(older, order("2024-05-01", status=status, ends="2024-06-01")) == "later-order-ended"
    assert _tki(older, order("2023-01-10", status=status)).standing is Standing.IMATINIB
    assert _tki(older, order("2022-01-10", status=status, ends="2024-06-01")).standing is Standing.IMATINIB


def test_a_supply_after_the_stop_tells_that_imatinib_is_taken_and_one_before_it_does_not() -> None:
    orders = (order("2023-01-10"), order("2024-05-01", status=OrderStatus.STOPPED, ends="2024-06-01"))
    assert _why(*orders, use("2024-06-01")) == "later-order-ended"
    assert _tki(*orders, use("2024-06-02")).standing is Standing.IMATINIB


def test_a_stopped_order_of_the_future_stops_nothing() -> None:
    assert _tki(order("2023-01-10"), order("2024-06-17", status=OrderStatus.STOPPED)).standing is Standing.IMATINIB


def test_a_stop_after_the_last_supply_is_a_stop() -> None:
    stopped = order("2023-01-10", ends="2024-06-01", status=OrderStatus.STOPPED)
    assert _tki(stopped, use("2024-05-01", days_supplied=90)).standing is Standing.STOPPED


@pytest.mark.parametrize(
    ("ends", "standing"), [("2024-03-17", Standing.UNCLEAR), ("2024-03-16", Standing.STOPPED)], ids=["90", "91"]
)
@pytest.mark.parametrize("supplied", [True, False], ids=["supply", "order"])
def test_supply_that_ended_at_most_90_days_ago_is_unclear(ends: str, standing: Standing, supplied: bool) -> None:
    drug = use("2023-01-10", ends=ends) if supplied else order("2023-01-10", ends=ends, status=FINISHED)
    assert _tki(drug).standing is standing


def test_the_supply_that_lasts_longest_counts() -> None:
    finished = order("2023-01-10", ends="2023-06-01", status=FINISHED)
    assert _why(finished, use("2024-02-01", days_supplied=90)) == Unclear.SUPPLY_ENDED


def test_a_finished_order_that_does_not_tell_its_end_is_unclear_and_no_proof_of_a_stop() -> None:
    assert _why(order("2023-01-10", status=FINISHED)) == Unclear.END_NOT_KNOWN


def test_an_order_that_ran_out_and_is_still_called_active_is_unclear() -> None:
    assert _why(order("2023-01-10", ends="2023-06-01")) == Unclear.ORDER_RUN_OUT
