"""FHIR dates are read as written; what is no date is no date."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.datatypes import dates
from response_criteria.model.periods import When


@pytest.mark.parametrize(
    ("written", "on"),
    [
        ("2024-03-05", When.on(date(2024, 3, 5))),
        ("2024-03-05T10:15:00Z", When.on(date(2024, 3, 5))),
        ("2024-03-05T10:15:00.123+13:00", When.on(date(2024, 3, 5))),
        ("2024-03-05T23:30:00-10:00", When.on(date(2024, 3, 5))),  # already the sixth in UTC
        ("2024-03-05T00:30:00+13:00", When.on(date(2024, 3, 5))),  # still the fourth in UTC
        ("2024-03-05T10:15:00", When.on(date(2024, 3, 5))),
        ("2024-03-05T10:15", When.on(date(2024, 3, 5))),
        ("2024-02-29", When.on(date(2024, 2, 29))),
        ("2024-03", When.in_month(2024, 3)),
        ("2024", When.in_year(2024)),
    ],
)
def test_a_date_is_its_day_in_its_own_offset(written: str, on: When) -> None:
    assert dates.when(written) == on


@pytest.mark.parametrize(
    "written",
    [
        *("", "yesterday", "2023-02-29", "2024-13", "2024-00-10", "0000", "20240305", "2024-3-5", "05.03.2024"),
        *("2024-03-05 10:15:00", "2024-03-05T25:00:00Z", "2024-03-05T10:15:00+99:00", "0001-01-01T00:00:00+13:00"),
        *("0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31", "9999-12-31T23:59:59Z"),
        *("2024-03-05\n", "٢٠٢٤-03-05", None, 20240305, 2024.5, True, ["2024-03-05"], {"start": "2024-03-05"}),
    ],
)
def test_what_is_not_a_date_is_none_and_has_no_place_in_the_order(written: Any) -> None:
    assert dates.when(written) is None
    assert dates.sequence(written) == ""


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
def test_the_sequence_orders_by_instant_whatever_the_offset(earlier: str, later: str) -> None:
    assert dates.sequence(earlier) < dates.sequence(later)


def test_a_period_gives_its_ends_where_it_has_them() -> None:
    assert dates.start_of({"start": "2024-03-05T10:00:00Z", "end": "2024-03-06"}) == When.on(date(2024, 3, 5))
    assert dates.end_of({"start": "2024-03-05", "end": "2024-03"}) == When.in_month(2024, 3)
    assert dates.start_of({"end": "2024-03-06"}) is None
    assert dates.end_of("2024-03-05") is None
