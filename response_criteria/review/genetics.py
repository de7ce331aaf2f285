"""Review facts about the genes and chromosomes of the leukemia (decision 0120)."""

import re

from response_criteria.model.answers import NO, YES
from response_criteria.model.findings import Evidence, Values
from response_criteria.model.periods import add_months
from response_criteria.model.results import (
    CytogeneticMethod,
    CytogeneticResult,
    KinaseDomainMutation,
    NegativeMutationAnalysis,
)
from response_criteria.precautions.leukemia import T315I, cite_mutations
from response_criteria.publications.eln2020.milestones import MILESTONE_TABLE
from response_criteria.results.latest import find_latest
from response_criteria.results.mutations import POLYMORPHISMS, select_resistance_mutations
from response_criteria.review.codes import ReviewCode, ReviewReason
from response_criteria.review.rule import ReviewRule
from response_criteria.review.snapshot import NOT_CLEAR, Reviewed, ReviewSnapshot, hold_fact

MUTATION_MONTHS = 12
"""While BCR::ABL1 is quiet, a mutation reported longer ago than that is not reported, T315I excepted."""

ANALYSIS_MONTHS = 6
"""A mutation analysis that is so old is not repeated."""

KARYOTYPE_MONTHS = 6
"""Maximum age of the karyotype that shows an additional abnormality."""

HIGH_RISK = ("+8", "i(17q)", "+19", "a second Philadelphia chromosome")
"""Additional abnormalities that call for a review (decision 0121)."""

_HIGH_RISK = re.compile(
    r"\+8|\+19|(?:i|ider)\(17\)\(q\d.*|\+(?:i?der\(22\)(?:\(q\d+\))?)?t\(9;22\).*|\+(?:i?der)\(22\).*|\+ph\d?", re.I
)


def find_mutation(patient: ReviewSnapshot) -> Reviewed | None:
    """Check for an ABL1 kinase-domain mutation that still counts."""
    reported = patient.find_results(KinaseDomainMutation)
    mutations = [mutation for mutation in select_resistance_mutations(reported) if _counts(mutation, patient)]
    if not mutations:
        return None
    changes = ", ".join(dict.fromkeys(mutation.change for mutation in reversed(mutations)))
    values: Values = {"changes": changes, "on": mutations[-1].on.earliest}
    return hold_fact(ReviewReason.MUTATION, values, cite_mutations(mutations))


def has_recent_mutation_analysis(patient: ReviewSnapshot) -> bool:
    """Return whether a mutation analysis is recent, be its result a change, the polymorphism, or none."""
    changes, without = patient.find_results(KinaseDomainMutation), patient.find_results(NegativeMutationAnalysis)
    days = (*(result.on.earliest for result in changes), *(result.on.earliest for result in without))
    return any(patient.as_of <= add_months(day, ANALYSIS_MONTHS) for day in days)


def _counts(mutation: KinaseDomainMutation, patient: ReviewSnapshot) -> bool:
    """Return whether a mutation counts: T315I always, others while BCR::ABL1 is not quiet or they are of late."""
    if not patient.is_quiet or any(name in mutation.change for name in T315I):
        return True
    on = mutation.on.earliest
    is_of_this_course = patient.course is None or on >= patient.course.started_on
    return is_of_this_course and patient.as_of <= add_months(on, MUTATION_MONTHS)


def find_abnormality(patient: ReviewSnapshot) -> Reviewed | None:
    """Check the latest karyotype for a high-risk abnormality in Ph-positive cells."""
    results = patient.find_results(CytogeneticResult)
    latest = find_latest([result for result in results if result.method is CytogeneticMethod.KARYOTYPE])
    if not latest or patient.as_of > add_months(latest[0].on.earliest, KARYOTYPE_MONTHS):
        return None
    high_risk = [_select_high_risk(result) for result in latest]
    answers = {YES if found else NO for found in high_risk}
    if answers == {NO}:
        return None
    if len(answers) > 1:
        return NOT_CLEAR
    names = ", ".join(dict.fromkeys(name for found in high_risk for name in found))
    evidence = tuple(
        Evidence(result.origin, "additional abnormalities", result.on.earliest, reported=result.reported)
        for result in latest
    )
    return hold_fact(ReviewReason.ABNORMALITY, {"abnormalities": names, "on": latest[0].on.earliest}, evidence)


def _select_high_risk(result: CytogeneticResult) -> tuple[str, ...]:
    return tuple(change for change in result.additional_abnormalities if _HIGH_RISK.fullmatch(change))


RULES = (
    ReviewRule(
        code=ReviewCode.MUTATION,
        name="ABL1 mutation",
        evaluate=find_mutation,
        when=f"an ABL1 kinase-domain change other than the polymorphism {POLYMORPHISMS[0]}; of an earlier course, or "
        f"reported more than {MUTATION_MONTHS} months ago, only while BCR::ABL1 is not quiet; {T315I[0]} always",
        needs_course=False,
        citation=MILESTONE_TABLE,
    ),
    ReviewRule(
        code=ReviewCode.ABNORMALITY,
        name="high-risk additional abnormality",
        evaluate=find_abnormality,
        when=f"{', '.join(HIGH_RISK)} in Ph-positive cells of the latest karyotype, at most {KARYOTYPE_MONTHS} months "
        "old",
        citation=MILESTONE_TABLE,
        decision="0121",
    ),
)
