"""The findings that a card is about, and the facts that make a card urgent."""

from collections.abc import Iterable

from response_criteria.assessment.which_tests import TESTS_FOR_MISSING
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import Finding, Missing
from response_criteria.model.results import Cell


def select_deciding_findings(assessment: Assessment) -> tuple[Finding, ...]:
    """Return the findings that the recommendation rests on, in the order of the protocol."""
    grounds = assessment.recommendation.grounds
    return tuple(finding for finding in assessment.findings if finding.criterion.id in grounds)


def is_asked_for(missing: Missing, assessment: Assessment) -> bool:
    """Whether missing data are asked for: a marrow is not where BCR::ABL1 comes first (decision 0123)."""
    offered = {test for option in assessment.options for test in option.investigations}
    tests = TESTS_FOR_MISSING.get(missing.code, ())
    return not tests or not offered.isdisjoint(tests)


def has_blasts(findings: Iterable[Finding]) -> bool:
    """Whether any of these findings rests on a blast percentage above zero."""
    # The evidence of a blood count also lists blasts of 0%.
    evidence = (item for finding in findings for item in finding.evidence)
    return any(item.what.startswith(Cell.BLASTS) and item.amount and item.amount.low for item in evidence)
