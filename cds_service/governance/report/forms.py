"""The forms of the report: a page, text for a terminal, JSON and CSV."""

import csv
import json
from io import StringIO
from typing import Any

from cds_service.governance.report.delivered import OUTCOMES, WITH_CARD
from cds_service.governance.report.report import Report
from cds_service.reporting.pages import create_templates
from cds_service.reporting.plots import draw_table
from cds_service.reporting.tables import Table
from cds_service.reporting.time_plot import draw_time

WITHOUT_PLOT = frozenset({"latencies"})
NAME_WIDTH, CELL_WIDTH = 52, 12

_templates = create_templates("cds_service.governance.report", ".")


def describe_range(report: Report) -> str:
    """Describe which openings a report covers."""
    chosen = report.chosen
    parts = (
        ("from", chosen.first_day),
        ("to", chosen.last_day),
        ("of client", chosen.client),
    )
    limits = " ".join(f"{word} {value}" for word, value in parts if value is not None)
    return f"Openings {limits}" if limits else "All openings of the ledger"


def format_page(report: Report) -> str:
    """Return the report as a page that needs nothing from elsewhere."""
    plots = {table.id: _draw(table) for table in report.tables if table.rows and table.id not in WITHOUT_PLOT}
    return _templates.get_template("governance.html").render(report=report, range=describe_range(report), plots=plots)


def format_text(report: Report) -> str:
    """Return the report for a terminal."""
    lines = [describe_range(report), ""]
    lines += [f"{value:>10}  {name}" for value, name in report.headline]
    for table in report.tables:
        lines += ["", table.title, *(_format_rows(table) if table.rows else ["  none"])]
    return "\n".join(lines)


def build_document(report: Report) -> dict[str, Any]:
    """Return the report as JSON. A count that is not shown is null."""
    return {
        "from": str(report.chosen.first_day) if report.chosen.first_day else None,
        "to": str(report.chosen.last_day) if report.chosen.last_day else None,
        "client": report.chosen.client,
        "smallCells": report.small_cells,
        "headline": {name: value for value, name in report.headline},
        "tables": {table.id: _build_rows(table) for table in report.tables},
    }


def format_csv(report: Report) -> str:
    """Return the report as CSV: a line for each cell."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("table", "row", "column", "value"))
    for table in report.tables:
        for row, name in enumerate(table.rows):
            lines.writerows((table.id, name, column, table.show(row, at)) for at, column in enumerate(table.columns))
    return text.getvalue()


def format_json(report: Report) -> str:
    """Return the report as JSON text."""
    return json.dumps(build_document(report), indent=2, ensure_ascii=False)


def _draw(table: Table) -> str:
    return (
        draw_time(table, [list(OUTCOMES).index(name) for name in WITH_CARD])
        if table.id == "time"
        else draw_table(table)
    )


def _format_rows(table: Table) -> list[str]:
    head = f"  {'':{NAME_WIDTH}}" + "".join(f"{column:>{_fit(column)}}" for column in table.columns)
    return [
        head,
        *(
            f"  {name:{NAME_WIDTH}}"
            + "".join(f"{table.show(row, at):>{_fit(column)}}" for at, column in enumerate(table.columns))
            for row, name in enumerate(table.rows)
        ),
    ]


def _fit(column: str) -> int:
    return max(CELL_WIDTH, len(column) + 2)


def _build_rows(table: Table) -> dict[str, dict[str, int | None]]:
    return {
        name: {
            column: None if (row, at) in table.hidden else table.counts[row][at]
            for at, column in enumerate(table.columns)
        }
        for row, name in enumerate(table.rows)
    }
