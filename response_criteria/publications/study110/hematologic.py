"""Complete hematologic response (CHR) as study 110 counted it, and how it is confirmed.

Read beside the first note to the label's table of responses in the CML studies, chronic phase.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from response_criteria.model.answers import NO, YES, Answer
from response_criteria.model.citation import OurReading
from response_criteria.model.facts import Cell, SpleenSize
from response_criteria.model.periods import days_between
from response_criteria.publications.us_label import LABEL
from response_criteria.results.blood_counts import DayCount
from response_criteria.results.count_conditions import NONE_SEEN, AllOf, CountCondition, SpleenCondition
from response_criteria.rules.bands import below

CONFIRMED_AFTER_DAYS = 28
"""The label's four weeks, from the first pass to the one that confirms it."""

SPLEEN_COUNTS_DAYS = 42
"""A spleen examined so many days before or after a blood count speaks of the same state."""

LEUKOCYTES = CountCondition((Cell.LEUKOCYTES,), below("10"))
PLATELETS = CountCondition((Cell.PLATELETS,), below("450"))
BASOPHILS = CountCondition((Cell.BASOPHILS,), below("20"))

COMPLETE_HEMATOLOGIC_RESPONSE = AllOf(
    "Complete hematologic response (decides)",
    LABEL.at("response in CML studies, note 1: chronic phase, study 110"),
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
        OurReading("0006", "all counts of one calendar day are one blood count; it fails, passes or is unknown"),
        OurReading(
            "0007",
            f"two passes at least {CONFIRMED_AFTER_DAYS} days apart with no fail between confirm CHR; a spleen "
            f"palpable within {SPLEEN_COUNTS_DAYS} days of a pass denies it, an unknown one is said and does not",
        ),
        OurReading("0008", "a count on the boundary fails; there is no lower limit, cytopenia does not break CHR"),
    ),
)


_ASKED_FOR = frozenset(COMPLETE_HEMATOLOGIC_RESPONSE.cells)


@dataclass(frozen=True, slots=True)
class JudgedCount:
    """A day's blood count with its verdict (yes: it passes, no: it fails), and the spleen examined nearest to it."""

    day: DayCount
    verdict: Answer
    spleen: SpleenSize | None

    @property
    def on(self) -> date:
        """The day of the count."""
        return self.day.on

    @property
    def passes(self) -> bool:
        """Every item is known, and none fails."""
        return self.verdict is YES

    @property
    def fails(self) -> bool:
        """Some item is known to fail."""
        return self.verdict is NO

    @property
    def spleen_palpable(self) -> Answer:
        """Whether the spleen was palpable about that time."""
        return ~COMPLETE_HEMATOLOGIC_RESPONSE.spleen.holds(self.spleen)

    @property
    def affirms(self) -> bool:
        """It passes, and no palpable spleen denies the response."""
        return self.passes and self.spleen_palpable is not YES


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A confirmed CHR: its first pass, and the one that confirmed it."""

    first: JudgedCount
    second: JudgedCount


def judged_counts(days: Sequence[DayCount], spleens: Sequence[SpleenSize]) -> tuple[JudgedCount, ...]:
    """The blood counts with their verdicts. Both sequences, and the answer, are oldest first.

    A day on which nothing was counted that the list asks for is no blood count.
    """
    examined = {each.on.earliest: each for each in spleens}
    examination_days = sorted(examined)
    return tuple(
        JudgedCount(day, COMPLETE_HEMATOLOGIC_RESPONSE.by_counts(day), _nearest(examined, examination_days, day.on))
        for day in days
        if not _ASKED_FOR.isdisjoint(day.items)
    )


def confirmations(counts: Sequence[JudgedCount]) -> Iterator[Confirmation]:
    """Every confirmed CHR, oldest first: one for each stretch of passes without a fail between."""
    first: JudgedCount | None = None
    confirmed = False
    for count in counts:
        if count.fails:
            first, confirmed = None, False
        elif confirmed or not count.affirms:
            continue
        elif first is None:
            first = count
        elif days_between(first.on, count.on) >= CONFIRMED_AFTER_DAYS:
            confirmed = True
            yield Confirmation(first, count)


def _nearest(examined: Mapping[date, SpleenSize], days: Sequence[date], on: date) -> SpleenSize | None:
    """The examination nearest to a day that speaks of the same state; the palpable one of two equally near."""
    if not days:
        return None
    after = bisect_left(days, on)
    near = [
        examined[day] for day in days[max(after - 1, 0) : after + 1] if abs(days_between(on, day)) <= SPLEEN_COUNTS_DAYS
    ]
    return min(near, key=lambda each: (abs(days_between(on, each.on.earliest)), _not_palpable(each)), default=None)


def _not_palpable(spleen: SpleenSize) -> bool:
    return COMPLETE_HEMATOLOGIC_RESPONSE.spleen.holds(spleen) is not NO
