"""The kinds of card: which actions have one, and its indicator."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from cards.brief.detail import build_brief
from cards.card import Card, Coding, Indicator, Source
from cards.links import build_links
from cards.report import build_report
from cards.selection import has_blasts, select_deciding_findings
from cards.suggestions import Drafts, build_suggestions
from cards.summaries import compose_summary
from cards.wordings.override_reasons import OVERRIDE_REASONS
from response_criteria.model.assessment import Assessment
from response_criteria.model.recommendations import Action
from response_criteria.publications.kantarjian2003 import PAPER

TOPIC = Coding("92818009", "http://snomed.info/sct", "Chronic myeloid leukemia (disorder)")
SOURCE = Source(PAPER.label, PAPER.url, TOPIC)


class Detail(StrEnum):
    """How much of the explanation stands on a card."""

    BRIEF = "brief"
    FULL = "full"


def warn(assessment: Assessment) -> Indicator:
    """Return ``warning``."""
    return Indicator.WARNING


def warn_if_urgent(assessment: Assessment) -> Indicator:
    """Return ``warning`` where a review fact would make a review one, or blasts are reported, else ``info``."""
    minor = not assessment.review_facts or warn_unless_minor(assessment) is Indicator.INFO
    urgent = not minor or has_blasts(select_deciding_findings(assessment))
    return Indicator.WARNING if urgent else Indicator.INFO


def warn_unless_minor(assessment: Assessment) -> Indicator:
    """Return ``info`` where the only review fact is a minor one, else ``warning``."""
    match assessment.review_facts:
        case [fact] if fact.is_minor:
            return Indicator.INFO
        case _:
            return Indicator.WARNING


KINDS: Mapping[Action, Callable[[Assessment], Indicator]] = {
    Action.ESCALATE: warn,
    Action.HOLD: warn,
    Action.NO_PROTOCOL_STEP: warn,
    Action.CONFIRM: warn_if_urgent,
    Action.REVIEW: warn_unless_minor,
    Action.COMPLETE_DATA: warn_if_urgent,
}
"""An action without a row needs no card."""
ACTIONS_WITH_CARD = tuple(KINDS)


def build_cards(
    assessment: Assessment,
    drafts: Drafts,
    new_uuid: Callable[[], str],
    detail: Detail = Detail.BRIEF,
    handbook_url: str = "",
) -> list[dict[str, Any]]:
    """Build the cards of an assessment as CDS Hooks JSON: one or none.

    ``drafts`` are the draft resources by option id. ``handbook_url`` ends with a slash; empty for no link to it.
    """
    # Several criteria that are met share one card: two cards could offer the same dose twice.
    choose_indicator = KINDS.get(assessment.recommendation.action)
    if choose_indicator is None:
        return []
    card = Card(
        uuid=new_uuid(),
        summary=compose_summary(assessment),
        indicator=choose_indicator(assessment),
        source=SOURCE,
        detail=build_report(assessment) if detail is Detail.FULL else build_brief(assessment),
        suggestions=build_suggestions(assessment, drafts, new_uuid),
        override_reasons=OVERRIDE_REASONS,
        links=build_links(assessment, handbook_url),
    )
    return [card.to_json()]
