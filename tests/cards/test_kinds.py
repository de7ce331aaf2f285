"""What a card must say and offer, and what it must not."""

import re
from dataclasses import replace
from typing import Any

import pytest

from cards.kinds import KINDS
from cards.lines.evidence import evidence_lines
from response_criteria.model.facts import Unread
from response_criteria.model.findings import Action, Assessment, ContextStatement, Status, Therapy
from response_criteria.publications.kantarjian2003 import EDITION
from response_criteria.publications.kantarjian2003.reasons import LACKS, Lack, Reason
from tests.cards import card_text as told
from tests.cards import samples
from tests.cards.patients import PATIENTS

ESCALATING = [name for name in PATIENTS if name.startswith("escalate")]
WITHOUT_A_STEP = [name for name in PATIENTS if name not in ESCALATING]


def card(name: str) -> dict[str, Any]:
    (only,) = told.cards(told.assessment(name))
    return only


def drafted(name: str) -> list[str]:
    suggestions = card(name).get("suggestions", [])
    return [action["resource"]["resourceType"] for each in suggestions for action in each["actions"]]


@pytest.mark.parametrize("action", [Action.CONTINUE, Action.NONE])
def test_an_assessment_that_asks_for_nothing_has_no_card(action: Action) -> None:
    assert told.cards(samples.assessed(action)) == []


def test_every_other_action_has_a_card() -> None:
    assert set(Action) - set(KINDS) == {Action.CONTINUE, Action.NONE}


@pytest.mark.parametrize("name", ESCALATING)
def test_the_first_suggestion_is_the_protocols_step_and_mutation_analysis_is_the_last(name: str) -> None:
    labels = [each["label"] for each in card(name)["suggestions"]]
    assert labels[0].startswith("Protocol step of 2003")
    assert labels[-1] == "Request ABL1 mutation analysis"


@pytest.mark.parametrize("name", WITHOUT_A_STEP)
def test_a_card_without_a_step_drafts_no_dose(name: str) -> None:
    assert "MedicationRequest" not in drafted(name)


@pytest.mark.parametrize("name", PATIENTS)
def test_no_suggestion_is_marked_as_recommended(name: str) -> None:
    assert [each for each in card(name).get("suggestions", []) if "isRecommended" in each] == []


@pytest.mark.parametrize("name", ESCALATING)
def test_the_order_to_be_discontinued_is_named_on_the_card_and_in_the_draft(name: str) -> None:
    order = told.assessment(name).therapy.orders[0]
    shown = card(name)
    assert f"The drafted order replaces `{order}`" in shown["detail"]
    assert order in shown["suggestions"][0]["actions"][0]["description"]


@pytest.mark.parametrize("name", ESCALATING)
def test_the_step_stands_beside_what_label_and_guidance_say_today(name: str) -> None:
    step, label, *_ = card(name)["detail"].partition("**Step of the 2003 protocol:**")[2].split("\n\n")
    assert "Current guidance prefers a change of TKI" in step
    assert label.startswith("**US label:** ")


def test_800_mg_is_called_off_label_in_the_us() -> None:
    assert "800 mg/day is off-label in the US" in card("escalate-hematologic-resistance")["detail"]


@pytest.mark.parametrize("name", PATIENTS)
def test_what_is_not_checked_stands_first(name: str) -> None:
    (shown,) = told.cards(replace(told.assessment(name), not_evaluated=("adherence",)))
    assert shown["detail"].startswith("**Not checked by this service:** adherence.")


def test_a_card_says_nothing_of_unchecked_precautions_once_all_are_checked() -> None:
    assert card("escalate-hematologic-resistance")["detail"].startswith("**Hematologic resistance: met.**")


@pytest.mark.parametrize("name", PATIENTS)
def test_every_piece_of_evidence_of_the_finding_has_a_line(name: str) -> None:
    assessment = told.assessment(name)
    cited = [each for id_ in assessment.recommendation.because for each in assessment.finding(id_).evidence]
    lines = card(name)["detail"].splitlines()
    assert [line for line in evidence_lines(cited) if f"- {line}" not in lines] == []


@pytest.mark.parametrize("name", PATIENTS)
def test_every_blocking_precaution_is_on_the_card_with_its_evidence(name: str) -> None:
    assessment = told.assessment(name)
    cited = [each for raised in assessment.precautions if raised.blocks for each in raised.evidence]
    lines = card(name)["detail"].splitlines()
    assert [line for line in evidence_lines(cited) if f"  - {line}" not in lines] == []


def test_one_card_names_all_criteria_that_are_met() -> None:
    shown = card("escalate-two-cytogenetic-criteria")
    assert shown["summary"].startswith("Cytogenetic resistance and cytogenetic relapse")
    assert shown["detail"].count(": met.**") == 2


@pytest.mark.parametrize("name", PATIENTS)
def test_every_reading_that_a_finding_rests_on_is_on_the_card(name: str) -> None:
    assessment = told.assessment(name)
    rests_on = {
        reading.decision
        for id_ in assessment.recommendation.because
        for reading in assessment.finding(id_).criterion.readings
    }
    said = set(re.findall(r"\b\d{4}\b", card(name)["detail"].partition("### The rule")[2]))
    assert rests_on <= said


def test_hematologic_and_cytogenetic_failure_are_told_different_odds() -> None:
    hematologic = card("escalate-hematologic-resistance")["detail"]
    cytogenetic = card("escalate-two-cytogenetic-criteria")["detail"]
    assert ("in 5%" in hematologic, "in 52%" in hematologic) == (True, False)
    assert ("in 5%" in cytogenetic, "in 52%" in cytogenetic) == (False, True)


def test_other_causes_of_high_counts_are_asked_about_only_where_counts_are_the_reason() -> None:
    assert "infection, corticosteroids" in card("escalate-hematologic-resistance")["detail"]
    assert "infection, corticosteroids" not in card("escalate-two-cytogenetic-criteria")["detail"]


def test_a_relapse_on_leukocytes_alone_asks_about_infection_steroids_and_adherence() -> None:
    assert "ask about infection, corticosteroids and adherence" in card("confirm-leukocytes-alone")["detail"]


@pytest.mark.parametrize(
    ("name", "indicator"),
    [
        ("confirm-leukocytes-alone", "info"),
        ("confirm-blasts-reported", "warning"),
        ("confirm-by-karyotype-after-fish", "warning"),  # a milestone of ELN 2020 is a failure
        ("complete-data-nothing-recent", "info"),
        ("escalate-hematologic-resistance", "warning"),
        ("hold-blasts-in-blood", "warning"),
        ("no-protocol-step-after-a-raise", "warning"),
    ],
)
def test_a_card_is_a_warning_where_a_step_a_failed_milestone_or_blasts_are_at_stake(name: str, indicator: str) -> None:
    assert card(name)["indicator"] == indicator


def test_an_unread_question_to_the_chart_is_named() -> None:
    assert "- dispenses: the server answered 503" in card("complete-data-hostile-chart")["detail"]


def test_several_milestones_that_nothing_tells_stay_in_the_document() -> None:
    assessment = told.assessment("complete-data-nothing-recent")
    assert [each.status for each in assessment.context] == [*["unknown"] * 4, "open"]
    assert "Milestone" not in card("complete-data-nothing-recent")["detail"]


@pytest.mark.parametrize("name", PATIENTS)
def test_the_same_assessment_gives_the_same_card(name: str) -> None:
    assert card(name) == card(name)


def test_a_possible_finding_without_a_missing_test_asks_to_review_the_chart() -> None:
    assessment = replace(_possible(), options=())
    assert told.cards(assessment)[0]["summary"].endswith("no further test is missing, review the chart")


@pytest.mark.parametrize(
    ("lack", "said"),
    [
        (Lack.START_OF_IMATINIB, "the start of imatinib is not known"),
        (Lack.SPLEEN_EXAMINATION, "the spleen was palpable and is to be examined again"),
        (Lack.EARLIER_KARYOTYPE, "an earlier karyotype to compare with is missing"),
        (Lack.REPEAT_KARYOTYPE, "data are missing, as listed"),
    ],
)
def test_what_no_test_supplies_is_named_in_the_summary(lack: Lack, said: str) -> None:
    finding = samples.finding(Reason.START_UNCERTAIN, lacks={lack: LACKS[lack]})
    assessment = samples.assessed(Action.COMPLETE_DATA, finding, options=())
    assert told.cards(assessment)[0]["summary"] == f"Response to imatinib cannot be fully judged: {said}"


def test_a_molecular_failure_is_said_before_the_data_that_are_missing() -> None:
    preferred = samples.statement("eln2020/change-of-tki", "preferred", ())
    assessment = samples.assessed(Action.COMPLETE_DATA, context=(preferred,))
    summary = str(told.cards(assessment)[0]["summary"])
    assert summary.startswith("Molecular failure (ELN 2020); the 2003 protocol cannot be judged: ")


def test_an_unread_question_is_named_on_an_escalating_card_too() -> None:
    assessment = replace(
        told.assessment("escalate-hematologic-resistance"), unread=(Unread("dispenses", "it took too long"),)
    )
    assert "- dispenses: it took too long" in told.cards(assessment)[0]["detail"]


def _possible() -> Assessment:
    finding = samples.finding(Reason.MAJOR_RESPONSE_LOST, 1)
    assert finding.status is Status.POSSIBLE
    return samples.assessed(Action.CONFIRM, finding)


def label_says(status: str, **values: str) -> str:
    """The detail of a card whose context is this statement of the label."""
    increase = ContextStatement("us-label/increase-circumstances", status, samples.ELSEWHERE, values)
    met = samples.finding(Reason.NO_MAJOR_RESPONSE, 1)
    detail: str = told.cards(samples.assessed(Action.ESCALATE, met, context=(increase,)))[0]["detail"]
    return detail


def test_the_card_says_at_the_step_that_the_labels_circumstances_are_not_documented() -> None:
    label = next(each for each in label_says("protocol-alone").split("\n\n") if each.startswith("**US label:**"))
    assert "no cytogenetic response of any degree" in label


def test_that_the_label_agrees_stands_in_the_document_alone() -> None:
    assert "circumstances for an increase" not in label_says("documented", circumstances="loss")
    possible = samples.finding(Reason.MAJOR_RESPONSE_LOST, 1)
    increase = samples.statement("us-label/increase-circumstances", "documented", ("circumstances",))
    (card,) = told.cards(samples.assessed(Action.CONFIRM, possible, context=(increase,)))
    assert "circumstances for an increase are documented" in card["detail"]


@pytest.mark.parametrize(("released", "said"), [(True, False), (False, True)])
def test_a_card_says_that_its_edition_is_not_released_until_it_is(released: bool, said: bool) -> None:
    edition = replace(EDITION, released=released)
    found = samples.assessed(Action.ESCALATE, samples.finding(Reason.NO_CHR), rule_set=edition)
    (shown,) = told.cards(found)
    assert ("not released yet" in shown["detail"]) is said
    assert f"{EDITION.version} of {EDITION.dated}" in shown["detail"]


def test_a_card_says_since_when_imatinib_is_documented_and_by_which_order_the_dose_is_known() -> None:
    detail = told.cards(told.assessment("escalate-hematologic-resistance"))[0]["detail"]
    (said,) = (each for each in detail.split("\n\n") if each.startswith("- Imatinib documented since 2024-01-12."))
    assert said.endswith("Current dose: 400 mg/day. In force: `MedicationRequest/2024-01-12-imatinib`.")


def test_a_card_lists_the_doses_where_there_was_more_than_one() -> None:
    detail = told.cards(told.assessment("escalate-from-300-after-a-reduction"))[0]["detail"]
    assert "- 2022-10-12 to 2023-01-31: 600 mg/day\n- 2023-02-01 to today: 300 mg/day" in detail


@pytest.mark.parametrize("therapy", [Therapy(), Therapy(started_on=samples.AS_OF)])
def test_the_treatment_is_told_where_it_is_known_and_without_orders_where_none_is_in_force(therapy: Therapy) -> None:
    judged = samples.assessed(Action.CONFIRM, samples.finding(Reason.MAJOR_RESPONSE_LOST, 1), therapy=therapy)
    detail = told.cards(judged)[0]["detail"]
    assert ("### Treatment" in detail) is (therapy.started_on is not None)
    assert "In force" not in detail


def test_circumstances_are_the_other_ones_only_beside_one_that_the_card_is_about() -> None:
    headings = {
        name: [line for line in told.cards(told.assessment(name))[0]["detail"].splitlines() if "circumstances" in line]
        for name in ("hold-blasts-in-blood", "confirm-leukocytes-alone")
    }
    assert headings["hold-blasts-in-blood"][0] == "### The circumstances of the protocol"
    assert "### The other circumstances of the protocol" in headings["confirm-leukocytes-alone"]


def test_the_phase_is_to_be_established_first_where_resistance_is_itself_a_sign_of_an_advanced_one() -> None:
    said = {
        name: card(name)["detail"] for name in ("escalate-hematologic-resistance", "escalate-two-cytogenetic-criteria")
    }
    assert {name: "- The phase: establish it" in detail for name, detail in said.items()} == {
        "escalate-hematologic-resistance": True,
        "escalate-two-cytogenetic-criteria": False,
    }


@pytest.mark.parametrize(("name", "known"), [("hold-three-precautions", True), ("hold-blasts-in-blood", False)])
def test_a_mutation_that_is_known_is_not_to_be_analyzed_first(name: str, known: bool) -> None:
    assert ("- ABL1 kinase-domain mutations: analyze" in card(name)["detail"]) is not known


def test_a_card_says_what_keeps_the_label_from_raising_the_dose() -> None:
    against = "it raises the dose only without severe adverse reactions and cytopenia (neutropenia, hepatotoxicity)"
    assert against in card("hold-three-precautions")["detail"]
