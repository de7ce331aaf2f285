"""What a value says, in every shape in which it is sent; digits stay as sent, and nothing is guessed."""

from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.datatypes.codings import Coding
from fhir_mappings.datatypes.numeric_text import parse_number
from fhir_mappings.datatypes.quantities import convert_to_percent, require_plausible, require_whole_number
from fhir_mappings.datatypes.value_x import parse_value
from fhir_mappings.datatypes.values import CountRatio, Quantity, StatedText
from fhir_mappings.errors import UnusableDataError
from response_criteria.model.amounts import Amount
from tests.fhir_mappings.observation import concept, quantity


def read_quantity(element: dict[str, Any]) -> tuple[str, str, str, str]:
    value = parse_value(element)
    assert isinstance(value, Quantity)
    return str(value.amount), value.unit, value.unit_text, value.reported


@pytest.mark.parametrize(
    ("element", "amount", "code", "text", "reported"),
    [
        ({"valueQuantity": quantity(Decimal("12.40"), "K/uL", "10*3/uL")}, "12.40", "10*3/uL", "K/uL", "12.40 K/uL"),
        ({"valueQuantity": quantity(12.4, code="10*3/uL")}, "12.4", "10*3/uL", "", "12.4 10*3/uL"),
        ({"valueQuantity": quantity(9, "%")}, "9", "", "%", "9 %"),
        ({"valueQuantity": quantity("10.00", "%")}, "10.00", "", "%", "10.00 %"),
        ({"valueQuantity": quantity(Decimal("0.01"), "%", comparator="<")}, "<0.01", "", "%", "<0.01 %"),
        ({"valueQuantity": quantity(50, "%", comparator=">=")}, ">=50", "", "%", ">=50 %"),
        ({"valueQuantity": quantity(50, "%", comparator="=")}, "50", "", "%", "=50 %"),
        ({"valueQuantity": quantity(5)}, "5", "", "", "5"),
        ({"valueQuantity": {"value": 5, "system": None, "code": "%"}}, "5", "%", "", "5 %"),
        ({"valueQuantity": {"value": 5, "unit": "g", "system": "urn:other", "code": "258"}}, "5", "", "g", "5 g"),
        ({"valueString": "0.0032 %"}, "0.0032", "", "%", "0.0032 %"),
        ({"valueString": "<0.01"}, "<0.01", "", "", "<0.01"),
        ({"valueString": "≤ 0.01 % IS"}, "<=0.01", "", "% IS", "≤ 0.01 % IS"),
        ({"valueString": "Less than 0.01%"}, "<0.01", "", "%", "Less than 0.01%"),
        ({"valueString": "7.2 x10E3/uL"}, "7.2", "", "x10E3/uL", "7.2 x10E3/uL"),
        ({"valueString": "7.2\u00a0K/uL"}, "7.2", "", "K/uL", "7.2\u00a0K/uL"),  # a blank that does not break the line
        ({"valueString": "7.2 10*9/L"}, "7.2", "", "10*9/L", "7.2 10*9/L"),
        ({"valueString": "1E-3 %"}, "0.001", "", "%", "1E-3 %"),
        ({"valueString": "0,5 %"}, "0.5", "", "%", "0,5 %"),
        ({"valueString": "<0,002 %"}, "<0.002", "", "%", "<0,002 %"),
        ({"valueString": "12,45 %"}, "12.45", "", "%", "12,45 %"),
        ({"valueString": "0,0032"}, "0.0032", "", "", "0,0032"),
        ({"valueString": "1234,567 %"}, "1234.567", "", "%", "1234,567 %"),
        ({"valueString": "15-20 %"}, "15–20", "", "%", "15-20 %"),
        ({"valueString": "1 to 2%"}, "1–2", "", "%", "1 to 2%"),
        ({"valueInteger": 20}, "20", "", "", "20"),
        ({"valueRange": {"low": quantity(10, "%"), "high": quantity(20, "%")}}, "10–20", "", "%", "10–20 %"),
        ({"valueRange": {"high": quantity(20, "%")}}, "<=20", "", "%", "–20 %"),
    ],
)
def test_a_number_keeps_its_digits_its_bound_and_its_unit(
    element: dict[str, Any], amount: str, code: str, text: str, reported: str
) -> None:
    assert read_quantity(element) == (amount, code, text, reported)


@pytest.mark.parametrize(
    ("element", "part", "of"),
    [
        ({"valueString": "12/20"}, 12, 20),
        ({"valueString": "12 / 20 metaphases"}, 12, 20),
        ({"valueString": "0 of 25"}, 0, 25),
        ({"valueString": "2/100 WBC"}, 2, 100),
        ({"valueString": "180 out of 200 Nuclei"}, 180, 200),
        ({"valueRatio": {"numerator": quantity(12), "denominator": quantity(20)}}, 12, 20),
        ({"valueRatio": {"numerator": quantity(3, "{cells}"), "denominator": quantity(20, code="1")}}, 3, 20),
    ],
)
def test_a_ratio_of_counts_keeps_its_counts(element: dict[str, Any], part: int, of: int) -> None:
    value = parse_value(element)
    assert isinstance(value, CountRatio)
    assert (value.part, value.of) == (part, of)


@pytest.mark.parametrize(
    ("element", "texts"),
    [
        ({"valueString": "NOT DETECTED"}, ("NOT DETECTED",)),
        ({"valueString": "5-10"}, ("5-10",)),
        ({"valueString": "46,XX[20]"}, ("46,XX[20]",)),
        ({"valueString": "see report of 2024-03-05"}, ("see report of 2024-03-05",)),
        ({"valueString": "1.234,5 %"}, ("1.234,5 %",)),
        ({"valueString": "1,234,567 /uL"}, ("1,234,567 /uL",)),
        ({"valueString": "seen on day 1,234"}, ("seen on day 1,234",)),
        ({"valueCodeableConcept": {"text": "Detected"}}, ("Detected",)),
        ({"valueBoolean": True}, ("yes",)),
    ],
)
def test_any_other_text_is_kept_as_text(element: dict[str, Any], texts: tuple[str, ...]) -> None:
    assert parse_value(element) == StatedText(texts)


@pytest.mark.parametrize(
    "text", ["8/20 normal", "8/20 negative", "20/20 unaffected", "10 of 20 without", "8/20 metaphases normal"]
)
def test_a_ratio_with_other_words_is_not_a_ratio_of_counts(text: str) -> None:
    assert parse_value({"valueString": text}) == StatedText((text,))


def test_a_coded_answer_keeps_its_codes_and_its_texts() -> None:
    answer = {"coding": [{"system": "s", "code": "c", "display": "Shown"}], "text": "Written"}
    assert parse_value({"valueCodeableConcept": answer}) == StatedText(("Written", "Shown"), (Coding("s", "c"),))


NO_NUMBER = "it has no number"


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ({}, "it has no value"),
        ({"valueQuantity": None}, "it has no value"),
        ({"dataAbsentReason": concept("unknown")}, "it has no value"),
        (
            {"dataAbsentReason": {"text": "POSITIVE [Above upper LoQ]"}},
            "it has no value (POSITIVE [Above upper LoQ])",
        ),
        ({"valueQuantity": quantity(5, "%"), "valueString": "5 %"}, "it has several values"),
        (
            {"valueQuantity": quantity(5), "dataAbsentReason": {"text": "?"}},
            "it has both a value and a reason for an absent value",
        ),
        ({"valueQuantity": quantity(5), "modifierExtension": [{}]}, "it carries a modifier that is not understood"),
        ({"valueInteger": True}, NO_NUMBER),
        ({"valueRatio": "12/20"}, "its value is not an object"),
        ({"valueDateTime": "2024-03-05"}, "its value is of a type that is not supported"),
        ({"valueQuantity": "12.4"}, "its value is not an object"),
        ({"valueQuantity": []}, "its value is not an object"),
        ({"valueQuantity": {"unit": "%"}}, NO_NUMBER),
        ({"valueQuantity": quantity(True, "%")}, NO_NUMBER),
        ({"valueQuantity": quantity([5], "%")}, NO_NUMBER),
        ({"valueQuantity": quantity("12,4", "%")}, "its number cannot be read"),
        ({"valueQuantity": quantity("NaN", "%")}, "its number cannot be read"),
        ({"valueQuantity": quantity(float("nan"), "%")}, "its number is out of range"),
        ({"valueQuantity": quantity(float("inf"), "%")}, "its number is out of range"),
        ({"valueQuantity": quantity(Decimal("1E+999999999"), "%")}, "its number is out of range"),
        ({"valueQuantity": quantity(Decimal("0E-999999999"), "%")}, "its number is out of range"),
        ({"valueQuantity": quantity(10**5000, "%")}, "its number is out of range"),
        ({"valueQuantity": quantity(-1, "%")}, "its number is negative"),
        ({"valueQuantity": quantity(0, "%", comparator="<")}, "its number is negative"),
        ({"valueString": "<0.00 %"}, "its number is negative"),
        ({"valueQuantity": quantity(5, "%", comparator="ad")}, "its comparator is not a FHIR comparator"),
        ({"valueQuantity": quantity(5, "%", comparator=["<"])}, "its comparator is not a FHIR comparator"),
        ({"valueString": "7,200 /uL"}, "its comma may be a decimal or a thousands separator"),
        ({"valueString": "1,234 %"}, "its comma may be a decimal or a thousands separator"),
        ({"valueString": "20-15 %"}, "its range ends below its start"),
        ({"valueString": ""}, "its value is not a text"),
        ({"valueString": 5}, "its value is not a text"),
        ({"valueString": "21/20"}, "its count is above its total, or its total is zero"),
        ({"valueString": "0/0"}, "its count is above its total, or its total is zero"),
        ({"valueCodeableConcept": {}}, "its answer is empty"),
        ({"valueBoolean": "true"}, "its value is neither true nor false"),
        ({"valueRange": {}}, "its range cannot be read"),
        ({"valueRange": {"low": quantity(1, "%"), "high": quantity(2, "g")}}, "its range cannot be read"),
        ({"valueRange": {"low": quantity(2, "%"), "high": quantity(1, "%")}}, "its range ends below its start"),
        ({"valueRatio": {"numerator": quantity(1)}}, "its value is not an object"),
        (
            {"valueRatio": {"numerator": quantity(1, "mg"), "denominator": quantity(2, "ug")}},
            "its ratio is not a ratio of counts",
        ),
    ],
)
def test_an_unreadable_value_is_excluded_with_its_reason(element: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnusableDataError) as error:
        parse_value(element)
    assert error.value.reason == reason


def test_the_message_of_the_error_holds_no_patient_data() -> None:
    assert str(UnusableDataError("it has no value (POSITIVE)")) == ""


@pytest.mark.parametrize(
    ("element", "percent"),
    [
        ({"valueQuantity": quantity(12, "%")}, "12"),
        ({"valueQuantity": quantity(Decimal("0.12"), code="1")}, "12.00"),
        ({"valueQuantity": quantity(1, code="1")}, "100"),
        ({"valueQuantity": quantity(Decimal("0.5"), "{ratio}", comparator="<")}, "<50.0"),
        ({"valueString": "7/20"}, "35"),
        ({"valueString": "1/3"}, "33.3333"),
        ({"valueString": "20/20"}, "100"),
        ({"valueString": "1/800000"}, "0.000125"),
    ],
)
def test_a_share_is_converted_to_percent(element: dict[str, Any], percent: str) -> None:
    assert str(convert_to_percent(parse_value(element))) == percent


def test_a_fraction_above_one_is_excluded() -> None:
    with pytest.raises(UnusableDataError) as error:
        convert_to_percent(parse_value({"valueQuantity": quantity(Decimal("1.01"), code="1")}))
    assert error.value.reason == "its unit is a fraction of 1, but its value is above 1"


@pytest.mark.parametrize("amount", [Amount.exactly("1000"), Amount.exactly("0.02"), Amount.from_comparator("<", "0.1")])
def test_an_amount_within_its_bounds_is_plausible(amount: Amount) -> None:
    assert require_plausible(amount, Decimal("0.02"), Decimal(1000)) == amount


@pytest.mark.parametrize(
    "amount", [Amount.exactly("1000.1"), Amount.exactly("0.019"), Amount.from_comparator(">", "1001")]
)
def test_an_amount_beyond_its_bounds_is_excluded_as_not_plausible(amount: Amount) -> None:
    with pytest.raises(UnusableDataError) as error:
        require_plausible(amount, Decimal("0.02"), Decimal(1000))
    assert error.value.reason == "its value is not plausible in its unit"


@pytest.mark.parametrize("value", ["NOT DETECTED", "19.5", "<20", "12/20"])
def test_a_number_of_cells_must_be_whole(value: str) -> None:
    with pytest.raises(UnusableDataError) as error:
        require_whole_number(parse_value({"valueString": value}))
    assert error.value.reason == "it is not a whole number"


def test_a_float_keeps_its_shortest_digits() -> None:
    assert parse_number(0.1) == Decimal("0.1")
