"""When BCR::ABL1 keeps a card away, and when it waits for a repeat: both sides of every boundary."""

from dataclasses import replace

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.findings import Status
from response_criteria.model.history import ExcludedData, History, Subject
from response_criteria.model.recommendations import Action, Investigation
from response_criteria.model.results import Cell, CytogeneticMethod, Observed
from tests.response_criteria.chart import (
    blood,
    combine,
    day,
    karyotype,
    mutation,
    order,
    origin,
    replace_members,
    when,
)
from tests.response_criteria.review.patients import STARTED, escalated_on, follow, on_imatinib

# fmt: off
QUIET = {
    "1% IS":                                           ("2024-06-01 1", "2024-06-15", True),
    "1.1% IS":                                         ("2024-06-01 1.1", "2024-06-15", False),
    "not detected":                                    ("2024-06-01 not detected", "2024-06-15", True),
    "a bound up to 1":                                 ("2024-06-01 <1", "2024-06-15", True),
    "a bound over 1":                                  ("2024-06-01 <2", "2024-06-15", False),
    "9 months old":                                    ("2023-09-15 0.5", "2024-06-15", True),
    "a day over 9 months old":                         ("2023-09-14 0.5", "2024-06-15", False),
    "the last two 0.1, 12 months old":                 ("2023-03-15 0.1, 2023-06-15 0.1", "2024-06-15", True),
    "the last two 0.1, a day over 12 months old":      ("2023-03-15 0.1, 2023-06-14 0.1", "2024-06-15", False),
    "one of the last two 0.11, 10 months old":         ("2023-03-15 0.11, 2023-08-15 0.1", "2024-06-15", False),
    "only one, 10 months old":                         ("2023-08-15 0.05", "2024-06-15", False),
    "of before the course":                            ("2023-01-09 0.5", "2023-06-15", False),
    "one of two results of a day over 1":              ("2024-06-01 0.5, 2024-06-01 1.5", "2024-06-15", False),
    "not detected, as the first one was at the start": ("2023-02-10 not detected, 2024-06-01 not detected", "2024-06-15", False),
    "not detected, the first one a day later":         ("2023-02-11 not detected, 2024-06-01 not detected", "2024-06-15", True),
    "measured, though the first one was not detected": ("2023-01-01 not detected, 2024-06-01 0.5", "2024-06-15", True),
    "not detected, the first one only detected":       ("2023-01-01 detected, 2023-02-01 not detected, 2024-06-01 not detected", "2024-06-15", True),
    "none":                                            ("", "2024-06-15", False),
}
# fmt: on
# ruff: noqa: E501 -- a case stays on one line


@pytest.mark.parametrize("name", QUIET)
def test_bcr_abl1_is_quiet(name: str) -> None:
    levels, as_of, expected = QUIET[name]
    assert assess(on_imatinib(follow(levels)), day(as_of)).responses.molecular.is_quiet is expected


def test_a_dose_escalation_leaves_the_older_result_behind() -> None:
    history = on_imatinib(follow("2024-05-01 0.5"), orders=escalated_on("2024-05-02"))
    assert not assess(history, day("2024-06-15")).responses.molecular.is_quiet


def _action(history: History, as_of: str = "2024-06-15") -> Action:
    return assess(history, day(as_of)).recommendation.action


def _fish(on: str, percent: str) -> Observed:
    by_fish: Observed = replace_members(karyotype(on, percent, cells=200), method=CytogeneticMethod.FISH)
    return by_fish


POSSIBLE = {
    "by FISH": _fish("2024-06-01", "60"),
    "by a small study": karyotype("2024-06-01", "60", cells=12),
    "by an unknown number of metaphases": karyotype("2024-06-01", "60", cells=None),
}


@pytest.mark.parametrize("name", POSSIBLE)
def test_while_quiet_a_criterion_possible_by_fish_or_a_small_study_opens_no_card(name: str) -> None:
    quiet = on_imatinib(POSSIBLE[name], follow("2024-06-01 0.5"))
    recommendation = assess(quiet, day("2024-06-15")).recommendation
    assert recommendation.action is Action.CONTINUE
    assert "kantarjian2003/cytogenetic-resistance" in recommendation.silent
    assert _action(on_imatinib(POSSIBLE[name])) is Action.CONFIRM


def test_while_quiet_a_loss_by_an_adequate_karyotype_is_still_confirmed() -> None:
    lost = (karyotype("2023-08-01", "0"), karyotype("2024-06-01", "40"))
    assert _action(on_imatinib(*lost, follow("2024-06-01 0.5"))) is Action.CONFIRM


def test_while_something_is_to_be_reviewed_nothing_is_silent() -> None:
    reviewed = on_imatinib(mutation("2024-05-20", "T315I"), _fish("2024-06-01", "60"), follow("2024-06-01 0.5"))
    assert _action(reviewed) is Action.CONFIRM


# fmt: off
FIRST_YEAR = {
    "10% in month 8":                    ("2023-09-01 10", "2023-10-01", Action.CONTINUE),
    "6 months old":                      ("2023-04-01 9", "2023-10-01", Action.CONTINUE),
    "a day over 6 months old":           ("2023-03-31 9", "2023-10-01", Action.COMPLETE_DATA),
    "the last day of the first year":    ("2023-12-01 1.5", "2024-01-09", Action.CONTINUE),
    "none":                              ("", "2023-10-01", Action.COMPLETE_DATA),
    "a first one over 10 in month 4":    ("2023-05-01 12", "2023-06-01", Action.COMPLETE_DATA),
}
# fmt: on


@pytest.mark.parametrize("name", FIRST_YEAR)
def test_in_the_first_year_nothing_is_asked_for_while_bcr_abl1_is_low_enough(name: str) -> None:
    levels, as_of, expected = FIRST_YEAR[name]
    # Without a manual differential no count can be judged, so that hematologic resistance is indeterminate.
    history = replace(
        on_imatinib(), observed=combine(blood("2023-05-01", Cell.LEUKOCYTES, Cell.PLATELETS), follow(levels))
    )
    assert _action(history, as_of) is expected


def test_after_the_first_year_the_same_level_asks_for_data() -> None:
    history = replace(on_imatinib(), observed=combine(blood("2023-12-01"), follow("2023-11-01 1.5")))
    assert _action(history, "2024-01-09") is Action.CONTINUE
    assert _action(history, "2024-01-10") is Action.COMPLETE_DATA


def test_in_the_first_year_a_failing_count_still_asks_for_data() -> None:
    # The failing count is older than 42 days, so that the criteria are indeterminate.
    failing = blood("2023-07-01", leukocytes="12")
    history = replace(on_imatinib(), observed=combine(failing, follow("2023-09-01 5")))
    assert _action(history, "2023-10-01") is Action.COMPLETE_DATA


def test_a_later_count_that_cannot_be_judged_leaves_no_count_that_fails() -> None:
    counts = combine(blood("2023-07-01", leukocytes="12"), blood("2023-09-20", Cell.LEUKOCYTES, Cell.PLATELETS))
    history = replace(on_imatinib(), observed=combine(counts, follow("2023-09-01 5")))
    assert _action(history, "2023-10-01") is Action.CONTINUE


def test_a_recent_count_that_fails_is_confirmed_though_a_later_one_cannot_be_judged() -> None:
    counts = combine(blood("2023-09-10", leukocytes="25"), blood("2023-09-20", Cell.PLATELETS))
    history = replace(on_imatinib(), observed=combine(counts, follow("2023-09-01 5")))
    assert _action(history, "2023-10-01") is Action.CONFIRM


def test_the_first_year_counts_from_the_earliest_day_that_dates_the_disease() -> None:
    count = blood("2023-05-01", Cell.LEUKOCYTES, Cell.PLATELETS)
    history = replace(on_imatinib(), observed=combine(count, follow("2023-09-01 5")))
    earlier = replace(history, observed=(*history.observed, karyotype("2022-09-30", "100")))
    assert _action(history, "2023-10-01") is Action.CONTINUE
    assert _action(earlier, "2023-10-01") is Action.COMPLETE_DATA


UNCERTAIN_START = {
    "no failure": ("2023-05-01 9", Action.CONTINUE),
    "a failure": ("2023-06-10 12", Action.REVIEW),
    "unclear": ("2023-06-10 <20", Action.COMPLETE_DATA),
    "none": ("", Action.COMPLETE_DATA),
}


@pytest.mark.parametrize("name", UNCERTAIN_START)
def test_the_missing_start_is_not_asked_for_without_a_molecular_failure(name: str) -> None:
    levels, expected = UNCERTAIN_START[name]
    observed = combine(karyotype("2022-05-01", "100"), blood("2023-03-01"), blood("2023-05-20"), follow(levels))
    history = replace(on_imatinib(), observed=observed)
    statuses = {finding.status for finding in assess(history, day("2023-06-15")).findings}
    assert Status.INDETERMINATE in statuses
    assert _action(history, "2023-06-15") is expected


# fmt: off
WAITS = {
    "a failure, 9 months old":                         ("2023-09-15 12", "2024-06-15", False),
    "a failure, a day over 9 months old":              ("2023-09-14 12", "2024-06-15", True),
    "over 10 in month 2, 3 months old":                ("2023-03-10 10.1", "2023-06-10", False),
    "over 10 in month 2, a day over 3 months old":     ("2023-03-10 10.1", "2023-06-11", True),
    "over 10 a day before month 2":                    ("2023-03-09 10.1", "2023-08-11", False),
    "10 in month 2":                                   ("2023-03-10 10", "2023-08-11", False),
    "over 10 on the last day before month 5":          ("2023-06-09 10.1", "2023-09-10", True),
    "repeated":                                        ("2023-03-10 10.1, 2023-05-10 2", "2023-08-11", False),
}
# fmt: on


@pytest.mark.parametrize("name", WAITS)
def test_a_high_result_waits_for_its_repeat(name: str) -> None:
    levels, as_of, expected = WAITS[name]
    # Normal counts and chromosomes leave nothing else to ask for.
    counts = combine(blood("2023-03-01"), blood("2023-05-01"), blood("2023-09-01"), blood("2024-06-10"))
    normal = combine(karyotype("2023-02-01", "0"), karyotype("2023-06-01", "0"), karyotype("2024-02-01", "0"))
    history = replace(on_imatinib(orders=(order(STARTED),)), observed=combine(counts, normal, follow(levels)))
    assert (_action(history, as_of) is Action.COMPLETE_DATA) is expected


COUNTS_ALONE = {
    "dated three months before the count": ("2024-03-12 0.4", "12", Action.CONTINUE),
    "dated a day earlier": ("2024-03-11 0.4", "12", Action.CONFIRM),
    "leukocytes over what infection raises": ("2024-03-12 0.4", "20", Action.CONFIRM),
    "not quiet": ("2024-03-12 <3", "12", Action.CONFIRM),
}


@pytest.mark.parametrize("name", COUNTS_ALONE)
def test_while_quiet_counts_alone_open_no_card(name: str) -> None:
    levels, leukocytes, expected = COUNTS_ALONE[name]
    counts = combine(blood("2023-04-01"), blood("2023-06-01"), blood("2024-06-12", leukocytes=leukocytes))
    history = replace(on_imatinib(), observed=combine(counts, follow(levels)))
    assert _action(history) is expected


def test_while_quiet_a_relapse_by_counts_alone_is_silent_even_if_it_is_met() -> None:
    counts = combine(blood("2023-04-01"), blood("2023-06-01"))
    raised = combine(blood("2024-05-01", leukocytes="12"), blood("2024-06-12", leukocytes="13"))
    history = replace(on_imatinib(), observed=combine(counts, raised, follow("2024-02-01 0.4")))
    assessment = assess(history, day("2024-06-15"))
    relapse = "kantarjian2003/hematologic-relapse"
    assert assessment.finding(relapse).status is Status.MET
    assert assessment.recommendation.action is Action.CONTINUE
    assert relapse in assessment.recommendation.silent
    earlier = replace(history, observed=combine(counts, raised, follow("2024-01-31 0.4")))
    assert _action(earlier) is Action.HOLD


def _atypical(on: str = "2023-01-05", *, withdrawn: bool = False) -> ExcludedData:
    reason = "it is an atypical transcript"
    subject = Subject.ATYPICAL_TRANSCRIPT
    return ExcludedData(origin("Observation"), reason, subject, on=when(on), withdrawn=withdrawn)


# fmt: off
WITH_ATYPICAL_TRANSCRIPT = {
    "quiet":             ("2024-03-01 0.5, 2024-06-01 not detected", "2024-06-15", Action.CONTINUE, Action.COMPLETE_DATA),
    "a level of p210":   ("2024-03-01 not detected, 2024-06-01 0.5", "2024-06-15", Action.CONTINUE, Action.CONTINUE),
    "in the first year": ("2023-04-01 9, 2023-06-01 not detected",   "2023-10-01", Action.CONTINUE, Action.COMPLETE_DATA),
}
# fmt: on


@pytest.mark.parametrize("name", WITH_ATYPICAL_TRANSCRIPT)
def test_not_detected_shows_nothing_where_an_atypical_transcript_is_reported(name: str) -> None:
    levels, as_of, without, expected = WITH_ATYPICAL_TRANSCRIPT[name]
    counts = blood("2023-05-01", Cell.LEUKOCYTES, Cell.PLATELETS)
    history = replace(on_imatinib(), observed=combine(counts, follow(levels)))
    assert _action(history, as_of) is without
    assert _action(replace(history, excluded=(_atypical(withdrawn=True),)), as_of) is without
    assert _action(replace(history, excluded=(_atypical(),)), as_of) is expected


def test_the_missing_start_is_asked_for_where_not_detected_shows_nothing() -> None:
    observed = combine(karyotype("2022-05-01", "100"), blood("2023-03-01"), blood("2023-05-20"))
    history = replace(on_imatinib(), observed=combine(observed, follow("2023-05-01 not detected")))
    assert _action(history, "2023-06-15") is Action.CONTINUE
    assert _action(replace(history, excluded=(_atypical(),)), "2023-06-15") is Action.COMPLETE_DATA


def test_a_marrow_is_asked_for_where_an_atypical_transcript_is_reported_and_no_level() -> None:
    history = replace(on_imatinib(follow("2024-06-01 not detected")), excluded=(_atypical(),))
    with_level = replace(history, observed=(*history.observed, *follow("2024-06-10 0.5")))
    asked = [
        [test for option in assess(chart, day("2024-06-15")).options for test in getattr(option, "investigations", ())]
        for chart in (history, with_level)
    ]
    assert Investigation.MARROW_KARYOTYPE in asked[0]
    assert asked[1] == []
