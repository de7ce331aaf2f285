"""Recommend one action from the findings and precautions, in a fixed order (decision 0018)."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from response_criteria.model.findings import Applicability, ApplicabilityStatus, Finding, Precaution, ReviewFact, Status
from response_criteria.model.recommendations import Action, Recommendation
from response_criteria.precautions.blood import ADVANCED_PHASE_BY_RESULT
from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.results.bcr_abl1 import MR2, VALID_MONTHS
from response_criteria.rules.dose_step import DoseStep, find_step


class Situation(NamedTuple):
    """Everything on which the action depends.

    Criteria are given by their ids, review facts by their codes, doses in mg a day.
    """

    applicability: ApplicabilityStatus
    met: tuple[str, ...]
    possible: tuple[str, ...]
    indeterminate: tuple[str, ...]
    dose_mg: Decimal | None
    step: DoseStep | None
    is_blocked: bool
    has_advanced_phase: bool
    is_chart_complete: bool
    review: tuple[str, ...] = ()


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
    # Before contraindications: lifting one could not lead to an escalation that the protocol does not define.
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
        "a criterion is possible",
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
        f"a criterion is indeterminate, unless the latest BCR::ABL1, at most {VALID_MONTHS} months old, is {MR2}% IS "
        "or not detected; or part of the chart could not be read",
        lambda situation: bool(situation.indeterminate) or not situation.is_chart_complete,
        lambda situation: situation.indeterminate,
    ),
    DecisionRow(
        Action.CONTINUE,
        "none of these",
        lambda _: True,
    ),
)
"""The first row whose condition is true decides."""

_ACTIONS_ABOUT_DOSE = (Action.NO_PROTOCOL_STEP, Action.HOLD, Action.ESCALATE)


def recommend(
    applicability: Applicability,
    findings: Sequence[Finding],
    precautions: Sequence[Precaution],
    *,
    dose_mg: Decimal | None,
    has_mr2: bool,
    is_chart_complete: bool,
    review_facts: Sequence[ReviewFact] = (),
) -> Recommendation:
    """Return the action of the first row of ``DECISION_ORDER`` whose condition is true.

    ``dose_mg`` is the current total daily dose, None if unknown.
    """
    situation = Situation(
        applicability=applicability.status,
        met=_select_ids(findings, Status.MET),
        possible=_select_ids(findings, Status.POSSIBLE),
        # With BCR::ABL1 this low no marrow is needed to complete a criterion (decision 0016).
        indeterminate=() if has_mr2 else _select_ids(findings, Status.INDETERMINATE),
        dose_mg=dose_mg,
        step=find_step(dose_mg, DOSE_STEPS),
        is_blocked=any(precaution.blocks for precaution in precautions),
        has_advanced_phase=any(precaution.reason in ADVANCED_PHASE_BY_RESULT for precaution in precautions),
        is_chart_complete=is_chart_complete,
        review=tuple(fact.code for fact in review_facts),
    )
    return _build_recommendation(next(row for row in DECISION_ORDER if row.is_true(situation)), situation)


def _build_recommendation(row: DecisionRow, situation: Situation) -> Recommendation:
    to_mg = situation.step.to_mg if situation.step and row.action is Action.ESCALATE else None
    from_mg = situation.dose_mg if row.action in _ACTIONS_ABOUT_DOSE else None
    return Recommendation(row.action, row.grounds(situation), from_mg, to_mg)


def _select_ids(findings: Iterable[Finding], status: Status) -> tuple[str, ...]:
    return tuple(finding.criterion.id for finding in findings if finding.status is status)
