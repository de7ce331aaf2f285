"""Levels of molecular response, for information."""

import pytest

from response_criteria.model.responses import MolecularResponse
from response_criteria.model.results import BcrAbl1Result
from response_criteria.responses.molecular import as_markdown, build_molecular_response, find_level
from response_criteria.results.by_kind import group_results
from tests.response_criteria.chart import amount, bcr_abl1


def evaluate(*results: tuple[str, str]) -> MolecularResponse:
    return build_molecular_response(group_results(bcr_abl1(*result) for result in results).of(BcrAbl1Result))


@pytest.mark.parametrize(
    ("percent_is", "expected"),
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
def test_each_level_begins_at_its_boundary(percent_is: str, expected: str) -> None:
    assert find_level(amount(percent_is)) == expected


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ("<0.0032", "MR4.5"),
        ("<0.01", "MR4.0"),
        ("<0.05", "MR3.0"),
        ("<5", "unknown"),
        (">50", "none"),
        (">0.5", "unknown"),
    ],
)
def test_a_bound_shows_the_level_that_contains_all_its_values(bound: str, expected: str) -> None:
    assert find_level(amount(bound)) == expected


def test_not_detected_has_no_level_without_the_limit_of_detection() -> None:
    response = evaluate(("2024-05-01", "not detected"))
    assert (response.level, response.percent_is, response.lowest, response.reached) == ("unknown", None, None, ())


def test_each_level_has_the_first_result_at_it_or_deeper() -> None:
    response = evaluate(("2023-04-01", "8"), ("2023-10-01", "0.05"), ("2024-05-01", "0.5"))
    assert [(result.level, str(result.on), str(result.percent_is)) for result in response.reached] == [
        ("MR3.0", "2023-10-01", "0.05"),
        ("MR2.0", "2023-10-01", "0.05"),
    ]
    assert response.level == "MR2.0"


def test_the_lowest_is_the_lowest_measured_result() -> None:
    response = evaluate(
        ("2023-04-01", "0.05"), ("2023-10-01", ">10"), ("2024-01-01", "not detected"), ("2024-05-01", "0.5")
    )
    assert response.lowest is not None
    assert (str(response.lowest.percent_is), str(response.lowest.on)) == ("0.05", "2023-04-01")


def test_without_results_there_is_no_level() -> None:
    assert evaluate() == evaluate(("2024-05-01", "detected")) == MolecularResponse()


def test_differing_results_of_one_moment_show_the_level_that_all_have_reached() -> None:
    assert evaluate(("2024-05-01", "0.05"), ("2024-05-01", "0.5")).level == "MR2.0"


def test_the_levels_print_as_the_laboratory_prints_them() -> None:
    assert as_markdown().splitlines()[2:] == [
        "| MR4.5 | ≤0.0032 |",
        "| MR4.0 | ≤0.01 |",
        "| MR3.0 | ≤0.1 |",
        "| MR2.0 | ≤1 |",
    ]
