"""Whatever word the engine answers with, a sound card, document and report come of it."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

import pytest
from jsonschema import Draft202012Validator

from cards.document.assessment import assessment_document, assessment_schema
from cards.summaries import summary
from cards.text_report import readable_report
from cards.wordings import actions, precautions
from response_criteria import context
from response_criteria.assessment import applicability
from response_criteria.model.findings import Action, Applicability, ApplicabilityReason, Applies, Assessment, Missing
from response_criteria.precautions import PRECAUTIONS as ROWS
from response_criteria.precautions import reasons as of_precautions
from response_criteria.precautions.table import Row
from response_criteria.publications.kantarjian2003.reasons import LACKS, REASONS, Reason
from response_criteria.treatment import current_tki
from tests.cards import card_text as told
from tests.cards import samples
from tests.cards_rules import broken_rules

SCHEMA = Draft202012Validator(assessment_schema())


def faults(assessment: Assessment) -> list[str]:
    """What is wrong with the card, the document or the report."""
    document = [error.message for error in SCHEMA.iter_errors(assessment_document(assessment))]
    cards = told.cards(assessment)
    report = readable_report(assessment)
    unfilled = [text for text in (report, *(card["detail"] for card in cards)) if "{" in text.replace("10*3{", "")]
    return [*broken_rules(cards), *document, *unfilled]


@pytest.mark.parametrize("reason", REASONS)
def test_a_finding_of_any_reason_is_told(reason: Reason) -> None:
    found = samples.finding(reason, lacks=LACKS)
    assessment = samples.assessed(samples.ACTION_OF.get(found.status, Action.CONTINUE), found)
    assert faults(assessment) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.code)
@pytest.mark.parametrize("action", [Action.HOLD, Action.NO_PROTOCOL_STEP, Action.ESCALATE])
def test_a_precaution_of_any_reason_is_told_on_any_card(row: Row, action: Action) -> None:
    raised = tuple(
        samples.precaution(row.code, reason, names, blocks=row.blocks)
        for reason, names in of_precautions.REASONS.items()
    )
    assessment = samples.assessed(action, samples.finding(Reason.CHR_LOST, 2), precautions=raised)
    assert faults(assessment) == []


def test_liver_and_kidney_values_that_could_not_be_checked_are_told() -> None:
    unchecked = tuple(Missing(code, samples.values(names)) for code, names in of_precautions.UNCHECKED.items())
    assessment = samples.assessed(Action.ESCALATE, samples.finding(Reason.NO_CHR), unchecked=unchecked)
    (card,) = told.cards(assessment)
    assert faults(assessment) == []
    assert "could not be judged" in card["detail"]


@pytest.mark.parametrize("why", current_tki.Unclear)
def test_unclear_therapy_is_told(why: current_tki.Unclear) -> None:
    values = {"why": why, **samples.values(current_tki.UNCLEAR_VALUES[why])}
    assert faults(samples.unknown(applicability.Unknown.THERAPY_UNCLEAR, values)) == []


@pytest.mark.parametrize("code", [each for each in applicability.Unknown if each != "therapy-unclear"])
def test_any_other_reason_not_to_know_is_told(code: applicability.Unknown) -> None:
    assert faults(samples.unknown(code, samples.values(applicability.REASONS[code]))) == []


@pytest.mark.parametrize("code", applicability.NotApplicable)
def test_where_the_protocol_does_not_apply_there_is_a_reason_and_no_card(code: applicability.NotApplicable) -> None:
    reason = ApplicabilityReason(code, samples.values(applicability.REASONS[code]))
    assessment = samples.assessed(
        Action.NONE, applicability=Applicability(Applies.NOT_APPLICABLE, (reason,)), options=()
    )
    assert faults(assessment) == []
    assert told.cards(assessment) == []


@pytest.mark.parametrize("action", [Action.CONFIRM, Action.HOLD])
def test_every_statement_of_label_and_guidance_is_told(action: Action) -> None:
    statements = tuple(
        samples.statement(statement, status, names)
        for statement, statuses in context.STATEMENTS.items()
        for status, names in statuses.items()
    )
    assert faults(samples.assessed(action, samples.finding(Reason.CHR_LOST, 2), context=statements)) == []


FOUND = [each for size in (1, 2, 3) for each in combinations(actions.CRITERION_NAME, size)]
BLOCKERS = [each for size in (1, 2, 13) for each in combinations([*precautions.NAMES][:13], size)]
DOSES = [None, "400", "366.7", "342.8571428571428571428571429", "1e9"]


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("dose", DOSES)
def test_a_summary_never_reaches_140_characters_whatever_is_found(action: Action, dose: str | None) -> None:
    base = samples.assessed(action)
    therapy = replace(base.therapy, current_daily_dose_mg=None if dose is None else Decimal(dose))
    longest = 0
    for because, codes in product(FOUND, BLOCKERS if action is Action.HOLD else [()]):
        raised = tuple(samples.precaution(code, "few-platelets", (), blocks=True) for code in codes)
        recommendation = replace(base.recommendation, because=because)
        said = summary(replace(base, therapy=therapy, precautions=raised, recommendation=recommendation))
        longest = max(longest, len(said))
    assert 0 < longest < 140
