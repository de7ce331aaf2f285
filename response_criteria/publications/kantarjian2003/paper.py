"""The founding paper, and the edition of its criteria."""

from datetime import date

from response_criteria.model.assessment import RuleSet
from response_criteria.model.citation import Work

PAPER = Work(
    id="kantarjian2003",
    label="Kantarjian et al., Blood 2003;101:473",
    url="https://doi.org/10.1182/blood-2002-05-1451",
)

HEMATOLOGIC_MONTHS = 3
CYTOGENETIC_MONTHS = 12
"""Months of therapy after which the paper expects a hematologic and a cytogenetic response."""

# A released edition does not change: a correction is a new edition with a line in the changelog (decision 0035).
EDITION = RuleSet(id=PAPER.id, version="1.0.0", dated=date(2026, 11, 30), released=False)
