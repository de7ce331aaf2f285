"""Clinical findings: the size of the spleen, and pregnancy."""

from typing import Any

import pytest

from response_criteria.model.answers import Answer
from response_criteria.model.results import Pregnancy, SpleenSize
from tests.fhir_mappings.observation import concept, observation, quantity, read_exclusion_reason, read_fact, read_facts

SNOMED = "http://snomed.info/sct"
YES, NO = Answer.YES, Answer.NO


@pytest.mark.parametrize(
    ("value", "unit", "centimeters"),
    [(5, "cm", "5"), (50, "mm", "5.0"), (2, "[in_i]", "5.08"), (0, "cm", "0")],
)
def test_the_spleen_size_is_converted_to_centimeters(value: int, unit: str, centimeters: str) -> None:
    result = read_fact(observation("32489-7", valueQuantity=quantity(value, unit)))
    assert isinstance(result, SpleenSize)
    assert (str(result.below_costal_margin_cm), result.reported) == (centimeters, f"{value} {unit}")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"valueQuantity": quantity(5)}, "it has no unit"),
        ({"valueQuantity": quantity(2, "finger breadths")}, "its unit (finger breadths) is not one for a length"),
        ({"valueQuantity": quantity(51, "cm")}, "its value is not plausible in its unit"),
        ({"valueString": "just palpable"}, "its answer is not recognized"),
        ({"valueString": "palpable; not palpable on deep breath"}, "its answer is not recognized"),
        ({"valueString": "3"}, "it has no unit"),
    ],
)
def test_an_unmeasured_spleen_is_excluded(value: dict[str, Any], reason: str) -> None:
    assert read_exclusion_reason(observation("32489-7", **value)) == reason


@pytest.mark.parametrize(
    ("words", "centimeters"),
    [("Not palpable", "0"), ("IMPALPABLE", "0"), ("Palpable", ">0"), ("Spleen palpable.", ">0")],
)
def test_a_spleen_may_be_palpable_or_not_without_a_length(words: str, centimeters: str) -> None:
    for value in ({"valueString": words}, {"valueCodeableConcept": {"text": words}}):
        result = read_fact(observation("32489-7", **value))
        assert isinstance(result, SpleenSize)
        assert (str(result.below_costal_margin_cm), result.reported) == (centimeters, words)


@pytest.mark.parametrize(
    ("code", "value", "pregnant"),
    [
        ("82810-3", {"valueCodeableConcept": concept("77386006", SNOMED)}, YES),
        ("82810-3", {"valueCodeableConcept": concept("77386006", SNOMED, text="14 weeks")}, YES),
        ("82810-3", {"valueCodeableConcept": {"text": "Pregnant"}}, YES),
        ("82810-3", {"valueCodeableConcept": {"text": "Not pregnant"}}, NO),
        ("82810-3", {"valueBoolean": True}, YES),
        ("2106-3", {"valueString": "POSITIVE"}, YES),
        ("2106-3", {"valueString": "neg"}, NO),
        ("2118-8", {"valueCodeableConcept": {"text": "Not detected"}}, NO),
    ],
)
def test_pregnancy_is_read_as_yes_or_no(code: str, value: dict[str, Any], pregnant: Answer) -> None:
    result = read_fact(observation(code, **value))
    assert isinstance(result, Pregnancy)
    assert result.pregnant is pregnant


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [
        ("82810-3", {"valueCodeableConcept": {"text": "Possible"}}, "its answer is not recognized"),
        ("82810-3", {"valueCodeableConcept": concept("1", SNOMED)}, "its answer is not recognized"),
        (
            "82810-3",
            {"valueCodeableConcept": concept("77386006", SNOMED, text="Not pregnant")},
            "its answer is not recognized",
        ),
        ("2118-8", {"valueQuantity": quantity(1200, "m[IU]/mL")}, "its value is a number, not an answer"),
    ],
)
def test_an_unclear_answer_is_excluded(code: str, value: dict[str, Any], reason: str) -> None:
    assert read_exclusion_reason(observation(code, **value)) == reason


def test_a_race_code_with_the_digits_of_a_pregnancy_test_is_ignored() -> None:
    race = {"coding": [{"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2106-3", "display": "White"}]}
    assert read_facts(observation("2106-3", valueString="POSITIVE") | {"code": race}) == ()
