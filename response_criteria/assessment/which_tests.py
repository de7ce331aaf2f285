"""Which tests come next, in which order: BCR::ABL1 before a marrow (decision 0123)."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from response_criteria.assessment.evaluate import Evaluation
from response_criteria.model.findings import Finding, Status
from response_criteria.model.periods import add_months
from response_criteria.model.recommendations import Action, Investigation, Recommendation
from response_criteria.model.results import Cell
from response_criteria.precautions import PRECAUTIONS, Code
from response_criteria.precautions.snapshot import is_hematologic
from response_criteria.publications.kantarjian2003.reasons import MissingCode
from response_criteria.review import ReviewCode
from response_criteria.review.genetics import ANALYSIS_MONTHS
from response_criteria.review.late_loss import explain_possible
from response_criteria.review.monitoring import RECENT_TEST_MONTHS, Monitoring

_COUNT_AND_DIFFERENTIAL = (Investigation.BLOOD_COUNT, Investigation.DIFFERENTIAL)
_COUNT_BY_HAND = (Investigation.BLOOD_COUNT, Investigation.MANUAL_DIFFERENTIAL)

# fmt: off
TESTS_FOR_MISSING: Mapping[str, tuple[Investigation, ...]] = MappingProxyType({
    MissingCode.RECENT_BLOOD_COUNT:     _COUNT_AND_DIFFERENTIAL,
    MissingCode.REPEAT_BLOOD_COUNT:     _COUNT_BY_HAND,
    MissingCode.COUNTS_OF_DAY:          (Investigation.BLOOD_COUNT,),
    MissingCode.DIFFERENTIAL_OF_DAY:    (Investigation.MANUAL_DIFFERENTIAL,),
    MissingCode.ANY_DIFFERENTIAL_OF_DAY: (Investigation.DIFFERENTIAL,),
    MissingCode.MARROW_KARYOTYPE:       (Investigation.MARROW_KARYOTYPE,),
    MissingCode.REPEAT_KARYOTYPE:       (Investigation.MARROW_KARYOTYPE,),
})
# fmt: on
"""The tests that supply missing data. Data that no test supplies have no row."""

TESTS_FOR_PRECAUTION: Mapping[str, tuple[Investigation, ...]] = MappingProxyType(
    {rule.code: rule.settled_by for rule in PRECAUTIONS}
)
"""The tests that may lift a contraindication."""

TESTS_FOR_REVIEW: Mapping[str, tuple[Investigation, ...]] = MappingProxyType(
    {
        ReviewCode.COUNTS_BELOW_STOP: (Investigation.BLOOD_COUNT,),
        ReviewCode.LOSS_OF_MMR: (Investigation.BCR_ABL1,),
    }
)
"""The tests that follow a review fact."""

LOSSES = frozenset({ReviewCode.MOLECULAR_FAILURE, ReviewCode.LOSS_OF_MMR, ReviewCode.LATE_LOSS})


class Question(NamedTuple):
    """What decides which tests are asked for. ``wanted`` are those that missing data or precautions call for."""

    wanted: frozenset[Investigation]
    monitoring: Monitoring
    review: frozenset[str]
    has_met_criterion: bool
    has_possible_cytogenetic: bool
    has_advanced_phase: bool
    is_phase_open: bool
    has_recent_mutation_analysis: bool
    as_of: date

    @property
    def has_recent_test(self) -> bool:
        """Whether a BCR::ABL1 of the last three months exists."""
        latest_on = self.monitoring.latest_on
        return latest_on is not None and self.as_of <= add_months(latest_on, RECENT_TEST_MONTHS)

    @property
    def may_have_resistance(self) -> bool:
        """Whether a mutation may explain what was found."""
        return self.has_met_criterion or self.has_advanced_phase or bool(self.review & LOSSES)

    @property
    def wants_manual_differential(self) -> bool:
        """Whether the classes of leukocytes have to be counted by hand."""
        return Investigation.MANUAL_DIFFERENTIAL in self.wanted

    @property
    def wants_marrow(self) -> bool:
        """Whether chromosomes are missing."""
        return Investigation.MARROW_KARYOTYPE in self.wanted


class RequestRow(NamedTuple):
    """A test, and a condition under which it is asked for."""

    investigation: Investigation
    when: str
    is_true: Callable[[Question], bool]


# fmt: off
WHICH_TESTS = (
    RequestRow(Investigation.BLOOD_COUNT, "there are blasts, or the phase is to be established",
               lambda question: question.is_phase_open),
    RequestRow(Investigation.MANUAL_DIFFERENTIAL, "there are blasts, or the phase is to be established",
               lambda question: question.is_phase_open),
    RequestRow(Investigation.MARROW_KARYOTYPE, "an advanced phase holds the dose",
               lambda question: question.has_advanced_phase),
    RequestRow(Investigation.BCR_ABL1, "it is overdue, or there is none on the International Scale",
               lambda question: question.monitoring.is_overdue),
    RequestRow(Investigation.BCR_ABL1, "a high result waits for its repeat",
               lambda question: question.monitoring.waits_for_repeat),
    RequestRow(Investigation.BCR_ABL1, f"a cytogenetic criterion is possible, and no result is of the last {RECENT_TEST_MONTHS} months",
               lambda question: question.has_possible_cytogenetic and not question.has_recent_test),
    RequestRow(Investigation.BCR_ABL1, "a cytogenetic criterion is possible, and the latest result contradicts it",
               lambda question: question.has_possible_cytogenetic and question.monitoring.is_low_of_late),
    RequestRow(Investigation.BCR_ABL1, "a precaution or a review fact calls for it",
               lambda question: Investigation.BCR_ABL1 in question.wanted),
    RequestRow(Investigation.BLOOD_COUNT, "a count is missing or to be repeated, or a precaution or a review fact calls for it",
               lambda question: Investigation.BLOOD_COUNT in question.wanted),
    RequestRow(Investigation.MANUAL_DIFFERENTIAL, "a count fails, or its automated differential does not pass",
               lambda question: question.wants_manual_differential),
    RequestRow(Investigation.DIFFERENTIAL, "a count is missing or has no differential, and no manual one is asked for (automated suffices)",
               lambda question: Investigation.DIFFERENTIAL in question.wanted and not (question.wants_manual_differential or question.is_phase_open)),
    RequestRow(Investigation.MARROW_KARYOTYPE, "chromosomes are missing, and BCR::ABL1 is a molecular failure",
               lambda question: question.wants_marrow and ReviewCode.MOLECULAR_FAILURE in question.review),
    RequestRow(Investigation.MARROW_KARYOTYPE,
               f"chromosomes are missing, a cytogenetic criterion is possible, and BCR::ABL1 of the last {RECENT_TEST_MONTHS} months does not contradict it",
               lambda question: question.wants_marrow and question.has_possible_cytogenetic and not question.monitoring.is_low_of_late),
    RequestRow(Investigation.MARROW_KARYOTYPE, "chromosomes are missing, and two or more BCR::ABL1 of the course are off the scale and none is on it; or an atypical transcript is reported, and the latest BCR::ABL1 gives no level",
               lambda question: question.wants_marrow and question.monitoring.is_off_scale),
    RequestRow(Investigation.MUTATION_ANALYSIS, f"a criterion is met, or there is a molecular failure, a loss or an advanced phase, and no mutation analysis is of the last {ANALYSIS_MONTHS} months",
               lambda question: question.may_have_resistance and not question.has_recent_mutation_analysis),
)
# fmt: on
# ruff: noqa: E501 -- a row of the table stays on one line
"""A test is asked for if any of its conditions is true; the tests come in this order."""

ACTIONS_WITH_TESTS = frozenset(set(Action) - {Action.CONTINUE, Action.NONE})


def choose_tests(evaluation: Evaluation, recommendation: Recommendation, as_of: date) -> tuple[Investigation, ...]:
    """Return the tests that come next, in the order in which to do them; none where there is no card."""
    if recommendation.action not in ACTIONS_WITH_TESTS:
        return ()
    question = _build_question(evaluation, recommendation, as_of)
    return tuple(dict.fromkeys(row.investigation for row in WHICH_TESTS if row.is_true(question)))


def _build_question(evaluation: Evaluation, recommendation: Recommendation, as_of: date) -> Question:
    # What a late loss explains needs no further karyotype.
    left_out = {*recommendation.silent, *explain_possible(evaluation.findings, evaluation.review_facts)}
    findings = [finding for finding in evaluation.findings if finding.criterion.id not in left_out]
    asked = _select_asked(findings, recommendation)
    missing = {test for finding in asked for item in finding.missing for test in TESTS_FOR_MISSING.get(item.code, ())}
    blocking = {test for item in evaluation.precautions for test in TESTS_FOR_PRECAUTION.get(item.code, ())}
    review = frozenset(fact.code for fact in evaluation.review_facts)
    following = {test for code in review for test in TESTS_FOR_REVIEW.get(code, ())}
    names_precautions = _names_precautions(recommendation)
    is_advanced = names_precautions and any(item.code == Code.ADVANCED_PHASE for item in evaluation.precautions)
    return Question(
        wanted=frozenset(missing | following | (blocking if names_precautions else set())),
        monitoring=evaluation.monitoring,
        review=review,
        is_phase_open=is_advanced or ReviewCode.CODED_PHASE in review or any(map(_rests_on_blasts, asked)),
        has_met_criterion=any(finding.status is Status.MET for finding in findings),
        has_possible_cytogenetic=any(map(_is_possible_cytogenetic, findings)),
        has_advanced_phase=is_advanced,
        has_recent_mutation_analysis=evaluation.has_recent_mutation_analysis,
        as_of=as_of,
    )


def _select_asked(findings: list[Finding], recommendation: Recommendation) -> list[Finding]:
    """Return the findings whose missing data are asked for."""
    if recommendation.action is Action.REVIEW:
        return findings
    # Where a criterion is met, the data that another one lacks would not change what comes next.
    return [finding for finding in findings if finding.criterion.id in recommendation.grounds]


def _names_precautions(recommendation: Recommendation) -> bool:
    """Return whether the action is about what argues against a step."""
    return recommendation.action in (Action.HOLD, Action.NO_PROTOCOL_STEP)


def _is_possible_cytogenetic(finding: Finding) -> bool:
    return finding.status is Status.POSSIBLE and not is_hematologic(finding)


def _rests_on_blasts(finding: Finding) -> bool:
    return any(item.what.startswith(Cell.BLASTS) and item.amount and item.amount.low for item in finding.evidence)
