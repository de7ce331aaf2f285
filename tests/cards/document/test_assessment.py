"""The document is the contract's: numbers are numbers, days are ISO, nothing is empty, evidence stands once."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cards.document.assessment import all_evidence, assessment_document, assessment_schema
from cards.text_report import readable_report
from cards.wordings.responses import NOT_IMPROVED, TOXICITY
from response_criteria.model.amounts import Amount
from response_criteria.model.facts import Origin
from response_criteria.model.findings import (
    Action,
    Assessment,
    Evidence,
    Improvement,
    ImprovementKind,
    MolecularResponse,
    Responses,
    ResponseToRaise,
    Toxicity,
)
from response_criteria.publications.kantarjian2003.reasons import Reason
from tests.cards import card_text as told
from tests.cards import samples
from tests.cards.patients import AS_OF, PATIENTS

SCHEMA = Draft202012Validator(assessment_schema())


def document(name: str) -> dict[str, Any]:
    return assessment_document(told.assessment(name))


def values(node: Any) -> Iterator[Any]:
    yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from values(each)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(assessment_schema())
    assert assessment_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", PATIENTS)
def test_the_document_keeps_its_schema(name: str) -> None:
    assert [error.message for error in SCHEMA.iter_errors(document(name))] == []


@pytest.mark.parametrize("name", PATIENTS)
def test_no_member_is_null_or_empty(name: str) -> None:
    assert [each for each in values(document(name)) if each is None or each in ("", [], {})] == []


def test_the_schema_refuses_what_the_contract_does_not_know() -> None:
    known = document("escalate-hematologic-resistance")
    wrongs: list[dict[str, Any]] = [
        {"surprise": 1},
        {"schema": "2"},
        {"asOf": "16 June 2024"},
        {"criteria": []},
        {"recommendation": {"action": "panic", "text": "no"}},
        {"therapy": {"currentDailyDoseMg": "400"}},
    ]
    for wrong in wrongs:
        assert not SCHEMA.is_valid(known | wrong)


def test_the_first_members_say_who_was_judged_when_and_by_which_rules() -> None:
    said = document("escalate-hematologic-resistance")
    assert {name: said[name] for name in ("schema", "asOf", "subject", "ruleSet", "applicability")} == {
        "schema": "1",
        "asOf": "2024-06-16",
        "subject": "Patient/acacia",
        "ruleSet": {"id": "kantarjian2003", "version": "1.0.0", "date": "2026-11-22", "released": False},
        "applicability": {"status": "applicable"},
    }


def test_therapy_and_recommendation_carry_doses_as_numbers() -> None:
    said = document("escalate-from-300-after-a-reduction")
    assert said["therapy"] == {
        "startedOn": "2022-10-12",
        "currentDailyDoseMg": 300,
        "doses": [
            {"from": "2022-10-12", "to": "2023-01-31", "dailyDoseMg": 600},
            {"from": "2023-02-01", "dailyDoseMg": 300},
        ],
        "references": ["MedicationRequest/2023-02-01-imatinib"],
    }
    assert said["recommendation"] == {
        "action": "escalate",
        "fromDailyDoseMg": 300,
        "toDailyDoseMg": 600,
        "because": ["kantarjian2003/hematologic-relapse"],
        "text": "Hematologic relapse on imatinib 300 mg/day; 2003 protocol: 600 mg/day; guidance today: change TKI",
    }


def test_a_criterion_names_its_evidence_by_reference_and_its_readings_by_decision() -> None:
    (met,) = [each for each in document("escalate-hematologic-resistance")["criteria"] if each["status"] == "met"]
    assert met["id"] == "kantarjian2003/hematologic-resistance"
    assert "Observation/2024-06-10-leukocytes" in met["evidence"]
    assert "0020" in met["readings"]
    assert len(set(met["readings"])) == len(met["readings"])
    assert met["citation"]["url"] == "https://doi.org/10.1182/blood-2002-05-1451"


@pytest.mark.parametrize("name", PATIENTS)
def test_every_reference_to_evidence_is_listed_under_evidence(name: str) -> None:
    said = document(name)
    parts = [*said.get("criteria", []), *said.get("precautions", []), *said.get("context", [])]
    named = {reference for part in parts for reference in part.get("evidence", [])}
    assert named <= {each["reference"] for each in said.get("evidence", [])}


@pytest.mark.parametrize("name", PATIENTS)
def test_evidence_stands_once_and_newest_first(name: str) -> None:
    evidence = document(name).get("evidence", [])
    assert [each["on"] for each in evidence] == sorted((each["on"] for each in evidence), reverse=True)
    assert len({str(each) for each in evidence}) == len(evidence)


def test_a_bound_is_written_as_text_and_a_value_as_a_number_with_the_report_beside_it() -> None:
    found = samples.finding(Reason.CHR_LOST, 2)
    (piece,) = found.evidence
    bound = replace(piece, amount=Amount.compared("<", "0.010"), reported="<0.010 %")
    evidence = [
        assessment_document(samples.assessed(Action.CONTINUE, replace(found, evidence=(each,))))["evidence"][0]
        for each in (piece, bound)
    ]
    assert [(each["value"], each["reported"]) for each in evidence] == [
        (1.5, samples.HOSTILE),
        ("<0.010", "<0.010 %"),
    ]


def test_a_date_that_is_partly_known_keeps_its_written_form() -> None:
    found = samples.finding(Reason.CHR_LOST, 2)
    partly = replace(found.evidence[0], dated="2024-05")
    said = assessment_document(samples.assessed(Action.CONTINUE, replace(found, evidence=(partly,))))
    assert (said["evidence"][0]["on"], said["evidence"][0]["dated"]) == ("2024-06-16", "2024-05")


def test_the_response_to_a_raise_is_told() -> None:
    assert document("no-protocol-step-after-a-raise")["responses"]["toDoseRaise"] == {
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


def test_a_transcript_that_was_not_detected_has_a_day_and_no_percentage() -> None:
    base = samples.assessed(Action.CONTINUE)
    responses = replace(base.responses, molecular=MolecularResponse(None, AS_OF))
    assert assessment_document(replace(base, responses=responses))["responses"]["molecular"] == {
        "detected": False,
        "on": "2024-06-16",
    }


def test_a_response_without_improvement_has_no_day() -> None:
    base = samples.assessed(Action.CONTINUE)
    to_raise = ResponseToRaise(AS_OF, "minor", "minor", "unknown")
    responses: Responses = replace(base.responses, to_dose_raise=to_raise)
    assert "since" not in assessment_document(replace(base, responses=responses))["responses"]["toDoseRaise"]


def test_a_dose_that_is_no_whole_number_stays_a_number() -> None:
    base = samples.assessed(Action.CONTINUE)
    therapy = replace(base.therapy, current_daily_dose_mg=Decimal("366.5"))
    assert assessment_document(replace(base, therapy=therapy))["therapy"]["currentDailyDoseMg"] == 366.5


def test_all_evidence_is_what_any_part_rests_on() -> None:
    assessment = told.assessment("hold-three-precautions")
    origins = {each.origin for each in all_evidence(assessment)}
    assert {"Observation/2024-06-11-neutrophils", "Observation/2024-06-11-alt"} <= origins


def raised(**changed: Any) -> Assessment:
    """An assessment after a raise."""
    base = samples.assessed(Action.CONTINUE, samples.finding(Reason.LATEST_COUNT_PASSES, 2))
    to_raise = ResponseToRaise(AS_OF, "minor", "partial", "unknown", **changed)
    return replace(base, responses=replace(base.responses, to_dose_raise=to_raise))


def test_toxicity_and_an_advanced_phase_since_the_raise_are_told_with_their_evidence() -> None:
    piece = Evidence(Origin("Observation/few"), "neutrophils", AS_OF, Amount.exactly("0.8"), "×10⁹/L")
    blasts = replace(piece, origin=Origin("Observation/blasts"), what="blasts", amount=Amount.exactly(20), unit="%")
    found = raised(toxicities=(Toxicity("neutropenia", piece, samples.ELSEWHERE),), advanced_phase=(blasts,))
    document = assessment_document(found)
    assert [error.message for error in SCHEMA.iter_errors(document)] == []
    told_of = document["responses"]["toDoseRaise"]
    assert told_of["toxicity"][0]["text"].startswith("Toxicity since the raise: neutrophils 0.8 ×10⁹/L on 2024-06-16")
    assert told_of["advancedPhase"] == {"on": "2024-06-16", "evidence": ["Observation/blasts"]}
    assert {"Observation/few", "Observation/blasts"} <= {each["reference"] for each in document["evidence"]}


@pytest.mark.parametrize("code", TOXICITY)
def test_the_report_says_each_toxicity_and_how_an_improvement_ended(code: str) -> None:
    piece = Evidence(Origin("Observation/x"), "ALT", AS_OF, Amount.exactly("0.8"), "U/L")
    lost = Improvement(ImprovementKind.CYTOGENETIC, AS_OF, AS_OF, AS_OF)
    toxicities = (Toxicity(code, piece, samples.ELSEWHERE),)
    report = readable_report(raised(toxicities=toxicities, advanced_phase=(piece,), improvement=lost))
    said = " ".join(report.split())
    assert "Toxicity since the raise: " in said
    assert "and lost on 2024-06-16 (after 0 months)" in said
    assert "signs of an advanced phase, first on 2024-06-16" in said


@pytest.mark.parametrize("kind", [ImprovementKind.NONE, ImprovementKind.UNKNOWN])
def test_where_nothing_improved_or_it_cannot_be_told_the_report_says_so(kind: ImprovementKind) -> None:
    said = readable_report(raised(improvement=Improvement(kind)))
    assert NOT_IMPROVED[kind] in said
