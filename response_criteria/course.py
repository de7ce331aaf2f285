"""A course of imatinib: the stretch of treatment within which results count (decision 0004)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar, cast

from response_criteria.blood_counts import DayCount, day_counts
from response_criteria.facts import Fact, Observed

AnyResult = TypeVar("AnyResult", bound=Fact)

ByKind = Mapping[type[Fact], tuple[Observed, ...]]
"""Results of each kind, oldest first."""


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
    baseline: tuple[Observed, ...] = ()
    """Results up to the day of the first imatinib: what an improvement is measured from."""
    counts: tuple[DayCount, ...] = ()
    """The blood counts that the results make up, oldest first; made here where they are not given."""
    _by_kind: ByKind = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_kind", by_kind(in_order(self.observed)))
        object.__setattr__(self, "counts", self.counts or day_counts(self.observed))

    def results(self, kind: type[AnyResult]) -> tuple[AnyResult, ...]:
        """The results of one kind, oldest first; those of one day in the order of ``sequence``, then of origin."""
        return cast("tuple[AnyResult, ...]", self._by_kind.get(kind, ()))


def in_order(observed: Iterable[Observed]) -> tuple[Observed, ...]:
    """Oldest first; those of one day in the order of ``sequence``, then of origin."""
    return tuple(sorted(observed, key=lambda each: (each.on.earliest, each.on.latest, each.sequence, each.origin)))


def by_kind(ordered: Iterable[Observed]) -> ByKind:
    """The results of each kind, in the order in which they come."""
    kinds: dict[type[Fact], list[Observed]] = {}
    for each in ordered:
        kinds.setdefault(type(each), []).append(each)
    return {kind: tuple(results) for kind, results in kinds.items()}
