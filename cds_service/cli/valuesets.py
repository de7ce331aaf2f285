"""``imatinib-cds valuesets``: the codes that the service recognizes."""

from importlib.metadata import version
from pathlib import Path

import click

from cds_service.cli.json_output import format_json
from fhir_mappings import build_value_sets, bundle_value_sets


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for one file per ValueSet.")
def valuesets(out: Path | None) -> None:
    """Print the codes that the service recognizes.

    They are FHIR R4 ValueSets: in one Bundle, or one file each in a folder.
    """
    value_sets = build_value_sets(version("imatinib-cds"))
    if out is None:
        click.echo(format_json(bundle_value_sets(value_sets)))
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for value_set in value_sets:
            (out / f"ValueSet-{value_set['id']}.json").write_bytes(format_json(value_set) + b"\n")
    except OSError as error:
        raise click.ClickException(f"{out}: the folder cannot be written ({error.strerror})") from None
