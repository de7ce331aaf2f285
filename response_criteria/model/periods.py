"""Days, months after a start, and dates that are known only to the month: the only date arithmetic of the house."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

ONE_DAY = timedelta(days=1)

_SHORTEST_MONTH = 28
"""Days that every month has."""


class When(NamedTuple):
    """A day, or the stretch of days in which a partly written date ("2024-03") lies; both ends belong to it."""

    earliest: date
    latest: date

    @classmethod
    def on(cls, day: date) -> "When":
        """A day that is known."""
        return cls(day, day)

    @classmethod
    def in_month(cls, year: int, month: int) -> "When":
        """A date written as year and month."""
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    @classmethod
    def in_year(cls, year: int) -> "When":
        """A date written as a year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def is_a_day(self) -> bool:
        """Whether the day is known."""
        return self.earliest == self.latest

    def __str__(self) -> str:
        """As it was written: 2024-03-05, 2024-03, 2024, or both ends."""
        if self.is_a_day:
            return self.earliest.isoformat()
        if self == When.in_month(self.earliest.year, self.earliest.month):
            return f"{self.earliest:%Y-%m}"
        if self == When.in_year(self.earliest.year):
            return f"{self.earliest:%Y}"
        return f"{self.earliest.isoformat()}/{self.latest.isoformat()}"


def months_after(start: date, months: int) -> date:
    """The same day number that many calendar months later, or the last day of a shorter month (decision 0005)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last_day = _SHORTEST_MONTH if start.day <= _SHORTEST_MONTH else monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last_day))


def months_before(day: date, months: int) -> date:
    """The same day number that many calendar months earlier, or the last day of a shorter month."""
    return months_after(day, -months)


def months_between(first: date, last: date) -> int:
    """Whole calendar months from the first day to the last, 0 when it is not later (decision 0005)."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months if months_after(first, months) <= last else months - 1)


def days_between(first: date, last: date) -> int:
    """Days from the first day to the last; negative when the order is the other way round."""
    return (last - first).days


def days_before(day: date, days: int) -> date:
    """The day that many days earlier."""
    return day - timedelta(days=days)


def latest_date_written_on(day: date) -> date:
    """The latest date that is written anywhere on earth on that day: somewhere it may be a day later."""
    return day + ONE_DAY
