"""The one line that says the finding and the step. It is composed, never cut."""

from collections.abc import Sequence
from decimal import Decimal

from cards.sentences import listed, plain_number
from cards.wordings import actions, applicability, precautions
from response_criteria.findings import Action, Applies, Assessment, InvestigationOption, Precaution


def summary(assessment: Assessment) -> str:
    """What the assessment comes to, in fewer than 140 characters."""
    wording = {
        Action.ESCALATE: actions.ESCALATE,
        Action.HOLD: actions.HOLD if assessment.recommendation.because else actions.HOLD_FOR_PHASE,
        Action.NO_PROTOCOL_STEP: actions.NO_PROTOCOL_STEP,
        Action.CONFIRM: actions.CONFIRM if tests(assessment) else actions.CONFIRM_BY_REVIEW,
        Action.COMPLETE_DATA: actions.COMPLETE_DATA,
        Action.CONTINUE: actions.CONTINUE,
        Action.NONE: actions.NONE,
    }[assessment.recommendation.action]
    to = assessment.recommendation.to_daily_dose_mg
    return wording.format(
        found=found(assessment),
        on=_on_dose(assessment.therapy.current_daily_dose_mg),
        to="" if to is None else plain_number(to),
        blockers=_few([precautions.NAMES[each.code] for each in blocking(assessment)]),
        tests=listed(tests(assessment)),
        missing=_missing(assessment),
    )


def found(assessment: Assessment) -> str:
    """The criteria that the recommendation rests on: one in a phrase of its own, several by name."""
    because = assessment.recommendation.because
    if assessment.recommendation.action is Action.CONFIRM:
        return _few([actions.CRITERION_NAME[each] for each in because])
    if len(because) == 1:
        return actions.CRITERION_MET[because[0]]
    return _few([actions.CRITERION_NAME[each] for each in because]).capitalize()


def blocking(assessment: Assessment) -> tuple[Precaution, ...]:
    """The precautions that forbid a step, one for each code."""
    return tuple({each.code: each for each in reversed(assessment.precautions) if each.blocks}.values())[::-1]


def tests(assessment: Assessment) -> list[str]:
    """The investigations that the card offers together, by name."""
    offered = (each.investigations for each in assessment.options if isinstance(each, InvestigationOption))
    return [actions.INVESTIGATION[each] for each in next(iter(offered), ())]


def _on_dose(dose: Decimal | None) -> str:
    return actions.ON_UNKNOWN_DOSE if dose is None else actions.ON_DOSE.format(dose=plain_number(dose))


def _missing(assessment: Assessment) -> str:
    if assessment.applicability.status is Applies.UNKNOWN:
        return applicability.IN_ONE_LINE[assessment.applicability.reasons[0].code]
    needed = tests(assessment)
    if needed:
        return actions.TESTS_NEEDED.format(tests=listed(needed))
    return actions.CHART_UNREAD if assessment.unread else actions.DATA_MISSING


def _few(names: Sequence[str]) -> str:
    """One name, two names, or the first and how many more."""
    if len(names) > 2:
        return actions.AND_MORE.format(first=names[0], count=len(names) - 1)
    return " and ".join(names)
