"""FHIR dates: the day as written in its own offset, and a key that puts what happened on one day in order.

A day never moves to another zone: 23:30 in Honolulu stays that day. Nothing here raises; what is not a
FHIR date is None.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from response_criteria.model.periods import When

_WRITTEN = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII
)


_NO_DATE = (None, "")
_LONGEST = len("2024-03-05T10:15:00.123456789+13:00")
YEARS_OF_A_LIFE = range(1900, 3000)
"""Years outside are no dates: 0001-01-01 is how systems write "not known", and 9999-12-31 "no end"."""


def when(written: Any) -> When | None:
    """The day, month or year that a FHIR date, dateTime or instant names; None for anything else."""
    return dated(written)[0]


def sequence(written: Any) -> str:
    """A key in UTC that compares as text, later is greater; empty where there is no date.

    A time without a zone is taken as it stands: its day counts, and the order within that day is the best there is.
    """
    return dated(written)[1]


def dated(written: Any) -> tuple[When | None, str]:
    """Both: the day, month or year, and the key."""
    return _read(written) if isinstance(written, str) and len(written) <= _LONGEST else _NO_DATE


def start_of(period: Any) -> When | None:
    """The start of a FHIR Period, if it has one that can be read."""
    return when(period.get("start")) if isinstance(period, dict) else None


def end_of(period: Any) -> When | None:
    """The end of a FHIR Period, if it has one that can be read and does not lie before its start."""
    return None if runs_backwards(period) else _end_of(period)


def runs_backwards(period: Any) -> bool:
    """Whether a FHIR Period ends before it starts."""
    starts, ends = start_of(period), _end_of(period)
    return starts is not None and ends is not None and ends.latest < starts.earliest


def _end_of(period: Any) -> When | None:
    return when(period.get("end")) if isinstance(period, dict) else None


@lru_cache(maxsize=4096)
def _read(written: str) -> tuple[When | None, str]:
    parts = _WRITTEN.fullmatch(written)
    if parts is None:
        return _NO_DATE
    year, month, day, time, fraction, zone = parts.groups()
    if int(year) not in YEARS_OF_A_LIFE:
        return _NO_DATE
    try:
        if month is None:
            return When.in_year(int(year)), year
        if day is None:
            return When.in_month(int(year), int(month)), f"{year}-{month}"
        on = When.on(date(int(year), int(month), int(day)))
        return on, written[:10] if time is None else _in_utc(f"{written[:10]}T{time}", fraction, zone)
    except (ValueError, OverflowError):  # no such day, hour or offset
        return _NO_DATE


def _in_utc(local: str, fraction: str | None, zone: str | None) -> str:
    at = datetime.fromisoformat(local + (zone or "+00:00"))
    return f"{at.astimezone(UTC).isoformat()[:19]}.{fraction or '':0<9}"
