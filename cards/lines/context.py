"""Lines on the statements of label and guidelines about the same patient."""

from collections.abc import Iterable

from cards.descriptions import describe_context
from cards.lines.criteria import format_source
from cards.lines.evidence import format_evidence_lines
from cards.lines.nesting import nest
from cards.markdown_escape import escape_markdown
from cards.wordings import layout
from response_criteria.model.assessment import Assessment
from response_criteria.model.citation import Work
from response_criteria.model.findings import ContextStatement, Status

# A clinician reads a card in seconds.
HIDDEN_STATUSES = frozenset({"not-due", "unknown", "open", "not-documented"})
"""Statuses of statements that change no decision: they are in the assessment document only."""

COVERED_BY_PRECAUTION = "eln2020/mutation"
"""A statement that repeats a contraindication of the card."""

LABEL_INCREASE = "us-label/dose-increase"
PROTOCOL_ALONE, LABEL_AGREES = "protocol-alone", "documented"
"""Where a criterion of the protocol is met: whether the label's own criteria for an increase are met too."""


def select_label_increase(assessment: Assessment) -> tuple[ContextStatement, ...]:
    """Return the statements on the dose increase of the US label."""
    return tuple(
        statement
        for statement in assessment.context
        if statement.id == LABEL_INCREASE or statement.status == PROTOCOL_ALONE
    )


def format_label_increase(assessment: Assessment) -> str:
    """Format the label's statements on a dose increase, followed by their sources; empty if there are none."""
    statements = select_label_increase(assessment)
    texts = [describe_context(statement, escape_markdown) for statement in statements]
    sources = dict.fromkeys(format_source(statement.citation) for statement in statements)
    return layout.LABEL_INCREASE.format(text=" ".join((*texts, *sources))) if texts else ""


def is_on_card(statement: ContextStatement, assessment: Assessment) -> bool:
    """Whether a statement belongs on a card."""
    # That the label agrees with a criterion that is met anyway would not change what the clinician does.
    agrees = statement.status == LABEL_AGREES and any(finding.status is Status.MET for finding in assessment.findings)
    return statement.status not in HIDDEN_STATUSES and statement.id != COVERED_BY_PRECAUTION and not agrees


def format_statements_by_work(statements: Iterable[ContextStatement]) -> list[str]:
    """Format each publication with its statements and their evidence below it."""
    by_work: dict[Work, list[ContextStatement]] = {}
    for statement in statements:
        by_work.setdefault(statement.citation.work, []).append(statement)
    return [
        nest(layout.WORK.format(label=work.label, url=work.url), map(_format_statement, of_work))
        for work, of_work in by_work.items()
    ]


def _format_statement(statement: ContextStatement) -> str:
    line = layout.STATEMENT.format(
        text=describe_context(statement, escape_markdown), place=escape_markdown(statement.citation.place)
    )
    return nest(line, format_evidence_lines(statement.evidence), depth=2)
