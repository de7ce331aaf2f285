"""Lines of a blood count become counts in 10*9/L or shares in %, or are refused with their reason."""

from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.datatypes.codings import rows
from fhir_mappings.observations.consistency import AT_ODDS
from response_criteria.model.facts import BloodCount, Cell, CountMethod, Measure
from tests.fhir_mappings.observation import concept, fact, facts, observation, quantity, reading, refusal

COUNT, SHARE = Measure.CONCENTRATION, Measure.SHARE
MANUAL, UNSPECIFIED, AUTOMATED = CountMethod.MANUAL, CountMethod.UNSPECIFIED, CountMethod.AUTOMATED


def count(written: dict[str, Any]) -> BloodCount:
    found = fact(written)
    assert isinstance(found, BloodCount)
    return found


@pytest.mark.parametrize(
    ("code", "cell", "measure", "method"),
    [
        ("6690-2", Cell.LEUKOCYTES, COUNT, AUTOMATED),
        ("26464-8", Cell.LEUKOCYTES, COUNT, UNSPECIFIED),
        ("804-5", Cell.LEUKOCYTES, COUNT, MANUAL),
        ("33256-9", Cell.LEUKOCYTES, COUNT, AUTOMATED),
        ("777-3", Cell.PLATELETS, COUNT, AUTOMATED),
        ("778-1", Cell.PLATELETS, COUNT, MANUAL),
        ("751-8", Cell.NEUTROPHILS, COUNT, AUTOMATED),
        ("753-4", Cell.NEUTROPHILS, COUNT, UNSPECIFIED),  # manual only from memory
        ("770-8", Cell.NEUTROPHILS, SHARE, AUTOMATED),
        ("26508-2", Cell.BANDS, SHARE, UNSPECIFIED),
        ("709-6", Cell.BLASTS, SHARE, MANUAL),
        ("26446-5", Cell.BLASTS, SHARE, UNSPECIFIED),
        ("747-6", Cell.BLASTS, SHARE, UNSPECIFIED),  # myeloblasts are blasts
        ("30376-8", Cell.BLASTS, COUNT, UNSPECIFIED),
        ("783-1", Cell.PROMYELOCYTES, SHARE, MANUAL),
        ("749-2", Cell.MYELOCYTES, SHARE, MANUAL),
        ("740-1", Cell.METAMYELOCYTES, SHARE, MANUAL),
        ("707-0", Cell.BASOPHILS, SHARE, MANUAL),
        ("706-2", Cell.BASOPHILS, SHARE, AUTOMATED),
        ("704-7", Cell.BASOPHILS, COUNT, AUTOMATED),
        ("714-6", Cell.EOSINOPHILS, SHARE, MANUAL),
        ("38518-7", Cell.IMMATURE_GRANULOCYTES, SHARE, UNSPECIFIED),
        ("71695-1", Cell.IMMATURE_GRANULOCYTES, SHARE, AUTOMATED),
    ],
)
def test_a_code_says_which_cells_how_measured_and_by_whom_counted(
    code: str, cell: Cell, measure: Measure, method: CountMethod
) -> None:
    found = count(observation(code, valueQuantity=quantity(4, "%" if measure is SHARE else "K/uL")))
    assert (found.cell, found.measure, found.method) == (cell, measure, method)


def test_every_code_of_the_table_is_read() -> None:
    for coding, row in rows("blood_counts", "accept"):
        unit = "%" if row["measure"] == "%" else "10*9/L"
        assert count(observation(coding.code, valueQuantity=quantity(4, code=unit))).cell == row["cell"]


@pytest.mark.parametrize(
    ("value", "unit", "amount"),
    [
        ("12.40", "K/uL", "12.40"),
        ("12.40", "10*3/uL", "12.40"),
        ("12.40", "10*9/L", "12.40"),
        ("12.40", "x10E3/uL", "12.40"),
        ("12.40", "10^9/L", "12.40"),
        ("12.40", "THOU/uL", "12.40"),
        ("12.40", "G/L", "12.40"),
        ("12400", "/uL", "12.400"),
        ("12400", "{cells}/uL", "12.400"),
        ("12400", "/mm3", "12.400"),
    ],
)
def test_leukocytes_are_told_in_billions_per_liter(value: str, unit: str, amount: str) -> None:
    found = count(observation("6690-2", valueQuantity=quantity(Decimal(value), unit)))
    assert str(found.amount) == amount
    assert found.reported == f"{value} {unit}"


@pytest.mark.parametrize(
    ("value", "unit", "amount"),
    [("3", "%", "3"), ("3", "/100{WBCs}", "3"), ("3", "/100 WBC", "3"), ("0.03", "1", "3.00"), ("100", "{%}", "100")],
)
def test_a_class_is_told_in_percent(value: str, unit: str, amount: str) -> None:
    assert str(count(observation("709-6", valueQuantity=quantity(Decimal(value), unit))).amount) == amount


@pytest.mark.parametrize(
    ("code", "value", "unit", "because"),
    [
        ("6690-2", 4500, "K/uL", "its value is not plausible in its unit"),
        ("6690-2", "4.5", "/uL", "its value is not plausible in its unit"),
        ("777-3", 250000, "K/uL", "its value is not plausible in its unit"),
        ("777-3", 250, "/uL", "its value is not plausible in its unit"),
        ("709-6", 101, "%", "its value is not plausible in its unit"),
        ("6690-2", 4, "", "it has no unit"),
        ("6690-2", 4, "%", "its unit (%) is not one for cells per volume"),
        ("709-6", 4, "K/uL", "its unit (K/uL) is not one for a share"),
        ("709-6", 2, "1", "its unit says that it is a fraction of 1, and its value is above 1"),
        ("6690-2", "0.5", "1", "its unit (1) is not one for cells per volume"),
    ],
)
def test_a_value_that_its_unit_does_not_fit_is_refused(code: str, value: Any, unit: str, because: str) -> None:
    assert refusal(observation(code, valueQuantity=quantity(value, unit))) == because


@pytest.mark.parametrize("written", ["120.000 /µl", "1.200 cells/mm3", "<1.000 /uL"])
def test_a_count_per_microliter_may_have_its_thousands_set_off_by_a_point(written: str) -> None:
    assert refusal(observation("6690-2", valueString=written)) == "its point may set off decimals or thousands"


@pytest.mark.parametrize(
    ("written", "amount"), [("2342.615 /uL", "2.342615"), ("350.5 /uL", "0.3505"), ("1.200 G/L", "1.200")]
)
def test_other_decimals_of_a_count_are_decimals(written: str, amount: str) -> None:
    assert str(count(observation("751-8", valueString=written)).amount) == amount


def test_a_text_is_not_a_count() -> None:
    assert refusal(observation("709-6", valueString="few")) == "its value is not a number"


@pytest.mark.parametrize(("coding", "row"), list(rows("blood_counts", "refuse")), ids=lambda each: str(each)[:40])
def test_what_is_no_count_is_refused_with_the_reason_of_the_table(coding: Any, row: Any) -> None:
    assert refusal(observation(coding.code, valueQuantity=quantity(4, "%"))) == row["because"]


def test_a_preferred_code_ranks_before_the_others() -> None:
    corrected, automated = (
        count(observation(code, valueQuantity=quantity(4, "K/uL"))).preference for code in ("33256-9", "6690-2")
    )
    assert corrected < automated


def test_more_cells_of_a_kind_than_leukocytes_stand_under_the_wrong_unit() -> None:
    leukocytes = observation("6690-2", "w", valueQuantity=quantity("4.5", "K/uL"))
    neutrophils = observation("751-8", "n", valueQuantity=quantity(450, "K/uL"))  # 450 /uL: neutropenia
    platelets = observation("777-3", "p", valueQuantity=quantity(300, "K/uL"))
    found, refused = reading(leukocytes, neutrophils, platelets)
    assert [each.origin for each in found] == ["Observation/p"]
    assert {(each.origin, each.because) for each in refused} == {("Observation/w", AT_ODDS), ("Observation/n", AT_ODDS)}


def test_a_class_that_just_exceeds_twice_the_leukocytes_does_not_fit() -> None:
    leukocytes = observation("6690-2", "w", valueQuantity=quantity("0.5", "K/uL"))
    neutrophils = observation("751-8", "n", valueQuantity=quantity("1.01", "K/uL"))
    found, refused = reading(leukocytes, neutrophils)
    assert not found
    assert {each.because for each in refused} == {AT_ODDS}


@pytest.mark.parametrize(
    ("members", "value"),
    [
        ({}, quantity("0.5", "K/uL")),
        ({}, quantity("1.0", "K/uL")),  # rounded, and few cells
        ({}, quantity(450, "K/uL", comparator="<")),
        ({"effectiveDateTime": "2024-03-06T10:00:00+02:00"}, quantity(450, "K/uL")),
    ],
)
def test_counts_that_fit_together_or_are_of_two_samples_stand(members: dict[str, Any], value: dict[str, Any]) -> None:
    leukocytes = observation("6690-2", "w", valueQuantity=quantity("0.5", "K/uL"))
    assert len(facts(leukocytes, observation("751-8", "n", valueQuantity=value, **members))) == 2


@pytest.mark.parametrize("method", ["Automated count", "AUTOMATED", "Automatisierte Zählung", "Hematology analyzer"])
def test_a_method_that_says_a_machine_counted_goes_before_a_code_for_manual_counts(method: str) -> None:
    assert count(observation("709-6", valueQuantity=quantity(0, "%"), method={"text": method})).method is AUTOMATED


@pytest.mark.parametrize("method", ["Automated count", "AUTOMATED"])
def test_a_method_that_the_code_leaves_open_may_be_stated_as_automated(method: str) -> None:
    written = observation("26446-5", valueQuantity=quantity(0, "%"), method={"text": method})
    assert count(written).method is AUTOMATED


def test_words_never_make_a_count_manual() -> None:
    written = observation("26446-5", valueQuantity=quantity(0, "%"), method={"text": "Manual count"})
    assert count(written).method is UNSPECIFIED


@pytest.mark.parametrize(
    "stated",
    [
        {"bodySite": concept("x", "local", text="Bone marrow")},
        {"specimen": {"display": "Bone marrow aspirate"}},
        {
            "specimen": {"reference": "#s"},
            "contained": [{"resourceType": "Specimen", "id": "s", "type": {"text": "Marrow"}}],
        },
        {
            "specimen": {"reference": "#s"},
            "contained": [{"resourceType": "Specimen", "id": "s", "collection": {"bodySite": {"text": "Marrow"}}}],
        },
    ],
)
def test_a_specimen_that_contradicts_the_code_withdraws_the_result(stated: dict[str, Any]) -> None:
    written = observation("26446-5", valueQuantity=quantity(4, "%"), **stated)
    assert refusal(written) == "its code is for blood, its specimen is marrow"


@pytest.mark.parametrize(
    "called",
    [
        "Bone marrow aspirate",
        "BM aspirate",
        "BM",
        "Knochenmark",
        "Knochenmarkaspirat",
        "Knochenmarkblut",
        "KM",
        "KM-Aspirat",
        "KM-Blut (EDTA)",
        "Moelle osseuse",
        "MOELLE OSSEUSE (myélogramme)",
        "médula ósea",
        "MEDULA OSEA",
        "sangre medular",
        "me\u0301dula o\u0301sea",  # accents as signs of their own
        "medula óssea",
        "midollo osseo",
        "agoaspirato midollare",
        "beenmerg",
        "Beenmergbloed",
        "benmärg",
        "knoglemarvsblod",
        "beinmarg",
        "szpik kostny",
        "kostní dřeň",
        "kostná dreň",
        "koštana srž",
        "csontvelő",
        "măduvă osoasă",
        "luuydin",
        "μυελός των οστών",
        "ΜΥΕΛΟΣ ΤΩΝ ΟΣΤΩΝ",
        "костный мозг",
    ],
)
def test_marrow_is_marrow_in_other_languages_too(called: str) -> None:
    written = observation("26446-5", valueQuantity=quantity(4, "%"), specimen={"display": called})
    assert refusal(written) == "its code is for blood, its specimen is marrow"


def test_a_specimen_that_stands_elsewhere_in_the_chart_is_looked_up() -> None:
    marrow = {"resourceType": "Specimen", "id": "7", "type": {"text": "Bone marrow"}}
    written = observation("26446-5", valueQuantity=quantity(4, "%"), specimen={"reference": "Specimen/7"})
    assert refusal(written, marrow) == "its code is for blood, its specimen is marrow"


@pytest.mark.parametrize(
    "stated",
    [
        {"specimen": {"display": "Blood, venous"}},
        {"specimen": {"reference": "#s"}, "contained": [{"id": "s", "type": "Marrow", "collection": "Marrow"}]},
        {"specimen": {"reference": "Specimen/7"}},
        {"specimen": {"display": "Blood and bone marrow"}},
        {"specimen": {"display": "Blut / Knochenmark"}},
        {"specimen": {"display": "PB/BM"}},
        {"specimen": {"display": "Blutausstrich"}},
        {"specimen": {"display": "sangre periférica"}},
        {"specimen": {"display": "moelle épinière"}},
        {"specimen": {"display": "médula espinal"}},
        {"specimen": {"display": "BMI clinic"}},
        {"specimen": {"display": "ABM-7"}},
        {"specimen": {"reference": "#other"}, "contained": [{"id": "s", "type": {"text": "Marrow"}}, "broken"]},
        {"specimen": "Marrow", "bodySite": ["Marrow"], "contained": "Marrow"},
    ],
)
def test_a_specimen_that_agrees_or_says_nothing_changes_nothing(stated: dict[str, Any]) -> None:
    assert count(observation("26446-5", valueQuantity=quantity(4, "%"), **stated)).amount.exact == 4
