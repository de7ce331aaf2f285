"""Units: every row of the table says what UCUM says, and no unit is guessed."""

from decimal import Decimal
from typing import Any

import pytest
from ucumvert import PintUcumRegistry

from fhir_mappings.datatypes.units import Kind, find_factor, get_display_unit
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.tables import load_table

UNITS = load_table("units")["unit"]
KINDS = {row["name"]: row["unit"] for row in load_table("units")["kind"]}


def list_spellings() -> list[tuple[str, str, str]]:
    return [
        (row["kind"], spelling, row["factor"])
        for row in UNITS
        for spelling in (row["ucum"], *row.get("exact", ()), *row.get("any_case", ()))
    ]


@pytest.fixture(scope="module")
def ucum() -> Any:
    return PintUcumRegistry()


def test_every_row_has_the_factor_that_ucum_gives_it(ucum: Any) -> None:
    for row in UNITS:
        ratio = (1 * ucum.from_ucum(row["ucum"])).to(ucum.from_ucum(KINDS[row["kind"]]).units).magnitude
        assert float(row["factor"]) == pytest.approx(ratio), row["ucum"]


def test_the_kinds_of_the_table_are_those_of_the_code() -> None:
    assert set(KINDS) == set(Kind)
    assert get_display_unit(Kind.CELLS_PER_VOLUME) == "×10⁹/L"


@pytest.mark.parametrize(("kind", "spelling", "factor"), list_spellings())
def test_a_listed_spelling_is_understood_as_code_and_as_text(kind: str, spelling: str, factor: str) -> None:
    assert find_factor(Kind(kind), spelling, "") == Decimal(factor)
    assert find_factor(Kind(kind), "", spelling) == Decimal(factor)


@pytest.mark.parametrize(
    ("kind", "spelling", "factor"),
    [
        (Kind.CELLS_PER_VOLUME, "×10⁹/L", "1"),
        (Kind.CELLS_PER_VOLUME, "x 10³/µL", "1"),
        (Kind.CELLS_PER_VOLUME, "K/μL", "1"),
        (Kind.CELLS_PER_VOLUME, "Tsd./µl", "1"),
        (Kind.CELLS_PER_VOLUME, "E9/L", "1"),
        (Kind.CELLS_PER_VOLUME, "x E9/L", "1"),
        (Kind.CELLS_PER_VOLUME, "Gpt/l", "1"),
        (Kind.CELLS_PER_VOLUME, "Giga/L", "1"),
        (Kind.CELLS_PER_VOLUME, "x10(9)/L", "1"),
        (Kind.CELLS_PER_VOLUME, "K/cmm", "1"),
        (Kind.CELLS_PER_VOLUME, "G/l", "1"),
        (Kind.CELLS_PER_VOLUME, "x 103/µL", "1"),  # a superscript that was lost on the way
        (Kind.CELLS_PER_VOLUME, "thou/ul", "1"),
        (Kind.CELLS_PER_VOLUME, " 10*9 / l ", "1"),
        (Kind.CELLS_PER_VOLUME, "mm³", None),
        (Kind.GLOMERULAR_FILTRATION, "mL/min/1,73 m²", None),
        (Kind.GLOMERULAR_FILTRATION, "ml/min/1.73 m²", "1"),
        (Kind.SUBSTANCE_CONCENTRATION, "µmol/L", "1"),
    ],
)
def test_typography_and_blanks_do_not_count(kind: Kind, spelling: str, factor: str | None) -> None:
    if factor is None:
        with pytest.raises(UnusableDataError):
            find_factor(kind, "", spelling)
    else:
        assert find_factor(kind, "", spelling) == Decimal(factor)


@pytest.mark.parametrize(
    ("kind", "code", "factor"),
    [
        (Kind.CELLS_PER_VOLUME, "10*3.uL-1", "1"),
        (Kind.CELLS_PER_VOLUME, "10*3/uL{cells}", "1"),
        (Kind.CELLS_PER_VOLUME, "/L", "1E-9"),
        (Kind.SHARE, "%{blasts}", "1"),
        (Kind.SHARE, "[ppth]", "0.1"),
        (Kind.SHARE, "10*-2", "1"),
        (Kind.SHARE, "/100{cells}", "1"),
        (Kind.CELLS_PER_VOLUME, "10^3{cells2}/uL", "1"),
        (Kind.MASS_CONCENTRATION, "ug/mL", "0.1"),
        (Kind.ENZYME_ACTIVITY, "nkat/L", "0.06"),
        (Kind.LENGTH, "m", "100"),
    ],
)
def test_an_unlisted_unit_is_parsed_as_ucum(kind: Kind, code: str, factor: str) -> None:
    assert find_factor(kind, code, "") == Decimal(factor)


@pytest.mark.parametrize(
    ("kind", "code", "text", "reason"),
    [
        (Kind.CELLS_PER_VOLUME, "", "", "it has no unit"),
        (Kind.CELLS_PER_VOLUME, "%", "", "its unit (%) is not one for cells per volume"),
        (Kind.CELLS_PER_VOLUME, "", "g/L", "its unit (g/L) is not one for cells per volume"),
        (Kind.CELLS_PER_VOLUME, "g/L", "g/L", "its unit (g/L) is not one for cells per volume"),
        (Kind.CELLS_PER_VOLUME, "10*3/uL", "/uL", "the code and the text of its unit disagree"),
        (Kind.CELLS_PER_VOLUME, "10*3/uL", "10*6/uL", "the code and the text of its unit disagree"),
        (Kind.CELLS_PER_VOLUME, "10*3.L-1", "10*3/uL", "the code and the text of its unit disagree"),
        (Kind.SHARE, "[ppm]", "%", "the code and the text of its unit disagree"),
        (Kind.SHARE, "%", "10*9/L", "the code and the text of its unit disagree"),
        (Kind.CELLS_PER_VOLUME, "%", "10*9/L", "the code and the text of its unit disagree"),
        (Kind.MASS_CONCENTRATION, "mg/dL", "µmol/L", "the code and the text of its unit disagree"),
        (Kind.SHARE, "K/uL", "", "its unit (K/uL) is not one for a share"),
        (Kind.SHARE, "{log_reduction}", "", "its unit ({log_reduction}) is not one for a share"),
        (Kind.MASS_CONCENTRATION, "umol/L", "", "its unit (umol/L) is not one for mass concentration"),
        (Kind.SUBSTANCE_CONCENTRATION, "mg/dL", "", "its unit (mg/dL) is not one for substance concentration"),
        (Kind.CELLS_PER_VOLUME, "", "106/uL", "its unit (106/uL) is not one for cells per volume"),
        (Kind.CELLS_PER_VOLUME, "104/uL", "", "its unit (104/uL) is not one for cells per volume"),
        (Kind.CELLS_PER_VOLUME, "10/uL", "", "its unit (10/uL) is not one for cells per volume"),
        (Kind.SHARE, "", "12/20", "its unit (12/20) is not one for a share"),
        (Kind.SHARE, "/20", "", "its unit (/20) is not one for a share"),
        (Kind.LENGTH, "", "finger breadths", "its unit (finger breadths) is not one for a length"),
        (Kind.LENGTH, "Cel", "", "its unit (Cel) is not one for a length"),
        (Kind.SHARE, "10*999999999", "", "its unit (10*999999999) is not one for a share"),
        (Kind.SHARE, "((((", "", "its unit is not one for a share"),
        (Kind.SHARE, "m" * 50, "", "its unit is not one for a share"),
        (Kind.SHARE, "%", "m" * 500, "its unit (%) is not one for a share"),
    ],
)
def test_an_unknown_unit_is_excluded_and_never_guessed(kind: Kind, code: str, text: str, reason: str) -> None:
    with pytest.raises(UnusableDataError) as error:
        find_factor(kind, code, text)
    assert error.value.reason == reason


def test_an_unknown_text_does_not_invalidate_a_known_code() -> None:
    assert find_factor(Kind.CELLS_PER_VOLUME, "10*3/uL", "thousands per microliter") == Decimal(1)


def test_a_code_of_1_does_not_invalidate_a_known_text() -> None:
    assert find_factor(Kind.CELLS_PER_VOLUME, "1", "K/uL") == Decimal(1)


def test_no_spelling_of_a_kind_has_two_factors() -> None:
    for kind in Kind:
        pairs = {(spelling.casefold(), factor) for of_kind, spelling, factor in list_spellings() if of_kind == kind}
        assert len({spelling for spelling, _ in pairs}) == len(pairs)
