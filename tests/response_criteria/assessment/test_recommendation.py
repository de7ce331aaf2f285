"""The order in which the action is decided, and what may be drafted then."""

from decimal import Decimal

import pytest

from response_criteria.assessment.options import options
from response_criteria.assessment.recommendation import IN_ORDER, recommendation
from response_criteria.model.findings import (
    Action,
    Applicability,
    Applies,
    DoseOption,
    Finding,
    Investigation,
    InvestigationOption,
    Missing,
    Option,
    Precaution,
    Recommendation,
    Status,
)
from response_criteria.precautions.reasons import Reason
from response_criteria.publications.kantarjian2003 import CRITERIA
from response_criteria.publications.kantarjian2003.reasons import Lack

APPLICABLE = Applicability(Applies.APPLICABLE)
WARNING = Precaution("heart-failure", blocks=False, reason=Reason.HEART_FAILURE_CODED)
BLOCKING = Precaution("neutropenia", blocks=True, reason=Reason.FEW_NEUTROPHILS)
BLASTS = Precaution("advanced-phase", blocks=True, reason=Reason.BLASTS_IN_BLOOD)
CODED_BLAST_PHASE = Precaution("advanced-phase", blocks=True, reason=Reason.PHASE_CODED)
PERHAPS_BLASTS = Precaution("advanced-phase", blocks=True, reason=Reason.ADVANCED_PHASE_NOT_EXCLUDED)
MET, POSSIBLE, INDETERMINATE = Status.MET, Status.POSSIBLE, Status.INDETERMINATE
QUIET = (Status.NOT_MET, Status.NOT_YET, Status.NOT_APPLICABLE)


def _findings(*statuses: Status, missing: tuple[Missing, ...] = ()) -> tuple[Finding, ...]:
    padded = (*statuses, *(Status.NOT_MET,) * len(CRITERIA))[: len(CRITERIA)]
    return tuple(
        Finding(criterion, status, "reason", missing=missing if status in (POSSIBLE, INDETERMINATE) else ())
        for criterion, status in zip(CRITERIA, padded, strict=True)
    )


def _recommended(
    *statuses: Status,
    applies: Applicability = APPLICABLE,
    precautions: tuple[Precaution, ...] = (),
    dose: str | None = "400",
    deep: bool = False,
    all_read: bool = True,
) -> Recommendation:
    return recommendation(
        applies,
        _findings(*statuses),
        precautions,
        dose_mg=None if dose is None else Decimal(dose),
        response_is_deep=deep,
        all_read=all_read,
    )


def test_where_the_protocol_does_not_apply_nothing_is_done() -> None:
    not_applicable = Applicability(Applies.NOT_APPLICABLE)
    assert _recommended(MET, applies=not_applicable, precautions=(BLASTS,)).action is Action.NONE


def test_where_it_is_unknown_whether_it_applies_data_are_completed() -> None:
    assert _recommended(MET, applies=Applicability(Applies.UNKNOWN)).action is Action.COMPLETE_DATA


@pytest.mark.parametrize(("dose", "to"), [("400", 800), ("300", 600)])
def test_a_met_criterion_takes_the_protocols_step(dose: str, to: int) -> None:
    told = _recommended(Status.NOT_MET, MET, POSSIBLE, INDETERMINATE, dose=dose, precautions=(WARNING,))
    assert told == Recommendation(Action.ESCALATE, (CRITERIA[1].id,), Decimal(dose), Decimal(to))


def test_from_a_known_dose_without_a_step_none_is_taken_even_if_something_blocks() -> None:
    told = _recommended(MET, dose="600", precautions=(BLOCKING,))
    assert told == Recommendation(Action.NO_PROTOCOL_STEP, (CRITERIA[0].id,), Decimal(600))


def test_a_blocking_precaution_holds_the_step() -> None:
    told = _recommended(MET, MET, precautions=(WARNING, BLOCKING))
    assert told == Recommendation(Action.HOLD, (CRITERIA[0].id, CRITERIA[1].id), Decimal(400))


def test_an_unknown_dose_holds_the_step() -> None:
    assert _recommended(MET, dose=None).action is Action.HOLD


@pytest.mark.parametrize("status", [POSSIBLE, INDETERMINATE, *QUIET])
def test_an_advanced_phase_shown_by_a_result_holds_whatever_the_criteria_say(status: Status) -> None:
    assert _recommended(status, precautions=(BLASTS,), deep=True).action is Action.HOLD


@pytest.mark.parametrize("precaution", [CODED_BLAST_PHASE, PERHAPS_BLASTS, BLOCKING])
def test_nothing_else_holds_without_a_met_criterion(precaution: Precaution) -> None:
    assert _recommended(POSSIBLE, precautions=(precaution,)).action is Action.CONFIRM


def test_a_possible_criterion_is_confirmed_before_data_are_completed() -> None:
    told = _recommended(INDETERMINATE, POSSIBLE)
    assert told == Recommendation(Action.CONFIRM, (CRITERIA[1].id,))


def test_an_indeterminate_criterion_asks_for_data() -> None:
    told = _recommended(Status.NOT_YET, INDETERMINATE)
    assert told == Recommendation(Action.COMPLETE_DATA, (CRITERIA[1].id,))


def test_while_bcr_abl1_shows_a_deep_response_an_indeterminate_criterion_asks_for_nothing() -> None:
    assert _recommended(INDETERMINATE, deep=True).action is Action.CONTINUE


def test_a_deep_response_does_not_keep_a_possible_criterion_from_being_confirmed() -> None:
    assert _recommended(POSSIBLE, deep=True).action is Action.CONFIRM


def test_with_anything_unread_the_action_is_never_to_continue() -> None:
    assert _recommended(all_read=False).action is Action.COMPLETE_DATA
    assert _recommended(INDETERMINATE, deep=True, all_read=False).action is Action.COMPLETE_DATA


@pytest.mark.parametrize("status", QUIET)
def test_otherwise_treatment_continues(status: Status) -> None:
    assert _recommended(*(status,) * len(CRITERIA)) == Recommendation(Action.CONTINUE)


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_the_order_that_is_printed_names_every_action() -> None:
    assert {action for action, _ in IN_ORDER} == set(Action)


def _options(
    *statuses: Status,
    dose: str = "400",
    precautions: tuple[Precaution, ...] = (),
    missing: tuple[Missing, ...] = (),
) -> tuple[Option, ...]:
    return options(
        _recommended(*statuses, dose=dose, precautions=precautions),
        _findings(*statuses, missing=missing),
        precautions,
    )


MUTATION = InvestigationOption("mutation-analysis", (Investigation.MUTATION_ANALYSIS,))


def test_the_protocols_step_is_offered_first_then_the_labels_then_mutation_analysis() -> None:
    protocol, label, tests = _options(MET)
    assert isinstance(protocol, DoseOption)
    assert isinstance(label, DoseOption)
    assert (protocol.id, protocol.daily_dose_mg, protocol.times_a_day) == ("protocol-step", Decimal(800), 2)
    assert (label.id, label.daily_dose_mg, label.times_a_day) == ("label-step", Decimal(600), 1)
    assert tests == MUTATION


def test_from_300_mg_the_label_has_no_step_to_offer() -> None:
    assert [each.id for each in _options(MET, dose="300")] == ["protocol-step", "mutation-analysis"]


@pytest.mark.parametrize("code", ["neutropenia", "transplant"])
def test_a_held_step_is_not_offered_and_mutation_analysis_is(code: str) -> None:
    assert _options(MET, precautions=(Precaution(code, blocks=True, reason="reason"),)) == (MUTATION,)


@pytest.mark.parametrize("status", [MET, Status.NOT_MET])
def test_where_the_phase_holds_the_step_the_tests_that_establish_it_are_offered(status: Status) -> None:
    count, differential, karyotype = (
        Investigation.BLOOD_COUNT,
        Investigation.MANUAL_DIFFERENTIAL,
        Investigation.MARROW_KARYOTYPE,
    )
    held = _options(status, precautions=(BLASTS,))
    assert held == (InvestigationOption("tests", (count, differential, karyotype)), MUTATION)


@pytest.mark.parametrize(
    ("code", "test"),
    [("counts-not-recent", Investigation.BLOOD_COUNT), ("molecular-response", Investigation.BCR_ABL1)],
)
def test_the_test_that_may_lift_a_precaution_is_offered(code: str, test: Investigation) -> None:
    held = _options(MET, precautions=(Precaution(code, blocks=True, reason="reason"),))
    assert held == (InvestigationOption("tests", (test,)), MUTATION)


def test_mutation_analysis_is_not_offered_where_a_mutation_is_known() -> None:
    known = Precaution("resistant-mutation", blocks=True, reason=Reason.T315I)
    assert _options(MET, precautions=(known,)) == ()


def test_without_a_protocol_step_only_mutation_analysis_is_offered() -> None:
    assert _options(MET, dose="800") == (MUTATION,)


@pytest.mark.parametrize("status", [POSSIBLE, INDETERMINATE])
def test_what_is_missing_is_offered_as_tests_of_one_option(status: Status) -> None:
    missing = (Missing(Lack.MARROW_KARYOTYPE), Missing(Lack.RECENT_BLOOD_COUNT), Missing(Lack.SPLEEN_EXAMINATION))
    (option,) = _options(status, status, missing=missing)
    assert option == InvestigationOption(
        "tests", (Investigation.BLOOD_COUNT, Investigation.MANUAL_DIFFERENTIAL, Investigation.MARROW_KARYOTYPE)
    )


def test_nothing_is_offered_where_no_test_helps_or_nothing_is_asked() -> None:
    assert _options(INDETERMINATE, missing=(Missing(Lack.START_OF_IMATINIB),)) == ()
    assert _options() == ()
