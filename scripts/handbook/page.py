"""The handbook as a whole: its text and its plots, by file."""

from collections.abc import Iterator
from pathlib import Path

from response_criteria.publications.kantarjian2003 import CRITERIA, EDITION
from scripts.handbook.code_tables import write_code_tables
from scripts.handbook.criteria import IMAGES, name_plot, write_criteria, write_eligibility
from scripts.handbook.decisions import (
    DOCS,
    write_decision_records,
    write_open_questions,
    write_precautions,
    write_recommendation,
    write_review_facts,
)
from scripts.handbook.examples import write_examples
from scripts.handbook.patients import find_patient_example
from scripts.handbook.plot import draw_plot
from scripts.handbook.publications import write_context, write_records, write_response_definitions
from scripts.handbook.quiet_periods import write_quiet_periods
from scripts.handbook.web.pages import build_web_pages, make_anchor
from scripts.handbook.web.review_material import build_review_material
from scripts.handbook.wordings import write_wordings

HANDBOOK = DOCS / "handbook.md"
PLOTS = DOCS / IMAGES

OPENING = f"""\
# Handbook

What this service decides, on which grounds, and in which words: for review by hematologists, terminologists and
pharmacists. Edition `{EDITION.id}` {EDITION.version}.

`make handbook` writes this page from the rules, the code tables, the tests and the wordings themselves. A change of one
of them changes this page, so that reviewers can read the difference. Numbers in parentheses, such as (0007), are
[decision records](decisions). The plots show synthetic patients of the demonstration."""


def build_pages() -> dict[Path, str]:
    """Build the text of every generated file."""
    plots = {PLOTS / name_plot(criterion): draw_plot(find_patient_example(criterion)) for criterion in CRITERIA}
    handbook = write_handbook()
    return {HANDBOOK: handbook, **plots, **build_web_pages(handbook, plots), **build_review_material()}


def write_handbook() -> str:
    """Write the page: opening, table of contents, sections."""
    sections = list(_write_sections())
    titles = [section.removeprefix("## ") for section in sections if section.startswith("## ")]
    contents = (f"{number}. [{title}](#{make_anchor(title)})" for number, title in enumerate(titles, start=1))
    return "\n\n".join((OPENING, "\n".join(contents), *sections)) + "\n"


def _write_sections() -> Iterator[str]:
    yield from write_eligibility()
    yield from write_criteria()
    yield from write_response_definitions()
    yield from write_recommendation()
    yield from write_review_facts()
    yield from write_precautions()
    yield from write_context()
    yield from write_quiet_periods()
    yield from write_records()
    yield from write_decision_records()
    yield from write_open_questions()
    yield from write_examples()
    yield from write_code_tables()
    yield from write_wordings()
