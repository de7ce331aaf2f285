"""Arguments and options of the commands that read a chart."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import click

from cds_service.settings import Settings
from fhir_mappings import PLAUSIBLE_YEARS


def add_chart_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the Bundle to read, and the files with a site's local codes and units, to a command."""
    for add_parameter in (
        click.option("--local-units", metavar="CSV", help="CSV file that maps local units to UCUM units."),
        click.option(
            "--concept-map",
            "concept_maps",
            multiple=True,
            metavar="JSON",
            help="FHIR ConceptMap that maps local codes to standard codes; may be repeated.",
        ),
        click.argument("file", type=click.File("rb")),
    ):
        command = add_parameter(command)
    return command


def check_day(_context: click.Context, _option: click.Parameter, day: datetime | None) -> date | None:
    """Return the day of an option. Raises BadParameter for a year that no chart contains."""
    if day and day.year not in PLAUSIBLE_YEARS:
        first, last = PLAUSIBLE_YEARS[0], PLAUSIBLE_YEARS[-1]
        raise click.BadParameter(f"{day.date()} is not in the years {first} to {last}")
    return day and day.date()


def get_today(settings: Settings) -> date:
    """Return today's date in the site's time zone."""
    return datetime.now(UTC).astimezone(settings.timezone).date()
