"""The summary line of a card: the finding and the recommended action in fewer than 140 characters."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

from cards.card import SUMMARY_LIMIT
from cards.lines.review import list_headlines
from cards.selection import has_blasts, prefers_tki_change, select_deciding_findings
from cards.sentences import format_number, join_names
from cards.wordings import actions, applicability, precautions
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import ApplicabilityStatus
from response_criteria.model.recommendations import Action, InvestigationOption

MAX_DOSE_LENGTH = 5
"""Characters of a daily dose in mg, such as 366.7."""

_WORDINGS: Mapping[Action, str] = {
    Action.ESCALATE: actions.ESCALATE,
    Action.NO_PROTOCOL_STEP: actions.NO_PROTOCOL_STEP,
    Action.REVIEW: actions.REVIEW,
    Action.CONTINUE: actions.CONTINUE,
    Action.NONE: actions.NONE,
}


def compose_summary(assessment: Assessment) -> str:
    """Compose the summary; it is never truncated."""
    to_mg = assessment.recommendation.to_daily_dose_mg
    fill = partial(
        _choose_wording(assessment).format,
        found=_name_findings(assessment),
        on=_format_current_dose(assessment.therapy.current_daily_dose_mg),
        to="" if to_mg is None else format_number(to_mg),
        tests=join_names(list_offered_tests(assessment)),
        missing=_name_missing(assessment),
        review=_name_review_facts(assessment),
    )
    # Contraindications get what room is left: the finding comes first, and "and N more" stands for the rest.
    room = SUMMARY_LIMIT - 1 - len(fill(blockers=""))
    return fill(blockers=_fit_names(_name_contraindications(assessment), room))


def list_offered_tests(assessment: Assessment) -> list[str]:
    """Return the names of the investigations that the first suggestion of tests offers."""
    offered = (option.investigations for option in assessment.options if isinstance(option, InvestigationOption))
    return [actions.INVESTIGATION[test] for test in next(iter(offered), ())]


def _choose_wording(assessment: Assessment) -> str:
    match assessment.recommendation.action:
        case Action.HOLD:
            # An advanced phase holds the dose even if no criterion is met (decision 0018).
            return actions.HOLD if assessment.recommendation.grounds else actions.HOLD_FOR_PHASE
        # Blasts cannot wait for a confirming count: the phase comes first.
        case Action.CONFIRM if has_blasts(select_deciding_findings(assessment)):
            return actions.CONFIRM_BLASTS
        case Action.CONFIRM:
            return actions.CONFIRM if list_offered_tests(assessment) else actions.CONFIRM_BY_REVIEW
        case Action.COMPLETE_DATA:
            failure = prefers_tki_change(assessment)
            return actions.COMPLETE_DATA_AFTER_FAILURE if failure else actions.COMPLETE_DATA
        case action:
            return _WORDINGS[action]


def _name_findings(assessment: Assessment) -> str:
    """Name the deciding criteria: a single one that is met in a phrase, several by name."""
    # The grounds of a review are its facts, which have headlines of their own.
    ids = [finding.criterion.id for finding in select_deciding_findings(assessment)]
    names = _shorten([actions.CRITERION_NAMES[criterion_id] for criterion_id in ids])
    # The phrases of CRITERION_MET state a fact; a possible criterion is only named.
    if assessment.recommendation.action is Action.CONFIRM:
        return names
    return actions.CRITERION_MET[ids[0]] if len(ids) == 1 else names.capitalize()


def _name_review_facts(assessment: Assessment) -> str:
    """Write the headlines of the review facts, as many as fit."""
    headlines = list_headlines(assessment)
    return _fit_names(headlines, SUMMARY_LIMIT - 1 - len(actions.REVIEW))


def _name_contraindications(assessment: Assessment) -> list[str]:
    return [precautions.NAMES[precaution.code] for precaution in assessment.precautions if precaution.blocks]


def _format_current_dose(dose: Decimal | None) -> str:
    # A dose computed from a dosage such as 3 tablets in 7 days can have any number of digits: it is then left out.
    mg = "" if dose is None else format_number(dose)
    return actions.ON_DOSE.format(dose=mg) if 0 < len(mg) <= MAX_DOSE_LENGTH else actions.ON_IMATINIB


def _name_missing(assessment: Assessment) -> str:
    if assessment.applicability.status is ApplicabilityStatus.UNKNOWN:
        return applicability.IN_SUMMARY[assessment.applicability.reasons[0].code]
    needed = list_offered_tests(assessment)
    if needed:
        return actions.TESTS_NEEDED.format(tests=join_names(needed))
    if assessment.unavailable_queries:
        return actions.CHART_UNREAD
    codes = (missing.code for finding in select_deciding_findings(assessment) for missing in finding.missing)
    return next((actions.MISSING[code] for code in codes if code in actions.MISSING), actions.DATA_MISSING)


def _shorten(names: Sequence[str]) -> str:
    """Join one or two names, else the first and the number of the others."""
    return join_names(names) if len(names) <= 2 else _join_first(names, 1)


def _fit_names(names: Sequence[str], room: int) -> str:
    """Join all names, or as many as fit into ``room`` characters and the number of the others."""
    shorter = (_join_first(names, shown) for shown in range(len(names) - 1, 0, -1))
    return next((text for text in (join_names(names), *shorter) if len(text) <= room), _shorten(names))


def _join_first(names: Sequence[str], shown: int) -> str:
    return actions.AND_MORE.format(names=", ".join(names[:shown]), count=len(names) - shown)
