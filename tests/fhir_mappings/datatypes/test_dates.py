"""FHIR dates are read as text; anything else is no date."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.datatypes import dates
from response_criteria.model.periods import PartialDate


@pytest.mark.parametrize(
    ("text", "date_read"),
    [
        ("2024-03-05", PartialDate.on(date(2024, 3, 5))),
        ("2024-03-05T10:15:00Z", PartialDate.on(date(2024, 3, 5))),
        ("2024-03-05T10:15:00.123+13:00", PartialDate.on(date(2024, 3, 5))),
        ("2024-03-05T23:30:00-10:00", PartialDate.on(date(2024, 3, 5))),  # already the sixth in UTC
        ("2024-03-05T00:30:00+13:00", PartialDate.on(date(2024, 3, 5))),  # still the fourth in UTC
        ("2024-03-05T10:15:00", PartialDate.on(date(2024, 3, 5))),
        ("2024-03-05T10:15", PartialDate.on(date(2024, 3, 5))),
        ("2024-03-05T10:15:00+0000", PartialDate.on(date(2024, 3, 5))),
        ("2024-03-05T10:15:00+00", PartialDate.on(date(2024, 3, 5))),
        ("2024-03-05T10:15:60Z", PartialDate.on(date(2024, 3, 5))),
        ("2024-03-05T10:15:00.1234567890123Z", PartialDate.on(date(2024, 3, 5))),
        ("2024-03-05T25:00:00Z", PartialDate.on(date(2024, 3, 5))),
        ("2024-03-05T10:15:00+99:00", PartialDate.on(date(2024, 3, 5))),
        ("2024-02-29", PartialDate.on(date(2024, 2, 29))),
        ("2024-03", PartialDate.in_month(2024, 3)),
        ("2024", PartialDate.in_year(2024)),
    ],
)
def test_a_date_keeps_its_day_in_its_own_offset(text: str, date_read: PartialDate) -> None:
    assert dates.parse_date(text) == date_read


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "2023-02-29", "2024-13", "2024-00-10", "0000", "20240305", "2024-3-5", "05.03.2024"),
        *("2024-03-05 10:15:00", "2024-02-30T10:15:00+0000", "0001-01-01T00:00:00+13:00"),
        *("0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31", "9999-12-31T23:59:59Z"),
        *("2024-03-05\n", "٢٠٢٤-03-05", None, 20240305, 2024.5, True, ["2024-03-05"], {"start": "2024-03-05"}),
    ],
)
def test_anything_but_a_date_is_none_and_has_no_sort_key(text: Any) -> None:
    assert dates.parse_date(text) is None
    assert dates.parse_sort_key(text) == ""


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2024-03-05T10:00:00+02:00", "2024-03-05T08:30:00Z"),
        ("2024-03-05T10:00:00Z", "2024-03-05T10:00:00.5Z"),
        ("2024-03-05T10:00:00.25Z", "2024-03-05T10:00:00.5Z"),
        ("2024-03-05", "2024-03-05T10:00:00Z"),
        ("2024-03-05T09:00", "2024-03-05T10:00:00"),
    ],
)
def test_the_sort_key_orders_by_instant_in_any_offset(earlier: str, later: str) -> None:
    assert dates.parse_sort_key(earlier) < dates.parse_sort_key(later)


def test_a_period_has_the_start_and_end_that_it_states() -> None:
    assert dates.parse_start({"start": "2024-03-05T10:00:00Z", "end": "2024-03-06"}) == PartialDate.on(date(2024, 3, 5))
    assert dates.parse_end({"start": "2024-03-05", "end": "2024-03"}) == PartialDate.in_month(2024, 3)
    assert dates.parse_start({"end": "2024-03-06"}) is None
    assert dates.parse_end("2024-03-05") is None
