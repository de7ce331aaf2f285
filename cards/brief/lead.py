"""The lead of a brief: what was found, in one sentence, the most urgent first."""

from cards.brief.facts import (
    UrgentFact,
    describe_briefly,
    join_facts,
    list_less_urgent_facts,
    list_urgent_facts,
)
from cards.brief.room import Room
from cards.descriptions import describe_applicability
from cards.markdown_escape import escape_markdown
from cards.selection import select_deciding_findings
from cards.sentences import fill_sentence, join_criteria
from cards.wordings import actions, brief
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import ApplicabilityStatus, Evidence, Finding, Precaution
from response_criteria.model.recommendations import Action

MAX_FACTS_WITH_FINDING = 2
"""After more facts than these the finding is only named: the results below show it."""
MAX_CRITERIA = 2
"""So many criteria that cannot be assessed are named; with more it is the response as a whole."""


def compose_lead(assessment: Assessment, room: Room) -> str:
    """Compose the sentence that a card begins with."""
    if assessment.applicability.status is ApplicabilityStatus.UNKNOWN:
        reasons = assessment.applicability.reasons
        texts = [fact.dated for fact in select_facts(assessment, room)]
        texts += [_describe_applicability(assessment)]
        texts += [brief.AND_MORE.format(count=len(reasons) - 1)] if len(reasons) > 1 else []
        return brief.LEAD.format(facts=join_facts(texts))
    facts, blocking = select_facts(assessment, room), select_blocking(assessment, room)
    by_name = len(facts) + len(blocking) > MAX_FACTS_WITH_FINDING
    text = join_facts(filter(None, (*(fact.dated for fact in facts), _describe_findings(assessment, by_name=by_name))))
    if assessment.recommendation.action is not Action.HOLD:
        return brief.LEAD.format(facts=text)
    wording = brief.HOLD if assessment.recommendation.grounds else brief.PHASE
    return wording.format(blocking=", ".join(map(describe_briefly, blocking)), facts=text).removesuffix(" .")


def _describe_applicability(assessment: Assessment) -> str:
    return describe_applicability(assessment.applicability.reasons[0], escape_markdown).rstrip(".")


def select_blocking(assessment: Assessment, room: Room) -> list[Precaution]:
    """Return the contraindications that the lead of a card that holds the dose names, the most urgent first."""
    if assessment.recommendation.action is not Action.HOLD:
        return []
    order = [code for fact in list_urgent_facts(assessment) for code in fact.precautions]
    blocking = (precaution for precaution in assessment.precautions if precaution.blocks)
    return sorted(blocking, key=lambda item: order.index(item.code) if item.code in order else len(order))[: room.facts]


def select_facts(assessment: Assessment, room: Room) -> list[UrgentFact]:
    """Return the other urgent facts that the lead names; with a hold they are none of the contraindications."""
    facts = [*list_urgent_facts(assessment), *list_less_urgent_facts(assessment)]
    if assessment.recommendation.action is not Action.HOLD:
        return facts[: room.facts]
    others = [fact for fact in facts if not fact.precautions]
    return others[: max(1, room.facts - len(select_blocking(assessment, room)))]


def list_codes_in_lead(assessment: Assessment, room: Room) -> set[str]:
    """Return the codes of the precautions that the lead names."""
    blocking = {precaution.code for precaution in select_blocking(assessment, room)}
    return blocking | {code for fact in select_facts(assessment, room) for code in fact.precautions}


def list_evidence_in_lead(assessment: Assessment, room: Room) -> frozenset[Evidence]:
    """Return the evidence whose values the lead states: no other line repeats them."""
    parts: tuple[UrgentFact | Precaution, ...] = (
        *select_facts(assessment, room),
        *select_blocking(assessment, room),
    )
    return frozenset(item for part in parts for item in part.evidence)


def _describe_findings(assessment: Assessment, *, by_name: bool) -> str:
    """Describe a single deciding criterion; name several, or one among many facts."""
    findings = select_deciding_findings(assessment)
    names = join_criteria([actions.CRITERION_NAMES[finding.criterion.id] for finding in findings])
    match assessment.recommendation.action:
        case Action.REVIEW:
            return brief.NOT_MET
        case Action.COMPLETE_DATA:
            few = 0 < len(findings) <= MAX_CRITERIA
            return brief.NOT_ASSESSED.format(names=names) if few else brief.NOT_FULLY_ASSESSED
        case Action.CONFIRM if len(findings) > 1 or by_name:
            return brief.POSSIBLE.format(names=names)
        case action if len(findings) == 1 and not by_name:
            return _describe_finding(assessment, findings[0], possible=action is Action.CONFIRM)
    return names


def _describe_finding(assessment: Assessment, finding: Finding, *, possible: bool) -> str:
    texts = brief.FINDINGS | (brief.FINDINGS_AFTER_ESCALATION if assessment.therapy.escalated_on else {})
    text = fill_sentence(texts[finding.reason], finding.values, escape_markdown)
    if finding.values.get("confirmed_by") == "automated":
        text = brief.BY_AUTOMATED_DIFFERENTIAL.format(text=text)
    wording = brief.POSSIBLE_CRITERION if possible else brief.CRITERION
    return wording.format(name=actions.CRITERION_NAMES[finding.criterion.id], text=text)
