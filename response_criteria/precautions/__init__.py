"""Precautions before a dose escalation: contraindications that block it, and cautions (decision 0015)."""

from response_criteria.model.findings import Missing, Precaution
from response_criteria.precautions.codes import Code
from response_criteria.precautions.rule import PrecautionRule, Questions
from response_criteria.precautions.snapshot import PatientSnapshot
from response_criteria.precautions.table import CODES, NOT_EVALUATED, PRECAUTIONS

__all__ = [
    "CODES",
    "NOT_EVALUATED",
    "PRECAUTIONS",
    "Code",
    "PatientSnapshot",
    "PrecautionRule",
    "Questions",
    "find_missing_inputs",
    "find_precautions",
]


def find_precautions(patient: PatientSnapshot) -> tuple[Precaution, ...]:
    """Return every precaution that the patient's data trigger, in the contract's order."""
    return tuple(precaution for rule in PRECAUTIONS if (precaution := rule.find(patient)))


def find_missing_inputs(patient: PatientSnapshot) -> tuple[Missing, ...]:
    """Return the data that precautions need and the chart does not give. They are shown and never block."""
    return tuple(missing for rule in PRECAUTIONS for missing in rule.find_missing(patient))
