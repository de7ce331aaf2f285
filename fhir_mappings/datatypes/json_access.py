"""Typed access to the JSON of a FHIR resource.

An absent element is empty. An element of another type than in FHIR R4 raises UnusableDataError, which names the
element and does not quote it.
"""

from collections.abc import Mapping
from typing import Any

from fhir_mappings.errors import UnusableDataError

# A JSON object within a resource, or a resource itself.
Element = Mapping[str, Any]

EMPTY_ELEMENT: Element = {}

MAX_TEXT_LENGTH = 4000
"""Characters of a text that are looked at. Several patterns cost the square of a text's length (decision 0071)."""


def get_text(parent: Element, name: str) -> str:
    """Return a string; empty if it is absent. One that is too long to be read raises UnusableDataError."""
    text = _get(parent, name, str, "a text") or ""
    if len(text) > MAX_TEXT_LENGTH:
        raise UnusableDataError(f"its {name} is too long to be read")
    return text


def get_flag(parent: Element, name: str) -> bool:
    """Return a boolean; False if it is absent."""
    return _get(parent, name, bool, "true or false") or False


def get_object(parent: Element, name: str) -> Element:
    """Return an object; empty if it is absent."""
    return _get(parent, name, dict, "an object") or EMPTY_ELEMENT


def get_objects(parent: Element, name: str) -> tuple[Element, ...]:
    """Return a list of objects; empty if it is absent."""
    return _get_list(parent, name, dict, "objects")


def get_texts(parent: Element, name: str) -> tuple[str, ...]:
    """Return a list of strings; empty if it is absent."""
    return _get_list(parent, name, str, "texts")


# Servers do send elements of a wrong type. Their content is not quoted, since it may identify the patient.
def _get(parent: Element, name: str, expected: type, description: str) -> Any:
    value = parent.get(name)
    if value is not None and not isinstance(value, expected):
        raise UnusableDataError(f"its {name} is not {description}")
    return value


def _get_list(parent: Element, name: str, expected: type, description: str) -> tuple[Any, ...]:
    values = _get(parent, name, list, "a list") or ()
    if not all(isinstance(value, expected) for value in values):
        raise UnusableDataError(f"its {name} is not a list of {description}")
    return tuple(values)
