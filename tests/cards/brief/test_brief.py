"""A card is read in 20 to 40 seconds, and nothing that a clinician needs before acting is missing."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cards import build_assessment_document
from cards.brief.detail import FIRST_WORDS
from cards.brief.facts import list_urgent_facts
from cards.kinds import Detail
from cards.report import build_report
from cards.wordings import brief
from cards.wordings.actions import CRITERION_NAMES
from cards.wordings.precautions import NAMES
from cds_service import decimal_json
from cds_service.decision import assess_chart
from cds_service.demonstration.patients import build_patients
from fhir_mappings import Chart, ChartEntry
from response_criteria.model.assessment import Assessment, collect_evidence
from response_criteria.model.recommendations import Action
from tests.cards.brief.longest import FINDINGS, build_longest, build_longest_unknown_applicability
from tests.cards.card_text import assess_patient, build_sample_cards
from tests.cards.patients import PATIENTS

TODAY = date(2024, 6, 15)
WORDS_A_MINUTE, MAX_SECONDS = 230, 40


def assess_stories() -> dict[str, Assessment]:
    """Assess the demonstration patients, through JSON as a call does."""
    charts = {
        patient.id: tuple(ChartEntry(resource) for resource in decimal_json.read(json.dumps(patient.resources)))
        for patient in build_patients(TODAY)
    }
    return {patient: assess_chart(Chart(patient, entries), TODAY) for patient, entries in charts.items()}


STORIES = {name: found for name, found in assess_stories().items() if build_sample_cards(found)}
REAL = {**STORIES, **{name: assess_patient(name) for name in PATIENTS}}
LONGEST = {
    **{
        f"longest {action} of {count}": build_longest(action, criteria=count) for action in FINDINGS for count in (1, 4)
    },
    "longest unknown applicability": build_longest_unknown_applicability(),
}
ALL = REAL | LONGEST


def build_card(assessment: Assessment, detail: Detail = Detail.BRIEF) -> dict[str, Any]:
    (card,) = build_sample_cards(assessment, detail)
    return card


def offers_dose(card: dict[str, Any]) -> bool:
    actions = (action for suggestion in card.get("suggestions", []) for action in suggestion["actions"])
    return any(action["resource"]["resourceType"] == "MedicationRequest" for action in actions)


def read_first_words(assessment: Assessment) -> str:
    return " ".join(build_card(assessment)["detail"].split()[:FIRST_WORDS])


@pytest.mark.parametrize("name", ALL)
def test_a_card_has_at_most_180_words_and_with_a_dose_250(name: str) -> None:
    card = build_card(ALL[name])
    limit = 250 if offers_dose(card) else 180
    assert 0 < len(card["detail"].split()) <= limit


@pytest.mark.parametrize("name", REAL)
def test_an_ordinary_card_is_read_in_40_seconds(name: str) -> None:
    seconds = 60 * len(build_card(REAL[name])["detail"].split()) / WORDS_A_MINUTE
    assert seconds <= MAX_SECONDS


@pytest.mark.parametrize("name", REAL)
def test_the_first_60_words_name_the_finding(name: str) -> None:
    assessment, words = REAL[name], read_first_words(REAL[name]).lower()
    grounds = assessment.recommendation.grounds
    names = [CRITERION_NAMES[id_] for id_ in grounds if id_ in CRITERION_NAMES]
    facts = [fact.dated.lower() for fact in list_urgent_facts(assessment)]
    unknown = ["cannot be fully assessed", "were ordered within", "the documented supply of imatinib ended"]
    kinds = [part for name in names for part in name.split()]
    assert all(fact in words for fact in facts)
    assert all(part in words for part in kinds) or any(text in words for text in unknown)


@pytest.mark.parametrize("name", REAL)
def test_the_first_60_words_hold_a_value_or_the_day_of_the_treatment(name: str) -> None:
    words = read_first_words(REAL[name])
    values = [str(item.amount) for item in collect_evidence(REAL[name]) if item.amount]
    days = [str(day) for day in (REAL[name].therapy.started_on,) if day]
    assert any(value in words for value in values) or any(day in words for day in days)


@pytest.mark.parametrize("name", ALL)
def test_the_first_60_words_tell_what_to_do_first(name: str) -> None:
    steps = build_card(ALL[name])["detail"].partition("**First:** ")[2].partition("\n")[0]
    assert steps in read_first_words(ALL[name])
    assert steps


@pytest.mark.parametrize("name", ALL)
def test_the_summary_begins_with_the_most_urgent_fact(name: str) -> None:
    facts = list_urgent_facts(ALL[name])
    summary = build_card(ALL[name])["summary"]
    assert summary[0] == summary[0].upper()
    assert [fact.text for fact in facts[:1] if not summary.lower().startswith(fact.text.lower())] == []


@pytest.mark.parametrize("name", [name for name in REAL if REAL[name].recommendation.grounds])
def test_a_summary_about_a_finding_holds_its_number(name: str) -> None:
    values = {str(item.amount) for item in collect_evidence(REAL[name]) if item.amount}
    summary = build_card(REAL[name])["summary"]
    found = REAL[name].recommendation.action is not Action.COMPLETE_DATA
    assert any(value in summary for value in values) or "ABL1 mutation" in summary or not found


@pytest.mark.parametrize("name", ALL)
def test_no_card_shows_the_id_of_a_resource_or_the_number_of_a_decision(name: str) -> None:
    detail = build_card(ALL[name])["detail"]
    assert re.findall(r"\b[A-Z]\w+/[\w.-]*\d[\w.-]*\b|\b00\d\d\b", detail.replace("ng/mL", "")) == []


@pytest.mark.parametrize("name", REAL)
def test_each_result_is_stated_once(name: str) -> None:
    detail = build_card(REAL[name])["detail"]
    lines = [line for line in re.split(r"\n+|(?<=[.;]) ", detail) if line.strip()]
    assert len(lines) == len(set(lines))
    results = [fact.dated for fact in list_urgent_facts(REAL[name])]
    assert [text for text in results if detail.lower().count(text.lower()) != 1] == []


@pytest.mark.parametrize("name", [name for name in ALL if offers_dose(build_card(ALL[name]))])
def test_everything_that_argues_against_a_dose_stands_before_it(name: str) -> None:
    before, _, after = build_card(ALL[name])["detail"].partition("**2003 protocol:**")
    arguments = before.partition(brief.AGAINST.partition("{")[0])[2]
    assert [code for code in (item.code for item in ALL[name].precautions) if not is_named(code, name, arguments)] == []
    assert all(
        str(missing.values["what"]) in arguments for missing in ALL[name].missing_inputs if "on" in missing.values
    )
    assert "off-label" in after or "no increase" in after
    assert "Guidelines today: change the TKI" in after
    labels = [suggestion["label"] for suggestion in build_card(ALL[name])["suggestions"]]
    assert [label for label in labels if "against" in label.lower()] == []


def is_named(code: str, name: str, text: str) -> bool:
    """Whether a text describes a precaution, or names it, or states the fact that it is about."""
    precaution = next(item for item in ALL[name].precautions if item.code == code)
    if any(code in fact.precautions and fact.dated in text for fact in list_urgent_facts(ALL[name])):
        return True
    parts = re.split(r"\{\w+\}", brief.PRECAUTIONS[precaution.reason])
    return all(part.lower() in text.lower() for part in parts) or NAMES[code] in text


@pytest.mark.parametrize("name", [name for name in ALL if ALL[name].precautions])
def test_every_precaution_is_on_the_card(name: str) -> None:
    detail = build_card(ALL[name])["detail"]
    codes = [precaution.code for precaution in ALL[name].precautions]
    unread = "unread-result" if brief.UNREAD.partition("{")[0] in detail else ""
    assert [code for code in codes if code != unread and not is_named(code, name, detail)] == []


@pytest.mark.parametrize("name", ALL)
def test_the_whole_explanation_is_the_report_of_the_assessment(name: str) -> None:
    report = build_assessment_document(ALL[name])["report"]
    assert report == build_report(ALL[name])
    assert build_card(ALL[name], Detail.FULL)["detail"] == report


@pytest.mark.parametrize("name", [name for name, found in assess_stories().items() if name not in STORIES])
def test_a_chart_without_a_card_has_a_report_too(name: str) -> None:
    found = assess_stories()[name]
    assert build_report(found).endswith(f"assessed as of {TODAY}.")


def test_the_current_dose_is_dated_by_its_own_start() -> None:
    changed = build_card(assess_patient("no-protocol-step-after-an-escalation"))["detail"]
    assert "- Imatinib 800 mg/day since 2023-04-01; first documented on 2022-10-12\n" in changed
    unchanged = build_card(assess_patient("escalate-hematologic-resistance"))["detail"]
    assert "- Imatinib 400 mg/day, documented since 2024-01-12\n" in unchanged


def test_after_an_escalation_no_earlier_response_is_denied() -> None:
    after = build_card(assess_patient("no-protocol-step-after-an-escalation"))["detail"]
    assert "no major response (Ph-positive <35%) 12 months after the escalation" in after
    before = build_card(STORIES["rowan-thunder"])["detail"]
    assert "no major response (Ph-positive <35%) after 12 months" in before


def test_what_is_not_known_is_no_argument_against_a_dose() -> None:
    detail = build_card(assess_patient("escalate-hematologic-resistance"))["detail"]
    assert "\n\n**Not known:** dispensed supply.\n\n" in detail
    assert "**Against" not in detail


def test_with_blasts_the_count_is_asked_for_once() -> None:
    assert build_card(assess_patient("confirm-blasts-reported"))["detail"].count("blood count now") == 1
    assert "confirms from" not in build_card(assess_patient("confirm-blasts-reported"))["detail"]
    assert "confirms from" in build_card(assess_patient("confirm-leukocytes-alone"))["detail"]


@pytest.mark.parametrize(("method", "is_named"), [("automated", True), ("manual", False)])
def test_a_response_that_is_known_by_an_automated_differential_is_named_so(method: str, is_named: bool) -> None:
    assessment = assess_patient("confirm-leukocytes-alone")
    findings = tuple(
        replace(finding, values={**finding.values, "confirmed_by": method}) if finding.evidence else finding
        for finding in assessment.findings
    )
    detail = build_card(replace(assessment, findings=findings))["detail"]
    assert ("confirmed on 2023-03-21 (that response by automated differential)." in detail) is is_named


def test_after_another_inhibitor_a_milestone_is_called_one_of_the_first_line() -> None:
    later, first = (
        build_card(found) for found in (assess_patient("review-after-another-inhibitor"), STORIES["myrtle-haze"])
    )
    assert later["summary"].startswith("BCR::ABL1 8% IS, over ELN's first-line limit; ")
    assert "here imatinib was started again, or after another TKI" in later["detail"]
    assert "failure by ELN" not in later["detail"]
    assert first["summary"].startswith("BCR::ABL1 4.0% IS, failure by ELN 2020; ")


def test_after_another_inhibitor_the_start_of_imatinib_is_known() -> None:
    later = assess_patient("review-after-another-inhibitor")
    assert later.therapy.started_on == date(2022, 10, 12)
    assert "start-of-imatinib" not in {item.code for finding in later.findings for item in finding.missing}
