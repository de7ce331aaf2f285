"""Signs of accelerated or blast phase in blood and marrow.

Read beside the definition of accelerated phase; platelets under 100 count there only where the drug does not explain
them, which a chart cannot tell: they are mentioned and decide nothing.
"""

from dataclasses import dataclass

from response_criteria.model.facts import Cell
from response_criteria.publications.eln2020 import PAPER
from response_criteria.rules.bands import Band, at_least, below

ADVANCED_PHASE = PAPER.at("definition of accelerated phase")


@dataclass(frozen=True, slots=True)
class Sign:
    """The share of some cells, in %, that shows an advanced phase."""

    cells: tuple[Cell, ...]
    band: Band

    def __str__(self) -> str:
        """As the definition prints it: blasts + promyelocytes ≥30%."""
        return f"{' + '.join(self.cells)} {self.band}%"


BLASTS = Sign((Cell.BLASTS,), at_least("15"))
BLASTS_AND_PROMYELOCYTES = Sign((Cell.BLASTS, Cell.PROMYELOCYTES), at_least("30"))
BASOPHILS = Sign((Cell.BASOPHILS,), at_least("20"))
"""Of the blood alone."""

BLAST_PHASE = Sign((Cell.BLASTS,), at_least("30"))
"""From there on it is blast phase, below it accelerated phase."""

PLATELETS_TO_MENTION = below("100")
"""×10⁹/L."""
