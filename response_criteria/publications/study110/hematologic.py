"""Complete hematologic response (CHR) by the criteria of study 110, and its confirmation."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import groupby
from typing import NamedTuple

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import NO, UNKNOWN, YES, Answer, all_of
from response_criteria.model.citation import Interpretation
from response_criteria.model.periods import days_between
from response_criteria.model.results import Cell, SpleenSize
from response_criteria.publications.us_label.label import LABEL
from response_criteria.results.automated_differential import COMPLETE, LIMITS
from response_criteria.results.blood_counts import MANUAL_DIFFERENTIAL_DAYS, DayCount
from response_criteria.results.count_conditions import NONE_SEEN, CountCondition, ResponseConditions, SpleenCondition
from response_criteria.results.latest import find_latest
from response_criteria.rules.bands import below

CONFIRMED_AFTER_DAYS = 28
"""The label's four weeks, from the first count that meets the criteria to the one that confirms CHR."""

SPLEEN_COUNTS_DAYS = 42
"""A spleen examination belongs to a blood count if they are at most so many days apart."""

LEUKOCYTES = CountCondition((Cell.LEUKOCYTES,), below("10"))
PLATELETS = CountCondition((Cell.PLATELETS,), below("450"))
BASOPHILS = CountCondition((Cell.BASOPHILS,), below("20"))

COMPLETE_HEMATOLOGIC_RESPONSE = ResponseConditions(
    "Complete hematologic response (study 110)",
    LABEL.cite("response in CML studies, note 1: chronic phase, study 110"),
    (
        LEUKOCYTES,
        PLATELETS,
        CountCondition((Cell.MYELOCYTES, Cell.METAMYELOCYTES), below("5")),
        CountCondition((Cell.BLASTS,), NONE_SEEN),
        CountCondition((Cell.PROMYELOCYTES,), NONE_SEEN),
        BASOPHILS,
    ),
    SpleenCondition("no extramedullary involvement: spleen not known to be palpable"),
    (
        Interpretation(
            "0006",
            "all counts of one calendar day form one CBC; it is evaluable if it meets or fails the CHR criteria, else "
            "unknown",
        ),
        Interpretation(
            "0007",
            f"two CBCs that meet the criteria at least {CONFIRMED_AFTER_DAYS} days apart, with no failing CBC between "
            f"them, confirm CHR; a spleen palpable within {SPLEEN_COUNTS_DAYS} days of such a CBC excludes CHR, as "
            "do two examinations of one moment that disagree; an unknown spleen does not and is reported as missing",
        ),
        Interpretation(
            "0117",
            "without a manual differential a CBC also meets the criteria by a normal automated one of five parts: they "
            f"sum to {COMPLETE[0]}-{COMPLETE[1]}% of the leukocytes; basophils are {LIMITS[Cell.BASOPHILS]}%, immature "
            f"granulocytes {LIMITS[Cell.IMMATURE_GRANULOCYTES]}% and large unstained cells "
            f"{LIMITS[Cell.LARGE_UNSTAINED_CELLS]}%; no early cell, no analyzer message about one, and none in the "
            f"latest manual differential of the {MANUAL_DIFFERENTIAL_DAYS} days before",
        ),
        Interpretation(
            "0008", "a value exactly on the limit fails; there is no lower limit, so cytopenia does not end CHR"
        ),
    ),
)


_COUNTED_CELLS = frozenset(COMPLETE_HEMATOLOGIC_RESPONSE.cells)


@dataclass(frozen=True, slots=True)
class EvaluatedCount:
    """The blood count of a day, whether it meets the CHR criteria, and the spleen examined nearest to it.

    ``by_automated_differential``: that it meets them is known by a normal automated differential alone.
    ``is_spleen_disputed``: two examinations of one moment disagree on whether the spleen was palpable.
    """

    day: DayCount
    meets_criteria: Answer
    spleen: SpleenSize | None
    by_automated_differential: bool = False
    is_spleen_disputed: bool = False

    @property
    def on(self) -> date:
        """The day of the count."""
        return self.day.on

    @property
    def passes(self) -> bool:
        """Whether every item is known and none fails."""
        return self.meets_criteria is YES

    @property
    def fails(self) -> bool:
        """Whether some item is known to fail."""
        return self.meets_criteria is NO

    @property
    def spleen_palpable(self) -> Answer:
        """Whether the spleen was palpable about that time."""
        return ~COMPLETE_HEMATOLOGIC_RESPONSE.spleen.is_met_by(self.spleen)

    @property
    def shows_chr(self) -> bool:
        """Whether the count passes, and no spleen that is palpable or in dispute excludes CHR."""
        return self.passes and self.spleen_palpable is not YES and not self.is_spleen_disputed


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A confirmed CHR: the first count that shows it, and the one that confirms it."""

    first: EvaluatedCount
    second: EvaluatedCount

    @property
    def method(self) -> str:
        """By which differential it is known: "automated" if either count needs one, else "manual"."""
        is_automated = any(count.by_automated_differential for count in (self.first, self.second))
        return "automated" if is_automated else "manual"


def evaluate_counts(days: Sequence[DayCount], spleens: Sequence[SpleenSize]) -> tuple[EvaluatedCount, ...]:
    """Evaluate blood counts by the CHR criteria. Both sequences and the result are oldest first.

    Days without any cell of the criteria are left out.
    """
    examinations = {day: _combine(list(of_day)) for day, of_day in groupby(spleens, lambda spleen: spleen.on.earliest)}
    examination_days = sorted(examinations)
    return tuple(
        _evaluate_count(day, _find_nearest(examinations, examination_days, day.on))
        for day in days
        if not _COUNTED_CELLS.isdisjoint(day.items)
    )


class Examination(NamedTuple):
    """The spleen on a day; ``is_disputed`` if results of one moment disagree on whether it was palpable."""

    spleen: SpleenSize
    is_disputed: bool = False


def _combine(of_day: Sequence[SpleenSize]) -> Examination:
    """Return the latest examination of a day; several of one moment together, since no order tells them apart."""
    first, *others = find_latest(of_day)
    sizes = [spleen.below_costal_margin_cm for spleen in (first, *others)]
    answers = {COMPLETE_HEMATOLOGIC_RESPONSE.spleen.is_met_by(spleen) for spleen in (first, *others)}
    reported = ", ".join(dict.fromkeys(spleen.reported for spleen in (first, *others)))
    combined = first._replace(below_costal_margin_cm=reduce(Amount.cover, sizes), reported=reported)
    return Examination(combined, is_disputed=len(answers) > 1)


def _evaluate_count(day: DayCount, examination: Examination | None) -> EvaluatedCount:
    spleen, is_disputed = examination or (None, False)
    meets_criteria = COMPLETE_HEMATOLOGIC_RESPONSE.is_met_by_counts(day)
    if meets_criteria is UNKNOWN and day.normal_differential:
        # None of the other conditions fails, or the answer would be no.
        counted = all_of(condition.is_met_by(day) for condition in (LEUKOCYTES, PLATELETS))
        if counted is YES:
            return EvaluatedCount(day, YES, spleen, by_automated_differential=True, is_spleen_disputed=is_disputed)
    return EvaluatedCount(day, meets_criteria, spleen, is_spleen_disputed=is_disputed)


def find_confirmations(counts: Sequence[EvaluatedCount]) -> Iterator[Confirmation]:
    """Find every confirmed CHR, oldest first: one for each period without a failing count."""
    first: EvaluatedCount | None = None
    is_confirmed = False
    for count in counts:
        if count.fails:
            first, is_confirmed = None, False
        elif is_confirmed or not count.shows_chr:
            # An unknown count, or a spleen that is palpable or in dispute, neither confirms CHR nor ends the period.
            continue
        elif first is None:
            first = count
        elif days_between(first.on, count.on) >= CONFIRMED_AFTER_DAYS:
            is_confirmed = True
            yield Confirmation(first, count)


def _find_nearest(examinations: Mapping[date, Examination], days: Sequence[date], on: date) -> Examination | None:
    """Return the nearest examination that belongs to a day; the palpable one of two equally near."""
    if not days:
        return None
    # Called for every count of a long history: only the two neighbors of the day can be the nearest.
    after = bisect_left(days, on)
    near = [
        examinations[day]
        for day in days[max(after - 1, 0) : after + 1]
        if abs(days_between(on, day)) <= SPLEEN_COUNTS_DAYS
    ]
    return min(
        near,
        key=lambda found: (abs(days_between(on, found.spleen.on.earliest)), _rank_by_doubt(found)),
        default=None,
    )


def _rank_by_doubt(examination: Examination) -> int:
    """Rank a palpable spleen first, then one in dispute."""
    if COMPLETE_HEMATOLOGIC_RESPONSE.spleen.is_met_by(examination.spleen) is NO:
        return 0
    return 1 if examination.is_disputed else 2
