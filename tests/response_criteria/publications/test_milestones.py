"""ELN 2020 milestones of BCR::ABL1, shown for information."""

import pytest

from response_criteria.model.results import BcrAbl1Result
from response_criteria.publications.eln2020.milestones import (
    MILESTONES_DEFINITION,
    MilestoneResult,
    evaluate_milestones,
)
from response_criteria.results.by_kind import group_results
from tests.response_criteria.chart import bcr_abl1, day

STARTED = day("2023-01-10")


def evaluate(*results: tuple[str, str], as_of: str = "2024-06-15") -> dict[str, MilestoneResult]:
    bcr_abl1_results = group_results(bcr_abl1(*result) for result in results).of(BcrAbl1Result)
    return {milestone.row.name: milestone for milestone in evaluate_milestones(bcr_abl1_results, STARTED, day(as_of))}


@pytest.mark.parametrize(
    ("milestone", "on", "level", "status"),
    [
        ("3-months", "2023-04-10", "10", "optimal"),
        ("3-months", "2023-04-10", "10.1", "warning"),
        ("6-months", "2023-07-10", "1", "optimal"),
        ("6-months", "2023-07-10", "1.01", "warning"),
        ("6-months", "2023-07-10", "10", "warning"),
        ("6-months", "2023-07-10", "10.1", "failure"),
        ("12-months", "2024-01-10", "0.1", "optimal"),
        ("12-months", "2024-01-10", "0.11", "warning"),
        ("12-months", "2024-01-10", "1", "warning"),
        ("12-months", "2024-01-10", "1.01", "failure"),
        ("any-time", "2024-05-10", "0.1", "optimal"),
        ("any-time", "2024-05-10", "0.11", "warning"),
        ("any-time", "2024-05-10", "1", "warning"),
        ("any-time", "2024-05-10", "1.01", "failure"),
        ("12-months", "2024-01-10", "not detected", "optimal"),
        ("12-months", "2024-01-10", "<0.01", "optimal"),
        ("12-months", "2024-01-10", "<0.5", "unknown"),
        ("12-months", "2024-01-10", "detected", "unknown"),
    ],
)
def test_each_level_has_the_status_of_its_table_cell(milestone: str, on: str, level: str, status: str) -> None:
    assert evaluate((on, level))[milestone].status == status


@pytest.mark.parametrize(
    ("second", "status"),
    [
        (("2023-05-09", "12"), "warning"),
        (("2023-05-10", "12"), "failure"),
        (("2023-07-10", "12"), "failure"),
        (("2023-07-11", "12"), "warning"),
        (("2023-06-10", "9"), "warning"),
    ],
    ids=["too soon", "a month", "3 months", "too late", "not confirmed"],
)
def test_a_failure_at_3_months_is_confirmed_within_1_to_3_months(second: tuple[str, str], status: str) -> None:
    assert evaluate(("2023-04-10", "11"), second)["3-months"].status == status


@pytest.mark.parametrize(
    ("on", "status"),
    [("2023-06-09", "unknown"), ("2023-06-10", "failure"), ("2023-08-10", "failure"), ("2023-08-11", "unknown")],
)
def test_a_milestone_is_evaluated_by_a_result_at_most_one_month_away(on: str, status: str) -> None:
    assert evaluate((on, "20"))["6-months"].status == status


def test_the_nearest_result_counts_and_the_later_of_two_equally_near() -> None:
    assert evaluate(("2023-06-20", "20"), ("2023-07-05", "0.5"))["6-months"].status == "optimal"
    assert evaluate(("2023-07-05", "20"), ("2023-07-15", "0.5"))["6-months"].status == "optimal"


@pytest.mark.parametrize(("as_of", "status"), [("2024-01-09", "not-due"), ("2024-01-10", "unknown")])
def test_a_milestone_is_not_due_before_its_day_and_then_unknown_without_a_result(as_of: str, status: str) -> None:
    assert evaluate(as_of=as_of)["12-months"].status == status
    assert evaluate(as_of=as_of)["any-time"].status == status


@pytest.mark.parametrize(("as_of", "status"), [("2024-11-10", "optimal"), ("2024-11-11", "unknown")])
def test_after_12_months_the_latest_result_is_valid_for_9_months(as_of: str, status: str) -> None:
    assert evaluate(("2024-02-10", "0.05"), as_of=as_of)["any-time"].status == status


def test_the_table_prints_as_markdown() -> None:
    assert MILESTONES_DEFINITION.as_markdown().splitlines()[2:] == [
        "| 3 months | ≤10 | >10 | >10 if confirmed within 1–3 months |",
        "| 6 months | ≤1 | >1–10 | >10 |",
        "| 12 months | ≤0.1 | >0.1–1 | >1 |",
        "| Any time after | ≤0.1 | >0.1–1 | >1 |",
    ]
