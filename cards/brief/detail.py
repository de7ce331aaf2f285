"""The detail of a card: a brief of at most 180 words, 250 with a dose (decision 0130)."""

from collections.abc import Callable

from cards.brief.against import list_arguments_against, list_not_checked
from cards.brief.first_steps import list_first_steps
from cards.brief.lead import compose_lead
from cards.brief.results import list_results
from cards.brief.room import ROOMS, Room
from cards.brief.step import describe_step
from cards.brief.unread import list_unread
from response_criteria.model.assessment import Assessment
from response_criteria.model.recommendations import Action

MAX_WORDS, MAX_WORDS_WITH_DOSE = 180, 250
FIRST_WORDS = 60
"""Within so many words a reader knows what was found and what to do first."""

# The first three tell what was found and what to do now; what argues against the step stands before the step.
PARTS: tuple[Callable[[Assessment, Room], str], ...] = (
    compose_lead,
    list_first_steps,
    list_results,
    list_not_checked,
    list_arguments_against,
    describe_step,
    list_unread,
)


def build_brief(assessment: Assessment) -> str:
    """Build the fullest brief that keeps the limit of words, in GitHub Flavored Markdown."""
    limit = MAX_WORDS_WITH_DOSE if assessment.recommendation.action is Action.ESCALATE else MAX_WORDS
    text = ""
    for room in ROOMS:
        parts = list(filter(None, (part(assessment, room) for part in PARTS)))
        text = "\n\n".join(parts)
        if len(text.split()) <= limit and _tells_first_steps(parts):
            break
    return text


def _tells_first_steps(parts: list[str]) -> bool:
    """Whether a reader of the first words learns all that comes first."""
    lead, steps, *_ = parts
    return len(f"{lead} {steps}".split()) <= FIRST_WORDS
