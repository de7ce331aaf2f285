"""Markdown that is also readable on a terminal: filled paragraphs, lists and padded tables."""

from collections.abc import Iterable
from textwrap import fill

WIDTH = 120
"""Characters per line of a paragraph; tables are as wide as their cells."""

Line = tuple[object, ...]


def format_paragraph(text: str) -> str:
    """Fill a paragraph."""
    return _fill(text)


def format_bullet(text: str, *, depth: int = 0) -> str:
    """Fill an item of a list."""
    margin = "  " * depth
    return _fill(text, first=f"{margin}- ", then=f"{margin}  ")


def format_table(head: Line, lines: Iterable[Line]) -> str:
    """Format a table with its columns padded to the widest cell."""
    rows = [tuple(map(str, line)) for line in (head, *lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    rule = ["-" * width for width in widths]
    return "\n".join(f"| {' | '.join(row)} |" for row in (padded[0], rule, *padded[1:]))


def _fill(text: str, first: str = "", then: str = "") -> str:
    # No break at hyphens: a date such as 2001-06-01 stays on one line.
    return fill(
        text, WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )
