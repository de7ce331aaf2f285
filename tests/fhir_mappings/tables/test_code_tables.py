"""The tables of observations: what is searched for, and that no code has a slip of the pen."""

import pytest

from fhir_mappings.datatypes.codings import (
    LOINC,
    OBSERVATION_TABLES,
    CodeTable,
    Coding,
    codes_to_ask,
    codings,
    rows,
    words,
)
from fhir_mappings.tables import reviewable

GROUPS = ("blood-counts", "chemistry", "cytogenetics", "molecular", "clinical-findings")
SECTIONS = ("accept", "panel", "refuse")
ALL = [coding for name in OBSERVATION_TABLES for section in SECTIONS for coding, _ in rows(name, section)]


def check_digit(digits: str) -> int:
    """LOINC's check digit: mod 10, every other digit doubled from the right."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -sum(number // 10 + number % 10 for number in doubled) % 10


@pytest.mark.parametrize("coding", ALL, ids=lambda coding: coding.code)
def test_a_code_is_loinc_with_its_check_digit(coding: Coding) -> None:
    digits, _, check = coding.code.partition("-")
    assert coding.system == "http://loinc.org"
    assert check_digit(digits) == int(check)


def test_every_group_is_asked_for_in_a_short_search() -> None:
    for group in GROUPS:
        search = f"Observation?patient={'x' * 64}&code={','.join(codes_to_ask(group))}"
        assert len(search) <= 1500, group


def test_what_is_searched_for_stands_in_the_order_of_the_tables() -> None:
    asked = codes_to_ask("blood-counts")
    assert asked[:2] == ("http://loinc.org|33256-9", "http://loinc.org|6690-2")
    assert len(asked) == len(set(asked))


def test_estimates_are_understood_and_not_searched_for() -> None:
    assert "http://loinc.org|49498-9" not in codes_to_ask("blood-counts")
    assert Coding.of("http://loinc.org|49498-9") in ALL


def test_every_code_is_searched_for_under_one_group_or_left_out_on_purpose() -> None:
    asked = [token for group in GROUPS for token in codes_to_ask(group)]
    left_out = [
        row["code"]
        for name in OBSERVATION_TABLES
        for section in SECTIONS
        for _, row in rows(name, section)
        if not row.get("ask", True)
    ]
    assert sorted(asked + left_out) == sorted("|".join(coding) for coding in ALL)


def test_no_other_group_is_known() -> None:
    with pytest.raises(ValueError, match="no observations are grouped as 'vitals'"):
        codes_to_ask("vitals")


@pytest.mark.parametrize(
    "concept",
    [
        *(None, "6690-2", [], {}, {"coding": {}}, {"coding": ["6690-2"]}, {"coding": [{"code": "6690-2"}]}),
        *({"coding": [{"system": "http://loinc.org"}]}, {"coding": [{"system": ["http://loinc.org"], "code": 5}]}),
    ],
)
def test_what_is_no_code_in_a_system_is_no_code(concept: object) -> None:
    assert list(codings(concept)) == []


def test_every_coding_counts_and_the_display_never() -> None:
    concept = {
        "coding": [{"system": "local", "code": "BCR"}, {"system": "s", "code": "c", "display": "Shown"}],
        "text": "T",
    }
    assert list(codings(concept)) == [("local", "BCR"), ("s", "c")]
    assert words(concept) == ("T", "Shown")
    assert words({"coding": [{"display": 5}], "text": ["T"]}) == ()


@pytest.mark.parametrize(
    ("row", "lacking"),
    [
        ({"display": "Shown"}, "no source"),
        ({"source": "a table"}, "no display"),
        ({"display": ""}, "no display and no source"),
    ],
)
def test_a_row_that_nobody_could_review_is_named_with_what_it_lacks(row: dict[str, str], lacking: str) -> None:
    with pytest.raises(ValueError, match=rf"^mine\.toml, accept, s\|c: {lacking} "):
        reviewable("mine", {"group": "g", "accept": [{"code": "s|c"} | row]})


KNOWN = CodeTable({Coding(LOINC, "6690-2"): "leukocytes", Coding(LOINC, "777-3"): "platelets"})
LEUKOCYTES = {"system": LOINC, "code": "6690-2"}
PLATELETS = {"system": LOINC, "code": "777-3"}


@pytest.mark.parametrize(
    ("listed", "found"),
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
def test_a_table_finds_what_it_knows_of_every_code_in_its_system_and_nothing_else(
    listed: object, found: list[str]
) -> None:
    assert KNOWN.of({"coding": listed}) == found
