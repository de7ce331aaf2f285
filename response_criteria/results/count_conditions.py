"""A list of conditions that must all hold. It decides, and prints itself."""

from dataclasses import dataclass
from decimal import Decimal

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import UNKNOWN, YES, Answer, all_of
from response_criteria.model.citation import Citation, OurReading
from response_criteria.model.facts import Cell, Measure, SpleenSize
from response_criteria.results.blood_counts import CLASSES, DayCount, Item
from response_criteria.rules.bands import Band, at_most

NONE_SEEN = at_most("0")
NOT_PALPABLE = at_most("0")
"""A spleen whose tip does not reach below the costal margin."""

_NOT_COUNTED = Item(Amount.between(Decimal(0), None), Measure.SHARE, (), affirms=False)
"""Whatever the cell: its amount may be any."""


@dataclass(frozen=True, slots=True)
class CountCondition:
    """The band in which a cell count, or the sum of several, must lie: classes in %, other cells in ×10⁹/L."""

    cells: tuple[Cell, ...]
    band: Band

    def holds(self, day: DayCount) -> Answer:
        """Whether the day's count meets the condition. A machine's differential may deny it and never affirms it."""
        counted = day.items.get(self.cells[0], _NOT_COUNTED)
        for cell in self.cells[1:]:
            counted = counted.plus(day.items.get(cell, _NOT_COUNTED))
        held = self.band.holds(counted.amount)
        return UNKNOWN if held is YES and not counted.affirms else held

    def __str__(self) -> str:
        """As the list prints it: leukocytes <10 ×10⁹/L, no blasts."""
        if self.band == NONE_SEEN:
            return f"no {' or '.join(self.cells)}"
        unit = Measure.SHARE if self.cells[0] in CLASSES else Measure.CONCENTRATION
        return f"{' + '.join(self.cells)} {self.band}{'' if unit is Measure.SHARE else ' '}{unit}"


@dataclass(frozen=True, slots=True)
class SpleenCondition:
    """That the spleen is not palpable, as the list words it."""

    says: str

    def holds(self, spleen: SpleenSize | None) -> Answer:
        """Whether the spleen is known not to be palpable."""
        return Answer.UNKNOWN if spleen is None else NOT_PALPABLE.holds(spleen.below_costal_margin_cm)

    def __str__(self) -> str:
        return self.says


@dataclass(frozen=True, slots=True)
class AllOf:
    """The conditions of a response: some on the blood count of a day, one on the spleen."""

    title: str
    citation: Citation
    counts: tuple[CountCondition, ...]
    spleen: SpleenCondition
    readings: tuple[OurReading, ...] = ()

    def by_counts(self, day: DayCount) -> Answer:
        """Whether the day's blood count meets every condition on counts."""
        return all_of(each.holds(day) for each in self.counts)

    def holds(self, day: DayCount, spleen: SpleenSize | None) -> Answer:
        """Whether the day's blood count and the spleen meet every condition."""
        return all_of((self.by_counts(day), self.spleen.holds(spleen)))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that the list asks about, in its order."""
        return tuple(cell for each in self.counts for cell in each.cells)

    def cells_that(self, day: DayCount, answer: Answer) -> tuple[Cell, ...]:
        """The cells whose conditions the day's blood count answers so, in the order of the list."""
        return tuple(cell for each in self.counts if each.holds(day) is answer for cell in each.cells)

    def as_markdown(self) -> str:
        """The list as a reader compares it with the printed one."""
        return "\n".join(f"- {each}" for each in (*self.counts, self.spleen))
