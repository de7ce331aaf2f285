"""What an assessment is made of, as JSON: days, numbers, amounts, and the members that have a value."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from response_criteria.model.amounts import Amount
from response_criteria.model.citation import Citation
from response_criteria.model.findings import Evidence

_WITHOUT_VALUE: tuple[Any, ...] = (None, "", [], {})


def filled(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members that have a value, in their order: CDS Hooks forbids what is empty. False and 0 are values."""
    return {name: value for name, value in members.items() if value not in _WITHOUT_VALUE}


def citation(printed: Citation | None) -> dict[str, Any]:
    """A place in print."""
    if printed is None:
        return {}
    return filled({"label": printed.work.label, "url": printed.work.url, "place": printed.place})


def references(evidence: Iterable[Evidence]) -> list[str]:
    """Where the evidence stands in the chart, each place once."""
    return list(dict.fromkeys(each.origin for each in evidence))


def day(on: date | None) -> str | None:
    """A day as YYYY-MM-DD."""
    return None if on is None else on.isoformat()


def number(value: Decimal | None) -> int | float | None:
    """A value as a JSON number, whole where it is."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def amount(measured: Amount | None) -> int | float | str | None:
    """A single value as a JSON number, a bound as text such as ``<0.01``."""
    if measured is None:
        return None
    return str(measured) if measured.exact is None else number(measured.exact)
