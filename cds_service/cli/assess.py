"""``imatinib-cds assess``: the assessment of one chart."""

from datetime import date
from typing import BinaryIO

import click

from cards import build_assessment_document, format_text_report
from cds_service.cli.bundle_file import read_chart
from cds_service.cli.chart_options import add_chart_options, check_day, get_today
from cds_service.cli.json_output import format_json
from cds_service.decision import assess_chart
from cds_service.local_code_files import load_local_codes
from cds_service.settings import read_settings


@click.command()
@add_chart_options
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=check_day,
    help="Day of the assessment; the default is today.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the assessment as JSON.")
def assess(
    file: BinaryIO, as_of: date | None, as_json: bool, concept_maps: tuple[str, ...], local_units: str | None
) -> None:
    """Assess the patient of a FHIR R4 Bundle.

    The Bundle is read from FILE, or from standard input (-).
    """
    settings = read_settings(concept_maps=concept_maps or None, local_units=local_units)
    local_codes, chart = load_local_codes(settings), read_chart(file.read())
    assessment = assess_chart(chart, as_of or get_today(settings), local_codes=local_codes)
    click.echo(format_json(build_assessment_document(assessment)) if as_json else format_text_report(assessment))
