"""The parts of a page in Markdown that is read as well on a terminal: filled paragraphs, lists and tables."""

from collections.abc import Iterable
from textwrap import fill

WIDTH = 120
"""Of paragraphs. A table is as wide as its cells."""

Line = tuple[object, ...]


def paragraph(text: str) -> str:
    """Text in lines."""
    return _filled(text)


def bullet(text: str, *, depth: int = 0) -> str:
    """An item of a list."""
    margin = "  " * depth
    return _filled(text, first=f"{margin}- ", then=f"{margin}  ")


def pipe_table(head: Line, lines: Iterable[Line]) -> str:
    """A table with its columns padded to the widest cell."""
    written = [tuple(map(str, each)) for each in (head, *lines)]
    widths = [max(map(len, column)) for column in zip(*written, strict=True)]
    padded = [[cell.ljust(width) for cell, width in zip(each, widths, strict=True)] for each in written]
    rule = ["-" * width for width in widths]
    return "\n".join(f"| {' | '.join(each)} |" for each in (padded[0], rule, *padded[1:]))


def _filled(text: str, first: str = "", then: str = "") -> str:
    """Dates are never broken."""
    return fill(
        text, WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )
