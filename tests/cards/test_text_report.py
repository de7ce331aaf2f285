"""The report contains everything that the document contains, as a page that fits a terminal."""

from dataclasses import replace

import pytest

from cards.document.assessment import build_assessment_document
from cards.text_report import TEXT_WIDTH, format_text_report
from response_criteria.model.amounts import Amount
from response_criteria.model.recommendations import Action
from response_criteria.model.responses import (
    CytogeneticResponse,
    GradedAnalysis,
    HematologicResponse,
    MolecularResponse,
    ResponseByMethod,
    ResponseDuration,
    Responses,
)
from response_criteria.model.therapy import Therapy
from response_criteria.publications.kantarjian2003.reasons import Reason
from tests.cards import samples
from tests.cards.card_text import assess_patient
from tests.cards.patients import PATIENTS


def join_lines(text: str) -> str:
    """Return the text without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize("name", PATIENTS)
def test_the_report_contains_every_sentence_of_the_document(name: str) -> None:
    assessment = assess_patient(name)
    document, report = build_assessment_document(assessment), join_lines(format_text_report(assessment))
    parts = [*document.get("criteria", []), *document.get("precautions", []), *document.get("context", [])]
    missing = [item for criterion in document.get("criteria", []) for item in criterion.get("missing", [])]
    reasons = document["applicability"].get("reasons", [])
    texts = [part["text"] for part in (*parts, *missing, *reasons, document["recommendation"])]
    texts += [item["reference"] for item in document.get("evidence", [])]
    texts += [exclusion["reason"] for exclusion in (*document.get("setAside", []), *document.get("unread", []))]
    assert [text for text in texts if join_lines(text) not in report] == []


@pytest.mark.parametrize("name", PATIENTS)
def test_the_recommendation_comes_first_and_the_advice_on_its_use_last(name: str) -> None:
    assessment = assess_patient(name)
    paragraphs = format_text_report(assessment).split("\n\n")
    assert paragraphs[1].startswith(f"{assessment.recommendation.action.upper()}: ")
    assert paragraphs[-1].startswith("Advisory, for the treating clinician")


@pytest.mark.parametrize("name", PATIENTS)
def test_lines_fit_the_width(name: str) -> None:
    lines = format_text_report(assess_patient(name)).splitlines()
    assert [line for line in lines if len(line) > TEXT_WIDTH and " " in line.strip(" -")] == []


def test_no_terminal_control_character_is_printed() -> None:
    hostile = samples.evidence("\x1b[2J\u202eblasts")
    finding = replace(samples.finding(Reason.FISH_AFTER_KARYOTYPE, 3), evidence=hostile)
    report = format_text_report(samples.assessment(Action.CONFIRM, finding))
    assert "[2J blasts" in report
    assert not {"\x1b", "\u202e"} & set(report)


def test_an_unknown_dose_is_shown() -> None:
    report = format_text_report(samples.assessment(Action.CONTINUE, therapy=Therapy(started_on=samples.AS_OF)))
    assert "Current dose: unknown." in report


def test_without_imatinib_there_is_no_section_on_treatment() -> None:
    assert "Treatment" not in format_text_report(samples.assessment(Action.NONE, therapy=Therapy(), options=()))


def test_the_response_is_described_in_detail_by_each_method() -> None:
    report = join_lines(format_text_report(assess_patient("escalate-two-cytogenetic-criteria")))
    assert "By karyotype, first result in each category: minor on 2023-04-18 (40% of 20)." in report
    assert "By karyotype, best of the course: minor, from 2023-04-18 to 2024-05-14 (12 months so far)." in report
    assert "By FISH" not in report


def test_a_loss_a_later_fish_and_karyotypes_without_a_grade_are_described() -> None:
    lost = ResponseDuration("complete", samples.AS_OF, samples.AS_OF, samples.AS_OF)
    analysis = GradedAnalysis("unknown", samples.AS_OF, Amount.exactly(5))
    fish = ResponseByMethod("FISH", analysis, analysis, (), lost, None)
    cytogenetic = CytogeneticResponse("unknown", method="FISH", by_method=(fish,), not_counted=(analysis,))
    responses = Responses(HematologicResponse("unknown"), cytogenetic)
    report = join_lines(format_text_report(samples.assessment(Action.CONTINUE, responses=responses)))
    assert "By FISH, best of the course: complete, from 2024-06-16 to 2024-06-16, lost on" in report
    assert "with too few metaphases to grade: 5% of an unknown number on 2024-06-16." in report
    assert "Cytogenetic response: unknown by FISH, which is not equivalent to a karyotype: 5% positive" in report


def test_levels_of_bcr_abl1_are_described() -> None:
    report = join_lines(format_text_report(assess_patient("confirm-leukocytes-alone")))
    assert "BCR::ABL1: 0.4% IS on 2024-03-11 (MR2.0)." in report
    assert "BCR::ABL1, first result at each level: MR2.0 on 2024-03-11 (0.4% IS)." in report
    assert "BCR::ABL1, lowest of the course: 0.4% IS on 2024-03-11." in report


def test_a_bound_and_a_result_not_detected_leave_the_level_open() -> None:
    for molecular, text in (
        (MolecularResponse(Amount.from_comparator("<", "0.01"), samples.AS_OF, "MR4.0"), "(MR4.0 or deeper)"),
        (MolecularResponse(Amount.exactly(8), samples.AS_OF, "none"), "BCR::ABL1: 8% IS on 2024-06-16."),
        (MolecularResponse(None, samples.AS_OF, "unknown"), "the level is unknown without the limit of detection."),
    ):
        responses = Responses(HematologicResponse("unknown"), CytogeneticResponse("unknown"), molecular)
        assert text in join_lines(format_text_report(samples.assessment(Action.CONTINUE, responses=responses)))
