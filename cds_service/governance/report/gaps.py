"""The tables about what could not be judged, and about what could not be read: the integrators' to-do list."""

from collections.abc import Iterator

from cds_service.governance.report.cells import Cells
from cds_service.governance.report.tables import build_cross, build_list, list_rows, name_rows
from cds_service.governance.report.tallies import Doubt, Tallies
from cds_service.reporting.local_names import RARE, describe_code, may_be_named
from cds_service.reporting.suppression import Suppressor
from cds_service.reporting.tables import Table

DOUBTS = {"open": "open", "pending": "pending", "standing": "standing", "none": "no doubt"}
"""How much what could not be read leaves open, as the assessment has it."""
NO_SUBJECT = "other"


def build_gap_tables(tallies: Tallies, suppressor: Suppressor) -> Iterator[Table]:
    """Build the tables about what could not be judged or read."""
    total = tallies.openings
    for id_, title, cells in (
        ("unknown", "Why it is unknown whether the protocol applies", _select(tallies.applicability, "unknown")),
        ("not-applicable", "Why the protocol does not apply", _select(tallies.applicability, "not-applicable")),
        ("unread", "Queries that gave nothing, or not everything", tallies.unread.regroup(lambda key: (_name(key),))),
    ):
        yield build_list(id_, title, cells, name_rows(cells.list_keys(), {}), total, suppressor)
    kinds = tallies.doubts.regroup(lambda doubt: ((doubt.subject or NO_SUBJECT, doubt.kind or "none"),))
    yield build_cross(
        "doubts",
        "What could not be read, by how much it leaves open",
        kinds,
        name_rows(list_rows(kinds), {}),
        DOUBTS,
        total,
        suppressor,
        columns_add_up=False,
        note="An open doubt may withhold a step; a pending result is awaited; a standing one always comes so.",
    )
    yield _build_todo(tallies.doubts, total, suppressor)


def _build_todo(doubts: Cells[Doubt], total: int, suppressor: Suppressor) -> Table:
    codes = doubts.regroup(lambda doubt: (doubt._replace(kind=""),) if doubt.code or doubt.unit else ())
    names = {doubt: _describe(doubt, codes.get_patients(doubt)) for doubt in codes.list_keys()}
    cells = codes.regroup(lambda doubt: (names[doubt],))
    return build_list(
        "to-do",
        "What could not be read, by code and unit",
        cells,
        name_rows(cells.list_keys(), {}),
        total,
        suppressor,
        note="Local codes and units can be mapped; see the manual on local codes. The ledger keeps a code or a unit "
        "only where it is shaped like one.",
    )


def _describe(doubt: Doubt, patients: int) -> str:
    if not may_be_named(doubt.code, patients, quotes_chart=bool(doubt.unit)):
        return RARE
    return describe_code(doubt.subject or NO_SUBJECT, doubt.code, doubt.unit)


def _select(cells: Cells[tuple[str, str]], status: str) -> Cells[str]:
    return cells.regroup(lambda key: (key[1],) if key[0] == status else ())


def _name(query: tuple[str, str]) -> str:
    key, kind = query
    return f"{key}: {kind}" if kind else key
