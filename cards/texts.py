"""The sentence for each part of an assessment: plain for the document and the report, as Markdown for a card."""

from cards.markdown_escape import one_line
from cards.sentences import ChartText, sentence
from cards.wordings import applicability, context, criteria, precautions
from response_criteria.assessment.applicability import Unknown
from response_criteria.model.findings import ApplicabilityReason, ContextStatement, Finding, Missing, Precaution


def of_finding(finding: Finding, chart_text: ChartText = one_line) -> str:
    """Why a criterion answered as it did."""
    remarks = (remark.says for remark in criteria.REMARKS if remark.belongs_to(finding.values))
    return sentence(" ".join((criteria.FINDINGS[finding.reason], *remarks)), finding.values, chart_text)


def of_missing(missing: Missing, chart_text: ChartText = one_line) -> str:
    """What would have to be known."""
    return sentence(criteria.LACKS[missing.code], missing.values, chart_text)


def of_precaution(precaution: Precaution, chart_text: ChartText = one_line) -> str:
    """What is to be weighed, or forbids a step."""
    return sentence(precautions.PRECAUTIONS[precaution.reason], precaution.values, chart_text)


def of_unchecked(missing: Missing, chart_text: ChartText = one_line) -> str:
    """A liver or kidney value that could not be checked."""
    return sentence(precautions.UNCHECKED[missing.code], missing.values, chart_text)


def of_applicability(reason: ApplicabilityReason, chart_text: ChartText = one_line) -> str:
    """Why the protocol does not speak of the patient, or why that cannot be told."""
    unclear = reason.code == Unknown.THERAPY_UNCLEAR
    wording = (
        applicability.THERAPY_UNCLEAR[str(reason.values["why"])] if unclear else applicability.REASONS[reason.code]
    )
    return sentence(wording, reason.values, chart_text)


def of_context(statement: ContextStatement, chart_text: ChartText = one_line) -> str:
    """What another work says of the same facts."""
    return sentence(context.STATEMENTS[statement.id][statement.status], statement.values, chart_text)
