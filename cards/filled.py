"""JSON members that have a value: CDS Hooks forbids null, empty strings, empty lists and empty objects."""

from collections.abc import Mapping
from typing import Any

_WITHOUT_VALUE: tuple[Any, ...] = (None, "", [], {})


def filled(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members that have a value, in their order. False and 0 are values."""
    return {name: value for name, value in members.items() if value not in _WITHOUT_VALUE}
