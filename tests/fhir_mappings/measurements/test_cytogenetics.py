"""Percentages of Ph-positive cells: by karyotype only if the method says so, else by FISH; and the cells analyzed."""

from typing import Any

import pytest

from fhir_mappings.datatypes.codings import read_rows
from response_criteria.model.results import CytogeneticMethod, CytogeneticResult
from tests.fhir_mappings.observation import (
    concept,
    observation,
    quantity,
    read_exclusion_reason,
    read_fact,
    read_facts,
    read_observations,
)

KARYOTYPE, FISH = CytogeneticMethod.KARYOTYPE, CytogeneticMethod.FISH
ISCN = "46,XY,t(9;22)(q34;q11.2)[12]/46,XY[8]"
G_BANDS = {"text": "G-banded metaphase analysis"}


def read_result(*resource: dict[str, Any]) -> CytogeneticResult:
    result = read_fact(*resource)
    assert isinstance(result, CytogeneticResult)
    return result


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ({"text": "Karyotyping"}, KARYOTYPE),
        ({"text": "G-banding"}, KARYOTYPE),
        ({"text": "Metaphase analysis"}, KARYOTYPE),
        (concept("x", "local", text="Conventional chromosome analysis"), KARYOTYPE),
        ({"coding": [{"system": "local", "code": "x", "display": "Karyotype"}]}, KARYOTYPE),
        ({"text": "Interphase FISH"}, FISH),
        ({"text": "Metaphase FISH"}, FISH),
        ({"text": "Fluorescence in situ hybridization on metaphases"}, FISH),
        ({"text": "Molecular genetics"}, FISH),
        (None, FISH),
        ("Karyotype", FISH),
    ],
)
def test_a_percentage_is_of_a_karyotype_only_if_the_method_says_so(method: Any, expected: CytogeneticMethod) -> None:
    result = read_result(observation("21795-0", valueQuantity=quantity(60, "%"), method=method))
    assert (result.method, str(result.percent), result.reported) == (expected, "60", "60 %")


@pytest.mark.parametrize(
    "method", ["RT-PCR", "Quantitative polymerase chain reaction", "SNP array karyotyping", "NGS sequencing"]
)
def test_a_percentage_by_a_method_without_single_cells_is_excluded(method: str) -> None:
    resource = observation("21795-0", valueQuantity=quantity(60, "%"), method={"text": method})
    assert read_exclusion_reason(resource) == "its method does not analyze single cells"


def test_a_percentage_under_a_fish_code_is_fish_by_any_method() -> None:
    assert read_result(observation("51867-0", valueQuantity=quantity(60, "%"), method=G_BANDS)).method is FISH


@pytest.mark.parametrize(
    ("value", "percent", "cells"),
    [
        ({"valueQuantity": quantity("34.5", "%")}, "34.5", None),
        ({"valueQuantity": quantity("0.35", code="1")}, "35.00", None),
        ({"valueString": "7/20"}, "35", 20),
        ({"valueString": "60 %"}, "60", None),
        ({"valueRatio": {"numerator": quantity(12), "denominator": quantity(20)}}, "60", 20),
        ({"valueQuantity": quantity(5, "%", comparator="<")}, "<5", None),
        ({"valueRatio": {"numerator": quantity(60), "denominator": quantity(100)}}, "60", None),
        ({"valueRatio": {"numerator": quantity("0.6"), "denominator": quantity(1)}}, "60.0", None),
        ({"valueString": ISCN}, "60", 20),
    ],
)
def test_a_percentage_has_its_number_of_cells_if_it_is_known(
    value: dict[str, Any], percent: str, cells: int | None
) -> None:
    result = read_result(observation("21795-0", method=G_BANDS, **value))
    assert (str(result.percent), result.cells) == (percent, cells)


@pytest.mark.parametrize("code", ["62356-1", "33893-9", "29770-5", "81291-7"])
def test_an_iscn_expression_is_a_karyotype(code: str) -> None:
    result = read_result(observation(code, valueString=ISCN))
    assert (result.method, str(result.percent), result.cells, result.reported) == (KARYOTYPE, "60", 20, ISCN)


def test_an_iscn_expression_may_be_a_code() -> None:
    resource = observation("81291-7", valueCodeableConcept=concept(ISCN, "https://iscn.karger.com"))
    assert str(read_result(resource).percent) == "60"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("46,XX[20]", "its ISCN expressions give different counts of cells"),
        (ISCN, ""),
        ("46,XX,t(9;22)(q34;q11.2)", ""),  # without numbers of cells it says nothing else
        ("abnormal", ""),
    ],
)
def test_expressions_in_code_and_text_must_have_the_same_counts(text: str, reason: str) -> None:
    resource = observation("81291-7", valueCodeableConcept={**concept(ISCN, "https://iscn.karger.com"), "text": text})
    assert (read_exclusion_reason(resource) if reason else read_fact(resource).reported) == (reason or ISCN)


def described_by_iscn(**answer: Any) -> dict[str, Any]:
    component = {"code": concept("81291-7"), "valueCodeableConcept": concept(ISCN, "https://iscn.karger.com")}
    return observation("69548-6", component=[component], **answer)


def test_the_iscn_expression_of_a_variant_counts_if_the_variant_is_present() -> None:
    assert str(read_result(described_by_iscn(valueCodeableConcept=concept("LA9633-4"))).percent) == "60"
    assert read_facts(described_by_iscn(valueCodeableConcept=concept("LA9634-2"))) == ()
    indeterminate = described_by_iscn(valueCodeableConcept=concept("LA11884-6"))
    assert read_exclusion_reason(indeterminate) == "its answer is not recognized"
    assert read_exclusion_reason(described_by_iscn()) == "it has no value"


def test_an_expression_of_an_absent_variant_is_ignored_under_any_code() -> None:
    absent = described_by_iscn(valueCodeableConcept=concept("LA9634-2")) | {
        "code": concept("x", "https://local.example")
    }
    assert read_facts(absent) == ()
    assert len(read_facts({**absent, "valueCodeableConcept": concept("LA9633-4")})) == 1


def test_additional_abnormalities_are_kept() -> None:
    result = read_result(observation("62356-1", valueString="47,XY,t(9;22)(q34;q11.2),+8[20]"))
    assert result.additional_abnormalities == ("+8",)


def test_one_expression_may_contain_a_karyotype_and_fish() -> None:
    resource = observation("62356-1", valueString="46,XX[20].nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[50/200]")
    assert [
        (fact.method, str(fact.percent)) for fact in read_facts(resource) if isinstance(fact, CytogeneticResult)
    ] == [
        (KARYOTYPE, "0"),
        (FISH, "25"),
    ]


def test_undescribed_nuclei_make_the_percentage_a_range() -> None:
    results = read_facts(observation("62356-1", valueString="46,XX[20].nuc ish(ABL1,BCR)x2[190/200]"))
    assert [(fact.method, str(fact.percent)) for fact in results if isinstance(fact, CytogeneticResult)] == [
        (KARYOTYPE, "0"),
        (FISH, "0–5"),
    ]


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [
        ("21795-0", {"valueQuantity": quantity(60)}, "it has no unit"),
        ("21795-0", {"valueQuantity": quantity(160, "%")}, "its value is not plausible in its unit"),
        ("21795-0", {"valueString": "21/20"}, "its count is above its total, or its total is zero"),
        (
            "51867-0",
            {"valueString": "Positive"},
            "it is neither a percentage of cells nor an ISCN expression",
        ),
        (
            "62356-1",
            {"valueString": "normal"},
            "it is neither a percentage of cells nor an ISCN expression",
        ),
        (
            "62356-1",
            {"valueQuantity": quantity(60, "%")},
            "it is neither a percentage of cells nor an ISCN expression",
        ),
        ("62356-1", {"valueString": "46,XX"}, "its karyotype does not count the metaphases of each clone"),
        (
            "62365-2",
            {"valueString": "Persistent t(9;22)"},
            "it is a diagnostic impression in free text, which is not interpreted",
        ),
    ],
)
def test_a_value_that_is_no_percentage_of_cells_is_excluded(code: str, value: dict[str, Any], reason: str) -> None:
    assert read_exclusion_reason(observation(code, **value)) == reason


def test_every_excluded_code_is_reported_with_its_reason() -> None:
    for coding, row in read_rows("cytogenetics", "exclude"):
        assert read_exclusion_reason(observation(coding.code, valueString=ISCN)) == row["reason"]


def karyotype_of_60_percent(**rest: Any) -> dict[str, Any]:
    return observation("21795-0", valueQuantity=quantity(60, "%"), method=G_BANDS, **rest)


def cells(number: int, code: str = "62360-3", name: str = "2", **rest: Any) -> dict[str, Any]:
    return observation(code, name, valueQuantity=quantity(number, "{#}"), **rest)


def component(resource: dict[str, Any]) -> dict[str, Any]:
    return {"code": resource["code"], "valueQuantity": resource["valueQuantity"]}


def test_the_number_of_cells_may_be_a_component() -> None:
    assert read_result(karyotype_of_60_percent(component=[component(cells(20))])).cells == 20


def test_the_number_of_cells_may_be_another_result_of_the_sample() -> None:
    assert read_result(karyotype_of_60_percent(), cells(20)).cells == 20


@pytest.mark.parametrize(
    ("share_specimen", "cells_specimen", "expected"), [("a", "a", 20), ("a", "b", None), (None, "b", 20)]
)
def test_cells_of_another_specimen_belong_to_another_analysis(
    share_specimen: str | None, cells_specimen: str, expected: int | None
) -> None:
    marrow = {"reference": f"Specimen/{share_specimen}"} if share_specimen else None
    share = karyotype_of_60_percent(specimen=marrow)
    assert read_result(share, cells(20, specimen={"reference": f"Specimen/{cells_specimen}"})).cells == expected


def test_cells_analyzed_take_precedence_over_cells_counted() -> None:
    assert read_result(karyotype_of_60_percent(), cells(200, "62361-1"), cells(20, name="3")).cells == 20


@pytest.mark.parametrize(
    "other_results",
    [
        [cells(20, effectiveDateTime="2024-03-06T10:00:00+02:00")],
        [cells(20), cells(25, name="3")],
        [cells(20, status="preliminary")],
        [observation("62360-3", "2", valueString="about twenty")],
        [],
    ],
)
def test_an_ambiguous_number_of_cells_stays_unknown(other_results: list[dict[str, Any]]) -> None:
    (result,), _ = read_observations(karyotype_of_60_percent(), *other_results)
    assert isinstance(result, CytogeneticResult)
    assert result.cells is None


def test_with_two_analyses_of_one_sample_the_number_of_cells_is_unknown() -> None:
    fish = observation("51867-0", "3", valueQuantity=quantity(50, "%"))
    results = read_facts(karyotype_of_60_percent(), fish, cells(200, "62361-1"))
    assert [fact.cells for fact in results if isinstance(fact, CytogeneticResult)] == [None, None]


def test_a_number_of_cells_alone_is_not_a_result() -> None:
    assert read_facts(cells(20)) == ()
