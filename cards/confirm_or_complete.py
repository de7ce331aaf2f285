"""Nothing is met: a test is to be repeated, or data are to be completed, before the criteria can be judged."""

from cards import sections
from cards.card import Indicator
from cards.selection import because, blasts_seen, milestone_failed
from cards.wordings import layout
from response_criteria.model.findings import Action, Assessment


def confirm_or_complete_detail(assessment: Assessment) -> str:
    """What is open and what would close it; then what it rests on, the rule and the rest."""
    shown = because(assessment)
    to_confirm = assessment.recommendation.action is Action.CONFIRM
    return sections.detail(
        sections.not_checked(assessment),
        sections.why_unknown(assessment),
        sections.unread(assessment),
        sections.findings(shown),
        sections.missing(shown, layout.TO_CONFIRM if to_confirm else layout.MISSING),
        sections.check_first(shown if to_confirm else ()),
        sections.blocks(assessment, layout.WOULD_BLOCK),
        sections.to_weigh(assessment),
        sections.found(shown),
        sections.treatment(assessment),
        sections.responses(assessment),
        sections.today(assessment),
        sections.rule(shown, in_full=to_confirm),
        sections.others(assessment, shown),
        sections.set_aside(assessment),
        sections.advisory(assessment),
    )


def urgency(assessment: Assessment) -> Indicator:
    """A warning where an ELN 2020 milestone is a failure or blasts are seen, else information."""
    urgent = milestone_failed(assessment) or blasts_seen(because(assessment))
    return Indicator.WARNING if urgent else Indicator.INFO
