"""The order in which the action is decided, and the options that are offered."""

from decimal import Decimal

import pytest

from response_criteria.assessment.evaluate import Evaluation
from response_criteria.assessment.options import build_options
from response_criteria.assessment.recommendation import DECISION_ORDER, recommend
from response_criteria.model.findings import (
    Applicability,
    ApplicabilityStatus,
    ContextStatement,
    Finding,
    Missing,
    Precaution,
    ReviewFact,
    Status,
)
from response_criteria.model.recommendations import (
    Action,
    DoseOption,
    Investigation,
    InvestigationOption,
    Recommendation,
)
from response_criteria.model.therapy import Therapy
from response_criteria.precautions.codes import Reason
from response_criteria.publications.kantarjian2003 import CRITERIA, PAPER
from response_criteria.review.monitoring import NOT_MONITORED, Monitoring

APPLICABLE = Applicability(ApplicabilityStatus.APPLICABLE)
WARNING = Precaution("heart-failure", blocks=False, reason=Reason.HEART_FAILURE_CODED)
BLOCKING = Precaution("neutropenia", blocks=True, reason=Reason.LOW_NEUTROPHILS)
BLASTS = Precaution("advanced-phase", blocks=True, reason=Reason.BLASTS_IN_BLOOD)
CODED_BLAST_PHASE = Precaution("advanced-phase", blocks=True, reason=Reason.PHASE_CODED)
POSSIBLE_BLASTS = Precaution("advanced-phase", blocks=True, reason=Reason.ADVANCED_PHASE_NOT_EXCLUDED)
MUTATION_FACT = ReviewFact("mutation", "mutation")
QUIET = Monitoring(is_quiet=True)
MET, POSSIBLE, INDETERMINATE = Status.MET, Status.POSSIBLE, Status.INDETERMINATE
NO_ACTION_NEEDED = (Status.NOT_MET, Status.NOT_YET, Status.NOT_APPLICABLE)


def _findings(*statuses: Status, missing: tuple[Missing, ...] = ()) -> tuple[Finding, ...]:
    padded = (*statuses, *(Status.NOT_MET,) * len(CRITERIA))[: len(CRITERIA)]
    return tuple(
        Finding(criterion, status, "reason", missing=missing if status in (POSSIBLE, INDETERMINATE) else ())
        for criterion, status in zip(CRITERIA, padded, strict=True)
    )


def _recommend(
    *statuses: Status,
    applies: Applicability = APPLICABLE,
    precautions: tuple[Precaution, ...] = (),
    review_facts: tuple[ReviewFact, ...] = (),
    dose: str | None = "400",
    monitoring: Monitoring = NOT_MONITORED,
    is_chart_complete: bool = True,
) -> Recommendation:
    evaluation = Evaluation(
        applicability=applies,
        therapy=Therapy(),
        findings=_findings(*statuses),
        precautions=precautions,
        review_facts=review_facts,
        monitoring=monitoring,
    )
    return recommend(evaluation, dose_mg=None if dose is None else Decimal(dose), is_chart_complete=is_chart_complete)


def test_no_action_if_the_protocol_does_not_apply() -> None:
    not_applicable = Applicability(ApplicabilityStatus.NOT_APPLICABLE)
    assert _recommend(MET, applies=not_applicable, precautions=(BLASTS,)).action is Action.NONE


def test_data_are_requested_if_applicability_is_unknown() -> None:
    assert _recommend(MET, applies=Applicability(ApplicabilityStatus.UNKNOWN)).action is Action.COMPLETE_DATA


@pytest.mark.parametrize(("dose", "to"), [("400", 800), ("300", 600)])
def test_a_met_criterion_escalates_by_the_protocol(dose: str, to: int) -> None:
    recommendation = _recommend(Status.NOT_MET, MET, POSSIBLE, INDETERMINATE, dose=dose, precautions=(WARNING,))
    assert recommendation == Recommendation(Action.ESCALATE, (CRITERIA[1].id,), Decimal(dose), Decimal(to))


def test_a_known_dose_without_an_escalation_goes_before_a_contraindication() -> None:
    recommendation = _recommend(MET, dose="600", precautions=(BLOCKING,))
    assert recommendation == Recommendation(Action.NO_PROTOCOL_STEP, (CRITERIA[0].id,), Decimal(600))


def test_a_contraindication_holds_the_dose() -> None:
    recommendation = _recommend(MET, MET, precautions=(WARNING, BLOCKING))
    assert recommendation == Recommendation(Action.HOLD, (CRITERIA[0].id, CRITERIA[1].id), Decimal(400))


def test_an_unknown_dose_is_held() -> None:
    assert _recommend(MET, dose=None).action is Action.HOLD


@pytest.mark.parametrize("status", [POSSIBLE, INDETERMINATE, *NO_ACTION_NEEDED])
def test_advanced_phase_by_a_result_holds_whether_or_not_a_criterion_is_met(status: Status) -> None:
    recommendation = _recommend(status, precautions=(BLASTS,), monitoring=QUIET, review_facts=(MUTATION_FACT,))
    assert recommendation.action is Action.HOLD


@pytest.mark.parametrize("precaution", [CODED_BLAST_PHASE, POSSIBLE_BLASTS, BLOCKING])
def test_no_other_precaution_holds_without_a_met_criterion(precaution: Precaution) -> None:
    assert _recommend(POSSIBLE, precautions=(precaution,)).action is Action.CONFIRM


def test_a_possible_criterion_is_confirmed_before_data_are_completed() -> None:
    recommendation = _recommend(INDETERMINATE, POSSIBLE)
    assert recommendation == Recommendation(Action.CONFIRM, (CRITERIA[1].id,))


def test_an_indeterminate_criterion_requests_data() -> None:
    recommendation = _recommend(Status.NOT_YET, INDETERMINATE)
    assert recommendation == Recommendation(Action.COMPLETE_DATA, (CRITERIA[1].id,))


def test_while_quiet_an_indeterminate_criterion_requests_nothing() -> None:
    recommendation = _recommend(INDETERMINATE, monitoring=QUIET)
    assert recommendation == Recommendation(Action.CONTINUE, silent=(CRITERIA[0].id,))


def test_while_quiet_a_possible_criterion_is_still_confirmed() -> None:
    assert _recommend(POSSIBLE, monitoring=QUIET).action is Action.CONFIRM


def test_a_review_fact_is_reviewed_after_a_possible_criterion_and_before_an_indeterminate_one() -> None:
    assert _recommend(POSSIBLE, review_facts=(MUTATION_FACT,)).action is Action.CONFIRM
    assert _recommend(INDETERMINATE, review_facts=(MUTATION_FACT,)) == Recommendation(Action.REVIEW, ("mutation",))


def test_a_met_criterion_goes_before_a_review_fact() -> None:
    assert _recommend(MET, review_facts=(MUTATION_FACT,)).action is Action.ESCALATE


def test_where_applicability_is_unknown_a_review_fact_leaves_the_action() -> None:
    unknown = Applicability(ApplicabilityStatus.UNKNOWN)
    assert _recommend(applies=unknown, review_facts=(MUTATION_FACT,)).action is Action.COMPLETE_DATA


def _questioning(*criteria: int) -> Precaution:
    questions = tuple(CRITERIA[number].id for number in criteria)
    return Precaution("molecular-response", blocks=True, reason="reason", questions=questions)


@pytest.mark.parametrize("dose", ["400", "600", None])
def test_a_criterion_that_is_questioned_is_held_whatever_the_dose(dose: str | None) -> None:
    assert _recommend(MET, dose=dose, precautions=(_questioning(0),)).action is Action.HOLD


def test_a_second_criterion_that_nothing_questions_leaves_no_protocol_step() -> None:
    assert _recommend(MET, MET, dose="600", precautions=(_questioning(0),)).action is Action.NO_PROTOCOL_STEP


def test_two_criteria_may_be_questioned_by_a_precaution_each() -> None:
    precautions = (_questioning(0), _questioning(1))
    assert _recommend(MET, MET, dose="600", precautions=precautions).action is Action.HOLD


def test_a_high_result_that_waits_for_its_repeat_requests_it() -> None:
    waiting = Monitoring(waits_for_repeat=True)
    assert _recommend(monitoring=waiting) == Recommendation(Action.COMPLETE_DATA)


def test_the_action_is_never_to_continue_if_the_chart_is_incomplete() -> None:
    assert _recommend(is_chart_complete=False).action is Action.COMPLETE_DATA
    assert _recommend(INDETERMINATE, monitoring=QUIET, is_chart_complete=False).action is Action.COMPLETE_DATA


@pytest.mark.parametrize("status", NO_ACTION_NEEDED)
def test_otherwise_treatment_continues(status: Status) -> None:
    assert _recommend(*(status,) * len(CRITERIA)) == Recommendation(Action.CONTINUE)


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_the_printed_decision_order_contains_every_action() -> None:
    assert {row.action for row in DECISION_ORDER} == set(Action)


TESTS = (Investigation.BCR_ABL1, Investigation.MUTATION_ANALYSIS)
DOCUMENTED = ContextStatement("us-label/increase-circumstances", "documented", PAPER.cite("a place"))


def test_the_tests_come_first_then_the_protocols_step_with_the_mutation_analysis_then_the_labels() -> None:
    tests, protocol, label = build_options(_recommend(MET), TESTS, (DOCUMENTED,))
    assert tests == InvestigationOption("tests", TESTS)
    assert isinstance(protocol, DoseOption)
    assert isinstance(label, DoseOption)
    assert (protocol.id, protocol.daily_dose_mg, protocol.times_a_day) == ("protocol-step", Decimal(800), 2)
    assert (label.id, label.daily_dose_mg, label.times_a_day) == ("label-step", Decimal(600), 1)
    assert protocol.investigations == label.investigations == (Investigation.MUTATION_ANALYSIS,)


def test_the_labels_step_is_offered_only_where_its_circumstances_are_documented() -> None:
    assert [option.id for option in build_options(_recommend(MET), (), ())] == ["protocol-step"]


def test_from_300_mg_the_label_has_no_step_to_offer() -> None:
    assert [option.id for option in build_options(_recommend(MET, dose="300"), (), (DOCUMENTED,))] == ["protocol-step"]


@pytest.mark.parametrize("statuses", [(POSSIBLE,), (INDETERMINATE,), (Status.NOT_MET,)])
def test_no_dose_is_offered_without_an_escalation(statuses: tuple[Status, ...]) -> None:
    assert build_options(_recommend(*statuses), TESTS, (DOCUMENTED,)) == (InvestigationOption("tests", TESTS),)
    assert build_options(_recommend(*statuses), (), (DOCUMENTED,)) == ()
