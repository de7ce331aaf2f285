"""What the findings come to: one action, decided in a fixed order (decision 0018)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from response_criteria.model.findings import Action, Applicability, Applies, Finding, Precaution, Recommendation, Status
from response_criteria.precautions.blood import SHOWN_BY_A_RESULT
from response_criteria.publications.kantarjian2003.dose_steps import DOSE_STEPS
from response_criteria.results.bcr_abl1 import DEEP, STANDS_MONTHS
from response_criteria.rules.dose_step import step_from

# fmt: off
IN_ORDER = (
    (Action.NONE,             "the protocol does not speak of the patient"),
    (Action.COMPLETE_DATA,    "whether it does cannot be told"),
    (Action.NO_PROTOCOL_STEP, "a criterion is met, and the protocol has no step from the current dose"),
    (Action.HOLD,             "a criterion is met, and the current dose is unknown or a precaution blocks its step"),
    (Action.ESCALATE,         "a criterion is met"),
    (Action.HOLD,             "a result shows a possible advanced phase"),
    (Action.CONFIRM,          "a criterion is possible"),
    (Action.COMPLETE_DATA,    "a criterion is indeterminate, unless the latest BCR::ABL1, at most "
                              f"{STANDS_MONTHS} months old, is {DEEP}% IS or not detected; or part of the chart could "
                              "not be read"),
    (Action.CONTINUE,         "none of these"),
)
# fmt: on
"""Each action with the words for when it is recommended: the first line that holds decides."""


def recommendation(
    applicability: Applicability,
    findings: Sequence[Finding],
    precautions: Sequence[Precaution],
    *,
    dose_mg: Decimal | None,
    response_is_deep: bool,
    all_read: bool,
) -> Recommendation:
    """The first line of ``IN_ORDER`` that holds.

    ``dose_mg``: the current total daily dose, None if unknown. ``response_is_deep``: BCR::ABL1 shows a response so deep
    that indeterminate criteria ask for nothing. ``all_read``: every question to the chart was answered; where one was
    not, the action is never to continue.
    """
    if applicability.status is Applies.NOT_APPLICABLE:
        return Recommendation(Action.NONE)
    if applicability.status is Applies.UNKNOWN:
        return Recommendation(Action.COMPLETE_DATA)
    met, step = _ids(findings, Status.MET), step_from(dose_mg, DOSE_STEPS)
    if met and dose_mg is not None and step is None:
        return Recommendation(Action.NO_PROTOCOL_STEP, met, dose_mg)
    if met and (step is None or any(each.blocks for each in precautions)):
        return Recommendation(Action.HOLD, met, dose_mg)
    if met and step:
        return Recommendation(Action.ESCALATE, met, dose_mg, step.to_mg)
    if _shows_advanced_phase(precautions):
        return Recommendation(Action.HOLD, from_daily_dose_mg=dose_mg)
    if possible := _ids(findings, Status.POSSIBLE):
        return Recommendation(Action.CONFIRM, possible)
    indeterminate = () if response_is_deep else _ids(findings, Status.INDETERMINATE)
    if indeterminate or not all_read:
        return Recommendation(Action.COMPLETE_DATA, indeterminate)
    return Recommendation(Action.CONTINUE)


def _ids(findings: Iterable[Finding], status: Status) -> tuple[str, ...]:
    return tuple(each.criterion.id for each in findings if each.status is status)


def _shows_advanced_phase(precautions: Iterable[Precaution]) -> bool:
    return any(each.reason in SHOWN_BY_A_RESULT for each in precautions)
