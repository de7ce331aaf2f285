"""The sections of the report, in GitHub Flavored Markdown.

Each function returns one section, or empty text where it has nothing to show. ``cards.report`` orders them.
"""

from collections.abc import Iterable

from cards.descriptions import describe_applicability, describe_missing, describe_missing_input
from cards.lines.checks import check_mutations, check_phase, list_general_checks
from cards.lines.context import format_label_increase, format_statements_by_work, is_on_card, select_label_increase
from cards.lines.criteria import (
    format_finding,
    format_finding_with_missing,
    format_interpretations,
    format_rule,
)
from cards.lines.evidence import format_evidence_lines
from cards.lines.nesting import nest
from cards.lines.precautions import format_precautions
from cards.lines.responses import describe_responses
from cards.lines.review import format_review_facts, list_guidance
from cards.lines.treatment import describe_doses, describe_treatment
from cards.markdown_escape import escape_markdown, format_code_span
from cards.selection import is_asked_for, select_deciding_findings
from cards.sentences import format_number, join_names
from cards.suggestions import format_dose
from cards.wordings import background, layout, precautions, review
from cards.wordings import treatment as treatment_wordings
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import ApplicabilityStatus, ContextStatement
from response_criteria.model.recommendations import Action, DoseOption
from response_criteria.precautions.snapshot import is_hematologic


def list_not_checked(assessment: Assessment) -> str:
    """Name the precautions that this edition does not evaluate."""
    names = ", ".join(precautions.NAMES[code] for code in assessment.not_evaluated)
    return layout.NOT_CHECKED.format(names=names) if names else ""


def explain_findings(assessment: Assessment) -> str:
    """Explain each deciding finding in a paragraph."""
    return "\n\n".join(map(format_finding, select_deciding_findings(assessment)))


def explain_review_facts(assessment: Assessment) -> str:
    """List the facts that call for a review, and say that they are no circumstance of the protocol."""
    lines = _head(layout.REVIEW, format_review_facts(assessment.review_facts))
    return _join_paragraphs(lines, review.NOT_MET)


def list_review_guidance(assessment: Assessment) -> str:
    """List what guidance says of each fact that calls for a review."""
    return _head(layout.GUIDANCE_ON_REVIEW, list_guidance(assessment.review_facts))


def offer_escalation(assessment: Assessment) -> str:
    """Offer the protocol's dose escalation together with current guidance and the label's dose increase."""
    option = next(option for option in assessment.options if isinstance(option, DoseOption))
    from_mg = assessment.recommendation.from_daily_dose_mg
    orders = _join_orders(assessment)
    # Guidance prefers another TKI today: it is never separated from the dose of 2003.
    sentences = (
        layout.ESCALATION.format(from_mg="" if from_mg is None else format_number(from_mg), dose=format_dose(option)),
        background.ESCALATION_TODAY,
        layout.REPLACES.format(orders=orders) if orders else "",
    )
    return _join_paragraphs(" ".join(filter(None, sentences)), format_label_increase(assessment))


def explain_no_escalation(assessment: Assessment) -> str:
    """State that the protocol defines no escalation from the current dose."""
    return background.NO_ESCALATION_FROM_THIS_DOSE


def explain_applicability(assessment: Assessment) -> str:
    """Explain why the protocol does not apply to the patient, or why that is unknown."""
    not_applicable = assessment.applicability.status is ApplicabilityStatus.NOT_APPLICABLE
    return _head(
        layout.NOT_APPLICABLE if not_applicable else layout.UNCLEAR,
        (
            nest(describe_applicability(reason, escape_markdown), format_evidence_lines(reason.evidence))
            for reason in assessment.applicability.reasons
        ),
    )


def list_unread_data(assessment: Assessment) -> str:
    """List the optional queries that failed."""
    return _head(
        layout.UNREAD,
        (_format_keyed(escape_markdown(query.key), query.reason) for query in assessment.unavailable_queries),
    )


def list_contraindications(assessment: Assessment) -> str:
    """List the precautions that block the dose escalation."""
    return _head(layout.CONTRAINDICATIONS, format_precautions(assessment, blocking=True))


def list_possible_contraindications(assessment: Assessment) -> str:
    """List the precautions that would block a dose escalation that is not offered anyway."""
    return _head(layout.WOULD_CONTRAINDICATE, format_precautions(assessment, blocking=True))


def list_cautions(assessment: Assessment) -> str:
    """List the precautions that do not block, and where a criterion is met what could not be checked."""
    # Laboratory values that are missing or old are named and never block (decision 0015).
    unchecked = assessment.missing_inputs if _is_about_escalation(assessment) else ()
    return _head(
        layout.CAUTIONS,
        (
            *format_precautions(assessment, blocking=False),
            *(describe_missing_input(missing, escape_markdown) for missing in unchecked),
        ),
    )


def list_missing_data(assessment: Assessment) -> str:
    """List the data that are missing for the deciding findings, each item once."""
    return _list_missing(assessment, layout.MISSING)


def list_confirming_tests(assessment: Assessment) -> str:
    """List what would confirm the findings that are possible."""
    return _list_missing(assessment, layout.TO_CONFIRM)


def list_checks_before_escalation(assessment: Assessment) -> str:
    """List what to check before the dose is escalated."""
    checks = (*list_general_checks(assessment), *check_phase(assessment))
    return _head(
        layout.CHECK_FIRST, (background.CHECK_ORDER, *checks, background.CHECK_MUTATIONS, background.CHECK_TOLERANCE)
    )


def list_checks_without_escalation(assessment: Assessment) -> str:
    """List what to check where a criterion is met and no dose is offered."""
    checks = (*list_general_checks(assessment), *check_phase(assessment), *check_mutations(assessment))
    return _head(layout.CHECK_FIRST, checks)


def list_checks_before_confirmation(assessment: Assessment) -> str:
    """List what to check where a criterion is possible."""
    return _head(layout.CHECK_FIRST, list_general_checks(assessment))


def list_evidence(assessment: Assessment) -> str:
    """List the evidence of the deciding findings."""
    evidence = (item for finding in select_deciding_findings(assessment) for item in finding.evidence)
    return _head(layout.EVIDENCE_FOUND, format_evidence_lines(evidence))


def summarize_treatment(assessment: Assessment) -> str:
    """Summarize start, current dose and orders, and the doses of the course if they differ."""
    therapy = assessment.therapy
    # Without findings the treatment itself is unclear, and the section on eligibility explains it.
    if not (assessment.findings and therapy.started_on):
        return ""
    orders = _join_orders(assessment)
    active = [treatment_wordings.ORDERED.format(orders=orders)] if orders else []
    doses = describe_doses(therapy) if len(therapy.doses) > 1 else ()
    return _head(layout.TREATMENT, (" ".join((describe_treatment(therapy), *active)), *doses))


def summarize_responses(assessment: Assessment) -> str:
    """Summarize the response in the current course and after a dose escalation."""
    evaluated = bool(assessment.findings)
    return _head(layout.RESPONSES, describe_responses(assessment.responses, escape_markdown) if evaluated else ())


def compare_guidance_at_escalation(assessment: Assessment) -> str:
    """Compare label and guidelines where a dose is offered; the label's increase is shown with the dose."""
    shown = select_label_increase(assessment)
    statements = [statement for statement in assessment.context if statement not in shown]
    return _compare_guidance(assessment, statements, background.GUIDANCE_TODAY, background.EUROPEAN_LABEL)


def compare_guidance(assessment: Assessment) -> str:
    """Compare label and guidelines, with the guidance on dose escalation where a criterion is met."""
    general = (background.GUIDANCE_TODAY,) if _is_about_escalation(assessment) else ()
    return _compare_guidance(assessment, assessment.context, *general)


def grade_evidence(assessment: Assessment) -> str:
    """State age and strength of the published evidence for the escalation."""
    hematologic = [is_hematologic(finding) for finding in select_deciding_findings(assessment)]
    # The paper and later series report blood and chromosome responses separately, with very different rates.
    lines = [background.FOUNDING]
    if any(hematologic):
        lines += [background.FOUNDING_HEMATOLOGIC, background.LATER_HEMATOLOGIC]
    if not all(hematologic):
        lines += [background.FOUNDING_CYTOGENETIC, background.LATER_CYTOGENETIC]
    later = (background.RANDOMIZED_EARLY, background.RANDOMIZED_PRETREATED, background.TIDEL_II)
    return _head(layout.STRENGTH, (*lines, background.FOUNDING_TOXICITY, background.LATER_RANDOMIZED, *later))


def cite_rules(assessment: Assessment) -> str:
    """Cite the rules of the deciding findings with our interpretations in full."""
    return _cite_rules(assessment, in_full=True)


def cite_rules_briefly(assessment: Assessment) -> str:
    """Cite the rules of the deciding findings with our interpretations by decision number."""
    return _cite_rules(assessment, in_full=False)


def list_other_criteria(assessment: Assessment) -> str:
    """List the criteria that the card is not about."""
    # The reader sees why the other criteria do not decide, and what is missing for them.
    deciding = select_deciding_findings(assessment)
    others = (finding for finding in assessment.findings if finding not in deciding)
    heading = layout.OTHER_CRITERIA if deciding else layout.ALL_CRITERIA
    return _head(heading, map(format_finding_with_missing, others))


def list_excluded_data(assessment: Assessment) -> str:
    """List the resources that were recognized and excluded, with the reason."""
    return _head(
        layout.EXCLUDED_DATA,
        (_format_keyed(format_code_span(data.origin), data.reason) for data in assessment.excluded_data),
    )


def state_advisory(assessment: Assessment) -> str:
    """State that the card is advisory, and which edition of the rules assessed the patient on which day."""
    edition = assessment.rule_set
    wording = layout.EDITION if edition.released else layout.EDITION_NOT_RELEASED
    assessed = wording.format(
        id=edition.id, version=edition.version, dated=edition.dated.isoformat(), as_of=assessment.as_of.isoformat()
    )
    return f"{background.ADVISORY} {assessed}"


def _head(heading: str, lines: Iterable[str]) -> str:
    items = "\n".join(f"- {line}" for line in lines)
    return f"### {heading}\n\n{items}" if items else ""


def _join_paragraphs(*paragraphs: str) -> str:
    return "\n\n".join(filter(None, paragraphs))


def _join_orders(assessment: Assessment) -> str:
    return join_names([format_code_span(order) for order in assessment.therapy.orders])


def _is_about_escalation(assessment: Assessment) -> bool:
    """Whether a criterion is met: only then is there an escalation to compare or to check for."""
    offers = {Action.ESCALATE, Action.NO_PROTOCOL_STEP, Action.HOLD}
    return assessment.recommendation.action in offers and bool(select_deciding_findings(assessment))


def _list_missing(assessment: Assessment, heading: str) -> str:
    texts = (
        describe_missing(missing, escape_markdown)
        for finding in select_deciding_findings(assessment)
        for missing in finding.missing
        if is_asked_for(missing, assessment)
    )
    return _head(heading, dict.fromkeys(f"{text[0].upper()}{text[1:]}." for text in texts))


def _compare_guidance(assessment: Assessment, statements: Iterable[ContextStatement], *general: str) -> str:
    on_card = (statement for statement in statements if is_on_card(statement, assessment))
    return _head(layout.GUIDANCE, (*general, *format_statements_by_work(on_card)))


def _cite_rules(assessment: Assessment, *, in_full: bool) -> str:
    criteria = [finding.criterion for finding in select_deciding_findings(assessment)]
    return _head(layout.RULE, (*map(format_rule, criteria), *format_interpretations(criteria, in_full=in_full)))


def _format_keyed(key: str, reason: str) -> str:
    return layout.KEYED.format(key=key, reason=escape_markdown(reason))
