"""Conditions on blood counts and spleen that must all be met, such as those of a complete hematologic response."""

from dataclasses import dataclass
from decimal import Decimal

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import UNKNOWN, YES, Answer, all_of
from response_criteria.model.citation import Citation, Interpretation
from response_criteria.model.results import Cell, Measure, SpleenSize
from response_criteria.results.blood_counts import LEUKOCYTE_CLASSES, CountItem, DayCount
from response_criteria.rules.bands import Band, at_most

NONE_SEEN = at_most("0")
NOT_PALPABLE = at_most("0")
"""cm below the costal margin."""

_NOT_COUNTED = CountItem(Amount.between(Decimal(0), None), Measure.SHARE, (), can_confirm=False)
"""The item of a cell that was not counted: any amount is possible."""


@dataclass(frozen=True, slots=True)
class CountCondition:
    """The band in which a cell count, or the sum of several, must lie: classes in %, other cells in ×10⁹/L."""

    cells: tuple[Cell, ...]
    band: Band

    def is_met_by(self, day: DayCount) -> Answer:
        """Return whether the day's count meets the condition."""
        total = day.items.get(self.cells[0], _NOT_COUNTED)
        for cell in self.cells[1:]:
            total = total.add(day.items.get(cell, _NOT_COUNTED))
        answer = self.band.contains(total.amount)
        # An automated differential may miss blasts: it can refute a normal count and never confirm one (decision 0006).
        return UNKNOWN if answer is YES and not total.can_confirm else answer

    def __str__(self) -> str:
        """Format as publications print it: leukocytes <10 ×10⁹/L, no blasts."""
        if self.band == NONE_SEEN:
            return f"no {' or '.join(self.cells)}"
        unit = Measure.SHARE if self.cells[0] in LEUKOCYTE_CLASSES else Measure.CONCENTRATION
        return f"{' + '.join(self.cells)} {self.band}{'' if unit is Measure.SHARE else ' '}{unit}"


@dataclass(frozen=True, slots=True)
class SpleenCondition:
    """The condition that the spleen is not palpable; ``text`` is the publication's wording."""

    text: str

    def is_met_by(self, spleen: SpleenSize | None) -> Answer:
        """Return whether the spleen is not palpable; unknown if it was not examined."""
        return Answer.UNKNOWN if spleen is None else NOT_PALPABLE.contains(spleen.below_costal_margin_cm)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class ResponseConditions:
    """The conditions of a response: several on the blood count of a day, one on the spleen."""

    title: str
    citation: Citation
    counts: tuple[CountCondition, ...]
    spleen: SpleenCondition
    interpretations: tuple[Interpretation, ...] = ()

    def is_met_by_counts(self, day: DayCount) -> Answer:
        """Return whether the day's blood count meets every condition on counts."""
        return all_of(condition.is_met_by(day) for condition in self.counts)

    def is_met_by(self, day: DayCount, spleen: SpleenSize | None) -> Answer:
        """Return whether the day's blood count and the spleen meet every condition."""
        return all_of((self.is_met_by_counts(day), self.spleen.is_met_by(spleen)))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that the conditions use, in their order."""
        return tuple(cell for condition in self.counts for cell in condition.cells)

    def select_cells(self, day: DayCount, answer: Answer) -> tuple[Cell, ...]:
        """Return the cells whose conditions give this answer for the day's blood count."""
        conditions = (condition for condition in self.counts if condition.is_met_by(day) is answer)
        return tuple(cell for condition in conditions for cell in condition.cells)

    def as_markdown(self) -> str:
        """Format the conditions for comparison with the printed list."""
        return "\n".join(f"- {condition}" for condition in (*self.counts, self.spleen))
