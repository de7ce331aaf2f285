"""``imatinib-cds screen``: a whole population from files of FHIR Bulk Data."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cds_service.cli.chart_options import check_day, get_today
from cds_service.local_code_files import load_local_codes
from cds_service.population.pseudonyms import read_key
from cds_service.reporting.suppression import SMALL_CELLS
from cds_service.settings import read_settings

if TYPE_CHECKING:
    from cds_service.population.batch.finish import Summary
    from cds_service.population.batch.run import Run

SOMETHING_FAILED = 1
_ENGINE = ("duckdb", "pyarrow")
NO_ENGINE = "this command needs the extra packages of a population: pip install 'imatinib-cds[population]'"


@click.command()
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="DIR|FILE...")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the results; it is created.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=check_day,
    help="Day of the assessments; the default is today. A day in the past is judged with what was written since.",
)
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes to use.")
@click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    help="Secret key of the patients' pseudonyms, 32 bytes or more. Without it they differ from run to run.",
)
@click.option("--with-words", is_flag=True, help="Keep the sentences, which may repeat words of the charts.")
@click.option("--with-ids", is_flag=True, help="Keep the ids of patients and resources instead of pseudonyms.")
@click.option(
    "--small-cells",
    type=click.IntRange(min=0),
    default=SMALL_CELLS,
    show_default=True,
    help="Counts from 1 to this are not shown in the report; 0 only with --internal.",
)
@click.option("--internal", is_flag=True, help="The report is for use within the site; it says so.")
@click.option("--local-units", metavar="CSV", help="CSV file that maps local units to UCUM units.")
@click.option(
    "--concept-map",
    "concept_maps",
    multiple=True,
    metavar="JSON",
    help="FHIR ConceptMap that maps local codes to standard codes; may be repeated.",
)
def screen(paths: tuple[Path, ...], out: Path, as_of: date | None, workers: int, **chosen: Any) -> None:
    """Assess every patient with a sign of CML in files of FHIR Bulk Data (NDJSON, also gzip).

    The charts are judged as they are in the files. A run that was interrupted goes on when the command is repeated.
    """
    if not all(map(find_spec, _ENGINE)):
        raise click.UsageError(NO_ENGINE)
    if not chosen["small_cells"] and not chosen["internal"]:
        raise click.UsageError("--small-cells 0 shows small groups of patients: it needs --internal")
    summary = _prepare_run(paths, out, as_of, workers, chosen).finish()
    click.echo(_format_summary(summary, out))
    if summary.failed:
        sys.exit(SOMETHING_FAILED)


def _prepare_run(
    paths: tuple[Path, ...], out: Path, as_of: date | None, workers: int, chosen: Mapping[str, Any]
) -> "Run":
    from cds_service.population.batch import start  # here: the engine is an extra, and no other command needs it

    settings = read_settings(concept_maps=chosen["concept_maps"] or None, local_units=chosen["local_units"])
    options = start.Options(
        concept_maps=settings.concept_maps,
        local_units=settings.local_units,
        with_words=chosen["with_words"],
        with_ids=chosen["with_ids"],
        small_cells=chosen["small_cells"],
        key=read_key(chosen["key_file"]) if chosen["key_file"] else b"",
    )
    return start.prepare_run(
        paths,
        out,
        as_of,
        options,
        today=get_today(settings),
        local_codes=load_local_codes(settings),
        workers=workers,
        progress=_show_progress,
    )


@contextmanager
def _show_progress(title: str, pieces: int) -> Iterator[Callable[[], None]]:
    with click.progressbar(length=pieces, label=f"{title:20}", file=sys.stderr) as bar:
        yield lambda: bar.update(1)


def _format_summary(summary: "Summary", out: Path) -> str:
    lines = [
        f"{summary.assessed} patients with a sign of CML assessed as of {summary.as_of}, from {summary.lines} lines.",
        f"Digest of the assessments: {summary.digest}",
    ]
    if summary.bad_lines:
        lines.append(f"{summary.bad_lines} lines are no resources: see bad-lines.ndjson.")
    if summary.not_offered:
        lines.append(f"Not in the files, so not considered: {', '.join(summary.not_offered)}.")
    if summary.failed:
        lines.append(f"{summary.failed} patients could not be assessed because of an error of this program.")
    return "\n".join([*lines, f"Results: {out}"])
