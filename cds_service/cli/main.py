"""The command ``imatinib-cds``. Each subcommand is a module of this folder.

Exit codes: 0 done; 1 done, and something failed; 2 the input or a setting cannot be used (reason on standard error);
130 interrupted.
"""

import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from cds_service.cli.assess import assess
from cds_service.cli.bundle_file import InvalidBundleError
from cds_service.cli.clients import clients
from cds_service.cli.demo import demo
from cds_service.cli.explain import explain
from cds_service.cli.governance.ledger import ledger
from cds_service.cli.governance.mode import mode
from cds_service.cli.governance.report import report
from cds_service.cli.governance.review_packet import review_packet
from cds_service.cli.reproduce import reproduce
from cds_service.cli.screen import screen
from cds_service.cli.serve import serve
from cds_service.cli.valuesets import valuesets
from cds_service.population.errors import PopulationError
from cds_service.settings import InvalidSettingsError

UNUSABLE_INPUT = 2
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="imatinib-cds")
def commands() -> None:
    """Assess the response to imatinib in chronic myeloid leukemia by a published protocol."""


for command in (
    serve,
    demo,
    assess,
    explain,
    valuesets,
    reproduce,
    clients,
    ledger,
    mode,
    report,
    review_packet,
    screen,
):
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code. Errors are printed without click's page of usage."""
    try:
        commands.main(arguments, prog_name="imatinib-cds", standalone_mode=False)
    except click.Abort:
        click.echo("imatinib-cds: interrupted; a screening goes on if you repeat the command", err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        _exit(error.format_message())
    except (InvalidBundleError, InvalidSettingsError, PopulationError) as error:
        _exit(str(error))


def _exit(message: str) -> NoReturn:
    click.echo(f"imatinib-cds: {message}", err=True)
    sys.exit(UNUSABLE_INPUT)
