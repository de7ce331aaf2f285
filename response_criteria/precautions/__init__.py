"""Precautions before a dose escalation: contraindications that block it, and cautions (decision 0015)."""

from response_criteria.model.findings import Missing, Precaution
from response_criteria.precautions.codes import Code
from response_criteria.precautions.rule import PrecautionRule
from response_criteria.precautions.snapshot import PatientSnapshot
from response_criteria.precautions.table import CODES, NOT_EVALUATED, PRECAUTIONS

__all__ = [
    "CODES",
    "NOT_EVALUATED",
    "PRECAUTIONS",
    "Code",
    "PatientSnapshot",
    "PrecautionRule",
    "find_missing_inputs",
    "find_precautions",
]


def find_precautions(patient: PatientSnapshot) -> tuple[Precaution, ...]:
    """Return every precaution that the patient's data trigger, in the contract's order."""
    triggers = ((rule, rule.evaluate(patient)) for rule in PRECAUTIONS)
    return tuple(
        Precaution(rule.code, rule.blocks, trigger.reason, trigger.values, trigger.evidence, rule.citation)
        for rule, trigger in triggers
        if trigger is not None
    )


def find_missing_inputs(patient: PatientSnapshot) -> tuple[Missing, ...]:
    """Return the data that precautions need and the chart does not give. They are shown and never block."""
    return tuple(missing for rule in PRECAUTIONS for missing in rule.find_missing(patient))
