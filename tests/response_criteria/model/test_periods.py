"""Whole months between two days (decision 0005), and partial dates."""

import pytest

from response_criteria.model.periods import (
    PartialDate,
    count_days_between,
    latest_date_worldwide,
    months_between,
    subtract_days,
)
from tests.response_criteria.chart import day, when


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2024-01-15", "2024-02-14", 0),
        ("2024-01-15", "2024-02-15", 1),
        ("2024-01-15", "2024-02-16", 1),
        ("2023-11-30", "2024-02-28", 2),
        ("2023-11-30", "2024-02-29", 3),
        ("2024-05-01", "2024-05-01", 0),
        ("2024-05-01", "2024-03-01", 0),
    ],
    ids=[
        "a day short",
        "to the day",
        "a day over",
        "short of a short month",
        "a short month's last day",
        "one day",
        "backwards",
    ],
)
def test_only_whole_months_count(first: str, last: str, months: int) -> None:
    assert months_between(day(first), day(last)) == months


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("2024-03-05", "2024-03-05", "2024-03-05"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_partial_date_covers_its_period_and_prints_as_it_was_written(
    written: str, earliest: str, latest: str
) -> None:
    date = when(written)
    assert (date.earliest, date.latest) == (day(earliest), day(latest))
    assert str(date) == written


@pytest.mark.parametrize(
    ("earliest", "latest"),
    [
        ("2024-03-01", "2024-03-30"),
        ("2024-03-02", "2024-03-31"),
        ("2024-01-01", "2024-12-30"),
        ("2024-01-02", "2024-12-31"),
        ("2023-12-31", "2024-01-01"),
    ],
)
def test_a_period_that_is_no_whole_month_or_year_prints_both_ends(earliest: str, latest: str) -> None:
    assert str(PartialDate(day(earliest), day(latest))) == f"{earliest}/{latest}"


def test_partial_dates_sort_by_their_first_and_then_their_last_day() -> None:
    assert sorted(map(when, ["2024-03", "2024", "2024-01-02", "2024-01"])) == [
        *map(when, ["2024-01", "2024", "2024-01-02", "2024-03"])
    ]


def test_subtracting_days_may_lead_to_an_earlier_month() -> None:
    assert subtract_days(day("2024-03-01"), 1) == day("2024-02-29")


def test_the_latest_date_worldwide_is_tomorrow() -> None:
    assert latest_date_worldwide(day("2024-02-28")) == day("2024-02-29")


@pytest.mark.parametrize(
    ("last_before", "first_after", "days"),
    [("2023-07-31", "2023-08-29", 28), ("2023-07-31", "2023-08-01", 0), ("2023-07-31", "2023-07-31", 0)],
)
def test_the_days_between_two_days_include_neither(last_before: str, first_after: str, days: int) -> None:
    assert count_days_between(day(last_before), day(first_after)) == days
