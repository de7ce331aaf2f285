"""The summary of a card: the most urgent fact with its value, the finding and the action, in under 140 characters."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from cards.brief.facts import UrgentFact, list_less_urgent_facts, list_urgent_facts
from cards.brief.results import name_cell
from cards.card import SUMMARY_LIMIT
from cards.selection import has_blasts, select_deciding_findings
from cards.sentences import capitalize, format_number, join_criteria, join_names
from cards.wordings import actions, applicability, precautions
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import ApplicabilityStatus, Finding
from response_criteria.model.recommendations import Action, Investigation, InvestigationOption
from response_criteria.model.results import Cell

MAX_VALUE_LENGTH = 6
"""Characters of a dose or a value, such as 366.7: a longer one is left out of the summary."""

_WORDINGS: Mapping[Action, str] = {
    Action.ESCALATE: actions.ESCALATE,
    Action.NO_PROTOCOL_STEP: actions.NO_PROTOCOL_STEP,
    Action.REVIEW: actions.REVIEW,
    Action.CONTINUE: actions.CONTINUE,
    Action.NONE: actions.NONE,
}


def compose_summary(assessment: Assessment) -> str:
    """Compose the summary: the fullest of its forms that fits; none is ever truncated."""
    return next(text for text in _list_forms(assessment) if len(text) < SUMMARY_LIMIT)


def list_offered_tests(assessment: Assessment) -> list[str]:
    """Return the names of the investigations that the first suggestion of tests offers."""
    offered = (option.investigations for option in assessment.options if isinstance(option, InvestigationOption))
    # A mutation analysis confirms no criterion.
    left_out = {Investigation.MUTATION_ANALYSIS} if assessment.recommendation.action is Action.CONFIRM else set()
    return [actions.INVESTIGATION[test] for test in next(iter(offered), ()) if test not in left_out]


def _list_forms(assessment: Assessment) -> Iterator[str]:
    """Yield every form, the fullest first: what is least urgent is left out first."""
    wording = _choose_wording(assessment)
    forms = product(
        _list_forms_of_facts(assessment),
        _list_forms_of_blockers(assessment),
        _list_forms_of_finding(assessment),
        _list_forms_of_names(list_offered_tests(assessment)) or [""],
        (_format_current_dose(assessment.therapy.current_daily_dose_mg), ""),
    )
    to_mg = assessment.recommendation.to_daily_dose_mg
    for facts, blockers, found, tests, on in forms:
        body = wording.format(
            found=found,
            on=on,
            to=format_number(to_mg or Decimal(0)),
            tests=tests,
            missing=_name_missing(assessment, tests),
            blockers=blockers,
        )
        yield capitalize("; ".join((*facts, body)))


def _list_forms_of_facts(assessment: Assessment) -> list[tuple[str, ...]]:
    """Return the urgent facts: all of them, then fewer. The most urgent one is never left out."""
    facts = [fact.text for fact in _list_facts(assessment)]
    return [tuple(facts[:count]) for count in range(len(facts), 0, -1)] or [()]


def _list_facts(assessment: Assessment) -> list[UrgentFact]:
    if assessment.recommendation.action in (Action.CONTINUE, Action.NONE):
        return []
    return list_urgent_facts(assessment) or list_less_urgent_facts(assessment)


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
            urgent = list_urgent_facts(assessment)
            return actions.COMPLETE_DATA_AFTER_FAILURE if urgent else actions.COMPLETE_DATA
        case action:
            return _WORDINGS[action]


def _list_forms_of_finding(assessment: Assessment) -> list[str]:
    """Name the deciding criteria: a single one that is met in a phrase with its value, several by name."""
    # The grounds of a review are its facts, which have headlines of their own.
    ids = [finding.criterion.id for finding in select_deciding_findings(assessment)]
    if not ids:
        return [""]
    names = [actions.CRITERION_NAMES[criterion_id] for criterion_id in ids]
    if len(ids) > 1:
        return [join_criteria(names), actions.AND_MORE.format(names=names[0], count=len(names) - 1)]
    # The phrases of CRITERION_MET state a fact; a possible criterion is only named.
    possible = assessment.recommendation.action is Action.CONFIRM
    phrase = names[0] if possible else actions.CRITERION_MET[ids[0]]
    values = [value for finding in select_deciding_findings(assessment) if (value := _find_value(finding))]
    forms = [*(actions.WITH_VALUE.format(found=found, value=value) for found in (phrase, names[0]) for value in values)]
    return [*forms, phrase, names[0]]


def _find_value(finding: Finding) -> str:
    """Return the latest value on which a finding rests: the share of Ph-positive cells, or of the count what fails."""
    percent = str(finding.values.get("percent", ""))
    if percent:
        return actions.PH_POSITIVE.format(percent=percent) if len(percent) <= MAX_VALUE_LENGTH else ""
    latest = [item for item in finding.evidence if item.on == finding.values.get("latest")]
    amounts = {item.what: f"{item.amount}{item.unit if item.unit == '%' else ''}" for item in latest if item.amount}
    # Blasts lead the summary anyway.
    cells = [cell for cell in Cell if cell in amounts and cell is not Cell.BLASTS]
    short = (cell for cell in cells if len(amounts[cell]) <= MAX_VALUE_LENGTH)
    return next((actions.COUNT.format(cell=name_cell(cell), amount=amounts[cell]) for cell in short), "")


def _list_forms_of_blockers(assessment: Assessment) -> list[str]:
    """Name the contraindications that the urgent facts do not name: all, then fewer and the number of the others."""
    urgent = {code for fact in list_urgent_facts(assessment) for code in fact.precautions}
    names = [
        precautions.NAMES[precaution.code]
        for precaution in assessment.precautions
        if precaution.blocks and precaution.code not in urgent
    ]
    return [actions.BLOCKERS.format(names=text) for text in _list_forms_of_names(names)] or [""]


def _list_forms_of_names(names: Sequence[str]) -> list[str]:
    """Join all names, then fewer and the number of the others."""
    shorter = (
        actions.AND_MORE.format(names=", ".join(names[:shown]), count=len(names) - shown)
        for shown in range(len(names) - 1, 0, -1)
    )
    return [join_names(names), *shorter] if names else []


def _format_current_dose(dose: Decimal | None) -> str:
    # A dose computed from a dosage such as 3 tablets in 7 days can have any number of digits: it is then left out.
    mg = "" if dose is None else format_number(dose)
    return actions.ON_DOSE.format(dose=mg) if 0 < len(mg) < MAX_VALUE_LENGTH else actions.ON_IMATINIB


def _name_missing(assessment: Assessment, tests: str) -> str:
    if assessment.applicability.status is ApplicabilityStatus.UNKNOWN:
        return applicability.IN_SUMMARY[assessment.applicability.reasons[0].code]
    # Without a criterion that lacks data, the unread part of the chart is why the card is shown.
    if tests and not (assessment.unavailable_queries and not assessment.recommendation.grounds):
        return actions.TESTS_NEEDED.format(tests=tests)
    if assessment.unavailable_queries:
        return actions.CHART_UNREAD
    codes = (missing.code for finding in select_deciding_findings(assessment) for missing in finding.missing)
    return next((actions.MISSING[code] for code in codes if code in actions.MISSING), actions.DATA_MISSING)
