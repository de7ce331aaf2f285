"""The tables of Observations: what is searched for, and that no code is mistyped."""

import pytest

from fhir_mappings.datatypes.codings import (
    LOINC,
    OBSERVATION_TABLES,
    CodeTable,
    Coding,
    list_search_codes,
    read_codings,
    read_rows,
    read_texts,
)
from fhir_mappings.tables import require_reviewable

GROUPS = ("blood-counts", "chemistry", "cytogenetics", "molecular", "clinical-findings")
SECTIONS = ("accept", "panel", "exclude")
ALL = [coding for name in OBSERVATION_TABLES for section in SECTIONS for coding, _ in read_rows(name, section)]


def compute_check_digit(digits: str) -> int:
    """LOINC's check digit: mod 10, every other digit doubled from the right."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -sum(number // 10 + number % 10 for number in doubled) % 10


@pytest.mark.parametrize("coding", ALL, ids=lambda coding: coding.code)
def test_a_code_is_loinc_with_a_correct_check_digit(coding: Coding) -> None:
    digits, _, check = coding.code.partition("-")
    assert coding.system == "http://loinc.org"
    assert compute_check_digit(digits) == int(check)


def test_every_group_fits_into_a_short_search() -> None:
    for group in GROUPS:
        search = f"Observation?patient={'x' * 64}&code={','.join(list_search_codes(group))}"
        assert len(search) <= 1500, group


def test_search_codes_are_in_the_order_of_the_tables() -> None:
    asked = list_search_codes("blood-counts")
    assert asked[:2] == ("http://loinc.org|33256-9", "http://loinc.org|6690-2")
    assert len(asked) == len(set(asked))


def test_estimates_are_understood_and_not_searched_for() -> None:
    assert "http://loinc.org|49498-9" not in list_search_codes("blood-counts")
    assert Coding.parse("http://loinc.org|49498-9") in ALL


def test_every_code_is_searched_for_in_one_group_or_marked_as_not_searched() -> None:
    asked = [token for group in GROUPS for token in list_search_codes(group)]
    left_out = [
        row["code"]
        for name in OBSERVATION_TABLES
        for section in SECTIONS
        for _, row in read_rows(name, section)
        if not row.get("search", True)
    ]
    assert sorted(asked + left_out) == sorted("|".join(coding) for coding in ALL)


def test_an_unknown_group_is_rejected() -> None:
    with pytest.raises(ValueError, match="no observations are grouped as 'vitals'"):
        list_search_codes("vitals")


@pytest.mark.parametrize(
    "concept",
    [
        *(None, "6690-2", [], {}, {"coding": {}}, {"coding": ["6690-2"]}, {"coding": [{"code": "6690-2"}]}),
        *({"coding": [{"system": "http://loinc.org"}]}, {"coding": [{"system": ["http://loinc.org"], "code": 5}]}),
    ],
)
def test_a_malformed_coding_is_no_code(concept: object) -> None:
    assert list(read_codings(concept)) == []


def test_every_coding_is_read_and_its_display_is_not_compared() -> None:
    concept = {
        "coding": [{"system": "local", "code": "BCR"}, {"system": "s", "code": "c", "display": "Shown"}],
        "text": "T",
    }
    assert list(read_codings(concept)) == [("local", "BCR"), ("s", "c")]
    assert read_texts(concept) == ("T", "Shown")
    assert read_texts({"coding": [{"display": 5}], "text": ["T"]}) == ()


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"display": "Shown"}, "no source"),
        ({"source": "a table"}, "no display"),
        ({"display": ""}, "no display and no source"),
    ],
)
def test_a_row_that_cannot_be_reviewed_is_named_with_what_is_missing(row: dict[str, str], problem: str) -> None:
    with pytest.raises(ValueError, match=rf"^mine\.toml, accept, s\|c: {problem} "):
        require_reviewable("mine", {"group": "g", "accept": [{"code": "s|c"} | row]})


KNOWN = CodeTable({Coding(LOINC, "6690-2"): "leukocytes", Coding(LOINC, "777-3"): "platelets"})
LEUKOCYTES = {"system": LOINC, "code": "6690-2"}
PLATELETS = {"system": LOINC, "code": "777-3"}


@pytest.mark.parametrize(
    ("codings", "rows"),
    [
        ([LEUKOCYTES], ["leukocytes"]),
        ([PLATELETS, LEUKOCYTES], ["platelets", "leukocytes"]),
        ([{"system": "local", "code": "WBC"}, LEUKOCYTES], ["leukocytes"]),
        ([{"display": "WBC"}, None, LEUKOCYTES], ["leukocytes"]),
        ([{"system": "urn:oid:2.16.840.1.113883.6.1", "code": "6690-2"}], ["leukocytes"]),
        ([{"system": "local", "code": "6690-2"}], []),
        ([{"code": "6690-2"}], []),
        ([{"system": [LOINC], "code": "6690-2"}], []),
        ([{"system": LOINC, "code": ["6690-2"]}], []),
        ([{"system": LOINC, "code": "8867-4"}], []),
        ([], []),
        ("6690-2", []),
        (None, []),
    ],
)
def test_a_table_finds_every_listed_code_in_its_system_and_nothing_else(codings: object, rows: list[str]) -> None:
    assert KNOWN.find_all({"coding": codings}) == rows
