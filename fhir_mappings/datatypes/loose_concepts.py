"""The codes and texts of a value that should be a CodeableConcept, whatever shape it has.

They tell what a resource may be about, so that one that cannot be read is not overlooked. No fact is read from them.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fhir_mappings.datatypes.codings import Coding, resolve_system

# A value has no more than this many parts and levels that are looked at: a chart may hold anything.
_MAX_PARTS = 200
_MAX_DEPTH = 8
_MAX_LENGTH = 2000  # characters of a text
_SKIPPED = frozenset({"id", "system", "version", "extension", "userSelected"})


class LooseConcept(NamedTuple):
    """Codes, each with an empty system if it has none, and texts. A code without a concept is both."""

    codings: tuple[Coding, ...]
    texts: tuple[str, ...]


def read_loosely(value: Any) -> LooseConcept:
    """Return every code and text of a concept, of a list of concepts, or of a bare text."""
    codings: dict[Coding, None] = {}
    texts: dict[str, None] = {}
    for part in _list_parts(value):
        code, system = (part, "") if isinstance(part, str) else (part.get("code"), part.get("system"))
        if isinstance(code, str):
            codings[Coding(resolve_system(system) if isinstance(system, str) else "", code.strip())] = None
        stated = (part,) if isinstance(part, str) else (part.get("text"), part.get("display"))
        texts.update((text[:_MAX_LENGTH], None) for text in stated if isinstance(text, str) and text.strip())
    return LooseConcept(tuple(codings), tuple(texts))


def _list_parts(value: Any) -> Iterator[Any]:
    """Return the objects of a value, and the texts that stand alone or in a list."""
    # A stack of its own instead of recursion: a list may be nested a thousand deep.
    parts, seen = [(value, 0)], 0
    while parts and seen < _MAX_PARTS:
        part, depth = parts.pop()
        seen += 1
        if isinstance(part, str | dict):
            yield part
        inner = part if isinstance(part, list) else list(_list_members(part)) if isinstance(part, dict) else []
        if depth < _MAX_DEPTH:
            parts += [(item, depth + 1) for item in reversed(inner[:_MAX_PARTS])]


def _list_members(element: dict[str, Any]) -> Iterator[Any]:
    for name, member in element.items():
        # The plain codes and texts of the element itself were read; what should be plain and is not is looked at.
        if name not in _SKIPPED and (isinstance(member, dict | list) or name == "coding"):
            yield member
