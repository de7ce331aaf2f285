"""What a card offers to draft: the engine's options, in its order, as alternatives."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cards.card import ActionOnCard, Suggestion
from cards.sentences import listed, plain_number
from cards.wordings import actions
from response_criteria.model.facts import Origin
from response_criteria.model.findings import Assessment, DoseOption, InvestigationOption

Drafts = Mapping[str, Sequence[Mapping[str, Any]]]
"""Drafted resources by the id of their option: one order for a dose, one request for each investigation."""


def suggestions(assessment: Assessment, drafts: Drafts, new_uuid: Callable[[], str]) -> tuple[Suggestion, ...]:
    """One suggestion for each option of the assessment."""
    return tuple(
        Suggestion(label(option), new_uuid(), _actions(option, drafts[option.id], assessment.therapy.orders))
        for option in assessment.options
    )


def dose_in_words(option: DoseOption) -> str:
    """The dose as it is prescribed: imatinib 800 mg/day, as 400 mg twice daily."""
    return actions.DOSE[option.times_a_day].format(
        to=plain_number(option.daily_dose_mg), part=plain_number(option.daily_dose_mg / option.times_a_day)
    )


def label(option: DoseOption | InvestigationOption) -> str:
    """What is offered, in one line."""
    if isinstance(option, DoseOption):
        return actions.DOSE_OPTION[option.id].format(dose=dose_in_words(option))
    return actions.REQUEST.format(tests=listed([actions.INVESTIGATION[each] for each in option.investigations]))


def _actions(
    option: DoseOption | InvestigationOption, drafts: Sequence[Mapping[str, Any]], orders: Sequence[Origin]
) -> tuple[ActionOnCard, ...]:
    if isinstance(option, DoseOption):
        order = actions.DRAFT_ORDER.format(dose=dose_in_words(option))
        said = actions.IN_PLACE_OF.format(order=order, orders=listed(orders)) if orders else order
        return tuple(ActionOnCard(said, draft) for draft in drafts)
    described = (actions.DRAFT_REQUEST.format(test=actions.INVESTIGATION[each]) for each in option.investigations)
    return tuple(ActionOnCard(said, draft) for said, draft in zip(described, drafts, strict=True))
