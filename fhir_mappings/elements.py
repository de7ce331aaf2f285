"""The elements of a FHIR resource as plain JSON: absent is empty, and a wrong kind of element is said, never guessed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Element = Mapping[str, Any]
"""A JSON object of a resource, or a resource itself."""

NOTHING: Element = {}


class Malformed(ValueError):
    """An element that we read is not of the kind FHIR R4 gives it. The text names the element, never its content."""


def text(parent: Element, name: str) -> str:
    """A string; empty where there is none."""
    return _of_kind(parent, name, str, "a text") or ""


def flag(parent: Element, name: str) -> bool | None:
    """A boolean; None where there is none."""
    return _of_kind(parent, name, bool, "true or false")


def number(parent: Element, name: str) -> Decimal | None:
    """A number, digits as sent; None where there is none."""
    value = _of_kind(parent, name, int | Decimal | float, "a number")
    if isinstance(value, bool) or not Decimal(str(value or 0)).is_finite():
        raise Malformed(f"{name} is not a number")
    return None if value is None else Decimal(str(value))


def part(parent: Element, name: str) -> Element:
    """An object; an empty one where there is none."""
    return _of_kind(parent, name, Mapping, "an object") or NOTHING


def parts(parent: Element, name: str) -> tuple[Element, ...]:
    """A list of objects."""
    return _list_of(parent, name, Mapping, "objects")


def texts(parent: Element, name: str) -> tuple[str, ...]:
    """A list of strings."""
    return _list_of(parent, name, str, "texts")


def _of_kind(parent: Element, name: str, kind: Any, called: str) -> Any:
    value = parent.get(name)
    if value is not None and not isinstance(value, kind):
        raise Malformed(f"{name} is not {called}")
    return value


def _list_of(parent: Element, name: str, kind: type, called: str) -> tuple[Any, ...]:
    values = _of_kind(parent, name, list | tuple, "a list") or ()
    if not all(isinstance(each, kind) for each in values):
        raise Malformed(f"{name} is not a list of {called}")
    return tuple(values)
