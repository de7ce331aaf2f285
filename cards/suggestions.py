"""Suggestions of a card: the options of the assessment, in its order, as alternatives."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cards.card import CreateAction, Suggestion
from cards.sentences import format_number, join_names
from cards.wordings import actions
from response_criteria.model.assessment import Assessment
from response_criteria.model.facts import Origin
from response_criteria.model.recommendations import DoseOption, InvestigationOption

Drafts = Mapping[str, Sequence[Mapping[str, Any]]]
"""Draft resources by option id: one order for a dose, one request for each investigation."""


def build_suggestions(assessment: Assessment, drafts: Drafts, new_uuid: Callable[[], str]) -> tuple[Suggestion, ...]:
    """Build one suggestion for each option of the assessment."""
    # The order of the options is the engine's: the protocol's dose, the label's dose, then tests.
    return tuple(
        Suggestion(
            format_label(option), new_uuid(), _build_actions(option, drafts[option.id], assessment.therapy.orders)
        )
        for option in assessment.options
    )


def format_dose(option: DoseOption) -> str:
    """Format the dose as prescribed: imatinib 800 mg/day, as 400 mg twice daily."""
    return actions.DOSE[option.times_a_day].format(
        to=format_number(option.daily_dose_mg), part=format_number(option.daily_dose_mg / option.times_a_day)
    )


def format_label(option: DoseOption | InvestigationOption) -> str:
    """Format what an option offers, in one line."""
    if isinstance(option, DoseOption):
        return actions.DOSE_OPTION[option.id].format(dose=format_dose(option))
    return actions.REQUEST.format(tests=join_names([actions.INVESTIGATION[test] for test in option.investigations]))


def _build_actions(
    option: DoseOption | InvestigationOption, drafts: Sequence[Mapping[str, Any]], orders: Sequence[Origin]
) -> tuple[CreateAction, ...]:
    descriptions = [actions.DRAFT_REQUEST.format(test=actions.INVESTIGATION[test]) for test in option.investigations]
    if isinstance(option, DoseOption):
        description = actions.DRAFT_ORDER.format(dose=format_dose(option))
        if orders:
            # Two active imatinib orders would be an overdose: name the one to discontinue.
            description = actions.IN_PLACE_OF.format(order=description, orders=join_names(orders))
        descriptions.insert(0, description)
    return tuple(CreateAction(description, draft) for description, draft in zip(descriptions, drafts, strict=True))
