"""Liver and renal values in one unit each, with the upper limit that the laboratory gives."""

from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.datatypes.codings import read_rows
from response_criteria.model.results import Analyte, Chemistry
from tests.fhir_mappings.observation import concept, observation, quantity, read_exclusion_reason, read_fact


def read_chemistry(code: str, value: Any, unit: str, *ranges: Any, **rest: Any) -> Chemistry:
    result = read_fact(observation(code, valueQuantity=quantity(value, unit), referenceRange=list(ranges), **rest))
    assert isinstance(result, Chemistry)
    return result


@pytest.mark.parametrize(
    ("code", "value_and_unit", "analyte", "amount"),
    [
        ("1975-2", ("1.20", "mg/dL"), Analyte.BILIRUBIN, "1.20 mg/dL"),
        ("1975-2", ("12", "mg/L"), Analyte.BILIRUBIN, "1.2 mg/dL"),
        ("14631-6", ("20", "umol/L"), Analyte.BILIRUBIN, "20 µmol/L"),
        ("14631-6", ("20", "µmol/L"), Analyte.BILIRUBIN, "20 µmol/L"),
        ("1742-6", ("40", "U/L"), Analyte.ALT, "40 U/L"),
        ("1742-6", ("40", "IU/L"), Analyte.ALT, "40 U/L"),
        ("1742-6", ("40", "[IU]/L"), Analyte.ALT, "40 U/L"),
        ("1742-6", ("0.5", "ukat/L"), Analyte.ALT, "30.0 U/L"),
        ("1920-8", ("40", "U/L"), Analyte.AST, "40 U/L"),
        ("2160-0", ("0.9", "mg/dL"), Analyte.CREATININE, "0.9 mg/dL"),
        ("14682-9", ("80", "umol/L"), Analyte.CREATININE, "80 µmol/L"),
        ("33914-3", ("59", "mL/min/{1.73_m2}"), Analyte.EGFR, "59 mL/min/1.73 m²"),
        ("62238-1", ("59", "mL/min/1.73m2"), Analyte.EGFR, "59 mL/min/1.73 m²"),
        ("98979-8", ("59", "mL/min/1.73 m²"), Analyte.EGFR, "59 mL/min/1.73 m²"),
    ],
)
def test_a_value_is_converted_to_the_unit_of_its_kind(
    code: str, value_and_unit: tuple[str, str], analyte: Analyte, amount: str
) -> None:
    result = read_chemistry(code, *value_and_unit)
    assert (result.analyte, f"{result.amount} {result.unit}") == (analyte, amount)
    assert result.reported == " ".join(value_and_unit)


def test_every_accepted_code_of_the_table_is_read() -> None:
    for coding, row in read_rows("chemistry", "accept"):
        unit = {"mass concentration": "mg/dL", "substance concentration": "umol/L", "enzyme activity": "U/L"}
        assert read_chemistry(coding.code, 1, unit.get(row["measures"], "mL/min")).analyte == row["analyte"]


@pytest.mark.parametrize(
    ("code", "value", "unit", "reason"),
    [
        ("1975-2", 1, "", "it has no unit"),
        ("1975-2", 20, "umol/L", "its unit (umol/L) is not one for mass concentration"),
        ("14631-6", 1, "mg/dL", "its unit (mg/dL) is not one for substance concentration"),
        ("1742-6", 40, "mg/dL", "its unit (mg/dL) is not one for enzyme activity"),
        ("33914-3", 59, "%", "its unit (%) is not one for glomerular filtration"),
        ("2160-0", 101, "mg/dL", "its value is not plausible in its unit"),
    ],
)
def test_a_value_that_does_not_fit_its_unit_is_excluded(code: str, value: int, unit: str, reason: str) -> None:
    assert read_exclusion_reason(observation(code, valueQuantity=quantity(value, unit))) == reason


@pytest.mark.parametrize(
    ("ranges", "limit"),
    [
        ([{"high": quantity("1.2", "mg/dL")}], "1.2"),
        ([{"low": quantity("0.2", "mg/dL"), "high": quantity(12, "mg/L")}], "1.2"),
        ([{"high": quantity("1.2")}], "1.2"),
        ([{"high": quantity("1.2", "mg/dL")}, {"high": quantity("1.2", "mg/dL"), "age": {}}], "1.2"),
        (
            [
                {"high": quantity("1.2", "mg/dL"), "type": concept("normal")},
                {"high": quantity(9, "mg/dL"), "type": concept("x")},
            ],
            "1.2",
        ),
        ([{"high": quantity("1.2", "mg/dL"), "type": {"text": "Normal Range"}}], "1.2"),
        ([{"high": quantity("1.2", "mg/dL")}, {"high": quantity("1.0", "mg/dL")}], None),
        ([{"high": quantity("1.2", "umol/L")}], None),
        ([{"high": quantity("1.2", "mg/dL", comparator="<")}], None),
        ([{"low": quantity("0.2", "mg/dL")}], None),
        ([{"text": "0.2 to 1.2"}], "1.2"),
        ([{"text": "0.0030 to 1.20"}], "1.20"),
        ([{"text": "0.2 - 1.2 mg/dL"}], "1.2"),
        ([{"text": "0.2 mg/dL – 1.2 mg/dL"}], "1.2"),
        ([{"text": "0,2-1,2"}], "1.2"),
        ([{"text": "<1.2"}], "1.2"),
        ([{"text": "≤ 12 mg/L"}], "1.2"),
        ([{"text": "up to 1.2"}], "1.2"),
        ([{"text": ">0.2"}], None),
        ([{"text": "M: 0.2-1.2, F: 0.2-1.0"}], None),
        ([{"text": "0.2-1.2 (fasting)"}], None),
        ([{"text": "1.2"}], None),
        ([{"text": "<1.2"}, {"text": "<1.0"}], None),
        ([{"text": "<1.2 umol/L"}], None),
        ([{"text": "<9", "high": quantity("1.2", "mg/dL")}], "1.2"),
        ([{"text": "<9", "low": quantity("0.2", "mg/dL")}], None),
        ([{"text": "0.2 to " + "9" * 60}], None),
        ([{"text": 5}], None),
        (["0.2 to 1.2", {"high": "1.2"}], None),
        ([], None),
    ],
)
def test_the_upper_limit_is_that_of_the_only_normal_range(ranges: list[Any], limit: str | None) -> None:
    assert read_chemistry("1975-2", 1, "mg/dL", *ranges).upper_limit == (None if limit is None else Decimal(limit))


def test_a_range_without_a_unit_has_the_unit_of_the_value() -> None:
    assert read_chemistry("1742-6", "0.5", "ukat/L", {"high": quantity("0.7")}).upper_limit == Decimal("42.0")


FLAG = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


@pytest.mark.parametrize(
    ("flags", "is_not_high"),
    [
        ([concept("N", FLAG)], True),
        ([concept("L", FLAG)], True),
        ([concept("N", FLAG), concept("L", FLAG)], True),
        ([concept("H", FLAG)], False),
        ([concept("N", FLAG), concept("H", FLAG)], False),
        ([concept("A", FLAG)], False),
        ([concept("N", "https://hospital.example/flags")], False),
        ([{"text": "normal"}], False),
        ([], False),
        ("N", False),
        (None, False),
    ],
)
def test_a_value_is_not_high_where_every_flag_says_so(flags: Any, *, is_not_high: bool) -> None:
    assert read_chemistry("1742-6", 40, "U/L", interpretation=flags).is_not_high is is_not_high
