"""Assessment of one patient on one day, from history to action."""

from dataclasses import replace
from typing import Any

import pytest

from response_criteria.assessment.assess import DOSES_CONTRADICT, assess
from response_criteria.assessment.implausible_data import ABOVE_100_PERCENT, ENDS_BEFORE_START
from response_criteria.model.assessment import Assessment
from response_criteria.model.facts import Origin
from response_criteria.model.findings import ApplicabilityStatus, Status
from response_criteria.model.history import (
    ExcludedData,
    History,
    Person,
    Sex,
    Subject,
    Unavailability,
    UnavailableQuery,
)
from response_criteria.model.medications import OrderStatus
from response_criteria.model.recommendations import Action, DoseOption, Investigation
from response_criteria.model.results import Cell
from response_criteria.publications.kantarjian2003 import CRITERIA, EDITION
from tests.response_criteria.chart import (
    ADULT,
    TODAY,
    bcr_abl1,
    blood,
    combine,
    day,
    diagnosis,
    karyotype,
    order,
    relapsed_history,
    resistant_history,
    when,
)


def _statuses_of(assessment: Assessment) -> dict[str, Status]:
    return {finding.criterion.id.removeprefix("kantarjian2003/"): finding.status for finding in assessment.findings}


def test_cytogenetic_resistance_on_400_mg_escalates_to_800_mg() -> None:
    assessment = assess(resistant_history(), TODAY)
    assert assessment.recommendation.action is Action.ESCALATE
    assert assessment.recommendation.from_daily_dose_mg == 400
    assert assessment.recommendation.to_daily_dose_mg == 800
    assert assessment.recommendation.grounds == ("kantarjian2003/cytogenetic-resistance",)
    assert assessment.therapy.started_on == day("2023-01-10")
    assert (assessment.rule_set, assessment.as_of, assessment.person) == (EDITION, TODAY, ADULT)


def test_hematologic_relapse_on_400_mg_escalates() -> None:
    assessment = assess(relapsed_history(), TODAY)
    assert assessment.recommendation.grounds == ("kantarjian2003/hematologic-relapse",)


def test_the_four_findings_come_in_the_order_of_the_contract() -> None:
    assert [finding.criterion for finding in assess(resistant_history(), TODAY).findings] == list(CRITERIA)


def test_after_an_escalation_the_criteria_are_not_yet_and_its_response_is_reported() -> None:
    orders = (
        order("2022-01-10", ends="2024-02-09", status=OrderStatus.COMPLETED),
        order("2024-02-10", "800"),
    )
    assessment = assess(replace(resistant_history(orders=orders), diagnoses=(diagnosis(on="2022-01-05"),)), TODAY)
    assert _statuses_of(assessment)["cytogenetic-resistance"] is Status.NOT_YET
    assert assessment.therapy.escalated_on == day("2024-02-10")
    assert assessment.therapy.started_on == day("2022-01-10")
    escalation = assessment.responses.to_dose_escalation
    assert escalation is not None
    assert (escalation.escalated_on, escalation.cytogenetic_before) == (day("2024-02-10"), "minor")


def test_a_start_that_may_be_earlier_makes_not_yet_indeterminate() -> None:
    recent = replace(resistant_history(orders=(order("2024-01-10"),)), diagnoses=(diagnosis(on="2020-01-05"),))
    assessment = assess(recent, TODAY)
    assert _statuses_of(assessment)["cytogenetic-resistance"] is Status.INDETERMINATE
    assert "start-of-imatinib" in {missing.code for finding in assessment.findings for missing in finding.missing}
    assert assessment.recommendation.action is Action.COMPLETE_DATA


@pytest.mark.parametrize(
    ("history", "for_clinician"),
    [
        (resistant_history(), False),
        (replace(resistant_history(), person=replace(ADULT, deceased=True)), True),
        (replace(resistant_history(), diagnoses=()), True),
        (replace(resistant_history(), orders=()), True),
    ],
    ids=["not a clinician", "deceased", "no CML", "no imatinib"],
)
def test_nothing_is_evaluated_if_the_protocol_does_not_apply(history: History, for_clinician: bool) -> None:
    assessment = assess(history, TODAY, for_clinician=for_clinician)
    assert assessment.applicability.status is ApplicabilityStatus.NOT_APPLICABLE
    assert (assessment.findings, assessment.precautions, assessment.options, assessment.context) == ((), (), (), ())
    assert assessment.recommendation.action is Action.NONE


def test_nothing_is_evaluated_and_data_are_requested_if_applicability_is_unknown() -> None:
    assessment = assess(replace(resistant_history(), person=Person(reference="Patient/acacia", birth_date=None)), TODAY)
    assert assessment.applicability.status is ApplicabilityStatus.UNKNOWN
    assert assessment.findings == ()
    assert assessment.recommendation.action is Action.COMPLETE_DATA


def test_an_empty_history_is_assessed() -> None:
    assessment = assess(History(person=Person(reference="Patient/nobody", birth_date=None)), TODAY)
    assert assessment.recommendation.action is Action.NONE


RESPONDING = replace(
    resistant_history(),
    observed=(*blood("2024-03-01"), *blood("2024-06-10"), bcr_abl1("2024-06-01", "0.05")),
)


def test_with_bcr_abl1_at_mr2_no_marrow_is_requested() -> None:
    assessment = assess(RESPONDING, TODAY)
    assert Status.INDETERMINATE in _statuses_of(assessment).values()
    assert assessment.recommendation.action is Action.CONTINUE


def test_a_rise_to_a_molecular_failure_is_reviewed() -> None:
    rising = replace(RESPONDING, observed=(*RESPONDING.observed, bcr_abl1("2024-06-05", "1.2")))
    assert assess(rising, TODAY).recommendation.action is Action.REVIEW


def test_karyotypes_that_never_showed_ph_are_no_complete_response() -> None:
    history = replace(
        RESPONDING,
        observed=combine(
            karyotype("2023-01-05", "0"),
            karyotype("2023-09-20", "0"),
            karyotype("2024-05-20", "0"),
            bcr_abl1("2024-06-05", "60"),
            blood("2024-03-01"),
            blood("2024-06-10"),
        ),
    )
    assessment = assess(history, TODAY)
    assert assessment.recommendation.action is Action.REVIEW
    assert assessment.recommendation.grounds == ("molecular-failure",)
    assert assessment.finding("kantarjian2003/cytogenetic-resistance").status is Status.INDETERMINATE
    assert assessment.finding("kantarjian2003/cytogenetic-relapse").values == {"latest": day("2024-05-20")}
    assert assessment.responses.cytogenetic.status == "unknown"
    assert [option.investigations for option in assessment.options] == [(Investigation.MUTATION_ANALYSIS,)]


@pytest.mark.parametrize(
    ("key", "action"),
    [
        ("dispenses", Action.CONTINUE),
        ("cytogenetics", Action.CONTINUE),
        ("molecular", Action.COMPLETE_DATA),
        ("conditions", Action.COMPLETE_DATA),
    ],
)
def test_a_query_that_failed_opens_a_card_while_bcr_abl1_is_quiet_only_if_it_may_hold_more(
    key: str, action: Action
) -> None:
    unavailable = (UnavailableQuery(key, "the server did not answer"),)
    assessment = assess(replace(RESPONDING, unavailable_queries=unavailable), TODAY)
    assert assessment.recommendation.action is action
    assert assessment.unavailable_queries == unavailable


@pytest.mark.parametrize(("key", "withholds"), [("molecular", True), ("bundle", True), ("chemistry", False)])
def test_a_query_that_came_short_withholds_an_escalation(key: str, withholds: bool) -> None:
    short = (UnavailableQuery(key, "it states a total of 3 results but contains 2", Unavailability.INCOMPLETE),)
    action = assess(replace(resistant_history(), unavailable_queries=short), TODAY).recommendation.action
    assert action is (Action.HOLD if withholds else Action.ESCALATE)


@pytest.mark.parametrize(
    ("sex", "born", "withholds"),
    [
        (Sex.FEMALE, "1968-06-16", True),  # 55 years for one more day
        (Sex.FEMALE, "1968-06-15", False),
        (Sex.UNKNOWN, "1990-01-01", True),
        (Sex.MALE, "1990-01-01", False),
    ],
)
def test_unread_clinical_findings_withhold_where_pregnancy_is_possible(sex: Sex, born: str, withholds: bool) -> None:
    unread = (UnavailableQuery("clinical-findings", "it was not prefetched", Unavailability.NOT_OFFERED),)
    person = replace(ADULT, sex=sex, birth_date=when(born))
    action = assess(
        replace(resistant_history(), person=person, unavailable_queries=unread), TODAY
    ).recommendation.action
    assert action is (Action.HOLD if withholds else Action.ESCALATE)


@pytest.mark.parametrize(
    ("members", "action"),
    [
        ({"on": when("2024-06-14")}, Action.COMPLETE_DATA),
        ({"on": when("2024-06-14"), "pending": True}, Action.CONTINUE),
        ({"on": when("2023-01-01")}, Action.CONTINUE),  # a newer one was read
        ({"on": None}, Action.CONTINUE),
    ],
)
def test_a_bcr_abl1_that_could_not_be_read_asks_if_it_is_the_newest(members: dict[str, Any], action: Action) -> None:
    unread = ExcludedData(Origin("Observation/unread"), "its unit is missing", Subject.BCR_ABL1, **members)
    assert assess(replace(RESPONDING, excluded=(unread,)), TODAY).recommendation.action is action


def test_the_action_is_never_to_continue_if_a_query_failed_and_bcr_abl1_is_not_quiet() -> None:
    # Normal chromosomes and counts leave every criterion not met.
    complete = replace(resistant_history(), observed=(*resistant_history().observed[1:], karyotype("2024-06-10", "0")))
    complete = replace(complete, observed=combine(karyotype("2023-08-01", "0"), complete.observed[1:]))
    assert assess(complete, TODAY).recommendation.action is Action.CONTINUE
    unavailable = (UnavailableQuery("dispenses", "the server did not answer"),)
    assessment = assess(replace(complete, unavailable_queries=unavailable), TODAY)
    assert assessment.recommendation.action is Action.COMPLETE_DATA
    not_offered = (UnavailableQuery("dispenses", "the server does not offer it", Unavailability.NOT_OFFERED),)
    assessment = assess(replace(complete, unavailable_queries=not_offered), TODAY)
    assert assessment.recommendation.action is Action.CONTINUE


def test_blasts_hold_the_dose_whether_or_not_a_criterion_is_met() -> None:
    assessment = assess(replace(RESPONDING, observed=(*RESPONDING.observed, *blood("2024-06-12", blasts="16"))), TODAY)
    assert assessment.recommendation.action is Action.HOLD
    assert not [option for option in assessment.options if isinstance(option, DoseOption)]


def test_excluded_data_are_listed_once_together_with_those_of_the_chart() -> None:
    excluded = ExcludedData(karyotype("2024-01-10", "1").origin, "its unit is missing")
    impossible = karyotype("2024-01-10", "140")
    implausible = order("2024-01-10", ends="2023-01-10", status=OrderStatus.COMPLETED)
    history = resistant_history(impossible, impossible)
    assessment = assess(replace(history, excluded=(excluded, excluded), orders=(*history.orders, implausible)), TODAY)
    assert {(data.origin, data.reason) for data in assessment.excluded_data} == {
        (excluded.origin, "its unit is missing"),
        (impossible.origin, ABOVE_100_PERCENT),
        (implausible.origin, ENDS_BEFORE_START),
    }
    assert len(assessment.excluded_data) == 3


def test_active_orders_with_contradicting_doses_are_excluded_and_hold_the_dose() -> None:
    orders = (order("2023-01-10"), order("2023-06-10", "800"))
    assessment = assess(resistant_history(orders=orders), TODAY)
    assert {exclusion.reason for exclusion in assessment.excluded_data} == {DOSES_CONTRADICT}
    assert {exclusion.origin for exclusion in assessment.excluded_data} == {order.origin for order in orders}
    assert assessment.recommendation.action is Action.HOLD
    assert set(assessment.therapy.orders) == {order.origin for order in orders}


def test_an_implausible_order_does_not_turn_therapy_into_no_therapy() -> None:
    assessment = assess(resistant_history(orders=(order("2024-01-10", ends="2023-01-10"),)), TODAY)
    assert [reason.code for reason in assessment.applicability.reasons] == ["therapy-unclear"]


def test_a_result_dated_tomorrow_counts_because_of_time_zones() -> None:
    tomorrow = resistant_history(count=blood("2024-06-16", platelets="40"))
    codes = [precaution.code for precaution in assess(tomorrow, TODAY).precautions]
    assert codes == ["thrombocytopenia"]


def test_the_orders_to_be_replaced_are_listed_newest_first() -> None:
    orders = (order("2023-01-10"), order("2024-03-10"), order("2023-06-10"))
    assessment = assess(resistant_history(orders=orders), TODAY)
    assert assessment.therapy.orders == (orders[1].origin, orders[2].origin, orders[0].origin)
    assert assessment.recommendation.action is Action.ESCALATE


def test_findings_and_precautions_behind_a_hold_have_evidence() -> None:
    assessment = assess(
        resistant_history(count=blood("2024-06-10", Cell.PLATELETS, Cell.NEUTROPHILS, platelets="20")), TODAY
    )
    assert assessment.recommendation.action is Action.HOLD
    assert all(finding.evidence for finding in assessment.findings if finding.status is Status.MET)
    assert all(precaution.evidence for precaution in assessment.precautions)
