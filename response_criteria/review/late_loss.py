"""The review fact of a late loss: chromosomes came back after a response that only BCR::ABL1 documented (0120)."""

from collections.abc import Iterable, Sequence
from datetime import date

from response_criteria.model.answers import NO, UNKNOWN, YES, all_of
from response_criteria.model.findings import Finding, ReviewFact, Values
from response_criteria.model.periods import days_between, subtract_months
from response_criteria.publications.kantarjian2003.cytogenetic_relapse import TOO_LOW_FOR_INCREASE
from response_criteria.publications.kantarjian2003.findings import cite_analyses
from response_criteria.publications.kantarjian2003.grades import MAJOR_CYTOGENETIC_RESPONSE
from response_criteria.publications.kantarjian2003.interpretations import MIN_SPAN_DAYS
from response_criteria.publications.kantarjian2003.reasons import RESPONSE_BY_BCR_ABL1_ALONE, Reason
from response_criteria.results.bcr_abl1 import MR2
from response_criteria.results.cytogenetic_analyses import CytogeneticAnalysis
from response_criteria.review.codes import ReviewCode, ReviewReason
from response_criteria.review.rule import ReviewRule
from response_criteria.review.snapshot import NOT_CLEAR, Reviewed, ReviewSnapshot, hold_fact

BEFORE_KARYOTYPE_MONTHS = 3
"""A low BCR::ABL1 from so many months before the first of the two karyotypes on disagrees with them (decision 0120)."""

_BANDS = {
    Reason.MOLECULAR_RESPONSE_LOST: MAJOR_CYTOGENETIC_RESPONSE,
    Reason.PH_AFTER_MOLECULAR_RESPONSE: TOO_LOW_FOR_INCREASE,
}
"""Ph-positive % in which a karyotype shows no loss, by the reason of the criterion."""


def find_late_loss(patient: ReviewSnapshot) -> Reviewed | None:
    """Check whether a second karyotype confirms a loss of a response that only BCR::ABL1 documented."""
    lost = [finding for finding in patient.findings if finding.reason in RESPONSE_BY_BCR_ABL1_ALONE]
    reviewed = [answer for finding in lost if (answer := _review(patient, finding))]
    # Both criteria may rest on the same karyotypes: one that is certain is enough.
    return next((answer for answer in reviewed if answer.answer is YES), reviewed[0] if reviewed else None)


def explain_possible(findings: Iterable[Finding], facts: Iterable[ReviewFact]) -> tuple[str, ...]:
    """Return the ids of the criteria whose being possible is explained by a late loss."""
    if not any(fact.code == ReviewCode.LATE_LOSS for fact in facts):
        return ()
    return tuple(finding.criterion.id for finding in findings if finding.reason in RESPONSE_BY_BCR_ABL1_ALONE)


def _review(patient: ReviewSnapshot, finding: Finding) -> Reviewed | None:
    karyotypes = patient.course.cytogenetic_analyses.karyotypes if patient.course else ()
    reached_on = finding.values["reached_on"]
    after = [karyotype for karyotype in karyotypes if isinstance(reached_on, date) and karyotype.on > reached_on]
    pair = _find_pair(after, Reason(finding.reason))
    if pair is None:
        return None
    first, latest = pair
    since = subtract_months(first.on, BEFORE_KARYOTYPE_MONTHS)
    is_high = all_of(~test.lies_in(MR2) for test in patient.course_tests.tests if test.on >= since)
    if is_high is not YES:
        return NOT_CLEAR if is_high is UNKNOWN else None
    values: Values = {
        "percent": latest.percent,
        "on": latest.on,
        "first_percent": first.percent,
        "first_on": first.on,
        "level": finding.values["level"],
        "reached_on": reached_on,
    }
    return hold_fact(ReviewReason.LATE_LOSS, values, cite_analyses((first, latest)))


def _find_pair(
    karyotypes: Sequence[CytogeneticAnalysis], reason: Reason
) -> tuple[CytogeneticAnalysis, CytogeneticAnalysis] | None:
    """Return the latest karyotype and the last one before it that says the same, far enough apart."""
    # Any karyotype between them has to say the same too.
    latest = karyotypes[-1] if karyotypes else None
    for karyotype in reversed(karyotypes):
        if latest is None or _BANDS[reason].contains(karyotype.percent) is not NO:
            return None
        if days_between(karyotype.on, latest.on) >= MIN_SPAN_DAYS:
            return karyotype, latest
    return None


RULES = (
    ReviewRule(
        code=ReviewCode.LATE_LOSS,
        name="late loss of response",
        evaluate=find_late_loss,
        when="cytogenetic resistance or relapse is possible only because BCR::ABL1 alone documented the response, "
        f"an adequate karyotype {MIN_SPAN_DAYS} days or more before the latest says the same, and no BCR::ABL1 from "
        f"{BEFORE_KARYOTYPE_MONTHS} months before the first of the two on is {MR2}% IS",
    ),
)
