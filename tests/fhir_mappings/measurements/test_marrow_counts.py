"""Lines of a marrow differential are percentages of nucleated cells."""

import pytest

from fhir_mappings.datatypes.codings import read_rows
from response_criteria.model.results import Cell, MarrowCount
from tests.fhir_mappings.observation import observation, quantity, read_exclusion_reason, read_fact


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        ("11150-0", Cell.BLASTS),
        ("11120-3", Cell.PROMYELOCYTES),
        ("11114-6", Cell.MYELOCYTES),
        ("11111-2", Cell.METAMYELOCYTES),
        ("11105-4", Cell.BASOPHILS),
    ],
)
def test_a_code_determines_the_cells_of_the_marrow(code: str, cell: Cell) -> None:
    result = read_fact(observation(code, valueQuantity=quantity(4, "%"), bodySite={"text": "Bone marrow"}))
    assert isinstance(result, MarrowCount)
    assert (result.cell, str(result.amount), result.reported) == (cell, "4", "4 %")


@pytest.mark.parametrize(
    ("value", "unit", "reason"),
    [
        (4, "", "it has no unit"),
        (104, "%", "its value is not plausible in its unit"),
        (4, "10*9/L", "its unit (10*9/L) is not one for a share"),
    ],
)
def test_a_value_that_is_no_percentage_is_excluded(value: int, unit: str, reason: str) -> None:
    assert read_exclusion_reason(observation("11150-0", valueQuantity=quantity(value, unit))) == reason


@pytest.mark.parametrize(
    "name",
    [
        "Peripheral blood",
        "PB",
        "Blutausstrich",
        "EDTA-Vollblut",
        "sang périphérique",
        "frottis sanguin",
        "sangre periférica",
        "sangue periferico",
        "perifeer bloed",
        "perifert blod",
        "krew obwodowa",
        "periferní krev",
        "sânge periferic",
        "кровь",
    ],
)
def test_blood_under_a_marrow_code_is_excluded(name: str) -> None:
    resource = observation("11150-0", valueQuantity=quantity(4, "%"), specimen={"display": name})
    assert read_exclusion_reason(resource) == "its code is for marrow, its specimen is blood"


def test_every_excluded_marrow_code_is_reported_with_its_reason() -> None:
    for coding, row in read_rows("marrow_counts", "exclude"):
        assert read_exclusion_reason(observation(coding.code, valueString="4 % blasts")) == row["reason"]
