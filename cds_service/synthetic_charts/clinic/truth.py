"""What is true of a simulated patient on a day, from the results as drawn and not from the resources.

It is the yardstick for what the service says, so it shares no code with the criteria. A month has 30.44 days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

_MONTH = timedelta(days=30.44)


class Concern(StrEnum):
    """Something that the chart documents and that a specialist would want to hear of."""

    MOLECULAR_FAILURE = "molecular failure"
    CYTOGENETIC_FAILURE = "cytogenetic failure"
    HEMATOLOGIC_FAILURE = "hematologic failure"
    MUTATION = "resistance mutation"
    COUNTS_BELOW_STOP = "neutrophils below 1.0"


class Percent(NamedTuple):
    """A BCR::ABL1 in % IS, or the Ph-positive share of a karyotype in %."""

    known_on: date
    on: date
    percent: Decimal


class Count(NamedTuple):
    """A blood count: whether the leukemia makes it fail, and whether neutrophils are below 1.0."""

    known_on: date
    on: date
    fails: bool
    below_stop: bool


class Mutation(NamedTuple):
    """An ABL1 kinase-domain mutation that was found."""

    known_on: date
    on: date
    change: str


@dataclass(frozen=True, slots=True)
class Truth:
    """The results of a patient as drawn, oldest first, and the start of imatinib as the chart documents it."""

    documented_start: date
    bcr_abl1: Sequence[Percent] = ()
    karyotypes: Sequence[Percent] = ()
    counts: Sequence[Count] = ()
    mutations: Sequence[Mutation] = ()

    def find_concerns(self, day: date) -> frozenset[Concern]:
        """Return what the chart documents on a day."""
        found = (
            (Concern.MOLECULAR_FAILURE, self._fails_molecularly(day)),
            (Concern.CYTOGENETIC_FAILURE, self._fails_cytogenetically(day)),
            (Concern.HEMATOLOGIC_FAILURE, self._fails_hematologically(day)),
            (Concern.MUTATION, any(mutation.known_on <= day for mutation in self.mutations)),
            (Concern.COUNTS_BELOW_STOP, self._is_below_stop(day)),
        )
        return frozenset(concern for concern, holds in found if holds)

    def is_bcr_abl1_overdue(self, day: date) -> bool:
        """Return whether the latest BCR::ABL1 of this treatment is more than 9 months old, or there is none."""
        known = self._list_known(self.bcr_abl1, day)
        return not known or day - known[-1].on > 9 * _MONTH

    def _fails_molecularly(self, day: date) -> bool:
        """Apply the milestones of ELN 2020: above 10% from 6 months, above 1% from 12, each a month early at most."""
        known = self._list_known(self.bcr_abl1, day)
        if not known or day - known[-1].on > 9 * _MONTH:
            return False
        latest, treated = known[-1], known[-1].on - self.documented_start
        return (latest.percent > 10 and treated >= 5 * _MONTH) or (latest.percent > 1 and treated >= 11 * _MONTH)

    def _fails_cytogenetically(self, day: date) -> bool:
        known = self._list_known(self.karyotypes, day)
        if not known or day - known[-1].on > 6 * _MONTH:
            return False
        latest = known[-1]
        return latest.percent >= 35 and latest.on - self.documented_start >= 11 * _MONTH

    def _fails_hematologically(self, day: date) -> bool:
        """Return whether the latest counts fail over 4 weeks, 3 months or more into treatment."""
        run = list(self._find_failing_run(day))
        return bool(run) and day - run[0].on <= timedelta(days=42) and run[0].on - run[-1].on >= timedelta(days=28)

    def _find_failing_run(self, day: date) -> Iterator[Count]:
        for count in reversed([count for count in self.counts if count.known_on <= day]):
            if not count.fails or count.on - self.documented_start < 3 * _MONTH:
                return
            yield count

    def _is_below_stop(self, day: date) -> bool:
        known = [count for count in self.counts if count.known_on <= day]
        return bool(known) and known[-1].below_stop and day - known[-1].on <= timedelta(days=28)

    def _list_known(self, results: Sequence[Percent], day: date) -> list[Percent]:
        return [result for result in results if result.known_on <= day and result.on >= self.documented_start]
