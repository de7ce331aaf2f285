"""Units: every row of the table says what UCUM says, and no unit is guessed."""

from decimal import Decimal
from typing import Any

import pytest
from ucumvert import PintUcumRegistry

from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.units import Kind, factor, shown
from fhir_mappings.tables import table

UNITS = table("units")["unit"]
KINDS = {row["name"]: row["unit"] for row in table("units")["kind"]}


def spellings() -> list[tuple[str, str, str]]:
    return [
        (row["of"], written, row["factor"])
        for row in UNITS
        for written in (row["ucum"], *row.get("also", ()), *row.get("in_any_case", ()))
    ]


@pytest.fixture(scope="module")
def ucum() -> Any:
    return PintUcumRegistry()


def test_every_row_has_the_factor_that_ucum_gives_it(ucum: Any) -> None:
    for row in UNITS:
        ratio = (1 * ucum.from_ucum(row["ucum"])).to(ucum.from_ucum(KINDS[row["of"]]).units).magnitude
        assert float(row["factor"]) == pytest.approx(ratio), row["ucum"]


def test_every_kind_of_the_table_can_be_asked_for() -> None:
    assert set(KINDS) == set(Kind)
    assert shown(Kind.CELLS_PER_VOLUME) == "×10⁹/L"


@pytest.mark.parametrize(("kind", "written", "by"), spellings())
def test_a_listed_spelling_is_read_as_a_code_and_as_a_text(kind: str, written: str, by: str) -> None:
    assert factor(Kind(kind), written, "") == Decimal(by)
    assert factor(Kind(kind), "", written) == Decimal(by)


@pytest.mark.parametrize(
    ("kind", "written", "by"),
    [
        (Kind.CELLS_PER_VOLUME, "×10⁹/L", "1"),
        (Kind.CELLS_PER_VOLUME, "x 10³/µL", "1"),
        (Kind.CELLS_PER_VOLUME, "K/μL", "1"),
        (Kind.CELLS_PER_VOLUME, "Tsd./µl", "1"),
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
def test_typography_and_blanks_do_not_count(kind: Kind, written: str, by: str | None) -> None:
    if by is None:
        with pytest.raises(Unusable):
            factor(kind, "", written)
    else:
        assert factor(kind, "", written) == Decimal(by)


@pytest.mark.parametrize(
    ("kind", "code", "by"),
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
def test_a_unit_outside_the_table_is_read_as_ucum(kind: Kind, code: str, by: str) -> None:
    assert factor(kind, code, "") == Decimal(by)


@pytest.mark.parametrize(
    ("kind", "code", "text", "because"),
    [
        (Kind.CELLS_PER_VOLUME, "", "", "it has no unit"),
        (Kind.CELLS_PER_VOLUME, "%", "", "its unit (%) is not one for cells per volume"),
        (Kind.CELLS_PER_VOLUME, "", "g/L", "its unit (g/L) is not one for cells per volume"),
        (Kind.CELLS_PER_VOLUME, "g/L", "g/L", "its unit (g/L) is not one for cells per volume"),
        (Kind.CELLS_PER_VOLUME, "10*3/uL", "/uL", "its unit's code and its unit's text disagree"),
        (Kind.CELLS_PER_VOLUME, "10*3/uL", "10*6/uL", "its unit's code and its unit's text disagree"),
        (Kind.CELLS_PER_VOLUME, "10*3.L-1", "10*3/uL", "its unit's code and its unit's text disagree"),
        (Kind.SHARE, "[ppm]", "%", "its unit's code and its unit's text disagree"),
        (Kind.SHARE, "%", "10*9/L", "its unit's code and its unit's text disagree"),
        (Kind.CELLS_PER_VOLUME, "%", "10*9/L", "its unit's code and its unit's text disagree"),
        (Kind.MASS_CONCENTRATION, "mg/dL", "µmol/L", "its unit's code and its unit's text disagree"),
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
def test_a_unit_is_refused_never_guessed(kind: Kind, code: str, text: str, because: str) -> None:
    with pytest.raises(Unusable) as fault:
        factor(kind, code, text)
    assert fault.value.because == because


def test_a_text_that_cannot_be_read_does_not_hurt_a_code_that_can() -> None:
    assert factor(Kind.CELLS_PER_VOLUME, "10*3/uL", "thousands per microliter") == Decimal(1)


def test_a_bare_one_in_place_of_a_code_does_not_hurt_a_text_that_can_be_read() -> None:
    assert factor(Kind.CELLS_PER_VOLUME, "1", "K/uL") == Decimal(1)


def test_no_spelling_of_one_kind_means_two_things() -> None:
    for kind in Kind:
        mine = {(written.casefold(), by) for of, written, by in spellings() if of == kind}
        assert len({written for written, _ in mine}) == len(mine)
