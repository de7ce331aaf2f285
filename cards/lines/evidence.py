"""One line for each piece of evidence: day, test, value as compared, value as reported, and reference."""

from collections.abc import Iterable

from cards.markdown_escape import escape_markdown, format_code_span, one_line
from cards.sentences import ChartText
from cards.wordings import layout
from response_criteria.model.findings import Evidence


def format_evidence_lines(evidence: Iterable[Evidence]) -> list[str]:
    """Format each piece of evidence once, newest first, as Markdown in which chart text is inert."""
    return [_format_line(item, escape_markdown, format_code_span) for item in sort_newest_first(evidence)]


def format_plain_evidence_lines(evidence: Iterable[Evidence]) -> list[str]:
    """Format each piece of evidence once, newest first, as plain text."""
    return [_format_line(item, one_line, one_line) for item in sort_newest_first(evidence)]


def sort_newest_first(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Return each piece of evidence once, newest first, then by test, reference and reported value."""
    # One result can support several findings; it is listed once. The full key keeps the order stable.
    return sorted(set(evidence), key=lambda item: (-item.on.toordinal(), item.what, item.origin, item.reported))


def _format_line(evidence: Evidence, words: ChartText, chart_text: ChartText) -> str:
    # An incomplete date is shown as written: completing it would invent a day (decision 0014).
    return layout.EVIDENCE.format(
        on=words(evidence.date_as_written) or evidence.on.isoformat(),
        what=words(evidence.what),
        amount=_format_amount(evidence, words(evidence.unit)),
        reported=layout.REPORTED.format(reported=chart_text(evidence.reported)) if evidence.reported else "",
        origin=chart_text(evidence.origin),
    )


def _format_amount(evidence: Evidence, unit: str) -> str:
    if evidence.amount is None:
        return ""
    gap = "" if unit.startswith("%") or not unit else " "
    return f" {evidence.amount}{gap}{unit}"
