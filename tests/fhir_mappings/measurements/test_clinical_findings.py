"""The spleen and a pregnancy, as they are found at the bedside."""

from typing import Any

import pytest

from response_criteria.model.answers import Answer
from response_criteria.model.facts import Pregnancy, SpleenSize
from tests.fhir_mappings.observation import concept, fact, facts, observation, quantity, refusal

SNOMED = "http://snomed.info/sct"
YES, NO = Answer.YES, Answer.NO


@pytest.mark.parametrize(
    ("value", "unit", "centimeters"),
    [(5, "cm", "5"), (50, "mm", "5.0"), (2, "[in_i]", "5.08"), (0, "cm", "0")],
)
def test_the_spleen_is_told_in_centimeters(value: int, unit: str, centimeters: str) -> None:
    found = fact(observation("32489-7", valueQuantity=quantity(value, unit)))
    assert isinstance(found, SpleenSize)
    assert (str(found.below_costal_margin_cm), found.reported) == (centimeters, f"{value} {unit}")


@pytest.mark.parametrize(
    ("value", "because"),
    [
        ({"valueQuantity": quantity(5)}, "it has no unit"),
        ({"valueQuantity": quantity(2, "finger breadths")}, "its unit (finger breadths) is not one for a length"),
        ({"valueQuantity": quantity(51, "cm")}, "its value is not plausible in its unit"),
        ({"valueString": "just palpable"}, "its answer is not one that is understood here"),
        ({"valueString": "palpable; not palpable on deep breath"}, "its answer is not one that is understood here"),
        ({"valueString": "3"}, "it has no unit"),
    ],
)
def test_a_spleen_that_is_not_measured_is_refused(value: dict[str, Any], because: str) -> None:
    assert refusal(observation("32489-7", **value)) == because


@pytest.mark.parametrize(
    ("words", "centimeters"),
    [("Not palpable", "0"), ("IMPALPABLE", "0"), ("Palpable", ">0"), ("Spleen palpable.", ">0")],
)
def test_a_spleen_may_be_palpable_or_not_without_a_length(words: str, centimeters: str) -> None:
    for value in ({"valueString": words}, {"valueCodeableConcept": {"text": words}}):
        found = fact(observation("32489-7", **value))
        assert isinstance(found, SpleenSize)
        assert (str(found.below_costal_margin_cm), found.reported) == (centimeters, words)


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
def test_a_pregnancy_is_answered_with_yes_or_no(code: str, value: dict[str, Any], pregnant: Answer) -> None:
    found = fact(observation(code, **value))
    assert isinstance(found, Pregnancy)
    assert found.pregnant is pregnant


@pytest.mark.parametrize(
    ("code", "value", "because"),
    [
        ("82810-3", {"valueCodeableConcept": {"text": "Possible"}}, "its answer is not one that is understood here"),
        ("82810-3", {"valueCodeableConcept": concept("1", SNOMED)}, "its answer is not one that is understood here"),
        (
            "82810-3",
            {"valueCodeableConcept": concept("77386006", SNOMED, text="Not pregnant")},
            "its answer is not one that is understood here",
        ),
        ("2118-8", {"valueQuantity": quantity(1200, "m[IU]/mL")}, "its value is a number, not an answer"),
    ],
)
def test_an_answer_that_is_not_clear_is_refused(code: str, value: dict[str, Any], because: str) -> None:
    assert refusal(observation(code, **value)) == because


def test_a_race_with_the_digits_of_a_pregnancy_test_is_about_something_else() -> None:
    race = {"coding": [{"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2106-3", "display": "White"}]}
    assert facts(observation("2106-3", valueString="POSITIVE") | {"code": race}) == ()
