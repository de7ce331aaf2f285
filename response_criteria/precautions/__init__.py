"""What to weigh before a dose step, or what forbids it (decision 0015)."""

from response_criteria.model.findings import Missing, Precaution
from response_criteria.precautions import organs, supply
from response_criteria.precautions.case import Case
from response_criteria.precautions.table import PRECAUTIONS, Code

__all__ = ["NOT_EVALUATED", "PRECAUTIONS", "Case", "Code", "precautions", "unchecked"]

NOT_EVALUATED = tuple(code.value for code in Code if code not in {row.code for row in PRECAUTIONS})
"""Codes of the contract without a row, in its order."""


def precautions(case: Case) -> tuple[Precaution, ...]:
    """Every precaution that is raised, in the contract's order."""
    found = ((row, row.find(case)) for row in PRECAUTIONS)
    return tuple(
        Precaution(row.code, row.blocks, each.reason, each.values, each.evidence, row.citation)
        for row, each in found
        if each is not None
    )


def unchecked(case: Case) -> tuple[Missing, ...]:
    """What a precaution wanted and the chart does not tell: named, never blocking."""
    return (*organs.unchecked(case), *supply.unchecked(case))
