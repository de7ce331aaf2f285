"""The elements of a FHIR resource as plain JSON: absent is empty, and a wrong kind of element is said, never guessed.

Each function raises Unusable, which names the element and not its content, where it is of another kind than in FHIR R4.
"""

from collections.abc import Mapping
from typing import Any

from fhir_mappings.datatypes.errors import Unusable

Element = Mapping[str, Any]
"""A JSON object of a resource, or a resource itself."""

NOTHING: Element = {}


def text(parent: Element, name: str) -> str:
    """A string; empty where there is none."""
    return _of_kind(parent, name, str, "a text") or ""


def flag(parent: Element, name: str) -> bool:
    """A boolean; False where there is none."""
    return _of_kind(parent, name, bool, "true or false") or False


def part(parent: Element, name: str) -> Element:
    """An object; an empty one where there is none."""
    return _of_kind(parent, name, dict, "an object") or NOTHING


def parts(parent: Element, name: str) -> tuple[Element, ...]:
    """A list of objects."""
    return _list_of(parent, name, dict, "objects")


def texts(parent: Element, name: str) -> tuple[str, ...]:
    """A list of strings."""
    return _list_of(parent, name, str, "texts")


def _of_kind(parent: Element, name: str, kind: type, called: str) -> Any:
    value = parent.get(name)
    if value is not None and not isinstance(value, kind):
        raise Unusable(f"its {name} is not {called}")
    return value


def _list_of(parent: Element, name: str, kind: type, called: str) -> tuple[Any, ...]:
    values = _of_kind(parent, name, list, "a list") or ()
    if not all(isinstance(each, kind) for each in values):
        raise Unusable(f"its {name} is not a list of {called}")
    return tuple(values)
