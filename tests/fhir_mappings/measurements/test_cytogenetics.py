"""Shares of Ph-positive cells: karyotype only where it is said, FISH otherwise, and how many cells there were."""

from typing import Any

import pytest

from fhir_mappings.datatypes.codings import rows
from response_criteria.model.facts import CytogeneticMethod, Cytogenetics
from tests.fhir_mappings.observation import concept, fact, facts, observation, quantity, reading, refusal

KARYOTYPE, FISH = CytogeneticMethod.KARYOTYPE, CytogeneticMethod.FISH
ISCN = "46,XY,t(9;22)(q34;q11.2)[12]/46,XY[8]"
G_BANDS = {"text": "G-banded metaphase analysis"}


def study(*written: dict[str, Any]) -> Cytogenetics:
    found = fact(*written)
    assert isinstance(found, Cytogenetics)
    return found


@pytest.mark.parametrize(
    ("method", "meant"),
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
def test_a_share_is_of_a_karyotype_only_where_the_method_says_so(method: Any, meant: CytogeneticMethod) -> None:
    found = study(observation("21795-0", valueQuantity=quantity(60, "%"), method=method))
    assert (found.method, str(found.percent), found.reported) == (meant, "60", "60 %")


@pytest.mark.parametrize(
    "method", ["RT-PCR", "Quantitative polymerase chain reaction", "SNP array karyotyping", "NGS sequencing"]
)
def test_a_share_by_a_method_that_looks_at_no_single_cells_is_none(method: str) -> None:
    written = observation("21795-0", valueQuantity=quantity(60, "%"), method={"text": method})
    assert refusal(written) == "its method does not look at single cells"


def test_a_share_under_the_code_for_fish_is_fish_whatever_the_method() -> None:
    assert study(observation("51867-0", valueQuantity=quantity(60, "%"), method=G_BANDS)).method is FISH


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
def test_a_share_is_told_in_percent_with_its_cells_where_they_are_known(
    value: dict[str, Any], percent: str, cells: int | None
) -> None:
    found = study(observation("21795-0", method=G_BANDS, **value))
    assert (str(found.percent), found.cells) == (percent, cells)


@pytest.mark.parametrize("code", ["62356-1", "33893-9", "29770-5", "81291-7"])
def test_an_iscn_expression_is_a_karyotype(code: str) -> None:
    found = study(observation(code, valueString=ISCN))
    assert (found.method, str(found.percent), found.cells, found.reported) == (KARYOTYPE, "60", 20, ISCN)


def test_an_iscn_expression_may_be_a_code() -> None:
    written = observation("81291-7", valueCodeableConcept=concept(ISCN, "https://iscn.karger.com"))
    assert str(study(written).percent) == "60"


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("46,XX[20]", "its ISCN expressions count differently"),
        (ISCN, ""),
        ("46,XX,t(9;22)(q34;q11.2)", ""),  # without numbers of cells it says nothing else
        ("abnormal", ""),
    ],
)
def test_an_expression_as_a_code_and_another_as_its_text_must_count_alike(text: str, because: str) -> None:
    written = observation("81291-7", valueCodeableConcept={**concept(ISCN, "https://iscn.karger.com"), "text": text})
    assert (refusal(written) if because else fact(written).reported) == (because or ISCN)


def described_by_iscn(**answer: Any) -> dict[str, Any]:
    component = {"code": concept("81291-7"), "valueCodeableConcept": concept(ISCN, "https://iscn.karger.com")}
    return observation("69548-6", component=[component], **answer)


def test_a_variant_is_described_by_its_iscn_expression_where_it_is_present() -> None:
    assert str(study(described_by_iscn(valueCodeableConcept=concept("LA9633-4"))).percent) == "60"
    assert facts(described_by_iscn(valueCodeableConcept=concept("LA9634-2"))) == ()
    indeterminate = described_by_iscn(valueCodeableConcept=concept("LA11884-6"))
    assert refusal(indeterminate) == "its answer is not one that is understood here"
    assert refusal(described_by_iscn()) == "it carries no value"


def test_what_a_result_under_any_code_calls_absent_is_not_there() -> None:
    absent = described_by_iscn(valueCodeableConcept=concept("LA9634-2")) | {
        "code": concept("x", "https://local.example")
    }
    assert facts(absent) == ()
    assert len(facts({**absent, "valueCodeableConcept": concept("LA9633-4")})) == 1


def test_changes_beside_the_philadelphia_chromosome_are_kept() -> None:
    found = study(observation("62356-1", valueString="47,XY,t(9;22)(q34;q11.2),+8[20]"))
    assert found.additional_abnormalities == ("+8",)


def test_one_expression_may_hold_a_karyotype_and_fish() -> None:
    written = observation("62356-1", valueString="46,XX[20].nuc ish(ABL1,BCR)x3(ABL1 con BCRx2)[50/200]")
    assert [(each.method, str(each.percent)) for each in facts(written) if isinstance(each, Cytogenetics)] == [
        (KARYOTYPE, "0"),
        (FISH, "25"),
    ]


def test_normal_nuclei_that_are_not_all_leave_a_stretch() -> None:
    found = facts(observation("62356-1", valueString="46,XX[20].nuc ish(ABL1,BCR)x2[190/200]"))
    assert [(each.method, str(each.percent)) for each in found if isinstance(each, Cytogenetics)] == [
        (KARYOTYPE, "0"),
        (FISH, "0–5"),
    ]


@pytest.mark.parametrize(
    ("code", "value", "because"),
    [
        ("21795-0", {"valueQuantity": quantity(60)}, "it has no unit"),
        ("21795-0", {"valueQuantity": quantity(160, "%")}, "its value is not plausible in its unit"),
        ("21795-0", {"valueString": "21/20"}, "it counts more cells than there were, or none"),
        (
            "51867-0",
            {"valueString": "Positive"},
            "it is neither a share of cells nor an ISCN expression that can be read",
        ),
        (
            "62356-1",
            {"valueString": "normal"},
            "it is neither a share of cells nor an ISCN expression that can be read",
        ),
        (
            "62356-1",
            {"valueQuantity": quantity(60, "%")},
            "it is neither a share of cells nor an ISCN expression that can be read",
        ),
        ("62356-1", {"valueString": "46,XX"}, "its karyotype does not count the metaphases of each clone"),
        ("62365-2", {"valueString": "Persistent t(9;22)"}, "it is an impression in prose, which is not read"),
    ],
)
def test_what_is_no_share_of_cells_is_refused(code: str, value: dict[str, Any], because: str) -> None:
    assert refusal(observation(code, **value)) == because


def test_every_refusal_of_the_table_reaches_the_reader() -> None:
    for coding, row in rows("cytogenetics", "refuse"):
        assert refusal(observation(coding.code, valueString=ISCN)) == row["because"]


def karyotype_of_sixty(**rest: Any) -> dict[str, Any]:
    return observation("21795-0", valueQuantity=quantity(60, "%"), method=G_BANDS, **rest)


def cells(number: int, code: str = "62360-3", name: str = "2", **rest: Any) -> dict[str, Any]:
    return observation(code, name, valueQuantity=quantity(number, "{#}"), **rest)


def component(written: dict[str, Any]) -> dict[str, Any]:
    return {"code": written["code"], "valueQuantity": written["valueQuantity"]}


def test_the_number_of_cells_may_be_a_component() -> None:
    assert study(karyotype_of_sixty(component=[component(cells(20))])).cells == 20


def test_the_number_of_cells_may_be_another_result_of_the_sample() -> None:
    assert study(karyotype_of_sixty(), cells(20)).cells == 20


@pytest.mark.parametrize(("of_share", "of_cells", "known"), [("a", "a", 20), ("a", "b", None), (None, "b", 20)])
def test_cells_of_another_specimen_are_those_of_another_study(
    of_share: str | None, of_cells: str, known: int | None
) -> None:
    marrow = {"reference": f"Specimen/{of_share}"} if of_share else None
    share = karyotype_of_sixty(specimen=marrow)
    assert study(share, cells(20, specimen={"reference": f"Specimen/{of_cells}"})).cells == known


def test_cells_analyzed_count_before_cells_counted() -> None:
    assert study(karyotype_of_sixty(), cells(200, "62361-1"), cells(20, name="3")).cells == 20


@pytest.mark.parametrize(
    "beside",
    [
        [cells(20, effectiveDateTime="2024-03-06T10:00:00+02:00")],
        [cells(20), cells(25, name="3")],
        [cells(20, status="preliminary")],
        [observation("62360-3", "2", valueString="about twenty")],
        [],
    ],
)
def test_a_number_of_cells_that_is_not_certainly_meant_stays_unknown(beside: list[dict[str, Any]]) -> None:
    (found,), _ = reading(karyotype_of_sixty(), *beside)
    assert isinstance(found, Cytogenetics)
    assert found.cells is None


def test_two_studies_of_one_sample_leave_open_whose_cells_were_counted() -> None:
    fish = observation("51867-0", "3", valueQuantity=quantity(50, "%"))
    found = facts(karyotype_of_sixty(), fish, cells(200, "62361-1"))
    assert [each.cells for each in found if isinstance(each, Cytogenetics)] == [None, None]


def test_a_number_of_cells_alone_is_no_result() -> None:
    assert facts(cells(20)) == ()
