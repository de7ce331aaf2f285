"""What a card must show and offer, and what it must not."""

import re
from dataclasses import replace
from typing import Any

import pytest

from cards.kinds import KINDS, Detail
from cards.lines.evidence import format_evidence_lines
from cards.selection import select_deciding_findings
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import ContextStatement, Status
from response_criteria.model.history import UnavailableQuery
from response_criteria.model.recommendations import Action
from response_criteria.model.therapy import Therapy
from response_criteria.publications.kantarjian2003 import EDITION
from response_criteria.publications.kantarjian2003.reasons import MISSING_CODES, MissingCode, Reason
from response_criteria.review.codes import REASONS as REASONS_FOR_REVIEW
from response_criteria.review.codes import ReviewReason
from tests.cards import samples
from tests.cards.card_text import assess_patient, build_sample_cards
from tests.cards.patients import PATIENTS

ESCALATING = [name for name in PATIENTS if name.startswith("escalate")]
WITHOUT_A_DOSE = [name for name in PATIENTS if name not in ESCALATING]


def build_card(name: str) -> dict[str, Any]:
    """Build the card with the whole report as its detail."""
    (card,) = build_full_cards(assess_patient(name))
    return card


def build_full_cards(assessment: Assessment) -> list[dict[str, Any]]:
    return build_sample_cards(assessment, Detail.FULL)


def list_drafted_types(name: str) -> list[str]:
    suggestions = build_card(name).get("suggestions", [])
    return [action["resource"]["resourceType"] for suggestion in suggestions for action in suggestion["actions"]]


@pytest.mark.parametrize("action", [Action.CONTINUE, Action.NONE])
def test_an_assessment_without_a_recommendation_has_no_card(action: Action) -> None:
    assert build_full_cards(samples.assessment(action)) == []


def test_every_other_action_has_a_card() -> None:
    assert set(Action) - set(KINDS) == {Action.CONTINUE, Action.NONE}


@pytest.mark.parametrize("name", ESCALATING)
def test_the_tests_are_suggested_first_then_the_protocols_escalation_with_the_mutation_analysis(name: str) -> None:
    tests, escalation, *_ = build_card(name)["suggestions"]
    assert tests["label"].endswith("ABL1 mutation analysis")
    assert escalation["label"].startswith("2003 protocol escalation: ")
    assert escalation["actions"][1]["description"] == "Draft request: ABL1 mutation analysis"


@pytest.mark.parametrize("name", WITHOUT_A_DOSE)
def test_a_card_without_an_escalation_drafts_no_dose(name: str) -> None:
    assert "MedicationRequest" not in list_drafted_types(name)


@pytest.mark.parametrize("name", PATIENTS)
def test_no_suggestion_is_marked_as_recommended(name: str) -> None:
    assert [suggestion for suggestion in build_card(name).get("suggestions", []) if "isRecommended" in suggestion] == []


@pytest.mark.parametrize("name", ESCALATING)
def test_the_order_to_be_discontinued_is_named_on_the_card_and_in_the_draft(name: str) -> None:
    order = assess_patient(name).therapy.orders[0]
    shown = build_card(name)
    assert f"The draft order replaces `{order}`" in shown["detail"]
    assert order in shown["suggestions"][1]["actions"][0]["description"]


@pytest.mark.parametrize("name", ESCALATING)
def test_the_escalation_is_followed_at_once_by_current_guidance_and_the_label(name: str) -> None:
    escalation, label, *_ = build_card(name)["detail"].partition("**2003 protocol escalation:**")[2].split("\n\n")
    assert "Current guidance prefers a change of TKI" in escalation
    assert label.startswith("**US label:** ")


def test_800_mg_is_marked_as_off_label_in_the_us() -> None:
    assert "800 mg/day is off-label in the US" in build_card("escalate-hematologic-resistance")["detail"]


@pytest.mark.parametrize("name", PATIENTS)
def test_what_is_not_checked_is_listed_first(name: str) -> None:
    (shown,) = build_full_cards(replace(assess_patient(name), not_evaluated=("adherence",)))
    assert shown["detail"].startswith("**Not checked by this service:** adherence.")


def test_a_card_names_no_unchecked_precautions_once_all_are_checked() -> None:
    assert build_card("escalate-hematologic-resistance")["detail"].startswith("**Hematologic resistance: met.**")


@pytest.mark.parametrize("name", PATIENTS)
def test_every_piece_of_evidence_of_the_finding_has_a_line(name: str) -> None:
    assessment = assess_patient(name)
    cited = [item for finding in select_deciding_findings(assessment) for item in finding.evidence]
    lines = build_card(name)["detail"].splitlines()
    assert [line for line in format_evidence_lines(cited) if f"- {line}" not in lines] == []


@pytest.mark.parametrize("name", PATIENTS)
def test_every_blocking_precaution_is_on_the_card_with_its_evidence(name: str) -> None:
    assessment = assess_patient(name)
    cited = [item for precaution in assessment.precautions if precaution.blocks for item in precaution.evidence]
    lines = build_card(name)["detail"].splitlines()
    assert [line for line in format_evidence_lines(cited) if f"  - {line}" not in lines] == []


def test_one_card_names_all_criteria_that_are_met() -> None:
    shown = build_card("escalate-two-cytogenetic-criteria")
    assert "cytogenetic resistance and relapse" in shown["summary"]
    assert shown["detail"].count(": met.**") == 2


@pytest.mark.parametrize("name", PATIENTS)
def test_every_interpretation_that_a_finding_rests_on_is_on_the_card(name: str) -> None:
    assessment = assess_patient(name)
    decisions = {
        interpretation.decision
        for finding in select_deciding_findings(assessment)
        for interpretation in finding.criterion.interpretations
    }
    cited = set(re.findall(r"\b\d{4}\b", build_card(name)["detail"].partition("### Rule and interpretations")[2]))
    assert decisions <= cited


def test_hematologic_and_cytogenetic_failure_have_different_response_rates() -> None:
    hematologic = build_card("escalate-hematologic-resistance")["detail"]
    cytogenetic = build_card("escalate-two-cytogenetic-criteria")["detail"]
    assert ("in 5%" in hematologic, "in 52%" in hematologic) == (True, False)
    assert ("in 5%" in cytogenetic, "in 52%" in cytogenetic) == (False, True)


def test_other_causes_of_high_counts_are_to_be_checked_only_where_counts_are_the_reason() -> None:
    assert "infection, corticosteroids" in build_card("escalate-hematologic-resistance")["detail"]
    assert "infection, corticosteroids" not in build_card("escalate-two-cytogenetic-criteria")["detail"]


def test_a_relapse_on_leukocytes_alone_asks_about_infection_steroids_and_adherence() -> None:
    assert "ask about infection, corticosteroids and adherence" in build_card("confirm-leukocytes-alone")["detail"]


@pytest.mark.parametrize(
    ("name", "indicator"),
    [
        ("confirm-leukocytes-alone", "info"),
        ("confirm-blasts-reported", "warning"),
        ("confirm-by-karyotype-after-fish", "warning"),  # a milestone of ELN 2020 is a failure
        ("complete-data-nothing-recent", "info"),
        ("escalate-hematologic-resistance", "warning"),
        ("hold-blasts-in-blood", "warning"),
        ("no-protocol-step-after-an-escalation", "warning"),
    ],
)
def test_a_card_is_a_warning_where_a_criterion_is_met_a_milestone_failed_or_blasts_are_reported(
    name: str, indicator: str
) -> None:
    assert build_card(name)["indicator"] == indicator


def test_a_query_that_failed_is_named() -> None:
    assert "- dispenses: the server answered 503" in build_card("complete-data-hostile-chart")["detail"]


def test_unknown_milestones_are_in_the_document_only() -> None:
    assessment = assess_patient("complete-data-nothing-recent")
    assert [statement.status for statement in assessment.context] == [*["unknown"] * 4, "open"]
    assert "Milestone" not in build_card("complete-data-nothing-recent")["detail"]


@pytest.mark.parametrize("name", PATIENTS)
def test_the_same_assessment_gives_the_same_card(name: str) -> None:
    assert build_card(name) == build_card(name)


def test_a_possible_finding_without_a_missing_test_asks_for_a_review_of_the_chart() -> None:
    assessment = replace(build_possible_finding(), options=())
    assert build_full_cards(assessment)[0]["summary"].endswith("no further test is needed, review the chart")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (MissingCode.START_OF_IMATINIB, "the start of imatinib is unknown"),
        (MissingCode.SPLEEN_EXAMINATION, "the spleen was palpable and needs to be examined again"),
        (MissingCode.EARLIER_KARYOTYPE, "an earlier karyotype for comparison is missing"),
        (MissingCode.REPEAT_KARYOTYPE, "data are missing, see list"),
    ],
)
def test_what_no_test_supplies_is_named_in_the_summary(code: MissingCode, text: str) -> None:
    finding = samples.finding(Reason.START_UNCERTAIN, missing={code: MISSING_CODES[code]})
    assessment = samples.assessment(Action.COMPLETE_DATA, finding, options=())
    assert build_full_cards(assessment)[0]["summary"] == f"Response to imatinib cannot be fully assessed: {text}"


def test_a_molecular_failure_comes_before_the_missing_data() -> None:
    failure = samples.review_fact(
        "molecular-failure", "molecular-failure", REASONS_FOR_REVIEW[ReviewReason.MOLECULAR_FAILURE]
    )
    failure = replace(failure, values={**failure.values, "percent": "24"})
    summary = build_full_cards(samples.assessment(Action.COMPLETE_DATA, review_facts=(failure,)))[0]["summary"]
    assert summary.startswith("BCR::ABL1 24% IS, failure by ELN 2020; 2003 protocol cannot be assessed: ")


def test_a_query_that_failed_is_named_on_a_card_that_escalates_too() -> None:
    assessment = replace(
        assess_patient("escalate-hematologic-resistance"),
        unavailable_queries=(UnavailableQuery("dispenses", "it took too long"),),
    )
    assert "- dispenses: it took too long" in build_full_cards(assessment)[0]["detail"]


def build_possible_finding() -> Assessment:
    finding = samples.finding(Reason.MAJOR_RESPONSE_LOST, 1)
    assert finding.status is Status.POSSIBLE
    return samples.assessment(Action.CONFIRM, finding)


def build_detail_with_label(status: str, **values: str) -> str:
    """Build the detail of a card whose context is this statement of the label."""
    increase = ContextStatement("us-label/increase-circumstances", status, samples.ELSEWHERE, values)
    met = samples.finding(Reason.NO_MAJOR_RESPONSE, 1)
    detail: str = build_full_cards(samples.assessment(Action.ESCALATE, met, context=(increase,)))[0]["detail"]
    return detail


def test_the_card_states_next_to_the_dose_that_the_labels_own_criteria_are_not_met() -> None:
    label = next(
        part for part in build_detail_with_label("protocol-alone").split("\n\n") if part.startswith("**US label:**")
    )
    assert "the absence of any cytogenetic response" in label


def test_that_the_label_agrees_is_in_the_document_only() -> None:
    assert "criteria for a dose increase" not in build_detail_with_label("documented", circumstances="loss")
    possible = samples.finding(Reason.MAJOR_RESPONSE_LOST, 1)
    increase = samples.statement("us-label/increase-circumstances", "documented", ("circumstances",))
    (card,) = build_full_cards(samples.assessment(Action.CONFIRM, possible, context=(increase,)))
    assert "criteria for a dose increase are met" in card["detail"]


@pytest.mark.parametrize(("released", "marked"), [(True, False), (False, True)])
def test_a_card_marks_its_edition_as_not_released_until_it_is(released: bool, marked: bool) -> None:
    edition = replace(EDITION, released=released)
    found = samples.assessment(Action.ESCALATE, samples.finding(Reason.NO_CHR), rule_set=edition)
    (shown,) = build_full_cards(found)
    assert ("not yet released" in shown["detail"]) is marked
    assert f"{EDITION.version} of {EDITION.dated}" in shown["detail"]


def test_a_card_gives_the_start_of_imatinib_and_the_order_behind_the_dose() -> None:
    detail = build_full_cards(assess_patient("escalate-hematologic-resistance"))[0]["detail"]
    (line,) = (part for part in detail.split("\n\n") if part.startswith("- Imatinib documented since 2024-01-12."))
    assert line.endswith("Current dose: 400 mg/day. Active order: `MedicationRequest/2024-01-12-imatinib`.")


def test_a_card_lists_the_doses_where_there_was_more_than_one() -> None:
    detail = build_full_cards(assess_patient("escalate-from-300-after-a-reduction"))[0]["detail"]
    assert "- 2022-10-12 to 2023-01-31: 600 mg/day\n- 2023-02-01 to today: 300 mg/day" in detail


@pytest.mark.parametrize("therapy", [Therapy(), Therapy(started_on=samples.AS_OF)])
def test_the_treatment_is_shown_where_it_is_known_and_without_orders_where_none_is_active(therapy: Therapy) -> None:
    assessment = samples.assessment(Action.CONFIRM, samples.finding(Reason.MAJOR_RESPONSE_LOST, 1), therapy=therapy)
    detail = build_full_cards(assessment)[0]["detail"]
    assert ("### Treatment" in detail) is (therapy.started_on is not None)
    assert "Active order" not in detail


def test_criteria_are_called_the_other_ones_only_where_the_card_is_about_one() -> None:
    headings = {
        name: [
            line
            for line in build_full_cards(assess_patient(name))[0]["detail"].splitlines()
            if "criteria of the protocol" in line
        ]
        for name in ("hold-blasts-in-blood", "confirm-leukocytes-alone")
    }
    assert headings["hold-blasts-in-blood"][0] == "### Escalation criteria of the protocol"
    assert "### Other escalation criteria of the protocol" in headings["confirm-leukocytes-alone"]


def test_the_phase_is_to_be_established_first_where_resistance_is_itself_a_sign_of_an_advanced_phase() -> None:
    details = {
        name: build_card(name)["detail"]
        for name in ("escalate-hematologic-resistance", "escalate-two-cytogenetic-criteria")
    }
    assert {name: "- Disease phase: establish it" in detail for name, detail in details.items()} == {
        "escalate-hematologic-resistance": True,
        "escalate-two-cytogenetic-criteria": False,
    }


@pytest.mark.parametrize(("name", "known"), [("hold-three-precautions", True), ("hold-blasts-in-blood", False)])
def test_a_mutation_that_is_known_is_not_to_be_analyzed_first(name: str, known: bool) -> None:
    assert ("- ABL1 kinase-domain mutations: analyze" in build_card(name)["detail"]) is not known


def test_a_card_states_what_keeps_the_label_from_increasing_the_dose() -> None:
    against = (
        "increases the dose only in the absence of severe adverse reactions and cytopenia (neutropenia, hepatotoxicity)"
    )
    assert against in build_card("hold-three-precautions")["detail"]
