"""Recommend one action from the findings, precautions and review facts, in a fixed order (decision 0018)."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from response_criteria.assessment.evaluate import Evaluation
from response_criteria.model.findings import ApplicabilityStatus, Finding, Precaution, Status
from response_criteria.model.recommendations import Action, Recommendation
from response_criteria.precautions.blood import ADVANCED_PHASE_BY_RESULT
from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.review.late_loss import explain_possible
from response_criteria.review.silence import Case, find_silent
from response_criteria.rules.dose_step import DoseStep, find_step


class Situation(NamedTuple):
    """Everything on which the action depends.

    Criteria are given by their ids, without those that open no card, review facts by their codes, doses in mg a day.
    ``is_questioned``: every criterion that is met is made doubtful by some precaution.
    """

    applicability: ApplicabilityStatus
    met: tuple[str, ...]
    possible: tuple[str, ...]
    indeterminate: tuple[str, ...]
    dose_mg: Decimal | None
    step: DoseStep | None
    is_questioned: bool
    is_blocked: bool
    has_advanced_phase: bool
    review: tuple[str, ...]
    waits_for_repeat: bool
    is_chart_complete: bool


class DecisionRow(NamedTuple):
    """An action and the condition for it. ``grounds`` selects the criteria on which the action rests."""

    action: Action
    when: str
    is_true: Callable[[Situation], bool]
    grounds: Callable[[Situation], tuple[str, ...]] = lambda _: ()


DECISION_ORDER = (
    DecisionRow(
        Action.NONE,
        "the protocol does not apply to this patient",
        lambda situation: situation.applicability is ApplicabilityStatus.NOT_APPLICABLE,
    ),
    DecisionRow(
        Action.COMPLETE_DATA,
        "it cannot be determined whether the protocol applies",
        lambda situation: situation.applicability is ApplicabilityStatus.UNKNOWN,
    ),
    # Disbelief comes first: a criterion whose evidence is in doubt is no reason to leave the protocol either.
    DecisionRow(
        Action.HOLD,
        "a criterion is met, and every criterion that is met is questioned by a contraindication",
        lambda situation: situation.is_questioned,
        lambda situation: situation.met,
    ),
    # Before other contraindications: lifting one could not lead to an escalation that the protocol does not define.
    DecisionRow(
        Action.NO_PROTOCOL_STEP,
        "a criterion is met, and the protocol defines no escalation from the current dose",
        lambda situation: bool(situation.met) and situation.dose_mg is not None and situation.step is None,
        lambda situation: situation.met,
    ),
    DecisionRow(
        Action.HOLD,
        "a criterion is met, and the current dose is unknown or a contraindication is present",
        lambda situation: bool(situation.met) and (situation.step is None or situation.is_blocked),
        lambda situation: situation.met,
    ),
    DecisionRow(
        Action.ESCALATE,
        "a criterion is met",
        lambda situation: bool(situation.met),
        lambda situation: situation.met,
    ),
    # Advanced phase needs other treatment, whatever the criteria of chronic phase say.
    DecisionRow(
        Action.HOLD,
        "a result shows possible advanced phase",
        lambda situation: situation.has_advanced_phase,
    ),
    DecisionRow(
        Action.CONFIRM,
        "a criterion is possible, and no late loss explains it",
        lambda situation: bool(situation.possible),
        lambda situation: situation.possible,
    ),
    # What the chart shows beyond the protocol: its circumstances are not met, and the treatment is to be reviewed.
    DecisionRow(
        Action.REVIEW,
        "a review fact holds",
        lambda situation: bool(situation.review),
        lambda situation: situation.review,
    ),
    DecisionRow(
        Action.COMPLETE_DATA,
        "a criterion is indeterminate, a high BCR::ABL1 waits for its repeat, or part of the chart could not be read",
        lambda situation: (
            bool(situation.indeterminate) or situation.waits_for_repeat or not situation.is_chart_complete
        ),
        lambda situation: situation.indeterminate,
    ),
    DecisionRow(
        Action.CONTINUE,
        "none of these",
        lambda _: True,
    ),
)
"""The first row whose condition is true decides. Criteria that open no card (``review.silence``) are left out of it."""

_ACTIONS_ABOUT_DOSE = (Action.NO_PROTOCOL_STEP, Action.HOLD, Action.ESCALATE)


def recommend(evaluation: Evaluation, *, dose_mg: Decimal | None, is_chart_complete: bool) -> Recommendation:
    """Return the action of the first row of ``DECISION_ORDER`` whose condition is true.

    ``dose_mg`` is the current total daily dose, None if unknown.
    """
    silent = _find_silent(evaluation)
    findings = [finding for finding in evaluation.findings if finding.criterion.id not in silent]
    met = _select_ids(findings, Status.MET)
    situation = Situation(
        applicability=evaluation.applicability.status,
        met=met,
        possible=tuple(
            criterion_id
            for criterion_id in _select_ids(findings, Status.POSSIBLE)
            if criterion_id not in explain_possible(evaluation.findings, evaluation.review_facts)
        ),
        indeterminate=_select_ids(findings, Status.INDETERMINATE),
        dose_mg=dose_mg,
        step=find_step(dose_mg, DOSE_STEPS),
        is_questioned=_are_questioned(met, evaluation.precautions),
        is_blocked=any(precaution.blocks for precaution in evaluation.precautions),
        has_advanced_phase=any(precaution.reason in ADVANCED_PHASE_BY_RESULT for precaution in evaluation.precautions),
        review=tuple(fact.code for fact in evaluation.review_facts),
        waits_for_repeat=evaluation.monitoring.waits_for_repeat,
        is_chart_complete=is_chart_complete,
    )
    row = next(row for row in DECISION_ORDER if row.is_true(situation))
    return _build_recommendation(row, situation, silent)


def _find_silent(evaluation: Evaluation) -> tuple[str, ...]:
    return find_silent(
        [
            Case(
                finding,
                evaluation.monitoring,
                is_reviewed=bool(evaluation.review_facts),
                has_failing_count=evaluation.has_failing_count,
                counts_alone=finding.criterion.id in evaluation.counts_alone,
                lone_leukocytosis=finding.criterion.id in evaluation.lone_leukocytosis,
            )
            for finding in evaluation.findings
        ]
    )


def _are_questioned(met: Sequence[str], precautions: Iterable[Precaution]) -> bool:
    questioned = {criterion_id for precaution in precautions for criterion_id in precaution.questions}
    return bool(met) and questioned.issuperset(met)


def _build_recommendation(row: DecisionRow, situation: Situation, silent: tuple[str, ...]) -> Recommendation:
    to_mg = situation.step.to_mg if situation.step and row.action is Action.ESCALATE else None
    from_mg = situation.dose_mg if row.action in _ACTIONS_ABOUT_DOSE else None
    return Recommendation(row.action, row.grounds(situation), from_mg, to_mg, silent)


def _select_ids(findings: Iterable[Finding], status: Status) -> tuple[str, ...]:
    return tuple(finding.criterion.id for finding in findings if finding.status is status)
