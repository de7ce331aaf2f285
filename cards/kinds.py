"""Which card an assessment becomes: at most one."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cards.card import Indicator
from cards.confirm_or_complete import confirm_or_complete_detail, urgency
from cards.escalate import escalate_detail
from cards.frame import framed
from cards.hold import hold_detail
from cards.no_protocol_step import no_protocol_step_detail
from cards.suggestions import Drafts
from response_criteria.model.findings import Action, Assessment


class Kind(NamedTuple):
    """A kind of card: what it says at length, and how urgent it is."""

    detail: Callable[[Assessment], str]
    indicator: Callable[[Assessment], Indicator]


def _warning(assessment: Assessment) -> Indicator:
    return Indicator.WARNING


KINDS: Mapping[Action, Kind] = {
    Action.ESCALATE: Kind(escalate_detail, _warning),
    Action.HOLD: Kind(hold_detail, _warning),
    Action.NO_PROTOCOL_STEP: Kind(no_protocol_step_detail, _warning),
    Action.CONFIRM: Kind(confirm_or_complete_detail, urgency),
    Action.COMPLETE_DATA: Kind(confirm_or_complete_detail, urgency),
}
"""An action that is not here needs no card."""


def cards_for(assessment: Assessment, drafts: Drafts, new_uuid: Callable[[], str]) -> list[dict[str, Any]]:
    """The cards of an assessment as JSON. ``drafts`` are the drafted resources by the id of their option."""
    kind = KINDS.get(assessment.recommendation.action)
    if kind is None:
        return []
    card = framed(assessment, kind.indicator(assessment), kind.detail(assessment), drafts, new_uuid)
    return [card.as_json()]
