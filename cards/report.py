"""The report: the whole explanation of an assessment, of which a card shows the brief (decision 0130)."""

from collections.abc import Callable, Mapping

from cards import sections
from response_criteria.model.assessment import Assessment
from response_criteria.model.recommendations import Action

Section = Callable[[Assessment], str]

_SOURCES: tuple[Section, ...] = (
    sections.list_evidence,
    sections.summarize_treatment,
    sections.summarize_responses,
)
_END: tuple[Section, ...] = (
    sections.list_other_criteria,
    sections.list_excluded_data,
    sections.state_advisory,
)

# What a clinician must know before acting comes first: the finding, then the action, contraindications and checks.
# Evidence, rules and the other criteria follow for those who want to verify the advice.
SECTIONS: Mapping[Action, tuple[Section, ...]] = {
    # A criterion is met and nothing blocks: the dose escalation of the protocol, and all that argues against it.
    Action.ESCALATE: (
        sections.list_not_checked,
        sections.explain_findings,
        sections.offer_escalation,
        sections.list_checks_before_escalation,
        sections.list_cautions,
        sections.list_missing_data,
        sections.list_unread_data,
        *_SOURCES,
        sections.compare_guidance_at_escalation,
        sections.grade_evidence,
        sections.cite_rules,
        *_END,
    ),
    # A contraindication blocks the escalation, or a result suggests an advanced phase: no dose is offered.
    Action.HOLD: (
        sections.list_not_checked,
        sections.explain_findings,
        sections.list_contraindications,
        sections.list_checks_without_escalation,
        sections.list_cautions,
        sections.list_missing_data,
        sections.list_unread_data,
        *_SOURCES,
        sections.compare_guidance,
        sections.cite_rules,
        *_END,
    ),
    # A criterion is met and the protocol defines no escalation from the current dose: review the treatment.
    Action.NO_PROTOCOL_STEP: (
        sections.list_not_checked,
        sections.explain_findings,
        sections.explain_no_escalation,
        sections.list_possible_contraindications,
        sections.list_checks_without_escalation,
        sections.list_cautions,
        sections.list_missing_data,
        sections.list_unread_data,
        *_SOURCES,
        sections.compare_guidance,
        sections.cite_rules,
        *_END,
    ),
    # A criterion is possible: a test is to be repeated.
    Action.CONFIRM: (
        sections.list_not_checked,
        # What could not be read may be the reason why nothing is confirmed: it comes before the finding.
        sections.list_unread_data,
        sections.explain_findings,
        sections.list_confirming_tests,
        sections.list_checks_before_confirmation,
        sections.list_possible_contraindications,
        sections.list_cautions,
        *_SOURCES,
        sections.compare_guidance,
        sections.cite_rules,
        *_END,
    ),
    # The chart shows what the protocol does not cover, such as a molecular failure: the treatment is to be reviewed.
    Action.REVIEW: (
        sections.list_not_checked,
        sections.explain_review_facts,
        sections.list_review_guidance,
        sections.list_unread_data,
        sections.list_possible_contraindications,
        sections.list_cautions,
        sections.summarize_treatment,
        sections.summarize_responses,
        sections.compare_guidance,
        *_END,
    ),
    # A criterion, or whether the protocol applies, cannot be assessed: data are to be completed.
    Action.COMPLETE_DATA: (
        sections.list_not_checked,
        sections.explain_applicability,
        sections.list_unread_data,
        sections.explain_findings,
        sections.list_missing_data,
        sections.list_possible_contraindications,
        sections.list_cautions,
        *_SOURCES,
        sections.compare_guidance,
        sections.cite_rules_briefly,
        *_END,
    ),
    # No card: the report shows what was judged, or why nothing was.
    Action.CONTINUE: (
        sections.list_not_checked,
        sections.list_unread_data,
        *_SOURCES,
        sections.compare_guidance,
        *_END,
    ),
    Action.NONE: (
        sections.explain_applicability,
        sections.list_unread_data,
        sections.list_excluded_data,
        sections.state_advisory,
    ),
}


def build_report(assessment: Assessment) -> str:
    """Build the report in GitHub Flavored Markdown. Nothing that the assessment rests on is left out."""
    texts = (section(assessment) for section in SECTIONS[assessment.recommendation.action])
    return "\n\n".join(filter(None, texts))
