"""The one line that says the finding and the step. It is composed, never cut."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from cards.card import SUMMARY_LIMIT
from cards.selection import because, blasts_seen, change_preferred
from cards.sentences import listed, plain_number
from cards.wordings import actions, applicability, precautions
from response_criteria.model.findings import Action, Applies, Assessment, InvestigationOption

LONGEST_DOSE = 5
"""Characters of a daily dose in mg, such as 366.7."""


def summary(assessment: Assessment) -> str:
    """What the assessment comes to, in fewer than 140 characters."""
    to = assessment.recommendation.to_daily_dose_mg
    said = partial(
        _wording(assessment).format,
        found=_found(assessment),
        on=_on_dose(assessment.therapy.current_daily_dose_mg),
        to="" if to is None else plain_number(to),
        tests=listed(tests(assessment)),
        missing=_missing(assessment),
    )
    room = SUMMARY_LIMIT - 1 - len(said(blockers=""))
    return said(blockers=_as_many_as_fit(_blockers(assessment), room))


def _wording(assessment: Assessment) -> str:
    return {
        Action.ESCALATE: actions.ESCALATE,
        Action.HOLD: actions.HOLD if assessment.recommendation.because else actions.HOLD_FOR_PHASE,
        Action.NO_PROTOCOL_STEP: actions.NO_PROTOCOL_STEP,
        Action.CONFIRM: _to_confirm(assessment),
        Action.COMPLETE_DATA: _to_complete(assessment),
        Action.CONTINUE: actions.CONTINUE,
        Action.NONE: actions.NONE,
    }[assessment.recommendation.action]


def _to_confirm(assessment: Assessment) -> str:
    if blasts_seen(because(assessment)):
        return actions.CONFIRM_BLASTS
    return actions.CONFIRM if tests(assessment) else actions.CONFIRM_BY_REVIEW


def _to_complete(assessment: Assessment) -> str:
    return actions.COMPLETE_DATA_AFTER_FAILURE if change_preferred(assessment) else actions.COMPLETE_DATA


def tests(assessment: Assessment) -> list[str]:
    """The investigations that the card offers together, by name."""
    offered = (each.investigations for each in assessment.options if isinstance(each, InvestigationOption))
    return [actions.INVESTIGATION[each] for each in next(iter(offered), ())]


def _found(assessment: Assessment) -> str:
    """The criteria that the recommendation rests on: one in a phrase of its own, several by name."""
    ids = assessment.recommendation.because
    names = _few([actions.CRITERION_NAME[each] for each in ids])
    if assessment.recommendation.action is Action.CONFIRM:
        return names
    return actions.CRITERION_MET[ids[0]] if len(ids) == 1 else names.capitalize()


def _blockers(assessment: Assessment) -> list[str]:
    return [precautions.NAMES[each.code] for each in assessment.precautions if each.blocks]


def _on_dose(dose: Decimal | None) -> str:
    """The current dose, if it is one that a tablet can give: a computed one may have any number of digits."""
    mg = "" if dose is None else plain_number(dose)
    return actions.ON_DOSE.format(dose=mg) if 0 < len(mg) <= LONGEST_DOSE else actions.ON_IMATINIB


def _missing(assessment: Assessment) -> str:
    if assessment.applicability.status is Applies.UNKNOWN:
        return applicability.IN_ONE_LINE[assessment.applicability.reasons[0].code]
    needed = tests(assessment)
    if needed:
        return actions.TESTS_NEEDED.format(tests=listed(needed))
    if assessment.unread:
        return actions.CHART_UNREAD
    lacks = (each.code for finding in because(assessment) for each in finding.missing)
    return next((actions.LACK[code] for code in lacks if code in actions.LACK), actions.DATA_MISSING)


def _few(names: Sequence[str]) -> str:
    """One name, two names, or the first and how many more."""
    return listed(names) if len(names) <= 2 else _with_more(names, 1)


def _as_many_as_fit(names: Sequence[str], room: int) -> str:
    """All names, or as many as the room holds and how many more."""
    shorter = (_with_more(names, shown) for shown in range(len(names) - 1, 0, -1))
    return next((said for said in (listed(names), *shorter) if len(said) <= room), _few(names))


def _with_more(names: Sequence[str], shown: int) -> str:
    return actions.AND_MORE.format(names=", ".join(names[:shown]), count=len(names) - shown)
