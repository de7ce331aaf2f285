"""Every code of the engine has a wording, no wording is unused, and a wording names only values that are given."""

from collections.abc import Mapping
from string import Formatter
from typing import Any

import pytest

from cards.kinds import SOURCE
from cards.wordings import actions, applicability, brief, context, criteria, layout, precautions, review
from cards.wordings import responses as response_wordings
from cards.wordings.limits import LIMITS
from response_criteria import context as engine_context
from response_criteria.assessment import applicability as engine_applicability
from response_criteria.model.findings import Status
from response_criteria.model.recommendations import Investigation
from response_criteria.precautions import PRECAUTIONS, Code
from response_criteria.precautions import codes as engine_precautions
from response_criteria.publications.kantarjian2003 import CRITERIA, PAPER
from response_criteria.publications.kantarjian2003 import reasons as engine_criteria
from response_criteria.publications.kantarjian2003.grades import BEST_FIRST
from response_criteria.review import codes as engine_review
from response_criteria.treatment import current_tki

FINDINGS = {reason: spec.values for reason, spec in engine_criteria.REASONS.items()}
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
    (statement, status): text for statement, statuses in context.STATEMENTS.items() for status, text in statuses.items()
}
TABLES: dict[str, tuple[Mapping[Any, str], Mapping[Any, tuple[str, ...]]]] = {
    "findings": (criteria.FINDINGS, FINDINGS),
    "findings in brief": (
        brief.FINDINGS,
        {
            reason: spec.values
            for reason, spec in engine_criteria.REASONS.items()
            if spec.status in (Status.MET, Status.POSSIBLE)
        },
    ),
    "missing in brief": (brief.MISSING, engine_criteria.MISSING_CODES),
    "precautions in brief": (brief.PRECAUTIONS, engine_precautions.REASONS),
    "missing inputs in brief": (
        brief.MISSING_INPUTS,
        {**engine_precautions.MISSING_INPUTS, engine_review.UNCLEAR_FACT: ("fact",)},
    ),
    "review in brief": (brief.REVIEW, engine_review.REASONS),
    "review in a summary": (review.HEADLINES, engine_review.REASONS),
    "review of a later line in brief": (brief.REVIEW | brief.REVIEW_OF_LATER_LINE, engine_review.REASONS),
    "review of a later line in a summary": (review.HEADLINES | review.HEADLINES_OF_LATER_LINE, engine_review.REASONS),
    "first steps": (brief.FIRST_FOR_PRECAUTION, {rule.code: () for rule in PRECAUTIONS if rule.blocks}),
    "unknown applicability, first steps": (brief.FIRST_FOR_UNKNOWN, dict.fromkeys(engine_applicability.Unknown, ())),
    "missing": (criteria.MISSING_CODES, engine_criteria.MISSING_CODES),
    "precautions": (precautions.PRECAUTIONS, engine_precautions.REASONS),
    "missing inputs": (precautions.MISSING_INPUTS, engine_precautions.MISSING_INPUTS),
    "applicability": (applicability.REASONS, APPLICABILITY),
    "therapy unclear": (applicability.THERAPY_UNCLEAR, current_tki.UNCLEAR_VALUES),
    "context": (CONTEXT_WORDINGS, CONTEXT),
}


def list_placeholders(wording: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(wording) if name}


@pytest.mark.parametrize("table", TABLES)
def test_every_code_of_the_engine_has_a_wording_and_no_wording_is_unused(table: str) -> None:
    wordings, codes = TABLES[table]
    assert set(wordings) == set(codes)


@pytest.mark.parametrize("table", TABLES)
def test_a_wording_names_only_limits_and_values_that_the_engine_gives_with_the_code(table: str) -> None:
    wordings, codes = TABLES[table]
    unknown = {code: list_placeholders(text) - set(codes[code]) - set(LIMITS) for code, text in wordings.items()}
    assert not {code: names for code, names in unknown.items() if names}


def test_names_cover_every_precaution_criterion_status_test_and_grade() -> None:
    assert set(precautions.NAMES) == set(Code)
    assert set(actions.CRITERION_MET) == set(actions.CRITERION_NAMES) == {criterion.id for criterion in CRITERIA}
    assert set(layout.STATUS_NAMES) == set(Status)
    assert set(actions.INVESTIGATION) == set(Investigation)
    assert set(response_wordings.GRADE) == set(BEST_FIRST)
    assert set(response_wordings.TOXICITY) == {Code.NEUTROPENIA, Code.THROMBOCYTOPENIA, Code.HEPATOTOXICITY}


def test_every_reason_that_leads_to_a_card_has_a_wording_for_the_summary() -> None:
    assert set(applicability.IN_SUMMARY) == set(engine_applicability.Unknown)


def test_a_remark_uses_a_value_that_some_finding_gives() -> None:
    given = {name for values in FINDINGS.values() for name in values}
    assert {remark.value for remark in criteria.REMARKS} <= given


@pytest.mark.parametrize(
    "table", ["findings", "precautions", "missing inputs", "applicability", "therapy unclear", "context"]
)
def test_a_wording_that_stands_alone_is_a_sentence(table: str) -> None:
    wordings, _ = TABLES[table]
    assert [text for text in wordings.values() if not text.endswith(".")] == []


def test_the_source_is_the_founding_paper() -> None:
    assert SOURCE.url == PAPER.url
