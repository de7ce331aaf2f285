"""The command ``imatinib-cds``: the service, one assessment, the demonstration, the founding paper.

Exit codes: 0 done; 2 the input or a setting is unusable, with one line on standard error that says why.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import click

from cards.document.assessment import assessment_document
from cards.text_report import readable_report
from cds_service import decimal_json
from cds_service.app import Page
from cds_service.cli.bundle_file import BundleUnusable, chart_in, every_entry_in
from cds_service.cli.explain_output import explanation_document, explanation_text
from cds_service.decision import assess_what_is_sound
from cds_service.local_code_files import site_maps
from cds_service.reproduction.document import reproduction_document
from cds_service.reproduction.evaluated_cohort import judged_cohort
from cds_service.reproduction.report import report
from cds_service.settings import Profile, Settings, SettingsUnusable, read_settings
from fhir_mappings.datatypes.dates import YEARS_OF_A_LIFE
from fhir_mappings.explanation.explain import explanation
from fhir_mappings.export.value_sets import collection, value_sets

UNUSABLE = 2

_ABOUT_MAPS = "A FHIR ConceptMap that says which of our codes the site's own stand for; may be given several times."


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its code. Whatever is wrong is told in one line, not in a page of usage."""
    try:
        commands.main(arguments, prog_name="imatinib-cds", standalone_mode=False)
    except click.ClickException as problem:
        _end_with(problem.format_message())
    except (BundleUnusable, SettingsUnusable) as problem:
        _end_with(str(problem))


def _end_with(problem: str) -> NoReturn:
    click.echo(f"imatinib-cds: {problem}", err=True)
    sys.exit(UNUSABLE)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="imatinib-cds")
def commands() -> None:
    """Response to imatinib in chronic myeloid leukemia, judged by the published protocol."""


@commands.command()
@click.option(
    "--profile",
    type=click.Choice([each.value for each in Profile]),
    help="How much to trust what is around; see the settings.",
)
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
def serve(profile: str | None, host: str | None, port: int | None) -> None:
    """Answer CDS Hooks calls. Settings come from IMATINIB_CDS_* variables; options go before them."""
    _run("The service answers", profile=profile, host=host, port=port)


@commands.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
def demo(host: str | None, port: int | None) -> None:
    """Serve a demonstration EHR beside the service.

    Its patients are synthetic; its page fires real CDS Hooks calls.
    """
    from cds_service.demonstration.blueprint import demonstration  # only this command needs its patients

    _run("The demonstration is", [demonstration], profile=Profile.DEVELOPMENT, host=host, port=port)


def _reads_a_chart(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the Bundle that it reads, and the site's own codes and units."""
    for each in (
        click.option("--local-units", metavar="CSV", help="What the site's own spellings of units stand for."),
        click.option("--concept-map", "concept_maps", multiple=True, metavar="JSON", help=_ABOUT_MAPS),
        click.argument("file", type=click.File("rb")),
    ):
        command = each(command)
    return command


def _day_of_a_life(_context: click.Context, _option: click.Parameter, day: datetime | None) -> date | None:
    """The day. Raises BadParameter where no chart can have a date near it."""
    if day and day.year not in YEARS_OF_A_LIFE:
        first, last = YEARS_OF_A_LIFE[0], YEARS_OF_A_LIFE[-1]
        raise click.BadParameter(f"{day.date()} is not in the years {first} to {last}")
    return day and day.date()


@commands.command()
@_reads_a_chart
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day_of_a_life,
    help="The day to judge on; today if left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the assessment as JSON.")
def assess(
    file: BinaryIO, as_of: date | None, as_json: bool, concept_maps: tuple[str, ...], local_units: str | None
) -> None:
    """Judge the one patient of a FHIR R4 Bundle.

    It is read from FILE, or from standard input (-).
    """
    settings = read_settings(concept_maps=concept_maps or None, local_units=local_units)
    site, chart = site_maps(settings), chart_in(file.read())
    assessment = assess_what_is_sound(chart, as_of or _today(settings), site=site)
    if as_json:
        click.echo(_json(assessment_document(assessment)))
    else:
        click.echo(readable_report(assessment))


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def reproduce(as_json: bool) -> None:
    """Judge the founding paper's 54 patients.

    They are rebuilt as charts; the paper's tables are printed beside ours.
    """
    judged = judged_cohort()
    click.echo(decimal_json.write(reproduction_document(judged), indent=2) if as_json else report(judged))


@commands.command()
@_reads_a_chart
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def explain(file: BinaryIO, as_json: bool, concept_maps: tuple[str, ...], local_units: str | None) -> None:
    """Tell what is read of a FHIR R4 Bundle.

    It is read from FILE, or from standard input (-). Each resource is told with what is read of it, or why it is not.
    """
    site = site_maps(read_settings(concept_maps=concept_maps or None, local_units=local_units))
    told = explanation(every_entry_in(file.read()), site)
    click.echo(_json(explanation_document(told)) if as_json else explanation_text(told), nl=as_json)


@commands.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="A folder for one file each.")
def valuesets(out: Path | None) -> None:
    """Print the codes that are read.

    They are FHIR R4 ValueSets: one Bundle, or files in a folder.
    """
    sets = value_sets(version("imatinib-cds"))
    if out is None:
        click.echo(_json(collection(sets)))
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for each in sets:
            (out / f"ValueSet-{each['id']}.json").write_bytes(_json(each) + b"\n")
    except OSError as fault:
        raise click.ClickException(f"{out}: it cannot be written ({fault.strerror})") from None


def _json(value: Any) -> bytes:
    return decimal_json.encoded(decimal_json.write(value, indent=2))


def _today(settings: Settings) -> date:
    return datetime.now(UTC).astimezone(settings.timezone).date()


def _run(what: str, pages: Sequence[Page] = (), **given: Any) -> None:
    from cds_service import server  # gunicorn is not there for one assessment, nor on every system

    settings = read_settings(**given)
    server.serve(settings, lambda: click.echo(f"{what} at http://{settings.host}:{settings.port}/"), pages)
