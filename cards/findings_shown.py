"""Which findings a card is about."""

from response_criteria.findings import Assessment, Finding, Status


def because(assessment: Assessment) -> tuple[Finding, ...]:
    """Those that the recommendation rests on, in the protocol's order."""
    return tuple(each for each in assessment.findings if each.criterion.id in assessment.recommendation.because)


def undecided(assessment: Assessment) -> tuple[Finding, ...]:
    """Those that are possible, or cannot be judged."""
    return tuple(each for each in assessment.findings if each.status in (Status.POSSIBLE, Status.INDETERMINATE))
