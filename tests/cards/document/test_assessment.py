"""The document keeps the contract: numbers are numbers, days are ISO, nothing is empty, evidence is listed once."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cards.document.assessment import build_assessment_document, load_assessment_schema
from cards.text_report import format_text_report
from cards.wordings.responses import NOT_IMPROVED, TOXICITY
from response_criteria.model.amounts import Amount
from response_criteria.model.assessment import Assessment, collect_evidence
from response_criteria.model.facts import Origin
from response_criteria.model.findings import Evidence
from response_criteria.model.recommendations import Action
from response_criteria.model.responses import (
    Improvement,
    ImprovementKind,
    MolecularResponse,
    Responses,
    ResponseToEscalation,
    Toxicity,
)
from response_criteria.precautions import Code
from response_criteria.publications.kantarjian2003.reasons import Reason
from tests.cards import samples
from tests.cards.card_text import assess_patient
from tests.cards.patients import AS_OF, PATIENTS

SCHEMA = Draft202012Validator(load_assessment_schema())


def build_document(name: str) -> dict[str, Any]:
    return build_assessment_document(assess_patient(name))


def walk_values(node: Any) -> Iterator[Any]:
    """Yield a JSON value and all values in it."""
    yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk_values(child)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(load_assessment_schema())
    assert load_assessment_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schema_allows_the_precautions_of_the_registry_and_no_others() -> None:
    document = build_document("hold-three-precautions")
    codes = load_assessment_schema()["$defs"]["precautionCode"]["enum"]
    assert codes == list(Code)
    assert SCHEMA.is_valid(document | {"notEvaluated": codes})
    assert not SCHEMA.is_valid(document | {"notEvaluated": ["another-code"]})


@pytest.mark.parametrize("name", PATIENTS)
def test_the_document_is_valid_against_its_schema(name: str) -> None:
    assert [error.message for error in SCHEMA.iter_errors(build_document(name))] == []


@pytest.mark.parametrize("name", PATIENTS)
def test_no_member_is_null_or_empty(name: str) -> None:
    assert [value for value in walk_values(build_document(name)) if value is None or value in ("", [], {})] == []


def test_the_schema_rejects_what_the_contract_does_not_define() -> None:
    valid = build_document("escalate-hematologic-resistance")
    changes: list[dict[str, Any]] = [
        {"surprise": 1},
        {"schema": "1"},
        {"asOf": "16 June 2024"},
        {"criteria": []},
        {"recommendation": {"action": "panic", "text": "no"}},
        {"therapy": {"currentDailyDoseMg": "400"}},
    ]
    for change in changes:
        assert not SCHEMA.is_valid(valid | change)


def test_the_first_members_state_who_was_assessed_when_and_by_which_rules() -> None:
    document = build_document("escalate-hematologic-resistance")
    assert {name: document[name] for name in ("schema", "asOf", "subject", "ruleSet", "applicability")} == {
        "schema": "2",
        "asOf": "2024-06-16",
        "subject": "Patient/acacia",
        "ruleSet": {"id": "kantarjian2003", "version": "1.0.0", "date": "2026-11-30", "released": False},
        "applicability": {"status": "applicable"},
    }


def test_therapy_and_recommendation_carry_doses_as_numbers() -> None:
    document = build_document("escalate-from-300-after-a-reduction")
    assert document["therapy"] == {
        "startedOn": "2022-10-12",
        "currentDailyDoseMg": 300,
        "doses": [
            {"from": "2022-10-12", "to": "2023-01-31", "dailyDoseMg": 600},
            {"from": "2023-02-01", "dailyDoseMg": 300},
        ],
        "references": ["MedicationRequest/2023-02-01-imatinib"],
    }
    assert document["recommendation"] == {
        "action": "escalate",
        "fromDailyDoseMg": 300,
        "toDailyDoseMg": 600,
        "because": ["kantarjian2003/hematologic-relapse"],
        "text": "Hematologic relapse (WBC 27.8) on imatinib 300 mg/day; "
        "2003 protocol: 600 mg/day; guidance today: change TKI",
    }


def test_a_criterion_names_its_evidence_by_reference_and_its_interpretations_by_decision() -> None:
    (met,) = [
        criterion
        for criterion in build_document("escalate-hematologic-resistance")["criteria"]
        if criterion["status"] == "met"
    ]
    assert met["id"] == "kantarjian2003/hematologic-resistance"
    assert "Observation/2024-06-10-leukocytes" in met["evidence"]
    assert "0020" in met["readings"]
    assert len(set(met["readings"])) == len(met["readings"])
    assert met["citation"]["url"] == "https://doi.org/10.1182/blood-2002-05-1451"


@pytest.mark.parametrize("name", PATIENTS)
def test_every_reference_to_evidence_is_listed_under_evidence(name: str) -> None:
    document = build_document(name)
    parts = [*document.get("criteria", []), *document.get("precautions", []), *document.get("context", [])]
    named = {reference for part in parts for reference in part.get("evidence", [])}
    assert named <= {item["reference"] for item in document.get("evidence", [])}


@pytest.mark.parametrize("name", PATIENTS)
def test_evidence_is_listed_once_and_newest_first(name: str) -> None:
    evidence = build_document(name).get("evidence", [])
    assert [item["on"] for item in evidence] == sorted((item["on"] for item in evidence), reverse=True)
    assert len({str(item) for item in evidence}) == len(evidence)


def test_a_bound_is_text_and_a_value_is_a_number_both_with_the_reported_text() -> None:
    found = samples.finding(Reason.CHR_LOST, 2)
    (piece,) = found.evidence
    bound = replace(piece, amount=Amount.from_comparator("<", "0.010"), reported="<0.010 %")
    evidence = [
        build_assessment_document(samples.assessment(Action.CONTINUE, replace(found, evidence=(value,))))["evidence"][0]
        for value in (piece, bound)
    ]
    assert [(item["value"], item["reported"]) for item in evidence] == [
        (1.5, samples.HOSTILE),
        ("<0.010", "<0.010 %"),
    ]


def test_a_date_that_is_partly_known_keeps_its_written_form() -> None:
    found = samples.finding(Reason.CHR_LOST, 2)
    partly = replace(found.evidence[0], date_as_written="2024-05")
    document = build_assessment_document(samples.assessment(Action.CONTINUE, replace(found, evidence=(partly,))))
    assert (document["evidence"][0]["on"], document["evidence"][0]["dated"]) == ("2024-06-16", "2024-05")


def test_the_response_to_a_dose_escalation_is_described() -> None:
    assert build_document("no-protocol-step-after-an-escalation")["responses"]["toDoseRaise"] == {
        "raisedOn": "2023-04-01",
        "cytogeneticBefore": "none",
        "cytogeneticBest": "minor",
        "hematologicBefore": "unknown",
        "hematologicBest": "complete",
        "since": "2023-11-14",
        "phPositivePercentBefore": 95,
        "lowestPhPositivePercentBefore": 95,
        "lowestPhPositivePercentSince": 65,
        "improvement": {"kind": "cytogenetic", "since": "2023-11-14", "lastSeenOn": "2024-05-21", "months": 6},
    }


def test_bcr_abl1_not_detected_has_a_day_and_no_percentage() -> None:
    base = samples.assessment(Action.CONTINUE)
    responses = replace(base.responses, molecular=MolecularResponse(None, AS_OF))
    assert build_assessment_document(replace(base, responses=responses))["responses"]["molecular"] == {
        "detected": False,
        "quiet": False,
        "on": "2024-06-16",
    }


def test_a_response_without_improvement_has_no_day() -> None:
    base = samples.assessment(Action.CONTINUE)
    to_escalation = ResponseToEscalation(AS_OF, "minor", "minor", "unknown")
    responses: Responses = replace(base.responses, to_dose_escalation=to_escalation)
    assert "since" not in build_assessment_document(replace(base, responses=responses))["responses"]["toDoseRaise"]


def test_a_dose_that_is_no_whole_number_stays_a_number() -> None:
    base = samples.assessment(Action.CONTINUE)
    therapy = replace(base.therapy, current_daily_dose_mg=Decimal("366.5"))
    assert build_assessment_document(replace(base, therapy=therapy))["therapy"]["currentDailyDoseMg"] == 366.5


def test_collected_evidence_is_that_of_every_part() -> None:
    assessment = assess_patient("hold-three-precautions")
    origins = {item.origin for item in collect_evidence(assessment)}
    assert {"Observation/2024-06-11-neutrophils", "Observation/2024-06-11-alt"} <= origins


def assessment_after_escalation(**changes: Any) -> Assessment:
    """An assessment after a dose escalation."""
    base = samples.assessment(Action.CONTINUE, samples.finding(Reason.LATEST_COUNT_PASSES, 2))
    to_escalation = ResponseToEscalation(AS_OF, "minor", "partial", "unknown", **changes)
    return replace(base, responses=replace(base.responses, to_dose_escalation=to_escalation))


def test_toxicity_and_an_advanced_phase_after_escalation_come_with_their_evidence() -> None:
    piece = Evidence(Origin("Observation/few"), "neutrophils", AS_OF, Amount.exactly("0.8"), "×10⁹/L")
    blasts = replace(piece, origin=Origin("Observation/blasts"), what="blasts", amount=Amount.exactly(20), unit="%")
    found = assessment_after_escalation(
        toxicities=(Toxicity("neutropenia", piece, samples.ELSEWHERE),), advanced_phase=(blasts,)
    )
    document = build_assessment_document(found)
    assert [error.message for error in SCHEMA.iter_errors(document)] == []
    response = document["responses"]["toDoseRaise"]
    assert response["toxicity"][0]["text"].startswith("Toxicity after escalation: neutrophils 0.8 ×10⁹/L on 2024-06-16")
    assert response["advancedPhase"] == {"on": "2024-06-16", "evidence": ["Observation/blasts"]}
    assert {"Observation/few", "Observation/blasts"} <= {item["reference"] for item in document["evidence"]}


@pytest.mark.parametrize("code", TOXICITY)
def test_the_report_describes_every_toxicity_and_how_an_improvement_ended(code: str) -> None:
    piece = Evidence(Origin("Observation/x"), "ALT", AS_OF, Amount.exactly("0.8"), "U/L")
    lost = Improvement(ImprovementKind.CYTOGENETIC, AS_OF, AS_OF, AS_OF)
    toxicities = (Toxicity(code, piece, samples.ELSEWHERE),)
    report = format_text_report(
        assessment_after_escalation(toxicities=toxicities, advanced_phase=(piece,), improvement=lost)
    )
    text = " ".join(report.split())
    assert "Toxicity after escalation: " in text
    assert "lost on 2024-06-16 (after 0 months)" in text
    assert "signs of an advanced phase, first on 2024-06-16" in text


@pytest.mark.parametrize("kind", [ImprovementKind.NONE, ImprovementKind.UNKNOWN])
def test_the_report_states_that_nothing_improved_or_that_it_is_unknown(kind: ImprovementKind) -> None:
    report = format_text_report(assessment_after_escalation(improvement=Improvement(kind)))
    assert NOT_IMPROVED[kind] in report
