"""One patient, judged on one day, from history to action."""

from dataclasses import replace

import pytest

from response_criteria.assessment.assess import DOSES_CONTRADICT, assess
from response_criteria.assessment.implausible_data import ABOVE_ALL, ENDS_BEFORE_START
from response_criteria.model.facts import Cell, History, OrderStatus, Person, Refusal, Unread
from response_criteria.model.findings import Action, Applies, Assessment, DoseOption, Status
from response_criteria.publications.kantarjian2003 import CRITERIA, EDITION
from tests.response_criteria.chart import (
    ADULT,
    TODAY,
    bcr_abl1,
    blood,
    day,
    diagnosis,
    flat,
    karyotype,
    order,
    relapsed,
    resistant,
)


def _statuses(found: Assessment) -> dict[str, Status]:
    return {each.criterion.id.removeprefix("kantarjian2003/"): each.status for each in found.findings}


def test_cytogenetic_resistance_on_400_mg_escalates_to_800_mg() -> None:
    found = assess(resistant(), TODAY)
    assert found.recommendation.action is Action.ESCALATE
    assert found.recommendation.from_daily_dose_mg == 400
    assert found.recommendation.to_daily_dose_mg == 800
    assert found.recommendation.because == ("kantarjian2003/cytogenetic-resistance",)
    assert found.therapy.started_on == day("2023-01-10")
    assert (found.rule_set, found.as_of, found.person) == (EDITION, TODAY, ADULT)


def test_hematologic_relapse_on_400_mg_escalates() -> None:
    found = assess(relapsed(), TODAY)
    assert found.recommendation.because == ("kantarjian2003/hematologic-relapse",)


def test_the_four_findings_come_in_the_order_of_the_contract() -> None:
    assert [each.criterion for each in assess(resistant(), TODAY).findings] == list(CRITERIA)


def test_after_a_raise_the_criteria_are_not_yet_and_the_response_to_it_is_told() -> None:
    orders = (
        order("2022-01-10", ends="2024-02-09", status=OrderStatus.COMPLETED),
        order("2024-02-10", "800"),
    )
    found = assess(replace(resistant(orders=orders), diagnoses=(diagnosis(on="2022-01-05"),)), TODAY)
    assert _statuses(found)["cytogenetic-resistance"] is Status.NOT_YET
    assert found.therapy.raised_on == day("2024-02-10")
    assert found.therapy.started_on == day("2022-01-10")
    raised = found.responses.to_dose_raise
    assert raised is not None
    assert (raised.raised_on, raised.cytogenetic_before) == (day("2024-02-10"), "minor")


def test_a_start_that_may_be_earlier_makes_not_yet_indeterminate() -> None:
    recent = replace(resistant(orders=(order("2024-01-10"),)), diagnoses=(diagnosis(on="2020-01-05"),))
    found = assess(recent, TODAY)
    assert _statuses(found)["cytogenetic-resistance"] is Status.INDETERMINATE
    assert "start-of-imatinib" in {missing.code for each in found.findings for missing in each.missing}
    assert found.recommendation.action is Action.COMPLETE_DATA


@pytest.mark.parametrize(
    ("history", "for_clinician"),
    [
        (resistant(), False),
        (replace(resistant(), person=replace(ADULT, died=True)), True),
        (replace(resistant(), diagnoses=()), True),
        (replace(resistant(), orders=()), True),
    ],
    ids=["not a clinician", "deceased", "no CML", "no imatinib"],
)
def test_where_the_protocol_does_not_apply_nothing_is_judged(history: History, for_clinician: bool) -> None:
    found = assess(history, TODAY, for_clinician=for_clinician)
    assert found.applicability.status is Applies.NOT_APPLICABLE
    assert (found.findings, found.precautions, found.options, found.context) == ((), (), (), ())
    assert found.recommendation.action is Action.NONE


def test_where_that_is_unknown_nothing_is_judged_and_data_are_asked_for() -> None:
    found = assess(replace(resistant(), person=Person(reference="Patient/acacia", born=None)), TODAY)
    assert found.applicability.status is Applies.UNKNOWN
    assert found.findings == ()
    assert found.recommendation.action is Action.COMPLETE_DATA


def test_an_empty_history_is_assessed() -> None:
    found = assess(History(person=Person(reference="Patient/nobody", born=None)), TODAY)
    assert found.recommendation.action is Action.NONE


RESPONDING = replace(
    resistant(),
    observed=(*blood("2024-03-01"), *blood("2024-06-10"), bcr_abl1("2024-06-01", "0.05")),
)


def test_a_deep_response_asks_for_no_marrow() -> None:
    found = assess(RESPONDING, TODAY)
    assert Status.INDETERMINATE in _statuses(found).values()
    assert found.recommendation.action is Action.CONTINUE


def test_without_it_the_marrow_is_asked_for() -> None:
    rising = replace(RESPONDING, observed=(*RESPONDING.observed, bcr_abl1("2024-06-05", "1.2")))
    assert assess(rising, TODAY).recommendation.action is Action.COMPLETE_DATA


def test_karyotypes_that_never_showed_ph_are_no_complete_response() -> None:
    history = replace(
        RESPONDING,
        observed=flat(
            karyotype("2023-01-05", "0"),
            karyotype("2023-09-20", "0"),
            karyotype("2024-05-20", "0"),
            bcr_abl1("2024-06-05", "60"),
            blood("2024-03-01"),
            blood("2024-06-10"),
        ),
    )
    found = assess(history, TODAY)
    assert found.recommendation.action is Action.COMPLETE_DATA
    assert found.recommendation.because == (
        "kantarjian2003/cytogenetic-resistance",
        "kantarjian2003/cytogenetic-relapse",
    )
    assert found.finding("kantarjian2003/cytogenetic-relapse").values == {"latest": day("2024-05-20")}
    assert found.responses.cytogenetic.status == "unknown"
    assert found.options == ()


def test_with_anything_unread_the_action_is_never_to_continue() -> None:
    unread = (Unread("dispenses", "the server did not answer"),)
    found = assess(replace(RESPONDING, unread=unread), TODAY)
    assert found.recommendation.action is Action.COMPLETE_DATA
    assert found.unread == unread


def test_blasts_hold_the_dose_whatever_the_criteria_say() -> None:
    found = assess(replace(RESPONDING, observed=(*RESPONDING.observed, *blood("2024-06-12", blasts="16"))), TODAY)
    assert found.recommendation.action is Action.HOLD
    assert not [each for each in found.options if isinstance(each, DoseOption)]


def test_what_is_set_aside_is_told_once_with_what_the_chart_refused() -> None:
    refused = Refusal(karyotype("2024-01-10", "1").origin, "its unit is missing")
    impossible = karyotype("2024-01-10", "140")
    faulty = order("2024-01-10", ends="2023-01-10", status=OrderStatus.COMPLETED)
    history = resistant(impossible, impossible)
    found = assess(replace(history, refusals=(refused, refused), orders=(*history.orders, faulty)), TODAY)
    assert set(found.set_aside) == {
        refused,
        Refusal(impossible.origin, ABOVE_ALL),
        Refusal(faulty.origin, ENDS_BEFORE_START),
    }
    assert len(found.set_aside) == 3


def test_active_orders_whose_doses_cannot_both_be_right_are_set_aside_and_hold_the_step() -> None:
    orders = (order("2023-01-10"), order("2023-06-10", "800"))
    found = assess(resistant(orders=orders), TODAY)
    assert {each.because for each in found.set_aside} == {DOSES_CONTRADICT}
    assert {each.origin for each in found.set_aside} == {each.origin for each in orders}
    assert found.recommendation.action is Action.HOLD
    assert set(found.therapy.orders) == {each.origin for each in orders}


def test_an_order_that_contradicts_itself_does_not_turn_therapy_into_no_therapy() -> None:
    found = assess(resistant(orders=(order("2024-01-10", ends="2023-01-10"),)), TODAY)
    assert [each.code for each in found.applicability.reasons] == ["therapy-unclear"]


def test_a_result_of_tomorrow_somewhere_on_earth_counts() -> None:
    tomorrow = resistant(count=blood("2024-06-16", platelets="40"))
    assert [each.code for each in assess(tomorrow, TODAY).precautions] == ["thrombocytopenia"]


def test_the_orders_to_be_replaced_are_named_newest_first() -> None:
    orders = (order("2023-01-10"), order("2024-03-10"), order("2023-06-10"))
    found = assess(resistant(orders=orders), TODAY)
    assert found.therapy.orders == (orders[1].origin, orders[2].origin, orders[0].origin)
    assert found.recommendation.action is Action.ESCALATE


def test_every_finding_and_blocking_precaution_on_which_a_hold_rests_carries_evidence() -> None:
    found = assess(resistant(count=blood("2024-06-10", Cell.PLATELETS, Cell.NEUTROPHILS, platelets="20")), TODAY)
    assert found.recommendation.action is Action.HOLD
    assert all(each.evidence for each in found.findings if each.status is Status.MET)
    assert all(each.evidence for each in found.precautions)
