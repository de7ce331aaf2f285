"""The report says everything that the document says, as a page that fits a terminal."""

from dataclasses import replace

import pytest

from cards.document.assessment import assessment_document
from cards.text_report import WIDTH, readable_report
from response_criteria.model.amounts import Amount
from response_criteria.model.findings import (
    Action,
    CytogeneticResponse,
    GradedStudy,
    HeldCategory,
    HematologicResponse,
    MolecularResponse,
    ResponseByMethod,
    Responses,
    Therapy,
)
from response_criteria.publications.kantarjian2003.reasons import Reason
from tests.cards import card_text as told
from tests.cards import samples
from tests.cards.patients import PATIENTS


def words(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize("name", PATIENTS)
def test_the_report_says_every_sentence_of_the_document(name: str) -> None:
    assessment = told.assessment(name)
    document, report = assessment_document(assessment), words(readable_report(assessment))
    parts = [*document.get("criteria", []), *document.get("precautions", []), *document.get("context", [])]
    lacks = [lack for each in document.get("criteria", []) for lack in each.get("missing", [])]
    reasons = document["applicability"].get("reasons", [])
    said = [each["text"] for each in (*parts, *lacks, *reasons, document["recommendation"])]
    said += [each["reference"] for each in document.get("evidence", [])]
    said += [each["reason"] for each in (*document.get("setAside", []), *document.get("unread", []))]
    assert [text for text in said if words(text) not in report] == []


@pytest.mark.parametrize("name", PATIENTS)
def test_the_recommendation_stands_first_and_the_advice_on_its_use_last(name: str) -> None:
    assessment = told.assessment(name)
    paragraphs = readable_report(assessment).split("\n\n")
    assert paragraphs[1].startswith(f"{assessment.recommendation.action.upper()}: ")
    assert paragraphs[-1].startswith("Advisory, for the treating clinician")


@pytest.mark.parametrize("name", PATIENTS)
def test_lines_fit_the_width(name: str) -> None:
    lines = readable_report(told.assessment(name)).splitlines()
    assert [line for line in lines if len(line) > WIDTH and " " in line.strip(" -")] == []


def test_no_character_that_a_terminal_obeys_is_printed() -> None:
    hostile = samples.evidence("\x1b[2J\u202eblasts")
    found = replace(samples.finding(Reason.FISH_AFTER_KARYOTYPE, 3), evidence=hostile)
    report = readable_report(samples.assessed(Action.CONFIRM, found))
    assert "[2J blasts" in report
    assert not {"\x1b", "\u202e"} & set(report)


def test_an_unknown_dose_is_said() -> None:
    report = readable_report(samples.assessed(Action.CONTINUE, therapy=Therapy(started_on=samples.AS_OF)))
    assert "Current dose: not known." in report


def test_where_there_is_no_imatinib_there_is_no_treatment_to_tell() -> None:
    assert "Treatment" not in readable_report(samples.assessed(Action.NONE, therapy=Therapy(), options=()))


def test_the_response_is_told_in_detail_by_each_method() -> None:
    report = words(readable_report(told.assessment("escalate-two-cytogenetic-criteria")))
    assert "By karyotype, each category first seen: minor on 2023-04-18 (40% of 20)." in report
    assert "By karyotype, best of the course: minor, from 2023-04-18 to 2024-05-14 (12 months so far)." in report
    assert "By FISH" not in report


def test_a_loss_a_later_fish_and_what_was_not_counted_are_told() -> None:
    lost = HeldCategory("complete", samples.AS_OF, samples.AS_OF, samples.AS_OF)
    study = GradedStudy("unknown", samples.AS_OF, Amount.exactly(5))
    fish = ResponseByMethod("FISH", study, study, (), lost, None)
    shown = CytogeneticResponse("unknown", method="FISH", by_method=(fish,), not_counted=(study,))
    responses = Responses(HematologicResponse("unknown"), shown)
    report = words(readable_report(samples.assessed(Action.CONTINUE, responses=responses)))
    assert "By FISH, best of the course: complete, from 2024-06-16, last seen on 2024-06-16 and lost on" in report
    assert "for want of metaphases: 5% of an unknown number on 2024-06-16." in report
    assert "Cytogenetic response: not known by FISH, which is not equivalent to a karyotype: 5% positive" in report


def test_levels_of_bcr_abl1_are_told() -> None:
    report = words(readable_report(told.assessment("confirm-leukocytes-alone")))
    assert "BCR::ABL1: 0.4% IS on 2024-03-12 (MR2.0)." in report
    assert "BCR::ABL1, each level first seen: MR2.0 on 2024-03-12 (0.4% IS)." in report
    assert "BCR::ABL1, lowest of the course: 0.4% IS on 2024-03-12." in report


def test_a_bound_and_a_result_that_was_not_detected_say_what_they_cannot_tell() -> None:
    for molecular, said in (
        (MolecularResponse(Amount.compared("<", "0.01"), samples.AS_OF, "MR4.0"), "(MR4.0 or deeper)"),
        (MolecularResponse(Amount.exactly(8), samples.AS_OF, "none"), "BCR::ABL1: 8% IS on 2024-06-16."),
        (MolecularResponse(None, samples.AS_OF, "unknown"), "without its limit of detection this tells no level."),
    ):
        responses = Responses(HematologicResponse("unknown"), CytogeneticResponse("unknown"), molecular)
        assert said in words(readable_report(samples.assessed(Action.CONTINUE, responses=responses)))
