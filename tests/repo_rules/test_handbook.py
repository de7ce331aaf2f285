"""The handbook is current: it prints the rules, tables and wordings, and an example of every decision row."""

import re
from pathlib import Path

import pytest

from cards.markdown_escape import escape_markdown, one_line
from cards.wordings import brief, layout, override_reasons
from response_criteria.publications.kantarjian2003 import ESCALATION_CRITERIA
from scripts.handbook.decisions import load_open_questions
from scripts.handbook.examples import load_claims
from scripts.handbook.page import PLOTS, build_pages
from scripts.handbook.wordings import MODULES, list_wordings, write_wordings
from scripts.write_handbook import STALE
from tests.repo_rules.repository import ROOT, format_faults
from tests.response_criteria.specification import CRITERION_BY_FIXTURE


@pytest.fixture(scope="module")
def pages() -> dict[Path, str]:
    """Every file that would be written."""
    return build_pages()


def test_the_handbook_and_its_plots_are_current(pages: dict[Path, str]) -> None:
    stale = [file.name for file, text in pages.items() if file.read_text("utf-8") != text]
    assert not stale, format_faults(stale, STALE)


def test_the_folder_of_plots_holds_only_plots_and_they_are_small(pages: dict[Path, str]) -> None:
    plots = set(PLOTS.iterdir())
    assert plots == {file for file in pages if file.suffix == ".svg"}
    assert all(plot.stat().st_size < 15_000 for plot in plots)


def test_every_row_of_a_decision_table_has_an_example() -> None:
    rows = {criterion.criterion.id: criterion.rows for criterion in ESCALATION_CRITERIA}
    missing = []
    for fixture, criterion_id in CRITERION_BY_FIXTURE.items():
        reasons = {example.reason for _, examples in load_claims(fixture, criterion_id) for example in examples}
        missing += [f"{criterion_id}: {row.reason}" for row in rows[criterion_id] if row.reason not in reasons]
    assert not missing, format_faults(missing, "Specify it in tests/response_criteria, with a history that gives it.")


def test_every_open_question_states_what_happens_until_it_is_answered() -> None:
    incomplete = [str(row) for row in load_open_questions() if not all(row)]
    assert not incomplete, format_faults(
        incomplete, "State what is unknown, what the service does, and which specialist could answer."
    )


def test_every_table_of_wordings_is_printed() -> None:
    modules = {path.stem for path in (ROOT / "cards" / "wordings").glob("*.py")} - {"__init__", "limits"}
    assert {module.__name__.rpartition(".")[2] for module in MODULES} == modules


def test_the_section_of_wordings_holds_every_sentence_once() -> None:
    rows = "\n\n".join(write_wordings()).splitlines()
    assert sum("Only leukocytes are above the limit" in row for row in rows) == 1
    assert sum("Blasts in marrow were {percent}%" in row for row in rows) == 1
    assert len([row for row in rows if row.startswith("| ")]) > 150


def test_no_sentence_holds_markup_by_accident() -> None:
    with_markup = {brief.__name__, layout.__name__, override_reasons.__name__}
    bold_or_placeholder = re.compile(r"\*\*|\{\w+\}")
    plain = [
        bold_or_placeholder.sub("", text)
        for module in MODULES
        if module.__name__ not in with_markup
        for _, text in list_wordings(module)
    ]
    assert [text for text in plain if escape_markdown(text) != one_line(text)] == []
