"""Dates known only to the month or the year decide only where every reading of the calendar agrees."""

from dataclasses import replace

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.assessment.partial_dates import MOST_DATES, TOO_MANY, readings
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Drug, DrugKind, DrugOrder, History, OrderStatus
from response_criteria.model.findings import Action, Applies, Status
from tests.response_criteria.chart import (
    DASATINIB,
    TODAY,
    bcr_abl1,
    blood,
    day,
    diagnosis,
    karyotype,
    order,
    relapsed,
    resistant,
    use,
    when,
)

RESISTANCE = "kantarjian2003/cytogenetic-resistance"


def _with_orders(*orders: DrugOrder) -> History:
    return resistant(orders=orders)


def _replacing_the_latest_karyotype(on: str) -> History:
    history = resistant()
    kept = tuple(each for each in history.observed if each.on != when("2024-06-01"))
    return replace(history, observed=(*kept, karyotype(on, "60")))


def test_without_partly_written_dates_there_is_one_reading_the_history_itself() -> None:
    history = resistant()
    read = readings(history, TODAY)
    assert len(read.histories) == 1
    assert read.histories[0] is history


def test_a_partly_written_date_is_read_as_its_first_and_as_its_last_day() -> None:
    history = replace(resistant(), observed=(karyotype("2024-03", "60"),))
    days = [each.observed[0].on for each in readings(history, TODAY).histories]
    assert days == [when("2024-03-01"), when("2024-03-31")]


def test_no_result_is_read_into_the_future() -> None:
    history = replace(resistant(), observed=(karyotype("2024-06", "60"),))
    assert [each.observed[0].on for each in readings(history, TODAY).histories] == [
        when("2024-06-01"),
        when("2024-06-15"),
    ]


def test_results_with_the_same_partly_written_date_are_read_as_of_one_day() -> None:
    history = replace(resistant(), observed=blood("2024-03"))
    assert len(readings(history, TODAY).histories) == 2


def test_results_and_treatments_with_the_same_partly_written_date_are_read_apart() -> None:
    history = replace(_with_orders(order("2023-03")), observed=(karyotype("2023-03", "60"),))
    assert len(readings(history, TODAY).histories) == 4


@pytest.mark.parametrize(
    ("starts", "ends", "stretches"),
    [
        ("2023-03", "2023-03-15", [("2023-03-01", "2023-03-15"), ("2023-03-15", "2023-03-15")]),
        ("2023-03-15", "2023-03", [("2023-03-15", "2023-03-15"), ("2023-03-15", "2023-03-31")]),
        ("2023-03", "2023-03", [("2023-03-01", "2023-03-01"), ("2023-03-31", "2023-03-31")]),
    ],
)
def test_an_order_is_never_read_so_that_it_ends_before_it_starts(
    starts: str, ends: str, stretches: list[tuple[str, str]]
) -> None:
    read = readings(_with_orders(order(starts, ends=ends, written="2023-03-01")), TODAY)
    assert [(str(each.orders[0].starts), str(each.orders[0].ends)) for each in read.histories] == stretches


def test_a_finding_on_which_all_readings_agree_stands() -> None:
    found = assess(_replacing_the_latest_karyotype("2024-05"), TODAY)
    assert found.recommendation.action is Action.ESCALATE
    resistance = found.finding(RESISTANCE)
    assert resistance.status is Status.MET
    assert [(each.dated, str(each.on)) for each in resistance.evidence] == [
        ("", "2023-08-01"),
        ("2024-05", "2024-05-31"),
    ]


def test_a_finding_on_which_they_disagree_is_indeterminate_and_names_the_date() -> None:
    found = assess(_replacing_the_latest_karyotype("2023-12"), TODAY).finding(RESISTANCE)
    assert (found.status, found.reason, dict(found.values)) == (
        Status.INDETERMINATE,
        "dates-disagree",
        {"dates": "2023-12"},
    )
    assert [(each.code, dict(each.values)) for each in found.missing] == [("exact-dates", {"dates": "2023-12"})]


@pytest.mark.parametrize(
    ("started", "status"),
    [("2023-05", Status.MET), ("2023-06", Status.INDETERMINATE), ("2023-07", Status.NOT_YET)],
)
def test_a_start_known_to_the_month_must_leave_no_doubt_about_the_twelfth_month(started: str, status: Status) -> None:
    history = replace(_with_orders(order(started)), diagnoses=(diagnosis(on=started),))
    found = assess(history, TODAY)
    assert found.finding(RESISTANCE).status is status
    assert found.therapy.started_on is None


def test_a_precaution_that_any_reading_raises_is_raised() -> None:
    mutated = resistant(bcr_abl1("2023-08", "0.5"), karyotype("2023-08-15", "70"))
    later_first_karyotype = replace(
        mutated, observed=tuple(each for each in mutated.observed if each.on != when("2023-08-01"))
    )
    found = assess(later_first_karyotype, TODAY)
    assert [each.code for each in found.precautions] == ["molecular-response"]
    assert [each.dated for each in found.precautions[0].evidence] == ["2023-08"]


def test_readings_that_disagree_on_the_treatment_leave_open_whether_the_protocol_applies() -> None:
    switched = _with_orders(order("2023-01-10"), order("2023-02", drug=DASATINIB))
    assert assess(switched, TODAY).applicability.status is Applies.UNKNOWN
    clear = _with_orders(order("2023-01-10"), order("2023-03", drug=DASATINIB))
    assert [each.code for each in assess(clear, TODAY).applicability.reasons] == ["other-tki"]


def test_readings_that_disagree_on_the_dose_leave_it_unknown() -> None:
    orders = (
        order("2023-01-10", "400", tablet_mg="400", written="2023-01-10"),
        order("2023-01-10", "200", tablet_mg="100", written="2023-01-10", ends="2024-06"),
    )
    found = assess(_with_orders(*orders), TODAY)
    assert found.therapy.current_daily_dose_mg is None
    assert found.therapy.dose_unknown_because == "dates-not-known"
    assert found.recommendation.action is Action.HOLD


def test_of_more_dates_than_can_be_read_both_ways_the_oldest_results_are_set_aside() -> None:
    many = tuple(karyotype(f"2023-{month:02}", "60") for month in range(3, 3 + MOST_DATES + 1))
    history = replace(resistant(), observed=many)
    read = readings(history, TODAY)
    assert len(read.histories) == 2**MOST_DATES
    assert [(each.origin, each.because) for each in read.refusals] == [(many[0].origin, TOO_MANY)]
    assert TOO_MANY in {each.because for each in assess(history, TODAY).set_aside}


def test_with_too_many_undated_treatments_the_therapy_is_unclear() -> None:
    renewals = tuple(order(f"2023-{month:02}", status=OrderStatus.COMPLETED) for month in range(3, 3 + MOST_DATES + 1))
    found = assess(_with_orders(*renewals, order("2024-05-01")), TODAY)
    assert [(each.code, each.values["why"]) for each in found.applicability.reasons] == [
        ("therapy-unclear", "dates-not-known")
    ]


def test_the_dates_of_other_drugs_are_not_read() -> None:
    rifampin = order("2023", drug=Drug(DrugKind.CYP3A4_INDUCER, "rifampin"))
    history = _with_orders(order("2023-01-10"), rifampin)
    assert len(readings(history, TODAY).histories) == 1
    assert [each.code for each in assess(history, TODAY).precautions] == ["interaction"]


def test_a_treatment_without_any_date_tells_of_therapy_and_dates_nothing() -> None:
    undated = replace(use("2023-01-10", ongoing=True), starts=when("2023")._replace(earliest=day("1900-01-01")))
    history = replace(resistant(), uses=(undated,))
    assert len(readings(history, TODAY).histories) == 1
    assert assess(history, TODAY).therapy.started_on == day("2023-01-10")
    alone = assess(replace(history, orders=()), TODAY)
    assert [each.code for each in alone.applicability.reasons] == ["therapy-unclear"]
    assert [each.dated for reason in alone.applicability.reasons for each in reason.evidence] == ["undated"]


def test_the_dates_of_what_supports_nothing_are_not_read_both_ways() -> None:
    planned = order("2024-03", binding=Answer.NO)
    assert len(readings(_with_orders(order("2023-01-10"), planned), TODAY).histories) == 1


def test_a_relapse_of_which_one_count_is_dated_by_the_month_needs_the_day() -> None:
    history = relapsed()
    first_failing = blood("2024-05", leukocytes="18", myelocytes="6")
    kept = tuple(each for each in history.observed if each.on != when("2024-05-06"))
    found = assess(replace(history, observed=(*kept, *first_failing)), TODAY).finding(
        "kantarjian2003/hematologic-relapse"
    )
    assert found.status is Status.INDETERMINATE
