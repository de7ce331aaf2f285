"""The tables of drugs and conditions: every row can be used, and no code is mistyped."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from fhir_mappings.datatypes.codings import Coding, read_rows
from fhir_mappings.tables import load_table
from response_criteria.model.diagnoses import Disease, Phase
from response_criteria.model.medications import DrugKind

TABLES = {"drugs": ("accept", "exclude"), "conditions": ("accept", "exclude", "stage")}
ALL = [row for name, sections in TABLES.items() for section in sections for row in read_rows(name, section)]
SNOMED_CODES = sorted({coding.code for coding, _ in ALL if coding.system == "http://snomed.info/sct"})
DRUGS = {row["name"]: DrugKind(row["kind"]) for row in load_table("drugs")["drug"]}


def multiply_symmetries(first: int, second: int) -> int:
    """Return the product of two symmetries of a pentagon, of which 5 to 9 are the reflections."""
    turn = (first + second) % 5 if first < 5 else (first - second) % 5
    return turn + (5 if (first < 5) != (second < 5) else 0)


def has_valid_check_digit(code: str) -> bool:
    """Whether the check digit of a SNOMED CT identifier is correct (Verhoeff's algorithm)."""
    permutation, order, remainder = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4], list(range(10)), 0
    for digit in reversed(code):
        remainder = multiply_symmetries(remainder, order[int(digit)])
        order = [order[place] for place in permutation]
    return remainder == 0


@pytest.mark.parametrize("code", SNOMED_CODES)
def test_a_snomed_code_has_a_correct_check_digit(code: str) -> None:
    assert has_valid_check_digit(code)
    assert not has_valid_check_digit(code[:-1] + str((int(code[-1]) + 1) % 10))


@pytest.mark.parametrize(
    ("coding", "row"),
    [*read_rows("drugs", "accept"), *read_rows("drugs", "exclude")],
    ids=lambda value: str(value)[:60],
)
def test_a_drug_code_names_a_drug_of_the_table(coding: Coding, row: Mapping[str, Any]) -> None:
    assert row["drug"] in DRUGS
    assert row["display"]


@pytest.mark.parametrize(
    ("coding", "row"), [read_row for read_row in read_rows("drugs", "accept") if read_row[1]["drug"] == "imatinib"]
)
def test_a_strength_is_that_of_the_display(coding: Coding, row: Mapping[str, Any]) -> None:
    read = re.search(r"imatinib (\d+) MG Oral", row["display"])
    assert row.get("strength_mg") == (read[1] if read else None)


@pytest.mark.parametrize(("coding", "row"), list(read_rows("conditions", "accept")))
def test_a_condition_code_names_a_disease_and_a_phase_of_the_model(coding: Coding, row: Mapping[str, Any]) -> None:
    assert row["disease"] in set(Disease)
    assert row.get("phase", Phase.CHRONIC) in set(Phase)
    assert ("phase" not in row) or row["disease"] == Disease.CML


def test_the_salt_and_the_base_keep_their_proportion() -> None:
    """477.88 mg of imatinib mesylate hold 400 mg of imatinib."""
    for salt, base in load_table("drugs")["base_in_mesylate"].items():
        assert abs(float(salt) * 400 / 477.88 - float(base)) < 0.25
