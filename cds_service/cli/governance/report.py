"""``imatinib-cds report``: what was shown, answered and held back, and what could not be judged."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from cds_service.cli.governance.ledger import open_database
from cds_service.delivery_setup import read_quiet_periods
from cds_service.governance.report.forms import format_csv, format_json, format_page, format_text
from cds_service.governance.report.openings import Range, count_openings
from cds_service.governance.report.report import Report, build_report
from cds_service.reporting.suppression import SMALL_CELLS
from cds_service.settings import read_settings

LONG_RANGE = 20_000
"""Openings from which on a progress bar is shown."""
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "first_day", type=DAY, help="First day of the range; the default is all.")
@click.option("--to", "last_day", type=DAY, help="Last day of the range.")
@click.option("--client", metavar="NAME", help="Only the calls of this client.")
@click.option("--json", "form", flag_value="json", help="Print JSON.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV, a line for each cell.")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page with plots."
)
@click.option(
    "--small-cells",
    type=click.IntRange(min=0),
    default=SMALL_CELLS,
    show_default=True,
    help="Counts of 1 to so many patients are not shown; 0 only with --internal.",
)
@click.option("--internal", is_flag=True, help="The report is for use within the site; it says so.")
def report(
    first_day: datetime | None,
    last_day: datetime | None,
    client: str | None,
    form: str | None,
    html: Path | None,
    small_cells: int,
    internal: bool,
) -> None:
    """Report what was shown, answered and held back, and what could not be judged or read.

    Days are those of the site. Calls of the mode off are not counted.
    """
    if not small_cells and not internal:
        raise click.UsageError("--small-cells 0 shows small groups of patients: it needs --internal")
    if form and html:
        raise click.UsageError("give one of --json, --csv and --html")
    chosen = Range(first_day=_get_day(first_day), last_day=_get_day(last_day), client=client)
    built = _build(chosen, small_cells)
    if html:
        html.write_text(format_page(built), "utf-8")
        click.echo(f"Report: {html}")
    else:
        click.echo({"json": format_json, "csv": format_csv}.get(form or "", format_text)(built), nl=form != "csv")


def _get_day(moment: datetime | None) -> date | None:
    return moment and moment.date()


def _build(chosen: Range, small_cells: int) -> Report:
    periods = read_quiet_periods(read_settings())
    with (
        open_database() as engine,
        engine.connect() as connection,
        _show_progress(count_openings(connection, chosen)) as on_read,
    ):
        return build_report(connection, chosen, periods, small_cells, on_read)


@contextmanager
def _show_progress(openings: int) -> Iterator[Callable[[int], object]]:
    if openings < LONG_RANGE:
        yield lambda number: None
        return
    with click.progressbar(length=openings, label="Reading openings", file=sys.stderr) as bar:
        yield bar.update
