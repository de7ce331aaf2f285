"""Limits in sentences are filled in from the rules: no sentence can state another limit than the one that decides."""

import re
from collections.abc import Iterator

import pytest

from cards.sentences import fill_sentence
from cards.wordings import brief
from cards.wordings.applicability import REASONS, THERAPY_UNCLEAR
from cards.wordings.context import STATEMENTS
from cards.wordings.criteria import FINDINGS, MISSING_CODES, REMARKS
from cards.wordings.limits import LIMITS
from cards.wordings.precautions import MISSING_INPUTS, PRECAUTIONS
from cards.wordings.responses import TOXICITY
from response_criteria import context
from response_criteria.precautions import codes as precaution_codes
from response_criteria.publications.kantarjian2003 import reasons as criterion_codes

NUMBER = re.compile(r"(?<![\w.:])\d+(?:\.\d+)?(?!\w)")
NOT_A_LIMIT = re.compile(r"\{\w+\}|study 110|ELN 2020|T315I|definition of 2013|criterion 1|from 20% to 40%")
"""Placeholders, names, and a patient of the paper."""


def list_sentences() -> Iterator[str]:
    for table in (FINDINGS, MISSING_CODES, PRECAUTIONS, MISSING_INPUTS, TOXICITY, REASONS, THERAPY_UNCLEAR):
        yield from table.values()
    yield from (remark.text for remark in REMARKS)
    for table in (
        brief.FINDINGS,
        brief.MISSING,
        brief.PRECAUTIONS,
        brief.URGENT,
        brief.REVIEW,
        brief.FIRST_FOR_PRECAUTION,
    ):
        yield from table.values()
    for statuses in STATEMENTS.values():
        yield from statuses.values()


def test_no_sentence_types_a_number() -> None:
    assert [text for text in list_sentences() if NUMBER.search(NOT_A_LIMIT.sub("", text))] == []


def test_every_limit_is_used_by_a_sentence_and_every_placeholder_in_capitals_is_a_limit() -> None:
    capitals = {name for text in list_sentences() for name in re.findall(r"\{([A-Z_]+)\}", text)}
    assert capitals == set(LIMITS)


def test_no_value_of_a_patient_has_the_name_of_a_limit() -> None:
    values = {name for spec in criterion_codes.REASONS.values() for name in spec.values}
    values |= {name for names in precaution_codes.REASONS.values() for name in names}
    values |= {name for statuses in context.STATEMENTS.values() for names in statuses.values() for name in names}
    assert not values & set(LIMITS)


@pytest.mark.parametrize(
    ("wording", "text"),
    [
        (PRECAUTIONS["blasts-in-blood"], "Blasts in blood were 18% on 2024-06-14 (advanced phase: ≥15%)."),
        (PRECAUTIONS["low-neutrophils"], "at <1.0 the US label stops imatinib until recovery."),
        (FINDINGS["major-response-lost"], "a rise by 30 percentage points"),
        (REASONS["under-18"], "The patient is under 18"),
        (STATEMENTS["who2016/accelerated-phase"]["by-blasts"], "blasts of 10–<20% in blood or marrow"),
    ],
)
def test_a_limit_prints_as_the_rule_writes_it(wording: str, text: str) -> None:
    values = dict.fromkeys(re.findall(r"\{([a-z_]+)\}", wording), "18") | {"on": "2024-06-14"}
    assert text in fill_sentence(wording, values)
