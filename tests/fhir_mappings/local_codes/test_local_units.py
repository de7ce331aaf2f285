"""A site's table of units: what is taken, and what is refused, by line, all at once."""

import pytest

from fhir_mappings.local_codes.concept_maps import MapsUnusable
from fhir_mappings.local_codes.local_units import local_units


def units(*lines: str) -> dict[str, str]:
    """What the lines of a table below its head stand for."""
    return local_units("units.csv", "\n".join(("spelling,ucum", *lines)))


def problems(*lines: str, head: str = "spelling,ucum") -> list[str]:
    """What is wrong with a table."""
    with pytest.raises(MapsUnusable) as unusable:
        local_units("units.csv", "\n".join((head, *lines)))
    return unusable.value.problems


def test_a_spelling_stands_for_a_unit_whatever_its_blanks() -> None:
    assert units("Tsd / ul, 10*3/uL", "", '"a,b",%') == {"Tsd/ul": "10*3/uL", "a,b": "%"}


@pytest.mark.parametrize("ucum", ["10*9/L", "%", "mg/dL", "umol/L", "U/L", "mL/min/{1.73_m2}", "cm", "10*12/L"])
def test_a_unit_may_be_one_of_results(ucum: str) -> None:
    assert units(f"own,{ucum}") == {"own": ucum}


@pytest.mark.parametrize("ucum", ["mg", "g", "{tablet}", "mL", "d", "wk"])
def test_a_unit_may_be_one_of_doses_and_supplies(ucum: str) -> None:
    assert units(f"own,{ucum}") == {"own": ucum}


def test_a_spelling_that_is_read_already_may_be_listed_with_its_meaning_only() -> None:
    assert units("K/uL,10*3/uL") == {"K/uL": "10*3/uL"}
    assert problems("K/uL,/uL") == ["units.csv: line 2: K/uL is read here already, and not as /uL"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Tsd,kg", "kg is not a unit that anything here is measured in"),
        ("Tsd,thousand", "thousand is not a unit that anything here is measured in"),
        ("Tsd,", "it needs a spelling and a UCUM code"),
        (",%", "it needs a spelling and a UCUM code"),
        ("Tsd", "it needs a spelling and a UCUM code"),
        ("Tsd,%,x", "it needs a spelling and a UCUM code"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named(line: str, says: str) -> None:
    assert problems("own,%", line) == [f"units.csv: line 3: {says}"]


def test_a_spelling_has_one_meaning() -> None:
    assert problems("own,%", "own,%", "o w n,U/L") == ["units.csv: line 4: o w n stands for U/L and, before, for %"]


@pytest.mark.parametrize("head", ["", "spelling;ucum", "own,%"])
def test_the_first_line_names_the_columns(head: str) -> None:
    assert problems("own,%", head=head) == ["units.csv: line 1: the first line has to be spelling,ucum"]


def test_what_is_no_table_is_refused() -> None:
    [problem] = problems("x" * 200_000 + ",%")
    assert problem.startswith("units.csv: line 2: it cannot be read (")


def test_every_problem_is_told_at_once() -> None:
    assert len(problems("a,kg", "b,%", "c,")) == 2
