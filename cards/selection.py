"""Which findings a card is about, and what makes one urgent: blasts, or a failure by guidance of today."""

from collections.abc import Iterable

from response_criteria.model.facts import Cell
from response_criteria.model.findings import Assessment, Finding


def because(assessment: Assessment) -> tuple[Finding, ...]:
    """Those that the recommendation rests on, in the protocol's order."""
    return tuple(each for each in assessment.findings if each.criterion.id in assessment.recommendation.because)


def milestone_failed(assessment: Assessment) -> bool:
    """Whether a milestone of ELN 2020 is a failure, which the protocol does not ask about."""
    return any(each.id.startswith("eln2020/milestone") and each.status == "failure" for each in assessment.context)


def change_preferred(assessment: Assessment) -> bool:
    """Whether ELN 2020 prefers a change of TKI: without a criterion met, since the latest milestone is a failure."""
    return any(each.id == "eln2020/change-of-tki" for each in assessment.context)


def blasts_seen(shown: Iterable[Finding]) -> bool:
    """Whether these findings rest on blasts, be they ever so few."""
    evidence = (piece for each in shown for piece in each.evidence)
    return any(piece.what.startswith(Cell.BLASTS) and piece.amount and piece.amount.low for piece in evidence)
