"""The table of quiet periods (``quiet_periods.toml``); a site's own file replaces the members that it has."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Days = Annotated[int, Field(ge=0, le=366)]
UNLISTED_CATEGORY = "other"


class QuietPeriodsError(Exception):
    """A site's table cannot be used; the message names what is wrong."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reason(_Row):
    """A reason to override a card, its category for comparison across sites, and its days."""

    code: str
    category: str
    days: Days


class SuggestedTest(_Row):
    """A test that a card suggests, and which results are of it."""

    code: str
    results: tuple[str, ...]
    response: str = ""


class QuietPeriods(_Row):
    """The whole table, in days."""

    urgent_days: Annotated[int, Field(ge=0, le=7)]
    shown_days: Days
    resting_actions: tuple[str, ...]
    no_reason_days: Days
    unknown_reason_days: Days
    tests_days: Days
    dose_days: Days
    urgent_precautions: tuple[str, ...]
    urgent_review_facts: tuple[str, ...]
    reason: tuple[Reason, ...]
    test: tuple[SuggestedTest, ...]

    def find_reason_days(self, code: str | None) -> int:
        """Return the days of a reason; None is no reason."""
        if code is None:
            return self.no_reason_days
        return next((reason.days for reason in self.reason if reason.code == code), self.unknown_reason_days)

    def find_category(self, code: str) -> str:
        """Return the category of a reason."""
        return next((reason.category for reason in self.reason if reason.code == code), UNLISTED_CATEGORY)


def load_quiet_periods(path: Path | None = None) -> QuietPeriods:
    """Load the table that ships with the service; what a site's own file has replaces it. Raises QuietPeriodsError."""
    shipped = tomllib.loads((files("cds_service.delivery") / "quiet_periods.toml").read_text("utf-8"))
    try:
        return QuietPeriods.model_validate(shipped | (tomllib.loads(path.read_text("utf-8")) if path else {}))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise QuietPeriodsError(f"{path}: it cannot be read as TOML") from None
    except ValidationError as error:
        faults = (_describe(fault) for fault in error.errors(include_url=False))
        raise QuietPeriodsError(f"{path}: {'; '.join(faults)}") from None


def _describe(fault: Mapping[str, Any] | Any) -> str:
    return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
