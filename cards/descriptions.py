"""The sentence for one part of an assessment: plain text, or Markdown where ``chart_text`` escapes it."""

from cards.markdown_escape import one_line
from cards.sentences import ChartText, fill_sentence
from cards.wordings import applicability, context, criteria, precautions, review
from response_criteria.assessment.applicability import Unknown
from response_criteria.model.findings import (
    ApplicabilityReason,
    ContextStatement,
    Finding,
    Missing,
    Precaution,
    ReviewFact,
)
from response_criteria.review import UNCLEAR_FACT


def describe_finding(finding: Finding, chart_text: ChartText = one_line) -> str:
    """Explain the status of a criterion."""
    remarks = (remark.text for remark in criteria.REMARKS if remark.applies_to(finding.values))
    return fill_sentence(" ".join((criteria.FINDINGS[finding.reason], *remarks)), finding.values, chart_text)


def describe_missing(missing: Missing, chart_text: ChartText = one_line) -> str:
    """Name an item that a criterion needs and the chart does not have."""
    return fill_sentence(criteria.MISSING_CODES[missing.code], missing.values, chart_text)


def describe_precaution(precaution: Precaution, chart_text: ChartText = one_line) -> str:
    """Explain a contraindication or a caution."""
    return fill_sentence(precautions.PRECAUTIONS[precaution.reason], precaution.values, chart_text)


def describe_missing_input(missing: Missing, chart_text: ChartText = one_line) -> str:
    """Name a laboratory value or supply that a precaution could not check, or a review fact that is unclear."""
    wording = review.UNCLEAR if missing.code == UNCLEAR_FACT else precautions.MISSING_INPUTS[missing.code]
    return fill_sentence(wording, missing.values, chart_text)


def describe_review_fact(fact: ReviewFact, chart_text: ChartText = one_line) -> str:
    """Explain a fact that calls for a review."""
    remarks = (remark.text for remark in review.REMARKS if remark.applies_to(fact.values))
    return fill_sentence(" ".join((review.FACTS[fact.reason], *remarks)), fact.values, chart_text)


def describe_applicability(reason: ApplicabilityReason, chart_text: ChartText = one_line) -> str:
    """Explain why the protocol does not apply to the patient, or why that is unknown."""
    # "therapy-unclear" is one code of the contract for several causes.
    unclear = reason.code == Unknown.THERAPY_UNCLEAR
    wording = (
        applicability.THERAPY_UNCLEAR[str(reason.values["why"])] if unclear else applicability.REASONS[reason.code]
    )
    return fill_sentence(wording, reason.values, chart_text)


def describe_context(statement: ContextStatement, chart_text: ChartText = one_line) -> str:
    """Explain a statement of the label or a guideline about the same patient."""
    return fill_sentence(context.STATEMENTS[statement.id][statement.status], statement.values, chart_text)
