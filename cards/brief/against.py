"""What speaks against a higher dose: contraindications that the lead does not name, cautions, and values not known."""

from collections.abc import Iterator

from cards.brief.facts import URGENCY, describe_briefly
from cards.brief.lead import list_codes_in_lead
from cards.brief.room import Room
from cards.markdown_escape import escape_markdown
from cards.sentences import fill_sentence, join_names
from cards.wordings import brief
from cards.wordings.precautions import NAMES
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import Precaution
from response_criteria.model.recommendations import Action
from response_criteria.precautions import Code
from response_criteria.review import UNCLEAR_FACT

_ABOUT_DOSE = (Action.ESCALATE, Action.HOLD, Action.NO_PROTOCOL_STEP)


def list_arguments_against(assessment: Assessment, room: Room) -> str:
    """List everything that argues against a higher dose and does not stand above."""
    rest = _select_rest(assessment, room)
    facts = [describe_briefly(precaution) for precaution in rest[: room.described]]
    others = [NAMES[precaution.code] for precaution in rest[room.described :]]
    facts += [", ".join(others)] if others else []
    heading = brief.AGAINST if assessment.recommendation.action in _ABOUT_DOSE else brief.CAUTIONS
    against = [heading.format(facts="; ".join(facts))] if facts else []
    return " ".join((*against, *_list_not_known(assessment)))


def list_not_checked(assessment: Assessment, _: Room) -> str:
    """Name the precautions that this edition does not evaluate."""
    names = ", ".join(NAMES[code] for code in assessment.not_evaluated)
    return brief.NOT_CHECKED.format(names=names) if names else ""


def _select_rest(assessment: Assessment, room: Room) -> list[Precaution]:
    # What could not be read has a line of its own.
    above = {*list_codes_in_lead(assessment, room), Code.UNREAD_RESULT}
    rest = (precaution for precaution in assessment.precautions if precaution.code not in above)
    urgent = {code for codes in URGENCY.values() for code in codes}
    return sorted(rest, key=lambda precaution: (precaution.code not in urgent, not precaution.blocks))


def _list_not_known(assessment: Assessment) -> Iterator[str]:
    # Laboratory values that are missing or old are named with a dose, and never block (decision 0015).
    with_dose = assessment.recommendation.action is Action.ESCALATE
    names = [
        fill_sentence(brief.MISSING_INPUTS[missing.code], missing.values, escape_markdown)
        for missing in assessment.missing_inputs
        if with_dose or missing.code == UNCLEAR_FACT
    ]
    if names:
        yield brief.NOT_KNOWN.format(names=join_names(names))
