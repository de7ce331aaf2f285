"""A criterion is met but something blocks the step, or a result shows an advanced phase: no dose is offered."""

from cards import sections
from cards.findings_shown import because
from cards.wordings import background
from response_criteria.findings import Assessment


def hold_detail(assessment: Assessment) -> str:
    """What was found, what blocks, what to check first; then the rule and the rest."""
    shown = because(assessment)
    return sections.detail(
        sections.not_checked(assessment),
        sections.findings(shown),
        sections.blocks(assessment),
        sections.found(assessment, shown),
        sections.check_first(shown, background.CHECK_MUTATIONS),
        sections.to_weigh(assessment, *sections.unchecked(assessment)),
        sections.today(assessment, background.GUIDANCE_TODAY),
        sections.rule(shown),
        sections.others(assessment, shown),
        sections.not_used(assessment),
        sections.advisory(assessment),
    )
