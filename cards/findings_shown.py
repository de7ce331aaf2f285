"""Which findings a card is about, and whether they rest on blasts."""

from collections.abc import Iterable

from response_criteria.facts import Cell
from response_criteria.findings import Assessment, Finding


def because(assessment: Assessment) -> tuple[Finding, ...]:
    """Those that the recommendation rests on, in the protocol's order."""
    return tuple(each for each in assessment.findings if each.criterion.id in assessment.recommendation.because)


def blasts_seen(shown: Iterable[Finding]) -> bool:
    """Whether these findings rest on blasts, be they ever so few."""
    evidence = (piece for each in shown for piece in each.evidence)
    return any(piece.what.startswith(Cell.BLASTS) and piece.amount and piece.amount.low for piece in evidence)
