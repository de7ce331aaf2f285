"""Loss of major molecular response: a warning in ELN 2020, confirmed by ELN 2013; shown for information."""

import pytest

from response_criteria.model.results import BcrAbl1Result
from response_criteria.publications.eln2013.confirmed_loss import is_confirmed
from response_criteria.publications.eln2020.loss_of_mmr import MmrLoss, find_loss_of_mmr
from response_criteria.results.by_kind import group_results
from tests.response_criteria.chart import bcr_abl1, day


def find_loss(*results: tuple[str, str], as_of: str = "2024-06-15") -> MmrLoss | None:
    bcr_abl1_results = group_results(bcr_abl1(*result) for result in results).of(BcrAbl1Result)
    return find_loss_of_mmr(bcr_abl1_results, day(as_of))


@pytest.mark.parametrize(
    ("before", "latest", "is_lost"),
    [
        ("0.1", "0.11", True),
        ("0.1", "0.1", False),
        ("0.11", "0.2", False),
        ("not detected", "0.2", True),
        ("0.05", "not detected", False),
        ("0.05", "<0.5", False),
        ("<0.5", "0.6", False),
        ("<0.01", ">0.1", True),
    ],
)
def test_mmr_is_lost_when_the_latest_result_is_above_0_1_percent_and_an_earlier_one_was_not(
    before: str, latest: str, is_lost: bool
) -> None:
    assert (find_loss(("2023-12-01", before), ("2024-05-01", latest)) is not None) is is_lost


@pytest.mark.parametrize(("as_of", "is_shown"), [("2024-06-01", True), ("2024-06-02", False)])
def test_a_loss_is_shown_while_the_latest_result_is_valid(as_of: str, is_shown: bool) -> None:
    assert (find_loss(("2023-05-01", "0.05"), ("2023-09-01", "0.5"), as_of=as_of) is not None) is is_shown


def test_without_measured_results_there_is_no_loss() -> None:
    assert find_loss() is None
    assert find_loss(("2024-05-01", "detected")) is None


def test_a_regained_response_is_not_lost() -> None:
    assert find_loss(("2023-05-01", "0.05"), ("2023-10-01", "0.5"), ("2024-05-01", "0.04")) is None


@pytest.mark.parametrize(
    ("tests", "confirmed"),
    [
        ((("2024-02-01", "0.2"), ("2024-05-01", "1")), True),
        ((("2024-02-01", "1.5"), ("2024-05-01", "0.2")), True),
        ((("2024-02-01", "0.2"), ("2024-05-01", "0.99")), False),
        ((("2024-05-01", "2"),), False),
        ((("2024-05-01", "2"), ("2024-05-01", "3")), False),
        ((("2024-02-01", "2"), ("2024-03-01", "0.05"), ("2024-05-01", "0.2")), False),
    ],
    ids=["second at 1%", "first at 1%", "none at 1%", "one test", "two of one day", "not consecutive"],
)
def test_two_consecutive_tests_confirm_the_loss_when_one_is_at_least_1_percent(
    tests: tuple[tuple[str, str], ...], confirmed: bool
) -> None:
    loss = find_loss(("2023-09-01", "0.05"), *tests)
    assert loss is not None
    assert is_confirmed(loss.without_mmr) is confirmed
