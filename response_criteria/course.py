"""A course of imatinib: the stretch of treatment within which results count (decision 0004)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from response_criteria.facts import Fact, Observed

AnyResult = TypeVar("AnyResult", bound=Fact)


class Opening(StrEnum):
    """What started the course."""

    FIRST_IMATINIB = "first imatinib"
    AFTER_ANOTHER_TKI = "imatinib again after another TKI"
    AFTER_INTERRUPTION = "imatinib again after an interruption"
    RAISE = "a raise of the dose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The course that is judged: when and how it started, and the results dated within it, up to the day of judging.

    Every result in ``observed`` has a date that is a day. ``start_may_be_earlier`` is true where the chart shows the
    disease long before the first documented imatinib, so that the documented start is only the latest possible one.
    """

    started_on: date
    opened_by: Opening
    observed: tuple[Observed, ...] = ()
    start_may_be_earlier: bool = False

    def results(self, kind: type[AnyResult]) -> tuple[AnyResult, ...]:
        """The results of one kind, oldest first; those of one day in the order of ``sequence``, then of origin."""
        mine = (each for each in self.observed if isinstance(each, kind))
        return tuple(sorted(mine, key=lambda each: (each.on, each.sequence, each.origin)))
