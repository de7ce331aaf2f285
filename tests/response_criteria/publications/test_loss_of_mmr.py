"""Loss of a major molecular response: a warning in ELN 2020, confirmed by ELN 2013; context that decides nothing."""

import pytest

from response_criteria.model.facts import Transcript
from response_criteria.publications.eln2013.confirmed_loss import is_confirmed
from response_criteria.publications.eln2020.loss_of_mmr import Lost, loss_of_mmr
from response_criteria.results.by_kind import results_of
from tests.response_criteria.chart import bcr_abl1, day


def lost(*results: tuple[str, str], as_of: str = "2024-06-15") -> Lost | None:
    transcripts = results_of(bcr_abl1(*result) for result in results).of(Transcript)
    return loss_of_mmr(transcripts, day(as_of))


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
def test_it_is_lost_where_the_latest_is_above_a_tenth_of_a_percent_and_an_earlier_one_was_not(
    before: str, latest: str, is_lost: bool
) -> None:
    assert (lost(("2023-12-01", before), ("2024-05-01", latest)) is not None) is is_lost


@pytest.mark.parametrize(("as_of", "told"), [("2024-06-01", True), ("2024-06-02", False)])
def test_a_loss_is_told_while_the_latest_result_stands(as_of: str, told: bool) -> None:
    assert (lost(("2023-05-01", "0.05"), ("2023-09-01", "0.5"), as_of=as_of) is not None) is told


def test_without_results_nothing_is_lost() -> None:
    assert lost() is None
    assert lost(("2024-05-01", "detected")) is None


def test_a_response_that_came_back_is_not_lost() -> None:
    assert lost(("2023-05-01", "0.05"), ("2023-10-01", "0.5"), ("2024-05-01", "0.04")) is None


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
def test_two_tests_in_a_row_confirm_it_where_one_is_at_least_one_percent(
    tests: tuple[tuple[str, str], ...], confirmed: bool
) -> None:
    found = lost(("2023-09-01", "0.05"), *tests)
    assert found is not None
    assert is_confirmed(found.without) is confirmed
