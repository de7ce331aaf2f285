"""Dates known to the day, the month or the year, and all date arithmetic of the service."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

ONE_DAY = timedelta(days=1)

_SHORTEST_MONTH = 28
"""Days that every month has."""


class PartialDate(NamedTuple):
    """A date that may be known only in part ("2024-03"): the earliest and the latest day that it may be."""

    earliest: date
    latest: date

    @classmethod
    def on(cls, day: date) -> "PartialDate":
        """Build a date that is known to the day."""
        return cls(day, day)

    @classmethod
    def in_month(cls, year: int, month: int) -> "PartialDate":
        """Build a date written as year and month."""
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    @classmethod
    def in_year(cls, year: int) -> "PartialDate":
        """Build a date written as a year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def is_exact_day(self) -> bool:
        """Whether the day is known."""
        return self.earliest == self.latest

    def __str__(self) -> str:
        """Format as it was written: 2024-03-05, 2024-03, 2024, or both ends."""
        if self.is_exact_day:
            return self.earliest.isoformat()
        if self == PartialDate.in_month(self.earliest.year, self.earliest.month):
            return f"{self.earliest:%Y-%m}"
        if self == PartialDate.in_year(self.earliest.year):
            return f"{self.earliest:%Y}"
        return f"{self.earliest.isoformat()}/{self.latest.isoformat()}"


def add_months(start: date, months: int) -> date:
    """Return the same day of the month that many months later, or the last day of a shorter month (decision 0005)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    # monthrange is slow, and thousands of dates are computed per chart: ask it only where the month may be too short.
    last_day = _SHORTEST_MONTH if start.day <= _SHORTEST_MONTH else monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last_day))


def subtract_months(day: date, months: int) -> date:
    """Return the same day of the month that many months earlier, or the last day of a shorter month."""
    return add_months(day, -months)


def months_between(first: date, last: date) -> int:
    """Count whole calendar months from the first day to the last; 0 when it is not later (decision 0005)."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months if add_months(first, months) <= last else months - 1)


def days_between(first: date, last: date) -> int:
    """Count days from the first day to the last; negative when the last is earlier."""
    return (last - first).days


def count_days_between(last_before: date, first_after: date) -> int:
    """Count the days that lie between two days, neither included: 28 from 31 July to 29 August."""
    return max(0, days_between(last_before, first_after) - 1)


def subtract_days(day: date, days: int) -> date:
    """Return the day that many days earlier."""
    return day - timedelta(days=days)


def latest_date_worldwide(day: date) -> date:
    """Return the latest calendar date anywhere on earth on that day."""
    # Charts carry local dates: in the time zones ahead of ours it may already be tomorrow.
    return day + ONE_DAY
