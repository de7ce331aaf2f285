"""The handbook is what the criteria, the tables and the wordings say, and shows an example of every answer."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from response_criteria.publications.kantarjian2003 import CIRCUMSTANCES
from tests.repo_rules.repository import ROOT, listed
from tests.response_criteria.specification import SPECIFIED


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    """scripts/write_handbook.py, which is no package."""
    found = spec_from_file_location("write_handbook", ROOT / "scripts" / "write_handbook.py")
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written(writer: ModuleType) -> dict[Path, str]:
    """Every file that the writer would write."""
    return dict(writer.written())


def test_the_handbook_and_its_plots_are_current(writer: ModuleType, written: dict[Path, str]) -> None:
    stale = [file.name for file, text in written.items() if file.read_text("utf-8") != text]
    assert not stale, listed(stale, writer.STALE)


def test_the_folder_of_plots_holds_them_alone_and_they_are_small(writer: ModuleType, written: dict[Path, str]) -> None:
    plots = set(writer.IMAGES.iterdir())
    assert plots == written.keys() - {writer.HANDBOOK}
    assert all(each.stat().st_size < 15_000 for each in plots)


def test_every_line_of_an_operational_table_has_an_example(writer: ModuleType) -> None:
    lines = {each.criterion.id: each.lines for each in CIRCUMSTANCES}
    without = []
    for fixture, criterion in SPECIFIED.items():
        shown = {each.because for _, examples in writer.EXAMPLES.specified(fixture, criterion) for each in examples}
        without += [f"{criterion}: {line.reason}" for line in lines[criterion] if line.reason not in shown]
    assert not without, listed(without, "Specify it in tests/response_criteria, with a history that gives this answer.")


def test_every_open_question_says_what_happens_until_it_is_answered(writer: ModuleType) -> None:
    rows = [row for row in writer.open_questions() if not all(row)]
    assert not rows, listed(
        [str(row) for row in rows], "Say what is not known, what the service does, and who could tell."
    )
