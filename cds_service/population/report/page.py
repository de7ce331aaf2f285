"""The report as a page without anything from elsewhere, and its tables as CSV files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cds_service.population.report.cohort import build_cohort_table
from cds_service.population.report.results import Row, build_gap_tables, build_result_tables
from cds_service.population.report.todo import build_todo_table
from cds_service.reporting.pages import create_templates
from cds_service.reporting.plots import draw_table
from cds_service.reporting.suppression import Suppressor
from cds_service.reporting.tables import Table, write_csv_files

if TYPE_CHECKING:
    from cds_service.population.batch.finish import Summary

PAGE, TABLES = "report.html", "report"
PLOTTED = frozenset({"actions", "precautions", "doubts", "missing"})

_templates = create_templates("cds_service.population", "report")


def write_report(
    rows: Sequence[Row],
    doubts: Sequence[Sequence[Mapping[str, Any]]],
    summary: "Summary",
    small_cells: int,
    output: Path,
) -> None:
    """Write the page, and a CSV file for each table. ``doubts`` are those of each patient."""
    tables = build_tables(rows, doubts, Suppressor(small_cells))
    page = _templates.get_template("population.html").render(
        summary=summary,
        tables=tables,
        cards=tables[0],
        total=_show_total(len(rows), small_cells),
        plots={table.id: draw_table(table) for table in tables if table.id in PLOTTED or len(table.columns) > 1},
        small_cells=small_cells,
        internal=not small_cells,
    )
    (output / PAGE).write_text(page, "utf-8")
    write_csv_files(tables, output / TABLES)


def build_tables(
    rows: Sequence[Row], doubts: Sequence[Sequence[Mapping[str, Any]]], suppressor: Suppressor
) -> list[Table]:
    """Build all tables, in the order of the page."""
    return [
        *build_result_tables(rows, suppressor),
        build_todo_table(doubts, suppressor),
        *build_gap_tables(rows, suppressor),
        build_cohort_table(rows, suppressor),
    ]


def _show_total(total: int, small_cells: int) -> str:
    return "*" if Suppressor(small_cells).is_small(total) else f"{total}"
