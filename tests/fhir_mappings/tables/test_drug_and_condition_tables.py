"""The tables of drugs and conditions: every row can be used as it stands, and no code has a slip of the pen."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from fhir_mappings.datatypes.codings import Coding, rows
from fhir_mappings.tables import table
from response_criteria.model.facts import Disease, DrugKind, Phase

TABLES = {"drugs": ("accept", "refuse"), "conditions": ("accept", "refuse", "stage")}
ALL = [row for name, sections in TABLES.items() for section in sections for row in rows(name, section)]
SNOMED_CODES = sorted({coding.code for coding, _ in ALL if coding.system == "http://snomed.info/sct"})
DRUGS = {row["name"]: DrugKind(row["kind"]) for row in table("drugs")["drug"]}


def turned(one: int, other: int) -> int:
    """The product of two symmetries of a pentagon, in which 5 to 9 are the reflections."""
    turn = (one + other) % 5 if one < 5 else (one - other) % 5
    return turn + (5 if (one < 5) != (other < 5) else 0)


def checks(code: str) -> bool:
    """Verhoeff's check of a SNOMED CT identifier."""
    shuffled, order, left = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4], list(range(10)), 0
    for digit in reversed(code):
        left = turned(left, order[int(digit)])
        order = [order[each] for each in shuffled]
    return left == 0


@pytest.mark.parametrize("code", SNOMED_CODES)
def test_a_snomed_code_has_its_check_digit(code: str) -> None:
    assert checks(code)
    assert not checks(code[:-1] + str((int(code[-1]) + 1) % 10))


@pytest.mark.parametrize(
    ("coding", "row"), [*rows("drugs", "accept"), *rows("drugs", "refuse")], ids=lambda each: str(each)[:60]
)
def test_a_drug_code_is_of_a_drug_that_the_table_names(coding: Coding, row: Mapping[str, Any]) -> None:
    assert row["drug"] in DRUGS
    assert row["display"]


@pytest.mark.parametrize(("coding", "row"), [each for each in rows("drugs", "accept") if each[1]["drug"] == "imatinib"])
def test_a_strength_is_the_one_that_the_code_reads(coding: Coding, row: Mapping[str, Any]) -> None:
    read = re.search(r"imatinib (\d+) MG Oral", row["display"])
    assert row.get("strength_mg") == (read[1] if read else None)


@pytest.mark.parametrize(("coding", "row"), list(rows("conditions", "accept")))
def test_a_condition_code_is_of_a_disease_and_a_phase_that_the_engine_knows(
    coding: Coding, row: Mapping[str, Any]
) -> None:
    assert row["disease"] in set(Disease)
    assert row.get("phase", Phase.CHRONIC) in set(Phase)
    assert ("phase" not in row) or row["disease"] == Disease.CML


def test_the_salt_and_the_base_keep_their_proportion() -> None:
    """477.88 mg of imatinib mesylate hold 400 mg of imatinib."""
    for salt, base in table("drugs")["base_in_mesylate"].items():
        assert abs(float(salt) * 400 / 477.88 - float(base)) < 0.25
