"""The to-do list of a site: which codes and units could not be used, and for how many patients."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from cds_service.reporting.local_names import RARE, describe_code, may_be_named
from cds_service.reporting.suppression import Suppressor
from cds_service.reporting.tables import Table, build_shares


def build_todo_table(doubts: Sequence[Sequence[Mapping[str, Any]]], suppressor: Suppressor) -> Table:
    """Build the list from the doubts of each patient; the most frequent first."""
    patients = Counter(entry for of_patient in doubts for entry in {_describe(doubt) for doubt in of_patient})
    often = [(entry, count) for entry, count in patients.items() if _may_be_named(entry, count)]
    named = {entry for entry, _ in often}
    rest = sum(any(_describe(doubt) not in named for doubt in of_patient) for of_patient in doubts)
    rows = [(_format(entry), count) for entry, count in sorted(often, key=lambda item: (-item[1], item[0]))]
    return build_shares(
        "to-do",
        "What could not be used, by code and unit",
        [*rows, *([(RARE, rest)] if rest else [])],
        len(doubts),
        suppressor,
        note="Local codes and units can be mapped; see the manual on local codes.",
    )


_Entry = tuple[str, str, str, str]


def _describe(doubt: Mapping[str, Any]) -> _Entry:
    return doubt["subject"], doubt["code"] or "", doubt["unit"] or "", doubt["reason"]


def _may_be_named(entry: _Entry, count: int) -> bool:
    _, code, unit, reason = entry
    return may_be_named(code, count, quotes_chart=bool(unit) or "(" in reason)


def _format(entry: _Entry) -> str:
    subject, code, unit, reason = entry
    return f"{describe_code(subject, code, unit)}: {reason}"
