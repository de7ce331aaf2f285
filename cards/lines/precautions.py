"""Lines on contraindications and cautions."""

from cards.descriptions import describe_precaution
from cards.lines.evidence import format_evidence_lines
from cards.lines.nesting import nest
from cards.markdown_escape import escape_markdown
from response_criteria.model.assessment import Assessment


def format_precautions(assessment: Assessment, *, blocking: bool) -> list[str]:
    """Format the precautions that block a dose escalation, or the others, with their evidence."""
    return [
        nest(describe_precaution(precaution, escape_markdown), format_evidence_lines(precaution.evidence))
        for precaution in assessment.precautions
        if precaution.blocks == blocking
    ]
