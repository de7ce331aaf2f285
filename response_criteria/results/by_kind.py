"""A patient's results, grouped once: by kind, and the lines of blood counts by day. Every criterion reads from here."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

from response_criteria.model.facts import BloodCount, Fact, ManualDifferential, Observed
from response_criteria.results.blood_counts import DayCount, day_counts

AnyResult = TypeVar("AnyResult", bound=Fact)
AnyDated = TypeVar("AnyDated")

_ON_DAY = attrgetter("on")
_ON_DATE = attrgetter("on.earliest")


@dataclass(frozen=True, slots=True)
class Results:
    """Results that are dated to the day, oldest first: ``counts`` are the blood counts that their lines make up."""

    counts: tuple[DayCount, ...] = ()
    _by_kind: Mapping[type[Fact], tuple[Any, ...]] = field(default_factory=dict)

    def of(self, kind: type[AnyResult]) -> tuple[AnyResult, ...]:
        """The results of one kind; those of one day in the order of ``sequence``, then of origin.

        The lines of blood counts are not among them: they are read in ``counts``.
        """
        found: tuple[AnyResult, ...] = self._by_kind.get(kind, ())
        return found

    def between(self, first: date, end: date) -> "Results":
        """Those from the first day on and before the end."""
        kinds = {kind: _between(results, _ON_DATE, first, end) for kind, results in self._by_kind.items()}
        return Results(_between(self.counts, _ON_DAY, first, end), kinds)


NO_RESULTS = Results()


def results_of(observed: Iterable[Observed]) -> Results:
    """The results, whatever the order in which they come."""
    kinds: defaultdict[type[Fact], list[Observed]] = defaultdict(list)
    for each in observed:
        kinds[type(each)].append(each)
    lines = (*kinds.pop(BloodCount, ()), *kinds.pop(ManualDifferential, ()))
    return Results(day_counts(lines), {kind: tuple(sorted(some, key=_place)) for kind, some in kinds.items()})


def _place(result: Fact) -> tuple[date, str, str]:
    return result.on.earliest, result.sequence, result.origin


def _between(
    dated: tuple[AnyDated, ...], day_of: Callable[[AnyDated], date], first: date, end: date
) -> tuple[AnyDated, ...]:
    if not dated or (first <= day_of(dated[0]) and day_of(dated[-1]) < end):
        return dated
    return dated[bisect_left(dated, first, key=day_of) : bisect_left(dated, end, key=day_of)]
