"""A criterion is met and the protocol has no step from the current dose: the treatment is to be reviewed."""

from cards import sections
from cards.selection import because
from cards.wordings import background, layout
from response_criteria.model.findings import Assessment


def no_protocol_step_detail(assessment: Assessment) -> str:
    """What was found, that there is no step, and everything that would block one; then the rest."""
    shown = because(assessment)
    return sections.detail(
        sections.not_checked(assessment),
        sections.findings(shown),
        background.NO_STEP_FROM_HERE,
        sections.blocks(assessment, layout.WOULD_BLOCK),
        sections.check_first(
            shown, *sections.phase_to_establish(assessment, shown), *sections.mutations_to_analyze(assessment)
        ),
        sections.to_weigh(assessment, *sections.unchecked(assessment)),
        sections.missing(shown),
        sections.unread(assessment),
        sections.found(shown),
        sections.treatment(assessment),
        sections.responses(assessment),
        sections.today(assessment, background.GUIDANCE_TODAY),
        sections.rule(shown),
        sections.others(assessment, shown),
        sections.set_aside(assessment),
        sections.advisory(assessment),
    )
