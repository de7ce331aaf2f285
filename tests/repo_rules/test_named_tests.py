"""Documents for hospitals name the tests that show what they claim. Each of them exists, and no row goes without."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cds_service.cli.main import commands
from tests.repo_rules.repository import ROOT, find_functions, format_faults, list_modules, read_text

DOCUMENTS = [Path("SECURITY.md"), Path("docs/security.md"), Path("docs/pilot.md")]
TEST = re.compile(r"`(test_\w+)`")
CHART = re.compile(r"`(\d\d-[A-Z]-[\w.-]+)`")
COMMAND = re.compile(r"`imatinib-cds ([a-z-]+)(?: ([a-z-]+))?")
FILE = re.compile(r"`((?:[a-z_]+/)+(?:\w+\.\w+)?)`|`([a-z_]+/[a-z_/]+)`")
PROVEN = re.compile(r"\| (?:Shown by|Test) \|$")


def _find_rows(document: Path) -> Iterator[str]:
    """Yield the rows of the tables whose last column names tests."""
    is_proven = False
    for line in read_text(document).splitlines():
        if not line.startswith("|"):
            is_proven = False
        elif PROVEN.search(line):
            is_proven = True
        elif is_proven and not line.startswith("| ---"):
            yield line


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_test_that_is_named_exists(document: Path) -> None:
    known = {function.name for path in list_modules("tests") for function in find_functions(path)}
    unknown = set(TEST.findall(read_text(document))) - known
    assert not unknown, format_faults(sorted(unknown), "Name a test that exists.")


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_chart_that_is_named_exists(document: Path) -> None:
    known = {path.stem for path in (ROOT / "tests/real_world_charts").rglob("*.json")}
    unknown = set(CHART.findall(read_text(document))) - known
    assert not unknown, format_faults(sorted(unknown), "Name a chart of tests/real_world_charts.")


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_folder_and_file_that_is_named_exists(document: Path) -> None:
    named = {next(filter(None, groups)) for groups in FILE.findall(read_text(document))}
    missing = sorted(name for name in named if not (ROOT / name).exists())
    assert not missing, format_faults(missing, "Name a file of this repository.")


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_command_that_is_named_exists(document: Path) -> None:
    unknown = [words for words in COMMAND.findall(read_text(document)) if not _is_command(*words)]
    assert not unknown, format_faults([" ".join(words) for words in unknown], "Name a command that exists.")


def _is_command(name: str, subcommand: str) -> bool:
    command = commands.commands.get(name)
    return subcommand in command.commands if isinstance(command, click.Group) else command is not None


def test_every_claim_of_a_table_names_a_test() -> None:
    rows = [(document, row) for document in DOCUMENTS for row in _find_rows(document)]
    unproven = [f"{document}: {row[:80]}" for document, row in rows if not TEST.search(row)]
    assert len(rows) > 50
    assert not unproven, format_faults(unproven, "Name the test that shows it, or take the row out.")
