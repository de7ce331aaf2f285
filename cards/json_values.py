"""Values of an assessment as JSON."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from response_criteria.model.amounts import Amount
from response_criteria.model.citation import Citation
from response_criteria.model.findings import Evidence

_EMPTY: tuple[Any, ...] = (None, "", [], {})


def drop_empty(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that have a value, in their order; False and 0 are values."""
    # CDS Hooks forbids members that are null or empty.
    return {name: value for name, value in members.items() if value not in _EMPTY}


def encode_citation(citation: Citation | None) -> dict[str, Any]:
    """Encode a place in a publication."""
    if citation is None:
        return {}
    return drop_empty({"label": citation.work.label, "url": citation.work.url, "place": citation.place})


def list_references(evidence: Iterable[Evidence]) -> list[str]:
    """Return the references of the cited resources, each once."""
    return list(dict.fromkeys(item.origin for item in evidence))


def encode_day(on: date | None) -> str | None:
    """Encode a day as YYYY-MM-DD."""
    return None if on is None else on.isoformat()


def encode_number(value: Decimal | None) -> int | float | None:
    """Encode a value as a JSON number, as an integer where it is whole."""
    # Contract: doses and percentages are JSON numbers, never strings.
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def encode_amount(measured: Amount | None) -> int | float | str | None:
    """Encode a single value as a JSON number, and a bound as text such as ``<0.01``."""
    # A number would claim a precision that a bound such as <0.01 does not have (decision 0011).
    if measured is None:
        return None
    return str(measured) if measured.exact is None else encode_number(measured.exact)
