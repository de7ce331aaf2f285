"""Accelerated and blast phase by blasts, and resistance to the first TKI as a provisional criterion.

The 5th edition of the classification no longer has an accelerated phase.
"""

from response_criteria.publications.publication import Definition, format_list
from response_criteria.publications.who2016.paper import PAPER
from response_criteria.rules.bands import Band, at_least

ACCELERATED_PHASE = PAPER.cite("criteria for accelerated phase")
PROVISIONAL_CRITERIA = PAPER.cite("criteria for accelerated phase, provisional ones of the response to a TKI")
BLAST_PHASE = PAPER.cite("definition of blast phase")

BLASTS_OF_ACCELERATED_PHASE: Band = at_least("10").below("20")
BLASTS_OF_BLAST_PHASE: Band = at_least("20")
"""Both in % of blood or marrow cells."""

PHASES = Definition(
    "Accelerated and blast phase by blasts (shown where they differ from ELN)",
    ACCELERATED_PHASE,
    format_list(
        (
            f"accelerated phase: blasts {BLASTS_OF_ACCELERATED_PHASE}% in blood or marrow",
            f"blast phase: blasts {BLASTS_OF_BLAST_PHASE}% in blood or marrow",
            "provisional criterion of accelerated phase: hematologic resistance to the first TKI, shown if the "
            "protocol's criterion of hematologic resistance is met on imatinib as the first TKI",
        )
    ),
)
