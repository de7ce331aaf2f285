"""ELN 2020 milestones of BCR::ABL1, as context."""

import pytest

from response_criteria.model.facts import Transcript
from response_criteria.publications.eln2020.milestones import Reached, as_markdown, milestones
from response_criteria.results.by_kind import results_of
from tests.response_criteria.chart import bcr_abl1, day

STARTED = day("2023-01-10")


def _reached(*results: tuple[str, str], as_of: str = "2024-06-15") -> dict[str, Reached]:
    transcripts = results_of(bcr_abl1(*result) for result in results).of(Transcript)
    return {each.row.name: each for each in milestones(transcripts, STARTED, day(as_of))}


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
def test_each_level_lies_in_its_cell(milestone: str, on: str, level: str, status: str) -> None:
    assert _reached((on, level))[milestone].status == status


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
    assert _reached(("2023-04-10", "11"), second)["3-months"].status == status


@pytest.mark.parametrize(
    ("on", "status"),
    [("2023-06-09", "unknown"), ("2023-06-10", "failure"), ("2023-08-10", "failure"), ("2023-08-11", "unknown")],
)
def test_a_milestone_is_judged_by_a_result_at_most_a_month_away(on: str, status: str) -> None:
    assert _reached((on, "20"))["6-months"].status == status


def test_of_several_the_nearest_result_counts_and_of_two_as_near_the_later() -> None:
    assert _reached(("2023-06-20", "20"), ("2023-07-05", "0.5"))["6-months"].status == "optimal"
    assert _reached(("2023-07-05", "20"), ("2023-07-15", "0.5"))["6-months"].status == "optimal"


@pytest.mark.parametrize(("as_of", "status"), [("2024-01-09", "not-due"), ("2024-01-10", "unknown")])
def test_before_its_day_a_milestone_is_not_due_and_then_unknown_until_a_result_tells(as_of: str, status: str) -> None:
    assert _reached(as_of=as_of)["12-months"].status == status
    assert _reached(as_of=as_of)["any-time"].status == status


@pytest.mark.parametrize(("as_of", "status"), [("2024-11-10", "optimal"), ("2024-11-11", "unknown")])
def test_after_12_months_the_latest_result_speaks_for_9_months(as_of: str, status: str) -> None:
    assert _reached(("2024-02-10", "0.05"), as_of=as_of)["any-time"].status == status


def test_the_table_prints_itself() -> None:
    assert as_markdown().splitlines()[2:] == [
        "| 3 months | ≤10 | >10 | >10 if confirmed within 1–3 months |",
        "| 6 months | ≤1 | >1–10 | >10 |",
        "| 12 months | ≤0.1 | >0.1–1 | >1 |",
        "| Any time after | ≤0.1 | >0.1–1 | >1 |",
    ]
