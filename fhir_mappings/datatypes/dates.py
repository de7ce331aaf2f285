"""FHIR dates: the day as written, and a sort key that orders what happened on one day.

Nothing here raises; what is not a FHIR date is None.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from fhir_mappings.text_caches import cache_for_call
from response_criteria.model.periods import PartialDate

_DATE_TIME = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII
)

# The day is known even if the time after it is none: an offset "+0000", a second 60, a fraction of many digits.
_DAY_AND_ANYTHING = re.compile(r"(\d{4}-\d\d-\d\d)T.*", re.ASCII)

_NO_DATE = (None, "")
_MAX_LENGTH = 60
# Systems write 0001-01-01 for "not known" and 9999-12-31 for "no end".
PLAUSIBLE_YEARS = range(1900, 3000)


def parse_date(text: Any) -> PartialDate | None:
    """Return the day, month or year of a FHIR date, dateTime or instant; None for anything else."""
    return parse_date_and_sort_key(text)[0]


def parse_sort_key(text: Any) -> str:
    """Return a key in UTC by which dates sort as text; empty for anything else.

    A time without a zone is taken as UTC.
    """
    return parse_date_and_sort_key(text)[1]


def parse_date_and_sort_key(text: Any) -> tuple[PartialDate | None, str]:
    """Return both the day, month or year, and the sort key."""
    return _parse(text) if isinstance(text, str) and len(text) <= _MAX_LENGTH else _NO_DATE


def parse_start(period: Any) -> PartialDate | None:
    """Return the start of a FHIR Period; None if it is missing or unreadable."""
    return parse_date(period.get("start")) if isinstance(period, dict) else None


def parse_end(period: Any) -> PartialDate | None:
    """Return the end of a FHIR Period; None if it is missing, unreadable or before the start."""
    return None if ends_before_start(period) else _parse_any_end(period)


def find_filed_day(resource: Mapping[str, Any]) -> PartialDate | None:
    """Return the day on which a resource was issued, else last updated; None if neither is readable."""
    meta = resource.get("meta")
    updated = meta.get("lastUpdated") if isinstance(meta, dict) else None
    return parse_date(resource.get("issued")) or parse_date(updated)


def ends_before_start(period: Any) -> bool:
    """Whether a FHIR Period ends before it starts."""
    start, end = parse_start(period), _parse_any_end(period)
    return start is not None and end is not None and end.latest < start.earliest


def _parse_any_end(period: Any) -> PartialDate | None:
    return parse_date(period.get("end")) if isinstance(period, dict) else None


@cache_for_call(4096)
def _parse(text: str) -> tuple[PartialDate | None, str]:
    parts = _DATE_TIME.fullmatch(text)
    if parts is None:
        return _parse_day(text)
    year, month, day, time, fraction, zone = parts.groups()
    if int(year) not in PLAUSIBLE_YEARS:
        return _NO_DATE
    try:
        if month is None:
            return PartialDate.in_year(int(year)), year
        if day is None:
            return PartialDate.in_month(int(year), int(month)), f"{year}-{month}"
        # The day stays the one that the patient's clinic saw: 23:30 in Honolulu is not moved to the next day in UTC.
        written_day = PartialDate.on(date(int(year), int(month), int(day)))
        return written_day, text[:10] if time is None else _convert_to_utc(f"{text[:10]}T{time}", fraction, zone)
    except (ValueError, OverflowError):  # no such day, hour or offset
        return _parse_day(text)


def _parse_day(text: str) -> tuple[PartialDate | None, str]:
    parts = _DAY_AND_ANYTHING.fullmatch(text)
    return _parse(parts[1]) if parts else _NO_DATE


def _convert_to_utc(local: str, fraction: str | None, zone: str | None) -> str:
    moment = datetime.fromisoformat(local + (zone or "+00:00"))
    return f"{moment.astimezone(UTC).isoformat()[:19]}.{fraction or '':0<9}"
