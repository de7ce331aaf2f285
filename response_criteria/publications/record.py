"""What is known about a publication itself: its license, when it was last looked up, and what superseded it (0132)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from response_criteria.model.citation import Work
from response_criteria.model.periods import add_months

LOOK_AGAIN_MONTHS = 12
"""A publication is looked up again after so many months: labels and guidelines change (decision 0132)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """``license`` is empty where it was not looked up, ``verified_on`` None where no day was recorded.

    ``superseded_by`` names the later edition, and why it does not replace this one here.
    """

    license: str = ""
    verified_on: date | None = None
    superseded_by: str = ""


class Recorded(Protocol):
    """A publication with its record."""

    @property
    def work(self) -> Work:
        """How it is cited."""

    @property
    def record(self) -> Record:
        """What is known about it."""


def list_due(publications: Iterable[Recorded], today: date) -> list[str]:
    """Name what is due for another look: what has no day, or one that is too old, or no known license."""
    return [
        f"{publication.work.label}: {reason}"
        for publication in publications
        for reason in _list_reasons(publication.record, today)
    ]


def _list_reasons(record: Record, today: date) -> list[str]:
    reasons = [] if record.license else ["its license was not looked up"]
    if record.verified_on is None:
        return [*reasons, "no day is recorded on which it was compared with its source"]
    due_on = add_months(record.verified_on, LOOK_AGAIN_MONTHS)
    return [*reasons, f"last compared with its source on {record.verified_on}"] if today >= due_on else reasons
