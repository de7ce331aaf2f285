"""When the label holds imatinib: few neutrophils or platelets, and liver values far above their upper limit.

Read beside the label's dose adjustments for hematologic adverse reactions (chronic phase, starting dose 400 mg) and for
hepatotoxicity.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import YES, Answer
from response_criteria.model.citation import Citation
from response_criteria.model.facts import Cell, Chemistry
from response_criteria.publications.us_label import LABEL
from response_criteria.results.blood_counts import DayCount
from response_criteria.rules.bands import Band, at_least, below

HEMATOLOGIC = LABEL.at("dose adjustment for neutropenia and thrombocytopenia, chronic phase")

NEUTROPHILS_TOO_FEW = below("1.0")
PLATELETS_TOO_FEW = below("50")
NEUTROPHILS_RECOVERED = at_least("1.5")
PLATELETS_RECOVERED = at_least("75")
"""All four in ×10⁹/L."""

TOO_FEW = {Cell.NEUTROPHILS: NEUTROPHILS_TOO_FEW, Cell.PLATELETS: PLATELETS_TOO_FEW}
RECOVERED = {Cell.NEUTROPHILS: NEUTROPHILS_RECOVERED, Cell.PLATELETS: PLATELETS_RECOVERED}


@dataclass(frozen=True, slots=True)
class AfterHold:
    """The daily dose in mg at which the label resumes imatinib: the first time, and when the counts fall again."""

    from_mg: Decimal
    resume_mg: Decimal
    again_mg: Decimal
    citation: Citation


HEMATOLOGIC_AT_800 = LABEL.at("dose adjustment for neutropenia and thrombocytopenia, DFSP, starting dose 800 mg")

# fmt: off
AFTER_HOLD = (
    #         from            resume          again
    AfterHold(Decimal("400"), Decimal("400"), Decimal("300"), HEMATOLOGIC),
    AfterHold(Decimal("800"), Decimal("600"), Decimal("400"), HEMATOLOGIC_AT_800),
)
# fmt: on
"""By the dose that is held. For CML at 800 mg the label has no row of its own: this is that of another disease."""

HEMATOLOGIC_ADVANCED = LABEL.at(
    "dose adjustment for neutropenia and thrombocytopenia, accelerated phase and blast crisis"
)

ADVANCED_NEUTROPHILS_TOO_FEW = below("0.5")
ADVANCED_PLATELETS_TOO_FEW = below("10")
"""Both in ×10⁹/L, at a starting dose of 600 mg: there the marrow is looked at before the dose is reduced."""


def after_hold(daily_dose_mg: Decimal | None) -> AfterHold | None:
    """The row of a dose; None where the label has none, or the dose is unknown."""
    return next((each for each in AFTER_HOLD if each.from_mg == daily_dose_mg), None)


@dataclass(frozen=True, slots=True)
class CountHold:
    """A stretch for which the label holds imatinib: from too few cells to their recovery, None while there is none."""

    since: date
    recovered_on: date | None = None


def count_holds(counts: Sequence[DayCount]) -> tuple[CountHold, ...]:
    """Every such stretch; counts, and the answer, are oldest first."""
    holds: list[CountHold] = []
    latest: dict[Cell, Amount] = {}
    for day in counts:
        today = {cell: day.items[cell].amount for cell in TOO_FEW if cell in day.items}
        latest |= today
        held = bool(holds) and holds[-1].recovered_on is None
        if any(TOO_FEW[cell].holds(amount) is YES for cell, amount in today.items()):
            holds += [] if held else [CountHold(day.on)]
        elif held and all(RECOVERED[cell].holds(amount) is YES for cell, amount in latest.items()):
            holds[-1] = replace(holds[-1], recovered_on=day.on)
    return tuple(holds)


@dataclass(frozen=True, slots=True)
class OverUpperLimit:
    """A multiple of the laboratory's own upper limit that a result must not exceed."""

    times: Decimal

    def exceeded(self, result: Chemistry) -> Answer:
        """Whether the result lies over the multiple; unknown without an upper limit."""
        if result.upper_limit is None or result.upper_limit <= 0:
            return Answer.UNKNOWN
        return Band(floor=self.times * result.upper_limit, floor_counts=False).holds(result.amount)

    def __str__(self) -> str:
        return f">{self.times} × ULN"


HEPATIC = LABEL.at("dose adjustment for hepatotoxicity")

BILIRUBIN_TOO_HIGH = OverUpperLimit(Decimal("3"))
TRANSAMINASES_TOO_HIGH = OverUpperLimit(Decimal("5"))
BILIRUBIN_RECOVERED_BELOW = Decimal("1.5")
TRANSAMINASES_RECOVERED_BELOW = Decimal("2.5")
"""Multiples of the upper limit below which the label resumes imatinib, at a reduced dose."""

# fmt: off
REDUCED_DOSE_MG = {
    Decimal("400"): Decimal("300"),
    Decimal("600"): Decimal("400"),
    Decimal("800"): Decimal("600"),
}
# fmt: on
