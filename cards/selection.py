"""The findings that a card is about, and the facts that make a card urgent."""

from collections.abc import Iterable

from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import Finding
from response_criteria.model.results import Cell


def select_deciding_findings(assessment: Assessment) -> tuple[Finding, ...]:
    """Return the findings that the recommendation rests on, in the order of the protocol."""
    grounds = assessment.recommendation.grounds
    return tuple(finding for finding in assessment.findings if finding.criterion.id in grounds)


def has_blasts(findings: Iterable[Finding]) -> bool:
    """Whether any of these findings rests on a blast percentage above zero."""
    # The evidence of a blood count also lists blasts of 0%.
    evidence = (item for finding in findings for item in finding.evidence)
    return any(item.what.startswith(Cell.BLASTS) and item.amount and item.amount.low for item in evidence)
