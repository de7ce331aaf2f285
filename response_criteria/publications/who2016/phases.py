"""Accelerated and blast phase by blasts, and the provisional criterion of resistance to the first TKI.

Read beside the criteria for accelerated phase. The 5th edition of the classification has no accelerated phase any more.
"""

from response_criteria.publications.who2016 import PAPER
from response_criteria.rules.bands import Band, at_least

ACCELERATED_PHASE = PAPER.at("criteria for accelerated phase")
PROVISIONAL = PAPER.at("criteria for accelerated phase, provisional ones of the response to a TKI")
BLAST_PHASE = PAPER.at("definition of blast phase")

BLASTS_OF_ACCELERATED_PHASE: Band = at_least("10").below("20")
BLASTS_OF_BLAST_PHASE: Band = at_least("20")
"""% in blood or marrow."""
