"""Partial dates decide only if all date variants agree."""

from dataclasses import replace

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.assessment.partial_dates import MAX_DATES, TOO_MANY, find_date_variants
from response_criteria.model.answers import Answer
from response_criteria.model.findings import ApplicabilityStatus, Status
from response_criteria.model.history import History
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, OrderStatus
from response_criteria.model.recommendations import Action
from tests.response_criteria.chart import (
    DASATINIB,
    TODAY,
    bcr_abl1,
    blood,
    day,
    diagnosis,
    karyotype,
    order,
    relapsed_history,
    resistant_history,
    use,
    when,
)

RESISTANCE = "kantarjian2003/cytogenetic-resistance"


def _with_orders(*orders: DrugOrder) -> History:
    return resistant_history(orders=orders)


def _replace_latest_karyotype(on: str) -> History:
    history = resistant_history()
    kept = tuple(fact for fact in history.observed if fact.on != when("2024-06-01"))
    return replace(history, observed=(*kept, karyotype(on, "60")))


def test_without_partial_dates_the_only_variant_is_the_history_itself() -> None:
    history = resistant_history()
    variants = find_date_variants(history, TODAY)
    assert len(variants.histories) == 1
    assert variants.histories[0] is history


def test_a_partial_date_is_evaluated_as_its_first_and_its_last_day() -> None:
    history = replace(resistant_history(), observed=(karyotype("2024-03", "60"),))
    days = [variant.observed[0].on for variant in find_date_variants(history, TODAY).histories]
    assert days == [when("2024-03-01"), when("2024-03-31")]


def test_no_variant_dates_a_result_in_the_future() -> None:
    history = replace(resistant_history(), observed=(karyotype("2024-06", "60"),))
    assert [variant.observed[0].on for variant in find_date_variants(history, TODAY).histories] == [
        when("2024-06-01"),
        when("2024-06-15"),
    ]


def test_results_with_the_same_partial_date_share_one_day() -> None:
    history = replace(resistant_history(), observed=blood("2024-03"))
    assert len(find_date_variants(history, TODAY).histories) == 2


def test_results_and_treatments_with_the_same_partial_date_vary_independently() -> None:
    history = replace(_with_orders(order("2023-03")), observed=(karyotype("2023-03", "60"),))
    assert len(find_date_variants(history, TODAY).histories) == 4


@pytest.mark.parametrize(
    ("starts", "ends", "periods"),
    [
        ("2023-03", "2023-03-15", [("2023-03-01", "2023-03-15"), ("2023-03-15", "2023-03-15")]),
        ("2023-03-15", "2023-03", [("2023-03-15", "2023-03-15"), ("2023-03-15", "2023-03-31")]),
        ("2023-03", "2023-03", [("2023-03-01", "2023-03-01"), ("2023-03-31", "2023-03-31")]),
    ],
)
def test_no_variant_lets_an_order_end_before_it_starts(starts: str, ends: str, periods: list[tuple[str, str]]) -> None:
    variants = find_date_variants(_with_orders(order(starts, ends=ends, written="2023-03-01")), TODAY)
    assert [(str(history.orders[0].starts), str(history.orders[0].ends)) for history in variants.histories] == periods


def test_a_finding_on_which_all_variants_agree_is_kept() -> None:
    assessment = assess(_replace_latest_karyotype("2024-05"), TODAY)
    assert assessment.recommendation.action is Action.ESCALATE
    resistance = assessment.finding(RESISTANCE)
    assert resistance.status is Status.MET
    assert [(item.date_as_written, str(item.on)) for item in resistance.evidence] == [
        ("", "2023-08-01"),
        ("2024-05", "2024-05-31"),
    ]


def test_a_finding_on_which_variants_disagree_is_indeterminate_and_names_the_date() -> None:
    assessment = assess(_replace_latest_karyotype("2023-12"), TODAY).finding(RESISTANCE)
    assert (assessment.status, assessment.reason, dict(assessment.values)) == (
        Status.INDETERMINATE,
        "dates-disagree",
        {"dates": "2023-12"},
    )
    assert [(missing_item.code, dict(missing_item.values)) for missing_item in assessment.missing] == [
        ("exact-dates", {"dates": "2023-12"})
    ]


@pytest.mark.parametrize(
    ("started", "status"),
    [("2023-05", Status.MET), ("2023-06", Status.INDETERMINATE), ("2023-07", Status.NOT_YET)],
)
def test_a_start_known_to_the_month_must_leave_no_doubt_about_the_twelfth_month(started: str, status: Status) -> None:
    history = replace(_with_orders(order(started)), diagnoses=(diagnosis(on=started),))
    assessment = assess(history, TODAY)
    assert assessment.finding(RESISTANCE).status is status
    assert assessment.therapy.started_on is None


def test_a_precaution_of_any_variant_applies() -> None:
    # From 2024-02-06 on, three months before the first failing count, it is discordant.
    assessment = assess(relapsed_history(bcr_abl1("2024-02", "0.5")), TODAY)
    assert [precaution.code for precaution in assessment.precautions] == ["molecular-response"]
    assert [item.date_as_written for item in assessment.precautions[0].evidence] == ["2024-02"]


def test_applicability_is_unknown_if_variants_disagree_on_the_treatment() -> None:
    switched = _with_orders(order("2023-01-10"), order("2023-02", drug=DASATINIB))
    assert assess(switched, TODAY).applicability.status is ApplicabilityStatus.UNKNOWN
    clear = _with_orders(order("2023-01-10"), order("2023-03", drug=DASATINIB))
    assert [reason.code for reason in assess(clear, TODAY).applicability.reasons] == ["other-tki"]


def test_the_dose_is_unknown_if_variants_disagree_on_it() -> None:
    orders = (
        order("2023-01-10", "400", tablet_mg="400", written="2023-01-10"),
        order("2023-01-10", "200", tablet_mg="100", written="2023-01-10", ends="2024-06"),
    )
    assessment = assess(_with_orders(*orders), TODAY)
    assert assessment.therapy.current_daily_dose_mg is None
    assert assessment.therapy.dose_unknown_reason == "dates-not-known"
    assert assessment.recommendation.action is Action.HOLD


def test_the_oldest_results_are_excluded_if_there_are_too_many_partial_dates() -> None:
    many = tuple(karyotype(f"2023-{month:02}", "60") for month in range(3, 3 + MAX_DATES + 1))
    history = replace(resistant_history(), observed=many)
    variants = find_date_variants(history, TODAY)
    assert len(variants.histories) == 2**MAX_DATES
    assert [(exclusion.origin, exclusion.reason) for exclusion in variants.excluded] == [(many[0].origin, TOO_MANY)]
    assert TOO_MANY in {exclusion.reason for exclusion in assess(history, TODAY).excluded_data}


def test_therapy_is_unclear_if_too_many_treatments_have_partial_dates() -> None:
    renewals = tuple(order(f"2023-{month:02}", status=OrderStatus.COMPLETED) for month in range(3, 3 + MAX_DATES + 1))
    assessment = assess(_with_orders(*renewals, order("2024-05-01")), TODAY)
    assert [(reason.code, reason.values["why"]) for reason in assessment.applicability.reasons] == [
        ("therapy-unclear", "dates-not-known")
    ]


def test_partial_dates_of_other_drugs_make_no_variants() -> None:
    rifampin = order("2023", drug=Drug(DrugKind.CYP3A4_INDUCER, "rifampin"))
    history = _with_orders(order("2023-01-10"), rifampin)
    assert len(find_date_variants(history, TODAY).histories) == 1
    assert [precaution.code for precaution in assess(history, TODAY).precautions] == ["interaction"]


def test_an_undated_treatment_is_a_sign_of_therapy_and_dates_nothing() -> None:
    undated = replace(use("2023-01-10", ongoing=True), starts=when("2023")._replace(earliest=day("1900-01-01")))
    history = replace(resistant_history(), uses=(undated,))
    assert len(find_date_variants(history, TODAY).histories) == 1
    assert assess(history, TODAY).therapy.started_on == day("2023-01-10")
    alone = assess(replace(history, orders=()), TODAY)
    assert [reason.code for reason in alone.applicability.reasons] == ["therapy-unclear"]
    assert [item.date_as_written for reason in alone.applicability.reasons for item in reason.evidence] == ["undated"]


def test_partial_dates_of_unreliable_orders_make_no_variants() -> None:
    planned = order("2024-03", binding=Answer.NO)
    assert len(find_date_variants(_with_orders(order("2023-01-10"), planned), TODAY).histories) == 1


def test_a_relapse_with_a_count_dated_by_the_month_is_indeterminate() -> None:
    history = relapsed_history()
    first_failing = blood("2024-05", leukocytes="18", myelocytes="6")
    kept = tuple(fact for fact in history.observed if fact.on != when("2024-05-06"))
    assessment = assess(replace(history, observed=(*kept, *first_failing)), TODAY).finding(
        "kantarjian2003/hematologic-relapse"
    )
    assert assessment.status is Status.INDETERMINATE
