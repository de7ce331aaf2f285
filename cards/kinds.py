"""The kinds of card: for each action its sections, in order, and its indicator."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cards import sections
from cards.card import Card, Coding, Indicator, Link, Source
from cards.selection import has_blasts, has_failed_milestone, select_deciding_findings
from cards.suggestions import Drafts, build_suggestions
from cards.summaries import compose_summary
from cards.wordings.layout import READ_THE_PAPER
from cards.wordings.override_reasons import OVERRIDE_REASONS
from response_criteria.model.assessment import Assessment
from response_criteria.model.recommendations import Action
from response_criteria.publications.kantarjian2003 import PAPER

TOPIC = Coding("92818009", "http://snomed.info/sct", "Chronic myeloid leukemia (disorder)")
SOURCE = Source(PAPER.label, PAPER.url, TOPIC)

Section = Callable[[Assessment], str]


class CardKind(NamedTuple):
    """The sections of a kind of card in reading order, and its indicator."""

    sections: tuple[Section, ...]
    choose_indicator: Callable[[Assessment], Indicator]


def warn(assessment: Assessment) -> Indicator:
    """Return ``warning``."""
    return Indicator.WARNING


def warn_if_urgent(assessment: Assessment) -> Indicator:
    """Return ``warning`` where an ELN 2020 milestone is a failure or blasts are reported, else ``info``."""
    urgent = has_failed_milestone(assessment) or has_blasts(select_deciding_findings(assessment))
    return Indicator.WARNING if urgent else Indicator.INFO


def warn_unless_minor(assessment: Assessment) -> Indicator:
    """Return ``info`` where the only review fact is a minor one, else ``warning``."""
    match assessment.review_facts:
        case [fact] if fact.is_minor:
            return Indicator.INFO
        case _:
            return Indicator.WARNING


# What a clinician must know before acting comes first: the finding, then the action, contraindications and checks.
# Evidence, rules and the other criteria follow for those who want to verify the advice.
KINDS: Mapping[Action, CardKind] = {
    # A criterion is met and nothing blocks: the dose escalation of the protocol, and all that argues against it.
    Action.ESCALATE: CardKind(
        (
            sections.list_not_checked,
            sections.explain_findings,
            sections.offer_escalation,
            sections.list_checks_before_escalation,
            sections.list_cautions,
            sections.list_missing_data,
            sections.list_unread_data,
            sections.list_evidence,
            sections.summarize_treatment,
            sections.summarize_responses,
            sections.compare_guidance_at_escalation,
            sections.grade_evidence,
            sections.cite_rules,
            sections.list_other_criteria,
            sections.list_excluded_data,
            sections.state_advisory,
        ),
        warn,
    ),
    # A contraindication blocks the escalation, or a result suggests an advanced phase: no dose is offered.
    Action.HOLD: CardKind(
        (
            sections.list_not_checked,
            sections.explain_findings,
            sections.list_contraindications,
            sections.list_checks_without_escalation,
            sections.list_cautions,
            sections.list_missing_data,
            sections.list_unread_data,
            sections.list_evidence,
            sections.summarize_treatment,
            sections.summarize_responses,
            sections.compare_guidance,
            sections.cite_rules,
            sections.list_other_criteria,
            sections.list_excluded_data,
            sections.state_advisory,
        ),
        warn,
    ),
    # A criterion is met and the protocol defines no escalation from the current dose: review the treatment.
    Action.NO_PROTOCOL_STEP: CardKind(
        (
            sections.list_not_checked,
            sections.explain_findings,
            sections.explain_no_escalation,
            sections.list_possible_contraindications,
            sections.list_checks_without_escalation,
            sections.list_cautions,
            sections.list_missing_data,
            sections.list_unread_data,
            sections.list_evidence,
            sections.summarize_treatment,
            sections.summarize_responses,
            sections.compare_guidance,
            sections.cite_rules,
            sections.list_other_criteria,
            sections.list_excluded_data,
            sections.state_advisory,
        ),
        warn,
    ),
    # A criterion is possible: a test is to be repeated.
    Action.CONFIRM: CardKind(
        (
            sections.list_not_checked,
            # What could not be read may be the reason why nothing is confirmed: it comes before the finding.
            sections.list_unread_data,
            sections.explain_findings,
            sections.list_confirming_tests,
            sections.list_checks_before_confirmation,
            sections.list_possible_contraindications,
            sections.list_cautions,
            sections.list_evidence,
            sections.summarize_treatment,
            sections.summarize_responses,
            sections.compare_guidance,
            sections.cite_rules,
            sections.list_other_criteria,
            sections.list_excluded_data,
            sections.state_advisory,
        ),
        warn_if_urgent,
    ),
    # The chart shows what the protocol does not cover, such as a molecular failure: the treatment is to be reviewed.
    Action.REVIEW: CardKind(
        (
            sections.list_not_checked,
            sections.explain_review_facts,
            sections.list_review_guidance,
            sections.list_unread_data,
            sections.list_cautions,
            sections.summarize_treatment,
            sections.summarize_responses,
            sections.compare_guidance,
            sections.list_other_criteria,
            sections.list_excluded_data,
            sections.state_advisory,
        ),
        warn_unless_minor,
    ),
    # A criterion, or whether the protocol applies, cannot be assessed: data are to be completed.
    Action.COMPLETE_DATA: CardKind(
        (
            sections.list_not_checked,
            sections.explain_unknown_applicability,
            sections.list_unread_data,
            sections.explain_findings,
            sections.list_missing_data,
            sections.list_possible_contraindications,
            sections.list_cautions,
            sections.list_evidence,
            sections.summarize_treatment,
            sections.summarize_responses,
            sections.compare_guidance,
            sections.cite_rules_briefly,
            sections.list_other_criteria,
            sections.list_excluded_data,
            sections.state_advisory,
        ),
        warn_if_urgent,
    ),
}
"""An action without a row needs no card."""


def build_cards(assessment: Assessment, drafts: Drafts, new_uuid: Callable[[], str]) -> list[dict[str, Any]]:
    """Build the cards of an assessment as CDS Hooks JSON: one or none.

    ``drafts`` are the draft resources by option id.
    """
    # Several criteria that are met share one card: two cards could offer the same dose twice.
    kind = KINDS.get(assessment.recommendation.action)
    if kind is None:
        return []
    card = Card(
        uuid=new_uuid(),
        summary=compose_summary(assessment),
        indicator=kind.choose_indicator(assessment),
        source=SOURCE,
        detail=_join_sections(kind, assessment),
        suggestions=build_suggestions(assessment, drafts, new_uuid),
        override_reasons=OVERRIDE_REASONS,
        links=(Link(READ_THE_PAPER, PAPER.url),),
    )
    return [card.to_json()]


def _join_sections(kind: CardKind, assessment: Assessment) -> str:
    texts = (section(assessment) for section in kind.sections)
    return "\n\n".join(filter(None, texts))
