"""Signs of accelerated or blast phase in blood and marrow.

Platelets below 100 ×10⁹/L belong to the definition only if the drug does not explain them. A chart cannot show that, so
they are mentioned and decide nothing.
"""

from dataclasses import dataclass

from response_criteria.model.results import Cell
from response_criteria.publications.eln2020.paper import PAPER
from response_criteria.publications.publication import Definition, format_list
from response_criteria.rules.bands import Band, at_least, below

ADVANCED_PHASE = PAPER.cite("definition of accelerated phase")


@dataclass(frozen=True, slots=True)
class Sign:
    """The share of some cells, in %, that shows an advanced phase."""

    cells: tuple[Cell, ...]
    band: Band

    def __str__(self) -> str:
        """Return the sign as the definition prints it: blasts + promyelocytes ≥30%."""
        return f"{' + '.join(self.cells)} {self.band}%"


BLASTS = Sign((Cell.BLASTS,), at_least("15"))
BLASTS_AND_PROMYELOCYTES = Sign((Cell.BLASTS, Cell.PROMYELOCYTES), at_least("30"))
BASOPHILS = Sign((Cell.BASOPHILS,), at_least("20"))
"""In blood only."""

BLAST_PHASE = Sign((Cell.BLASTS,), at_least("30"))
"""Blast phase from this share of blasts on, accelerated phase below it."""

PLATELETS_TO_MENTION = below("100")
"""×10⁹/L."""

ADVANCED_PHASE_DEFINITION = Definition(
    "Accelerated and blast phase",
    ADVANCED_PHASE,
    format_list(
        (
            f"accelerated phase: {BLASTS} or {BLASTS_AND_PROMYELOCYTES} in blood or marrow, or {BASOPHILS} in blood",
            f"blast phase: {BLAST_PHASE} in blood or marrow",
            f"platelets {PLATELETS_TO_MENTION} ×10⁹/L unrelated to therapy: shown only; a chart states no cause",
        )
    ),
)
