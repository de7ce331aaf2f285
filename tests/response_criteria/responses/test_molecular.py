"""Levels of molecular response, for information."""

import pytest

from response_criteria.model.facts import Transcript
from response_criteria.model.findings import MolecularResponse
from response_criteria.responses.molecular import as_markdown, level, molecular_response
from response_criteria.results.by_kind import results_of
from tests.response_criteria.chart import amount, bcr_abl1


def told(*results: tuple[str, str]) -> MolecularResponse:
    return molecular_response(results_of(bcr_abl1(*result) for result in results).of(Transcript))


@pytest.mark.parametrize(
    ("percent_is", "shown"),
    [
        ("1.01", "none"),
        ("1", "MR2.0"),
        ("0.11", "MR2.0"),
        ("0.1", "MR3.0"),
        ("0.011", "MR3.0"),
        ("0.01", "MR4.0"),
        ("0.0033", "MR4.0"),
        ("0.0032", "MR4.5"),
        ("0", "MR4.5"),
    ],
)
def test_each_level_begins_at_its_boundary(percent_is: str, shown: str) -> None:
    assert level(amount(percent_is)) == shown


@pytest.mark.parametrize(
    ("bound", "shown"),
    [
        ("<0.0032", "MR4.5"),
        ("<0.01", "MR4.0"),
        ("<0.05", "MR3.0"),
        ("<5", "unknown"),
        (">50", "none"),
        (">0.5", "unknown"),
    ],
)
def test_a_bound_shows_the_level_that_all_it_may_be_lies_in(bound: str, shown: str) -> None:
    assert level(amount(bound)) == shown


def test_not_detected_tells_no_level_without_its_limit_of_detection() -> None:
    response = told(("2024-05-01", "not detected"))
    assert (response.level, response.percent_is, response.lowest, response.reached) == ("unknown", None, None, ())


def test_each_level_is_told_with_the_first_result_that_showed_it_or_a_deeper_one() -> None:
    response = told(("2023-04-01", "8"), ("2023-10-01", "0.05"), ("2024-05-01", "0.5"))
    assert [(each.level, str(each.on), str(each.percent_is)) for each in response.reached] == [
        ("MR3.0", "2023-10-01", "0.05"),
        ("MR2.0", "2023-10-01", "0.05"),
    ]
    assert response.level == "MR2.0"


def test_the_lowest_is_the_lowest_that_was_measured() -> None:
    response = told(
        ("2023-04-01", "0.05"), ("2023-10-01", ">10"), ("2024-01-01", "not detected"), ("2024-05-01", "0.5")
    )
    assert response.lowest is not None
    assert (str(response.lowest.percent_is), str(response.lowest.on)) == ("0.05", "2023-04-01")


def test_without_results_there_is_no_level() -> None:
    assert told() == told(("2024-05-01", "detected")) == MolecularResponse()


def test_results_of_one_moment_that_differ_show_the_level_of_all_they_may_be() -> None:
    assert told(("2024-05-01", "0.05"), ("2024-05-01", "0.5")).level == "MR2.0"


def test_the_levels_print_as_the_laboratory_prints_them() -> None:
    assert as_markdown().splitlines()[2:] == [
        "| MR4.5 | ≤0.0032 |",
        "| MR4.0 | ≤0.01 |",
        "| MR3.0 | ≤0.1 |",
        "| MR2.0 | ≤1 |",
    ]
