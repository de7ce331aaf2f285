"""Pieces of Markdown that the sections share."""

from collections.abc import Iterable

from response_criteria.model.citation import Citation, Interpretation


def format_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Format a table; a vertical bar in a cell is escaped."""
    lines = [list(columns), ["---" for _ in columns], *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def format_source(citation: Citation) -> str:
    """Format a citation as a sentence with a link."""
    return f"Source: [{citation.work.label}]({citation.work.url}), {citation.place}."


def list_interpretations(interpretations: Iterable[Interpretation]) -> str:
    """List interpretations with their decision numbers."""
    return "\n".join(f"- {interpretation.text} ({interpretation.decision})" for interpretation in interpretations)
