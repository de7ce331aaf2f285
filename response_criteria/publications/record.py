"""What is known about a publication itself: its license, when it was last looked up, and what superseded it (0132)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from response_criteria.model.citation import Work
from response_criteria.model.periods import add_months

LOOK_AGAIN_MONTHS = 12
"""A publication is looked up again after so many months: labels and guidelines change (decision 0132)."""


OF_BLOOD = (
    "copyright of the American Society of Hematology, all rights reserved (the journal's page on rights and "
    "permissions, read on 2026-12-01; the notice of the article itself was not opened)"
)
"""The license of articles in the journal Blood whose authors did not pay for another one."""

OF_US_LABEL = (
    "as data of openFDA in the public domain, CC0 unless otherwise noted (its license page, read on 2026-12-01; the "
    "notice of the label itself was not opened)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """``license`` is empty where it is not known, ``verified_on`` None where no day was recorded.

    ``verified_part`` names what alone was compared, empty for the whole. ``superseded_by`` names the later edition,
    and why it does not replace this one here.
    """

    license: str = ""
    verified_on: date | None = None
    verified_part: str = ""
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
    reasons = [] if record.license else ["its license is not known"]
    if record.verified_on is None:
        return [*reasons, "no day is recorded on which it was compared with its source"]
    if record.verified_part:
        reasons.append(f"only {record.verified_part} was compared with its source")
    due_on = add_months(record.verified_on, LOOK_AGAIN_MONTHS)
    return [*reasons, f"last compared with its source on {record.verified_on}"] if today >= due_on else reasons
