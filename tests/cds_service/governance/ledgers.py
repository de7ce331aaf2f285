"""Ledgers for the report: openings of charts with what became of them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from cds_service.delivery import QuietPeriods, load_quiet_periods
from cds_service.governance.report.openings import Range
from cds_service.governance.report.report import Report, build_report
from cds_service.ledger.store import write_rows
from tests.cds_service.ledger.rows import build_feedback, build_row

ALL = Range()
PERIODS: QuietPeriods = load_quiet_periods()
RELAPSE = "kantarjian2003/hematologic-relapse"


def build_opening(patient: str = "patient-1", day: str = "2024-06-15", **changed: Any) -> dict[str, Any]:
    """A row of the ledger: an opening of a chart at noon of a day."""
    at = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC).isoformat()
    return build_row(patient=patient, answered_at=at, as_of=day, **changed)


def build_answer(opening: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """An answer to the card of an opening."""
    return build_feedback(opening["cards"][0]["uuid"], **changed)


def write(engine: Engine, openings: Iterable[dict[str, Any]], answers: Iterable[dict[str, Any]] = ()) -> None:
    """Write openings and answers to a ledger."""
    rows = [("decision", opening) for opening in openings] + [("feedback", answer) for answer in answers]
    with engine.begin() as connection:
        write_rows(connection, rows)


def report_on(engine: Engine, chosen: Range = ALL, small_cells: int = 0) -> Report:
    """Build the report on a ledger; nothing is hidden by default."""
    with engine.connect() as connection:
        return build_report(connection, chosen, PERIODS, small_cells, lambda number: None)


def read_table(report: Report, id_: str) -> dict[str, dict[str, str]]:
    """Return a table of a report as it is shown, without zeros."""
    table = next(table for table in report.tables if table.id == id_)
    shown = {
        name: {column: table.show(row, at) for at, column in enumerate(table.columns) if table.show(row, at) != "0"}
        for row, name in enumerate(table.rows)
    }
    return {name: cells for name, cells in shown.items() if cells}
