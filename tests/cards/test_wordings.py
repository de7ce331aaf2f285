"""Every word of the engine has a wording, no wording is unused, and a wording names only values that are given."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

import pytest

from cards.frame import SOURCE
from cards.markdown_escape import escaped, one_line
from cards.wordings import actions, applicability, context, criteria, layout, override_reasons, page, precautions
from cards.wordings import responses as of_responses
from response_criteria import context as engine_context
from response_criteria.assessment import applicability as engine_applicability
from response_criteria.model.findings import Investigation, Status
from response_criteria.precautions import Code
from response_criteria.precautions import reasons as engine_precautions
from response_criteria.publications.kantarjian2003 import CRITERIA, PAPER
from response_criteria.publications.kantarjian2003 import reasons as engine_criteria
from response_criteria.publications.kantarjian2003.grades import BEST_FIRST
from response_criteria.treatment import current_tki

FINDINGS = {reason: told.values for reason, told in engine_criteria.REASONS.items()}
APPLICABILITY = {
    code: values
    for code, values in engine_applicability.REASONS.items()
    if code != engine_applicability.Unknown.THERAPY_UNCLEAR
}
CONTEXT = {
    (statement, status): values
    for statement, statuses in engine_context.STATEMENTS.items()
    for status, values in statuses.items()
}
CONTEXT_WORDINGS = {
    (statement, status): says for statement, statuses in context.STATEMENTS.items() for status, says in statuses.items()
}
TABLES: dict[str, tuple[Mapping[Any, str], Mapping[Any, tuple[str, ...]]]] = {
    "findings": (criteria.FINDINGS, FINDINGS),
    "missing": (criteria.LACKS, engine_criteria.LACKS),
    "precautions": (precautions.PRECAUTIONS, engine_precautions.REASONS),
    "unchecked": (precautions.UNCHECKED, engine_precautions.UNCHECKED),
    "applicability": (applicability.REASONS, APPLICABILITY),
    "therapy unclear": (applicability.THERAPY_UNCLEAR, current_tki.UNCLEAR_VALUES),
    "context": (CONTEXT_WORDINGS, CONTEXT),
}


def placeholders(wording: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(wording) if name}


@pytest.mark.parametrize("table", TABLES)
def test_every_word_of_the_engine_has_a_wording_and_no_wording_is_unused(table: str) -> None:
    ours, engines = TABLES[table]
    assert set(ours) == set(engines)


@pytest.mark.parametrize("table", TABLES)
def test_a_wording_names_only_values_that_the_engine_gives_with_the_word(table: str) -> None:
    ours, engines = TABLES[table]
    unknown = {word: placeholders(says) - set(engines[word]) for word, says in ours.items()}
    assert not {word: names for word, names in unknown.items() if names}


def test_names_cover_every_precaution_criterion_status_test_and_grade() -> None:
    assert set(precautions.NAMES) == set(Code)
    assert set(actions.CRITERION_MET) == set(actions.CRITERION_NAME) == {each.id for each in CRITERIA}
    assert set(layout.STATUS) == set(Status)
    assert set(actions.INVESTIGATION) == set(Investigation)
    assert set(of_responses.GRADE) == set(BEST_FIRST)
    assert set(of_responses.TOXICITY) == {Code.NEUTROPENIA, Code.THROMBOCYTOPENIA, Code.HEPATOTOXICITY}


def test_every_reason_that_leads_to_a_card_has_a_line_for_its_summary() -> None:
    assert set(applicability.IN_ONE_LINE) == set(engine_applicability.Unknown)


def test_a_remark_is_made_on_values_that_some_finding_gives() -> None:
    given = {name for values in FINDINGS.values() for name in values}
    assert {remark.value for remark in criteria.REMARKS} <= given


def test_no_sentence_holds_markup_by_accident() -> None:
    meant = {layout.__name__, override_reasons.__name__}
    bold_or_placeholder = re.compile(r"\*\*|\{\w+\}")
    plain = [
        bold_or_placeholder.sub("", says)
        for module in page.MODULES
        if module.__name__ not in meant
        for _, says in page.wordings(module)
    ]
    assert [says for says in plain if escaped(says) != one_line(says)] == []


@pytest.mark.parametrize(
    "table", ["findings", "precautions", "unchecked", "applicability", "therapy unclear", "context"]
)
def test_what_stands_alone_is_a_sentence(table: str) -> None:
    ours, _ = TABLES[table]
    assert [says for says in ours.values() if not says.endswith(".")] == []


def test_the_page_of_wordings_holds_every_sentence_once() -> None:
    rows = page.as_markdown().splitlines()
    assert sum("Only the leukocytes fail" in row for row in rows) == 1
    assert sum("Blasts in marrow are {percent}%" in row for row in rows) == 1
    assert len([row for row in rows if row.startswith("| ")]) > 150


def test_the_source_is_the_founding_paper() -> None:
    assert SOURCE.url == PAPER.url
