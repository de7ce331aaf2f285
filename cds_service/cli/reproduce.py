"""``imatinib-cds reproduce``: the reproduction of the founding paper."""

import click

from cds_service import decimal_json
from cds_service.reproduction.document import build_reproduction_document
from cds_service.reproduction.evaluated_cohort import evaluate_cohort
from cds_service.reproduction.report import write_report


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def reproduce(as_json: bool) -> None:
    """Assess the 54 patients of the founding paper.

    They are rebuilt as charts, and the results are printed next to the tables of the paper.
    """
    cohort = evaluate_cohort()
    click.echo(decimal_json.write(build_reproduction_document(cohort), indent=2) if as_json else write_report(cohort))
