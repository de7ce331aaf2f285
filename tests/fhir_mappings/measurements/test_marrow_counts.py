"""Lines of a marrow differential are shares of nucleated cells."""

import pytest

from fhir_mappings.datatypes.codings import rows
from response_criteria.model.facts import Cell, MarrowCount
from tests.fhir_mappings.observation import fact, observation, quantity, refusal


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
def test_a_code_says_which_cells_of_the_marrow(code: str, cell: Cell) -> None:
    found = fact(observation(code, valueQuantity=quantity(4, "%"), bodySite={"text": "Bone marrow"}))
    assert isinstance(found, MarrowCount)
    assert (found.cell, str(found.amount), found.reported) == (cell, "4", "4 %")


@pytest.mark.parametrize(
    ("value", "unit", "because"),
    [
        (4, "", "it has no unit"),
        (104, "%", "its value is not plausible in its unit"),
        (4, "10*9/L", "its unit (10*9/L) is not one for a share"),
    ],
)
def test_a_value_that_is_no_share_is_refused(value: int, unit: str, because: str) -> None:
    assert refusal(observation("11150-0", valueQuantity=quantity(value, unit))) == because


@pytest.mark.parametrize(
    "called",
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
def test_blood_under_a_code_for_marrow_is_refused(called: str) -> None:
    written = observation("11150-0", valueQuantity=quantity(4, "%"), specimen={"display": called})
    assert refusal(written) == "its code is for marrow, its specimen is blood"


def test_what_is_not_known_to_be_marrow_or_is_prose_is_refused_with_the_reason_of_the_table() -> None:
    for coding, row in rows("marrow_counts", "refuse"):
        assert refusal(observation(coding.code, valueString="4 % blasts")) == row["because"]
