"""A criterion is met and nothing blocks: the protocol's dose step, with everything that speaks against taking it."""

from cards import sections
from cards.selection import because
from cards.wordings import background
from response_criteria.model.findings import Assessment


def escalate_detail(assessment: Assessment) -> str:
    """What was found, the step and today's guidance, what to check first; then the evidence, the rule, the rest."""
    shown = because(assessment)
    return sections.detail(
        sections.not_checked(assessment),
        sections.findings(shown),
        sections.step(assessment),
        sections.check_first(
            shown,
            *sections.phase_to_establish(assessment, shown),
            background.CHECK_MUTATIONS,
            background.CHECK_TOLERANCE,
        ),
        sections.to_weigh(assessment, *sections.unchecked(assessment)),
        sections.missing(shown),
        sections.unread(assessment),
        sections.found(shown),
        sections.treatment(assessment),
        sections.responses(assessment),
        sections.today(assessment, background.GUIDANCE_TODAY, background.EUROPEAN_LABEL, said_before=True),
        sections.strength(shown),
        sections.rule(shown),
        sections.others(assessment, shown),
        sections.set_aside(assessment),
        sections.advisory(assessment),
    )
