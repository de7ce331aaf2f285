"""Every code that the engine can return gives a valid card, document and report."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

import pytest
from jsonschema import Draft202012Validator

from cards import Detail
from cards.document.assessment import build_assessment_document, load_assessment_schema
from cards.summaries import compose_summary
from cards.text_report import format_text_report
from cards.wordings import actions
from response_criteria import context
from response_criteria.assessment import applicability
from response_criteria.model.assessment import Assessment
from response_criteria.model.findings import (
    Applicability,
    ApplicabilityReason,
    ApplicabilityStatus,
    Missing,
    Precaution,
)
from response_criteria.model.recommendations import Action, Investigation, InvestigationOption
from response_criteria.precautions import PRECAUTIONS, Code, PrecautionRule
from response_criteria.precautions import codes as precaution_codes
from response_criteria.publications.kantarjian2003.reasons import MISSING_CODES, REASONS, Reason
from response_criteria.review import REVIEW_RULES, ReviewRule, name_unclear
from response_criteria.review import codes as review_codes
from response_criteria.treatment import current_tki
from tests.cards import samples
from tests.cards.card_text import build_sample_cards
from tests.cards_rules import find_broken_card_rules

SCHEMA = Draft202012Validator(load_assessment_schema())


def find_faults(assessment: Assessment) -> list[str]:
    """Return the faults of the card, the document and the report."""
    document = [error.message for error in SCHEMA.iter_errors(build_assessment_document(assessment))]
    cards = [card for detail in Detail for card in build_sample_cards(assessment, detail)]
    report = format_text_report(assessment)
    unfilled = [text for text in (report, *(card["detail"] for card in cards)) if "{" in text.replace("10*3{", "")]
    return [*(fault for card in cards for fault in find_broken_card_rules([card])), *document, *unfilled]


@pytest.mark.parametrize("reason", REASONS)
def test_a_finding_of_any_reason_is_presented(reason: Reason) -> None:
    finding = samples.finding(reason, missing=MISSING_CODES)
    assessment = samples.assessment(samples.ACTION_OF.get(finding.status, Action.CONTINUE), finding)
    assert find_faults(assessment) == []


@pytest.mark.parametrize("rule", PRECAUTIONS, ids=lambda rule: rule.code)
@pytest.mark.parametrize("action", [Action.HOLD, Action.NO_PROTOCOL_STEP, Action.ESCALATE])
def test_a_precaution_of_any_reason_is_presented_on_any_card(rule: PrecautionRule, action: Action) -> None:
    triggered = tuple(
        samples.precaution(rule.code, reason, names, blocks=rule.blocks)
        for reason, names in precaution_codes.REASONS.items()
    )
    assessment = samples.assessment(action, samples.finding(Reason.CHR_LOST, 2), precautions=triggered)
    assert find_faults(assessment) == []


@pytest.mark.parametrize("rule", REVIEW_RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("action", [Action.REVIEW, Action.COMPLETE_DATA, Action.ESCALATE])
def test_a_review_fact_of_any_reason_is_presented_on_any_card(rule: ReviewRule, action: Action) -> None:
    facts = tuple(samples.review_fact(rule.code, reason, names) for reason, names in review_codes.REASONS.items())
    assert find_faults(samples.assessment(action, samples.finding(Reason.CHR_LOST, 2), review_facts=facts)) == []


def test_missing_inputs_of_precautions_are_presented() -> None:
    missing_inputs = tuple(
        Missing(code, samples.values(names)) for code, names in precaution_codes.MISSING_INPUTS.items()
    )
    missing_inputs += (name_unclear("molecular-failure"),)
    assessment = samples.assessment(Action.ESCALATE, samples.finding(Reason.NO_CHR), missing_inputs=missing_inputs)
    (card,) = build_sample_cards(assessment, Detail.FULL)
    assert find_faults(assessment) == []
    assert "cannot be assessed" in card["detail"].partition("### Cautions")[2]


@pytest.mark.parametrize("why", current_tki.UnclearReason)
def test_every_reason_for_unclear_therapy_is_presented(why: current_tki.UnclearReason) -> None:
    values = {"why": why, **samples.values(current_tki.UNCLEAR_VALUES[why])}
    assert find_faults(samples.unknown_applicability(applicability.Unknown.THERAPY_UNCLEAR, values)) == []


@pytest.mark.parametrize("code", [code for code in applicability.Unknown if code != "therapy-unclear"])
def test_every_other_reason_for_unknown_applicability_is_presented(code: applicability.Unknown) -> None:
    assert find_faults(samples.unknown_applicability(code, samples.values(applicability.REASONS[code]))) == []


@pytest.mark.parametrize("code", applicability.NotApplicable)
def test_where_the_protocol_does_not_apply_there_is_a_reason_and_no_card(code: applicability.NotApplicable) -> None:
    reason = ApplicabilityReason(code, samples.values(applicability.REASONS[code]))
    assessment = samples.assessment(
        Action.NONE, applicability=Applicability(ApplicabilityStatus.NOT_APPLICABLE, (reason,)), options=()
    )
    assert find_faults(assessment) == []
    assert build_sample_cards(assessment) == []


@pytest.mark.parametrize("action", [Action.CONFIRM, Action.HOLD])
def test_every_statement_of_label_and_guidelines_is_presented(action: Action) -> None:
    statements = tuple(
        samples.statement(statement, status, names)
        for statement, statuses in context.STATEMENTS.items()
        for status, names in statuses.items()
    )
    assert find_faults(samples.assessment(action, samples.finding(Reason.CHR_LOST, 2), context=statements)) == []


CRITERIA = [combination for size in (1, 2, 3) for combination in combinations(actions.CRITERION_NAMES, size)]
BLOCKING = [rule.code for rule in PRECAUTIONS if rule.blocks]
CONTRAINDICATIONS = [codes for size in (1, 2, len(BLOCKING)) for codes in combinations(BLOCKING, size)]
REASON_OF = {
    Code.ADVANCED_PHASE: precaution_codes.Reason.ADVANCED_PHASE_NOT_EXCLUDED,
    Code.NEUTROPENIA: precaution_codes.Reason.POSSIBLY_LOW_NEUTROPHILS,
    Code.THROMBOCYTOPENIA: precaution_codes.Reason.POSSIBLY_LOW_PLATELETS,
    Code.PREGNANCY: precaution_codes.Reason.PREGNANCY_REPORTED,
    Code.RESISTANT_MUTATION: precaution_codes.Reason.KINASE_DOMAIN_MUTATION,
}
FAILURE = samples.statement("eln2020/milestone-any-time", "failure", ("months", "due_on", "level", "on"))


def build_precaution(code: Code) -> Precaution:
    """Build a contraindication; a reason that leads the summary has the longest values that are likely."""
    reason = REASON_OF.get(code, precaution_codes.Reason.TRANSPLANT_CODED)
    return samples.precaution(code, reason, precaution_codes.REASONS[reason], blocks=True)


DOSES = [None, "400", "366.7", "342.8571428571428571428571429", "1e9"]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("dose", DOSES)
def test_a_summary_never_reaches_140_characters(action: Action, dose: str | None) -> None:
    base = samples.assessment(action)
    therapy = replace(base.therapy, current_daily_dose_mg=None if dose is None else Decimal(dose))
    base = replace(base, options=(InvestigationOption("tests", tuple(Investigation)),), context=(FAILURE,))
    longest = 0
    for grounds, codes in product(CRITERIA, CONTRAINDICATIONS if action is Action.HOLD else [()]):
        triggered = tuple(build_precaution(code) for code in codes)
        recommendation = replace(base.recommendation, grounds=grounds)
        summary = compose_summary(replace(base, therapy=therapy, precautions=triggered, recommendation=recommendation))
        longest = max(longest, len(summary))
    assert 0 < longest < 140
