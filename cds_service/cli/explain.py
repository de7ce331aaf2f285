"""``imatinib-cds explain``: what is read of a chart, and why the rest is not."""

from typing import BinaryIO

import click

from cds_service.cli.bundle_file import read_every_entry
from cds_service.cli.chart_options import add_chart_options
from cds_service.cli.explain_output import build_explanation_document, format_explanation
from cds_service.cli.json_output import format_json
from cds_service.local_code_files import load_local_codes
from cds_service.settings import read_settings
from fhir_mappings import explain_chart


@click.command()
@add_chart_options
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as JSON.")
def explain(file: BinaryIO, as_json: bool, concept_maps: tuple[str, ...], local_units: str | None) -> None:
    """Explain what is read of a FHIR R4 Bundle.

    The Bundle is read from FILE, or from standard input (-). For each resource, the facts read from it are listed, or
    the reason why nothing was read.
    """
    local_codes = load_local_codes(read_settings(concept_maps=concept_maps or None, local_units=local_units))
    explanation = explain_chart(read_every_entry(file.read()), local_codes)
    output = format_json(build_explanation_document(explanation)) if as_json else format_explanation(explanation)
    click.echo(output, nl=as_json)
