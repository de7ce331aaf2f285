"""A criterion is met but something blocks the step, or a result shows an advanced phase: no dose is offered."""

from cards import sections
from cards.selection import because
from cards.wordings import background
from response_criteria.model.findings import Assessment


def hold_detail(assessment: Assessment) -> str:
    """What was found, what blocks, what to check first; then the evidence, the rule and the rest."""
    shown = because(assessment)
    about_the_step = (background.GUIDANCE_TODAY,) if shown else ()
    return sections.detail(
        sections.not_checked(assessment),
        sections.findings(shown),
        sections.blocks(assessment),
        sections.check_first(
            shown, *sections.phase_to_establish(assessment, shown), *sections.mutations_to_analyze(assessment)
        ),
        sections.to_weigh(assessment, *(sections.unchecked(assessment) if shown else ())),
        sections.missing(shown),
        sections.unread(assessment),
        sections.found(shown),
        sections.treatment(assessment),
        sections.responses(assessment),
        sections.today(assessment, *about_the_step),
        sections.rule(shown),
        sections.others(assessment, shown),
        sections.set_aside(assessment),
        sections.advisory(assessment),
    )
