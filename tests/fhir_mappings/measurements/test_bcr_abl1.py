"""BCR::ABL1 levels are on the International Scale, or they are excluded."""

from decimal import Decimal
from typing import Any

import pytest

from fhir_mappings.datatypes.codings import read_rows
from response_criteria.model.answers import Answer
from response_criteria.model.history import Subject
from response_criteria.model.results import BcrAbl1Result
from tests.fhir_mappings.observation import (
    concept,
    observation,
    quantity,
    read_exclusion_reason,
    read_fact,
    read_observations,
)

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def read_bcr_abl1(code: str, **value: Any) -> BcrAbl1Result:
    result = read_fact(observation(code, **value))
    assert isinstance(result, BcrAbl1Result)
    return result


@pytest.mark.parametrize(
    ("value", "percent", "detected"),
    [
        ({"valueQuantity": quantity(Decimal("0.10"), "%")}, "0.10", YES),
        ({"valueQuantity": quantity(Decimal("0.10"), code="%{IS}")}, "0.10", YES),
        ({"valueQuantity": quantity(Decimal("0.0032"), "%IS")}, "0.0032", YES),
        ({"valueQuantity": quantity(Decimal("0.001"), code="{ratio}")}, "0.100", YES),
        ({"valueQuantity": quantity(Decimal("0.002"), "%", comparator="<")}, "<0.002", UNKNOWN),
        ({"valueQuantity": quantity(50, "%", comparator=">")}, ">50", YES),
        ({"valueQuantity": quantity(0, "%")}, "0", NO),
        ({"valueString": "<0.01 % IS"}, "<0.01", UNKNOWN),
        ({"valueQuantity": {"value": 3, "unit": "IS %"}}, "3", YES),
        ({"valueString": "0.0032 %"}, "0.0032", YES),
        ({"valueString": "Detected"}, ">0", YES),
        ({"valueCodeableConcept": {"text": "Positive"}}, ">0", YES),
    ],
)
def test_a_level_is_converted_to_percent_on_the_international_scale(
    value: dict[str, Any], percent: str, detected: Answer
) -> None:
    result = read_bcr_abl1("69380-4", **value)
    assert (str(result.percent_is), result.detected) == (percent, detected)


@pytest.mark.parametrize("code", ["69380-4", "21821-4", "21822-2", "42714-6"])
@pytest.mark.parametrize(
    "text", ["NOT DETECTED", "Not detected.", "negative", "Undetectable", "Nicht nachweisbar", "Non détecté"]
)
def test_not_detected_is_an_answer_without_a_level(code: str, text: str) -> None:
    result = read_bcr_abl1(code, valueString=text)
    assert (result.percent_is, result.detected, result.reported) == (None, NO, text)


@pytest.mark.parametrize(
    ("system", "code", "detected"),
    [
        ("http://loinc.org", "LA11882-0", YES),
        ("http://loinc.org", "LA6576-8", YES),
        ("http://snomed.info/sct", "10828004", YES),
        ("http://loinc.org", "LA11883-8", NO),
        ("http://loinc.org", "LA6577-6", NO),
        ("http://snomed.info/sct", "260385009", NO),
    ],
)
def test_an_answer_is_recognized_by_its_code_alone(system: str, code: str, detected: Answer) -> None:
    assert read_bcr_abl1("21821-4", valueCodeableConcept=concept(code, system)).detected is detected


def test_detected_without_a_level_is_above_zero() -> None:
    result = read_bcr_abl1("21821-4", valueCodeableConcept=concept("LA9633-4"))
    assert (str(result.percent_is), result.detected) == (">0", YES)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"valueQuantity": quantity(Decimal("0.011"))}, "it has no unit"),
        ({"valueString": "<0.01"}, "it has no unit"),
        ({"valueQuantity": quantity(5000, "%")}, "its value is not plausible in its unit"),
        ({"valueQuantity": quantity(3, "{copies}")}, "its unit ({copies}) is not one for a share"),
        ({"valueString": "03/2024"}, "it is a ratio of counts, not a level in %"),
        (
            {"valueRatio": {"numerator": quantity(1), "denominator": quantity(1000)}},
            "it is a ratio of counts, not a level in %",
        ),
        ({"valueString": "MR5"}, "it is a molecular response or a log reduction, not a level in %"),
        ({"valueString": "Log reduction 3.1"}, "it is a molecular response or a log reduction, not a level in %"),
        (
            {"valueQuantity": quantity(Decimal("4.5"), "log")},
            "it is a molecular response or a log reduction, not a level in %",
        ),
        (
            {"valueQuantity": quantity(Decimal("0.5"), "log reduction", code="1")},
            "it is a molecular response or a log reduction, not a level in %",
        ),
        (
            {"valueQuantity": quantity(Decimal("0.05"), "% NCN", code="%")},
            "its unit says that it is not on the International Scale",
        ),
        ({"valueString": "0.05 % (non-IS)"}, "its unit says that it is not on the International Scale"),
        ({"valueString": "0.5 log"}, "it is a molecular response or a log reduction, not a level in %"),
        ({"valueString": "see report"}, "its answer is not recognized"),
        (
            {"dataAbsentReason": {"text": "POSITIVE [Above upper LoQ]"}},
            "it has no value (POSITIVE [Above upper LoQ])",
        ),
    ],
)
def test_an_unreadable_level_is_excluded(value: dict[str, Any], reason: str) -> None:
    assert read_exclusion_reason(observation("69380-4", **value)) == reason


@pytest.mark.parametrize(
    ("text", "at_most"),
    [
        *(("MR1", "<=10"), ("MR 2.0", "<=1"), ("MR3", "<=0.1"), ("mr 3,0", "<=0.1"), ("MMR", "<=0.1")),
        *(("Major molecular response", "<=0.1"), ("MR4", "<=0.01"), ("MR4.0", "<=0.01"), ("MR4.5", "<=0.0032")),
        *(("MR4.5 reached.", "<=0.0032"), ("patient is in MMR", "<=0.1"), ("MMR (MR3.0)", "<=0.1")),
        ("Deep molecular response (MR4) maintained", "<=0.01"),
    ],
)
def test_a_molecular_response_in_words_is_read_as_its_upper_bound(text: str, at_most: str) -> None:
    values: tuple[dict[str, Any], ...] = ({"valueString": text}, {"valueCodeableConcept": {"text": text}})
    for value in values:
        result = read_bcr_abl1("69380-4", **value)
        assert (str(result.percent_is), result.detected, result.reported) == (at_most, UNKNOWN, text)


@pytest.mark.parametrize(
    "text",
    [
        "Not detected (MR4.5)",
        "NOT DETECTED (MR 4.5)",
        "Not detected (MR4)",
        "not detected [MR4.5]",
        "not detected, MR4.5",
        "Not detected; MR4.5.",
        "undetectable MR4.5",
        "Undetectable (MR5.0)",
        "Nicht nachweisbar (MR4,5)",
        "MR4.5, not detected",
        "MR4.5 (undetectable)",
        "Not detected (MR4.5 sensitivity)",
        "Not detected (sensitivity MR4.5)",
        "Not detected at MR4.5",
        "Not detected (<0.0032%)",
        "not detected (< 0,001 % IS)",
    ],
)
def test_not_detected_at_the_depth_of_the_test_is_not_detected(text: str) -> None:
    result = read_bcr_abl1("69380-4", valueString=text)
    assert (result.percent_is, result.detected, result.reported) == (None, NO, text)


@pytest.mark.parametrize(
    "text",
    [
        "Detected (MR4.5)",
        "Detected, MR3",
        "Not detected (loss of MMR)",
        "Not detected (0.5 %)",
        "Not detected (>0.5 %)",
        "Not detected (MR9)",
        "Not detected previously (MR4.5)",
        "Not detected (MR4.5), detected in nested PCR",
    ],
)
def test_any_other_words_around_an_answer_are_not_read(text: str) -> None:
    assert read_exclusion_reason(observation("69380-4", valueString=text)) == "its answer is not recognized"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "loss of MMR",
            "no MMR",
            "not in MR3",
            "MMR lost",
            "MR4 not reached",
            "MMR?",
            "MR3 or MR4",
            "MMR, MR4",
            ">MR4",
        ),
        *("MR5", "MR 3.5", "MR4.2", "CMR", "MR0", "DMR", "MR", "MR4-", "kein MMR", "MR4 (0.5 %)", "MMR since 2019"),
        *("4.5", "MMR, MR4", "major molecular response: no", "deep molecular response"),
    ],
)
def test_a_response_that_is_negated_doubted_or_unlisted_is_excluded(text: str) -> None:
    assert read_exclusion_reason(observation("69380-4", valueString=text))


@pytest.mark.parametrize("code", ["46434-7", "50195-7", "82905-1", "69381-2", "69382-0", "74041-5", "21821-4"])
def test_a_response_in_words_under_another_code_is_not_a_level(code: str) -> None:
    assert read_exclusion_reason(observation(code, valueString="MR4.5"))


def test_a_response_with_a_coded_answer_is_excluded() -> None:
    reason = "it is a molecular response or a log reduction, not a level in %"
    assert read_exclusion_reason(observation("69380-4", **coded(NOT_DETECTED, "MMR"))) == reason


def coded(code: str, text: str) -> dict[str, Any]:
    return {"valueCodeableConcept": concept(code, "http://snomed.info/sct", text=text)}


DETECTED, NOT_DETECTED = "260373001", "260415000"


@pytest.mark.parametrize(
    "value",
    [
        coded(DETECTED, "Not detected (see comment)"),
        coded(DETECTED, "BCR::ABL1: negative"),
        coded(NOT_DETECTED, "Detected below the limit of quantification"),
        coded(NOT_DETECTED, "low positive"),
    ],
)
def test_an_answer_whose_text_contradicts_its_code_is_excluded(value: dict[str, Any]) -> None:
    assert read_exclusion_reason(observation("21821-4", **value)) == "its coded answer and its text disagree"


@pytest.mark.parametrize("text", ["Nicht nachgewiesen", "No BCR::ABL1 detected", "not detected, sensitivity 0.002 %"])
def test_unknown_words_do_not_change_a_coded_answer(text: str) -> None:
    assert read_bcr_abl1("21821-4", **coded(NOT_DETECTED, text)).detected is NO


def test_a_number_is_not_a_qualitative_answer() -> None:
    assert (
        read_exclusion_reason(observation("21821-4", valueQuantity=quantity(1, "%")))
        == "its value is a number, not an answer"
    )


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("46434-7", "it is not on the International Scale, on which BCR::ABL1 levels are compared"),
        ("55147-3", "it is not on the International Scale, on which BCR::ABL1 levels are compared"),
        ("50195-7", "it is a log reduction, not a level on the International Scale"),
        ("82905-1", "it is a log reduction, not a level on the International Scale"),
        ("69381-2", "it is the level of one transcript, not of all BCR::ABL1"),
        ("69963-7", "it is the p190 transcript, for which there is no International Scale"),
    ],
)
def test_a_level_on_another_scale_is_excluded(code: str, reason: str) -> None:
    assert read_exclusion_reason(observation(code, valueQuantity=quantity(Decimal("0.1"), "%"))) == reason


def test_every_excluded_code_is_reported_with_its_reason() -> None:
    for coding, row in read_rows("bcr_abl1", "exclude"):
        assert read_exclusion_reason(observation(coding.code, valueQuantity=quantity(1, "%"))) == row["reason"]


def test_an_additional_local_code_and_another_category_change_nothing() -> None:
    resource = observation("69380-4", valueQuantity=quantity(1, "%"), category=[concept("GE", "v2-0074")])
    resource["code"]["coding"].insert(0, {"system": "https://laboratory.example", "code": "BCR"})
    assert isinstance(read_fact(resource), BcrAbl1Result)


def test_a_result_coded_both_on_and_off_the_scale_is_excluded() -> None:
    resource = observation("69380-4", valueQuantity=quantity(1, "%"))
    resource["code"]["coding"].append({"system": "http://loinc.org", "code": "46434-7"})
    assert (
        read_exclusion_reason(resource)
        == "it is not on the International Scale, on which BCR::ABL1 levels are compared"
    )


ATYPICAL = {
    "p190 detected": observation("21823-0", valueString="Detected"),
    "a level of p190": observation("52132-8", valueQuantity=quantity(12, "%")),
    "a level of p190 in marrow": observation("69963-7", valueQuantity=quantity(12, "%")),
    "an answer of p190 that is not recognized": observation("21823-0", valueString="see report"),
    "a transcript that the answer names": observation("21821-4", valueString="Detected (e19a2)"),
    "an answer about two transcripts": observation("21821-4", valueString="p210 not detected, P190BCR detected"),
    "a transcript that the name of the test names": observation(
        "21821-4", code=concept("21821-4", text="BCR-ABL1 p230"), valueString="Detected"
    ),
}


@pytest.mark.parametrize("name", ATYPICAL)
def test_an_atypical_transcript_is_excluded_as_one(name: str) -> None:
    facts, excluded = read_observations(ATYPICAL[name])
    assert facts == ()
    assert [data.subject for data in excluded] == [Subject.ATYPICAL_TRANSCRIPT]


NOT_ATYPICAL = {
    "p190 not detected": (observation("21823-0", valueString="NOT DETECTED"), []),
    "p190 not detected, with the depth": (observation("52132-8", valueString="Not detected (MR4.5)"), []),
    "no level of p190": (observation("52132-8", valueQuantity=quantity(0, "%")), []),
    "p190 below the limit": (observation("52132-8", valueQuantity=quantity(1, "%", comparator="<")), []),
    # It says nothing of the usual transcript.
    "no p190, under a general code": (
        observation("21821-4", code=concept("21821-4", text="p190"), valueString="Not detected"),
        [Subject.BCR_ABL1],
    ),
}


@pytest.mark.parametrize("name", NOT_ATYPICAL)
def test_an_atypical_transcript_that_was_not_found_is_none(name: str) -> None:
    result, subjects = NOT_ATYPICAL[name]
    facts, excluded = read_observations(result)
    assert facts == ()
    assert [data.subject for data in excluded] == subjects


@pytest.mark.parametrize("word", ["b2a2", "b3a2", "e13a2", "e14a2", "p210", "sp1901"])
def test_the_usual_transcripts_are_read(word: str) -> None:
    named = concept("21821-4", text=f"BCR-ABL1 {word}")
    assert isinstance(read_fact(observation("21821-4", code=named, valueString="Detected")), BcrAbl1Result)
