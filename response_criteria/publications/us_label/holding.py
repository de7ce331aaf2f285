"""When the label holds imatinib: neutropenia, thrombocytopenia and hepatotoxicity."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import YES, Answer
from response_criteria.model.citation import Citation
from response_criteria.model.results import Cell, Chemistry
from response_criteria.publications.publication import Definition, format_table
from response_criteria.publications.us_label.label import LABEL
from response_criteria.results.blood_counts import DayCount
from response_criteria.rules.bands import Band, at_least, below

HEMATOLOGIC = LABEL.cite("dose adjustment for neutropenia and thrombocytopenia, chronic phase")

NEUTROPHILS_TOO_FEW = below("1.0")
PLATELETS_TOO_FEW = below("50")
NEUTROPHILS_RECOVERED = at_least("1.5")
PLATELETS_RECOVERED = at_least("75")
"""All four in ×10⁹/L."""

TOO_FEW = {Cell.NEUTROPHILS: NEUTROPHILS_TOO_FEW, Cell.PLATELETS: PLATELETS_TOO_FEW}
RECOVERED = {Cell.NEUTROPHILS: NEUTROPHILS_RECOVERED, Cell.PLATELETS: PLATELETS_RECOVERED}


@dataclass(frozen=True, slots=True)
class ResumedDose:
    """The daily dose in mg at which the label resumes imatinib after the first and after a repeated cytopenia."""

    from_mg: Decimal
    resume_mg: Decimal
    repeat_mg: Decimal
    citation: Citation


HEMATOLOGIC_AT_800 = LABEL.cite("dose adjustment for neutropenia and thrombocytopenia, DFSP, starting dose 800 mg")

# For CML at 800 mg the label has no row of its own: the second row is that of another disease (DFSP).
# fmt: off
RESUMED_DOSES = (
    #           held            resumed         after a repeat
    ResumedDose(Decimal("400"), Decimal("400"), Decimal("300"), HEMATOLOGIC),
    ResumedDose(Decimal("800"), Decimal("600"), Decimal("400"), HEMATOLOGIC_AT_800),
)
# fmt: on

HEMATOLOGIC_ADVANCED = LABEL.cite(
    "dose adjustment for neutropenia and thrombocytopenia, accelerated phase and blast crisis"
)

ADVANCED_STARTING_DOSE_MG = 600
ADVANCED_NEUTROPHILS_TOO_FEW = below("0.5")
ADVANCED_PLATELETS_TOO_FEW = below("10")
"""Both in ×10⁹/L. Below them the marrow is examined before the dose is reduced."""


def find_resumed_dose(daily_dose_mg: Decimal | None) -> ResumedDose | None:
    """Return the row of a held dose; None if the label has none or the dose is unknown."""
    return next((row for row in RESUMED_DOSES if row.from_mg == daily_dose_mg), None)


@dataclass(frozen=True, slots=True)
class CountHold:
    """A period for which the label holds imatinib for cytopenia; ``recovered_on`` is None until the counts recover."""

    since: date
    recovered_on: date | None = None


def find_count_holds(counts: Sequence[DayCount]) -> tuple[CountHold, ...]:
    """Return every hold for cytopenia; counts and holds are oldest first."""
    holds: list[CountHold] = []
    latest: dict[Cell, Amount] = {}
    for day in counts:
        today = {cell: day.items[cell].amount for cell in TOO_FEW if cell in day.items}
        # Recovery needs both cells, which may have been counted on different days.
        latest |= today
        is_held = bool(holds) and holds[-1].recovered_on is None
        if any(TOO_FEW[cell].contains(amount) is YES for cell, amount in today.items()):
            holds += [] if is_held else [CountHold(day.on)]
        elif is_held and all(RECOVERED[cell].contains(amount) is YES for cell, amount in latest.items()):
            holds[-1] = replace(holds[-1], recovered_on=day.on)
    return tuple(holds)


@dataclass(frozen=True, slots=True)
class OverUpperLimit:
    """A multiple of the laboratory's upper limit of normal (ULN) that a result must not exceed."""

    times: Decimal

    def exceeded(self, result: Chemistry) -> Answer:
        """Return whether the result exceeds the multiple; unknown without an upper limit."""
        if result.upper_limit is None or result.upper_limit <= 0:
            return Answer.UNKNOWN
        return Band(floor=self.times * result.upper_limit, includes_floor=False).contains(result.amount)

    def __str__(self) -> str:
        return f">{self.times} × ULN"


HEPATIC = LABEL.cite("dose adjustment for hepatotoxicity")

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

HEMATOLOGIC_DEFINITION = Definition(
    "Hold for neutropenia or thrombocytopenia",
    HEMATOLOGIC,
    f"Held at neutrophils {NEUTROPHILS_TOO_FEW} or platelets {PLATELETS_TOO_FEW} ×10⁹/L, until neutrophils are "
    f"{NEUTROPHILS_RECOVERED} and platelets {PLATELETS_RECOVERED} ×10⁹/L. In accelerated phase and blast crisis, at a "
    f"starting dose of {ADVANCED_STARTING_DOSE_MG} mg, the marrow is examined first, at neutrophils "
    f"{ADVANCED_NEUTROPHILS_TOO_FEW} or platelets {ADVANCED_PLATELETS_TOO_FEW} ×10⁹/L.\n\n"
    + format_table(
        ("Daily dose", "Resumed at", "After a repeat", "Row"),
        (
            (f"{row.from_mg} mg", f"{row.resume_mg} mg", f"{row.repeat_mg} mg", row.citation.place)
            for row in RESUMED_DOSES
        ),
    ),
)

HEPATIC_DEFINITION = Definition(
    "Hold for hepatotoxicity",
    HEPATIC,
    f"Held at bilirubin {BILIRUBIN_TOO_HIGH} or ALT or AST {TRANSAMINASES_TOO_HIGH}, until bilirubin is "
    f"<{BILIRUBIN_RECOVERED_BELOW} × ULN and ALT and AST are <{TRANSAMINASES_RECOVERED_BELOW} × ULN; then resumed at a "
    "reduced dose.\n\n"
    + format_table(
        ("Daily dose", "Resumed at"),
        ((f"{held} mg", f"{resumed} mg") for held, resumed in REDUCED_DOSE_MG.items()),
    ),
)
