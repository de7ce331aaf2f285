"""Whole months between two days (decision 0005)."""

import pytest

from response_criteria.periods import months_between
from tests.criteria.chart import day


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2024-01-15", "2024-02-14", 0),
        ("2024-01-15", "2024-02-15", 1),
        ("2023-11-30", "2024-02-28", 2),
        ("2023-11-30", "2024-02-29", 3),
        ("2024-05-01", "2024-05-01", 0),
        ("2024-05-01", "2024-03-01", 0),
    ],
    ids=["a day short", "to the day", "short of a short month", "a short month's last day", "one day", "backwards"],
)
def test_only_whole_months_count(first: str, last: str, months: int) -> None:
    assert months_between(day(first), day(last)) == months
