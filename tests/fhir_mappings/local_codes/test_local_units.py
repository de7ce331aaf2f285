"""A site's table of units: accepted lines, and all problems at once by line."""

import pytest

from fhir_mappings.errors import UnusableConceptMapError
from fhir_mappings.local_codes.local_units import parse_unit_table


def units(*lines: str) -> dict[str, str]:
    """What the lines of a table below its head stand for."""
    return parse_unit_table("units.csv", "\n".join(("spelling,ucum", *lines)))


def problems(*lines: str, head: str = "spelling,ucum") -> list[str]:
    """What is wrong with a table."""
    with pytest.raises(UnusableConceptMapError) as unusable:
        parse_unit_table("units.csv", "\n".join((head, *lines)))
    return unusable.value.problems


def test_a_spelling_means_a_unit_whatever_its_blanks() -> None:
    assert units("Tsd / ul, 10*3/uL", "", '"a,b",%') == {"Tsd/ul": "10*3/uL", "a,b": "%"}


@pytest.mark.parametrize("ucum", ["10*9/L", "%", "mg/dL", "umol/L", "U/L", "mL/min/{1.73_m2}", "cm", "10*12/L"])
def test_a_unit_may_be_that_of_a_result(ucum: str) -> None:
    assert units(f"own,{ucum}") == {"own": ucum}


@pytest.mark.parametrize("ucum", ["mg", "g", "{tablet}", "mL", "d", "wk"])
def test_a_unit_may_be_that_of_a_dose_or_a_supply(ucum: str) -> None:
    assert units(f"own,{ucum}") == {"own": ucum}


def test_a_known_spelling_may_only_be_listed_with_its_own_meaning() -> None:
    assert units("K/uL,10*3/uL") == {"K/uL": "10*3/uL"}
    assert problems("K/uL,/uL") == ["units.csv: line 2: K/uL already has another meaning than /uL"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Tsd,kg", "kg is not a unit of any result, dose or supply that is read"),
        ("Tsd,thousand", "thousand is not a unit of any result, dose or supply that is read"),
        ("Tsd,", "it needs a spelling and a UCUM code"),
        (",%", "it needs a spelling and a UCUM code"),
        ("Tsd", "it needs a spelling and a UCUM code"),
        ("Tsd,%,x", "it needs a spelling and a UCUM code"),
    ],
)
def test_a_line_that_cannot_be_used_is_reported(line: str, problem: str) -> None:
    assert problems("own,%", line) == [f"units.csv: line 3: {problem}"]


def test_a_spelling_has_one_meaning() -> None:
    assert problems("own,%", "own,%", "o w n,U/L") == ["units.csv: line 4: o w n is mapped to U/L, but before to %"]


@pytest.mark.parametrize("head", ["", "spelling;ucum", "own,%"])
def test_the_first_line_names_the_columns(head: str) -> None:
    assert problems("own,%", head=head) == ["units.csv: line 1: the first line must be spelling,ucum"]


def test_a_file_that_is_no_table_is_rejected() -> None:
    [problem] = problems("x" * 200_000 + ",%")
    assert problem.startswith("units.csv: line 2: it cannot be read (")


def test_all_problems_are_reported_at_once() -> None:
    assert len(problems("a,kg", "b,%", "c,")) == 2
