"""Lines of a blood count become counts in 10*9/L or percentages, or are excluded with their reason."""

from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.datatypes.codings import read_rows
from fhir_mappings.observations.consistency import INCONSISTENT
from response_criteria.model.results import BloodCount, Cell, CountMethod, Measure
from tests.fhir_mappings.observation import (
    concept,
    observation,
    quantity,
    read_exclusion_reason,
    read_fact,
    read_facts,
    read_observations,
)

COUNT, SHARE = Measure.CONCENTRATION, Measure.SHARE
MANUAL, UNSPECIFIED, AUTOMATED = CountMethod.MANUAL, CountMethod.UNSPECIFIED, CountMethod.AUTOMATED


def read_count(resource: dict[str, Any]) -> BloodCount:
    result = read_fact(resource)
    assert isinstance(result, BloodCount)
    return result


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
def test_a_code_determines_cells_measure_and_method(
    code: str, cell: Cell, measure: Measure, method: CountMethod
) -> None:
    result = read_count(observation(code, valueQuantity=quantity(4, "%" if measure is SHARE else "K/uL")))
    assert (result.cell, result.measure, result.method) == (cell, measure, method)


def test_every_accepted_code_of_the_table_is_read() -> None:
    for coding, row in read_rows("blood_counts", "accept"):
        unit = "%" if row["measure"] == "%" else "10*9/L"
        assert read_count(observation(coding.code, valueQuantity=quantity(4, code=unit))).cell == row["cell"]


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
def test_leukocytes_are_converted_to_billions_per_liter(value: str, unit: str, amount: str) -> None:
    result = read_count(observation("6690-2", valueQuantity=quantity(Decimal(value), unit)))
    assert str(result.amount) == amount
    assert result.reported == f"{value} {unit}"


@pytest.mark.parametrize(
    ("value", "unit", "amount"),
    [("3", "%", "3"), ("3", "/100{WBCs}", "3"), ("3", "/100 WBC", "3"), ("0.03", "1", "3.00"), ("100", "{%}", "100")],
)
def test_a_leukocyte_class_is_converted_to_percent(value: str, unit: str, amount: str) -> None:
    assert str(read_count(observation("709-6", valueQuantity=quantity(Decimal(value), unit))).amount) == amount


@pytest.mark.parametrize(
    ("code", "value", "unit", "reason"),
    [
        ("6690-2", 4500, "K/uL", "its value is not plausible in its unit"),
        ("6690-2", "4.5", "/uL", "its value is not plausible in its unit"),
        ("777-3", 250000, "K/uL", "its value is not plausible in its unit"),
        ("777-3", 250, "/uL", "its value is not plausible in its unit"),
        ("709-6", 101, "%", "its value is not plausible in its unit"),
        ("6690-2", 4, "", "it has no unit"),
        ("6690-2", 4, "%", "its unit (%) is not one for cells per volume"),
        ("709-6", 4, "K/uL", "its unit (K/uL) is not one for a share"),
        ("709-6", 2, "1", "its unit is a fraction of 1, but its value is above 1"),
        ("6690-2", "0.5", "1", "its unit (1) is not one for cells per volume"),
    ],
)
def test_a_value_that_does_not_fit_its_unit_is_excluded(code: str, value: Any, unit: str, reason: str) -> None:
    assert read_exclusion_reason(observation(code, valueQuantity=quantity(value, unit))) == reason


@pytest.mark.parametrize("resource", ["120.000 /µl", "1.200 cells/mm3", "<1.000 /uL"])
def test_a_count_per_microliter_with_a_possible_thousands_point_is_excluded(resource: str) -> None:
    assert (
        read_exclusion_reason(observation("6690-2", valueString=resource))
        == "its point may be a decimal or a thousands separator"
    )


@pytest.mark.parametrize(
    ("resource", "amount"), [("2342.615 /uL", "2.342615"), ("350.5 /uL", "0.3505"), ("1.200 G/L", "1.200")]
)
def test_other_decimal_points_of_a_count_are_unambiguous(resource: str, amount: str) -> None:
    assert str(read_count(observation("751-8", valueString=resource)).amount) == amount


def test_a_text_is_not_a_blood_count() -> None:
    assert read_exclusion_reason(observation("709-6", valueString="few")) == "its value is not a number"


@pytest.mark.parametrize(
    ("coding", "row"), list(read_rows("blood_counts", "exclude")), ids=lambda value: str(value)[:40]
)
def test_an_excluded_code_is_reported_with_the_reason_of_the_table(coding: Any, row: Any) -> None:
    assert read_exclusion_reason(observation(coding.code, valueQuantity=quantity(4, "%"))) == row["reason"]


def test_a_preferred_code_ranks_before_the_others() -> None:
    corrected, automated = (
        read_count(observation(code, valueQuantity=quantity(4, "K/uL"))).preference for code in ("33256-9", "6690-2")
    )
    assert corrected < automated


def test_more_neutrophils_than_leukocytes_exclude_both_counts() -> None:
    leukocytes = observation("6690-2", "w", valueQuantity=quantity("4.5", "K/uL"))
    neutrophils = observation("751-8", "n", valueQuantity=quantity(450, "K/uL"))  # 450 /uL: neutropenia
    platelets = observation("777-3", "p", valueQuantity=quantity(300, "K/uL"))
    facts, excluded = read_observations(leukocytes, neutrophils, platelets)
    assert [fact.origin for fact in facts] == ["Observation/p"]
    assert {(exclusion.origin, exclusion.reason) for exclusion in excluded} == {
        ("Observation/w", INCONSISTENT),
        ("Observation/n", INCONSISTENT),
    }


def test_a_class_just_above_twice_the_leukocytes_is_inconsistent() -> None:
    leukocytes = observation("6690-2", "w", valueQuantity=quantity("0.5", "K/uL"))
    neutrophils = observation("751-8", "n", valueQuantity=quantity("1.01", "K/uL"))
    facts, excluded = read_observations(leukocytes, neutrophils)
    assert not facts
    assert {exclusion.reason for exclusion in excluded} == {INCONSISTENT}


@pytest.mark.parametrize(
    ("members", "value"),
    [
        ({}, quantity("0.5", "K/uL")),
        ({}, quantity("1.0", "K/uL")),  # rounded, and few cells
        ({}, quantity(450, "K/uL", comparator="<")),
        ({"effectiveDateTime": "2024-03-06T10:00:00+02:00"}, quantity(450, "K/uL")),
    ],
)
def test_consistent_counts_and_counts_of_two_samples_are_used(members: dict[str, Any], value: dict[str, Any]) -> None:
    leukocytes = observation("6690-2", "w", valueQuantity=quantity("0.5", "K/uL"))
    assert len(read_facts(leukocytes, observation("751-8", "n", valueQuantity=value, **members))) == 2


@pytest.mark.parametrize("method", ["Automated count", "AUTOMATED", "Automatisierte Zählung", "Hematology analyzer"])
def test_an_automated_method_overrides_a_code_for_manual_counts(method: str) -> None:
    assert read_count(observation("709-6", valueQuantity=quantity(0, "%"), method={"text": method})).method is AUTOMATED


@pytest.mark.parametrize("method", ["Automated count", "AUTOMATED"])
def test_the_stated_method_may_make_an_unspecified_count_automated(method: str) -> None:
    resource = observation("26446-5", valueQuantity=quantity(0, "%"), method={"text": method})
    assert read_count(resource).method is AUTOMATED


def test_the_stated_method_never_makes_a_count_manual() -> None:
    resource = observation("26446-5", valueQuantity=quantity(0, "%"), method={"text": "Manual count"})
    assert read_count(resource).method is UNSPECIFIED


@pytest.mark.parametrize(
    "specimen",
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
def test_a_result_whose_specimen_contradicts_its_code_is_excluded(specimen: dict[str, Any]) -> None:
    resource = observation("26446-5", valueQuantity=quantity(4, "%"), **specimen)
    assert read_exclusion_reason(resource) == "its code is for blood, its specimen is marrow"


@pytest.mark.parametrize(
    "name",
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
def test_marrow_is_recognized_in_other_languages(name: str) -> None:
    resource = observation("26446-5", valueQuantity=quantity(4, "%"), specimen={"display": name})
    assert read_exclusion_reason(resource) == "its code is for blood, its specimen is marrow"


def test_a_specimen_elsewhere_in_the_chart_is_looked_up() -> None:
    marrow = {"resourceType": "Specimen", "id": "7", "type": {"text": "Bone marrow"}}
    resource = observation("26446-5", valueQuantity=quantity(4, "%"), specimen={"reference": "Specimen/7"})
    assert read_exclusion_reason(resource, marrow) == "its code is for blood, its specimen is marrow"


@pytest.mark.parametrize(
    "specimen",
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
def test_a_specimen_that_agrees_or_is_not_recognized_changes_nothing(specimen: dict[str, Any]) -> None:
    assert read_count(observation("26446-5", valueQuantity=quantity(4, "%"), **specimen)).amount.exact == 4
