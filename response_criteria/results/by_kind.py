"""A patient's results, grouped by kind; blood counts are assembled by day.

Results are grouped once per assessment, and every criterion reads from here.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

from response_criteria.model.facts import Fact
from response_criteria.model.results import BloodCount, ManualDifferential, Observed
from response_criteria.results.blood_counts import DayCount, build_day_counts

AnyResult = TypeVar("AnyResult", bound=Fact)
AnyItem = TypeVar("AnyItem")

_ON_DAY = attrgetter("on")
_ON_DATE = attrgetter("on.earliest")


@dataclass(frozen=True, slots=True)
class Results:
    """Results that are dated to the day, oldest first. ``counts`` are the blood counts assembled from single items."""

    counts: tuple[DayCount, ...] = ()
    _by_kind: Mapping[type[Fact], tuple[Any, ...]] = field(default_factory=dict)

    def of(self, kind: type[AnyResult]) -> tuple[AnyResult, ...]:
        """Return the results of one kind; those of one day sorted by ``sequence``, then by origin.

        Items of blood counts are not among them: use ``counts``.
        """
        found: tuple[AnyResult, ...] = self._by_kind.get(kind, ())
        return found

    def between(self, first: date, end: date) -> "Results":
        """Return the results from the first day on and before the end."""
        kinds = {kind: _between(results, _ON_DATE, first, end) for kind, results in self._by_kind.items()}
        return Results(_between(self.counts, _ON_DAY, first, end), kinds)


NO_RESULTS = Results()


def group_results(observed: Iterable[Observed], flagged_days: Container[date] = frozenset()) -> Results:
    """Group results, which may come in any order; ``flagged_days`` are those of an analyzer's message (0117)."""
    kinds: defaultdict[type[Fact], list[Observed]] = defaultdict(list)
    for result in observed:
        kinds[type(result)].append(result)
    items = (*kinds.pop(BloodCount, ()), *kinds.pop(ManualDifferential, ()))
    return Results(
        build_day_counts(items, flagged_days),
        {kind: tuple(sorted(results, key=_sort_key)) for kind, results in kinds.items()},
    )


def _sort_key(result: Fact) -> tuple[date, str, str]:
    return result.on.earliest, result.sequence, result.origin


def _between(
    items: tuple[AnyItem, ...], get_day: Callable[[AnyItem], date], first: date, end: date
) -> tuple[AnyItem, ...]:
    # Items are sorted, and most often all of them lie within the period: return them without a copy.
    if not items or (first <= get_day(items[0]) and get_day(items[-1]) < end):
        return items
    return items[bisect_left(items, first, key=get_day) : bisect_left(items, end, key=get_day)]
