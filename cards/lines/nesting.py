"""Nested Markdown lists."""

from collections.abc import Iterable


def nest(line: str, children: Iterable[str], depth: int = 1) -> str:
    """Return a list item with its children indented ``depth`` levels below it."""
    return "\n".join((line, *(f"{'  ' * depth}- {child}" for child in children)))
