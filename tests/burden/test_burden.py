"""How often the service speaks in a small simulated clinic, and that it is never silent about a failure."""

from itertools import chain

import pytest

from cds_service.synthetic_charts.clinic import Complication, Concern, Course, simulate_clinic
from scripts.burden.judging import Opening, judge_opening, judge_openings
from scripts.burden.report import PERIODS, count_cards, write_report
from scripts.measure_burden import TODAY

PATIENTS = 24
MOST_CARDS_IN_CLEAN_CLINIC = 0.02
MOST_CARDS_IN_NOISY_CLINIC = 0.08
"""Cards per opening of an optimal responder's chart."""

SETTLED_PERIODS = PERIODS[2:]
"""Months of treatment from which the pinned figures hold in a noisy clinic as well."""


@pytest.fixture(scope="module")
def openings() -> list[Opening]:
    return list(chain.from_iterable(map(judge_openings, simulate_clinic(PATIENTS, today=TODAY))))


@pytest.fixture(scope="module")
def noisy_openings() -> list[Opening]:
    patients = simulate_clinic(PATIENTS, today=TODAY, noisy=True)
    return list(chain.from_iterable(map(judge_openings, patients)))


def select_optimal(openings: list[Opening], period: tuple[int, int]) -> list[Opening]:
    start, end = period
    return [opening for opening in openings if opening.course is Course.OPTIMAL and start <= opening.months < end]


def test_a_documented_failure_always_gets_a_card(openings: list[Opening]) -> None:
    documented = [opening for opening in openings if opening.concerns]
    assert {Concern.MOLECULAR_FAILURE, Concern.HEMATOLOGIC_FAILURE} <= set().union(
        *(opening.concerns for opening in documented)
    )
    assert not [opening for opening in documented if opening.is_silent_failure]


def test_nobody_is_asked_for_a_marrow_whose_bcr_abl1_is_only_overdue(openings: list[Opening]) -> None:
    assert [opening for opening in openings if opening.overdue]
    assert not [opening for opening in openings if opening.asks_for_marrow_instead_of_bcr_abl1]


@pytest.mark.parametrize("period", PERIODS[1:])
def test_optimal_responders_get_few_cards_in_a_clean_clinic(openings: list[Opening], period: tuple[int, int]) -> None:
    of_period = select_optimal(openings, period)
    assert len(of_period) >= 30
    assert sum(opening.cards for opening in of_period) <= MOST_CARDS_IN_CLEAN_CLINIC * len(of_period)


@pytest.mark.parametrize("period", SETTLED_PERIODS)
def test_optimal_responders_get_few_cards_in_a_noisy_clinic(
    noisy_openings: list[Opening], period: tuple[int, int]
) -> None:
    of_period = select_optimal(noisy_openings, period)
    assert len(of_period) >= 30
    assert sum(opening.cards for opening in of_period) <= MOST_CARDS_IN_NOISY_CLINIC * len(of_period)


def test_a_noisy_chart_hides_no_documented_failure_and_asks_for_no_needless_marrow(
    noisy_openings: list[Opening],
) -> None:
    assert [opening for opening in noisy_openings if opening.concerns]
    assert [opening for opening in noisy_openings if opening.overdue]
    assert not [opening for opening in noisy_openings if opening.is_silent_failure]
    assert not [opening for opening in noisy_openings if opening.asks_for_marrow_instead_of_bcr_abl1]


def test_a_scope_that_was_not_granted_opens_no_card_of_an_optimal_responder(noisy_openings: list[Opening]) -> None:
    not_granted = [
        opening
        for opening in noisy_openings
        if opening.course is Course.OPTIMAL and Complication.SCOPE_NOT_GRANTED in opening.complications
    ]
    assert len(not_granted) > 100
    assert not [opening for opening in not_granted if "unread: clinical-findings" in opening.rules]


def test_an_opening_is_judged_alike_each_time(openings: list[Opening]) -> None:
    patients = {patient.identity.id: patient for patient in simulate_clinic(3, today=TODAY)}
    first = [opening for opening in openings if opening.patient in patients][:5]
    assert [judge_opening(patients[opening.patient], opening.day) for opening in first] == first


def test_the_report_names_every_course_and_both_faults(openings: list[Opening]) -> None:
    report = "\n".join(write_report(openings))
    assert all(opening.course in report for opening in openings)
    assert "Documented failure without a card: 0 of" in report
    assert "Marrow asked for though only BCR::ABL1 is overdue: 0" in report


def test_cards_are_counted_per_100_openings(openings: list[Opening]) -> None:
    shown = [opening for opening in openings if opening.cards][:1]
    quiet = [opening for opening in openings if not opening.cards][:3]
    assert count_cards([*shown, *quiet]) == "25.0 (4)"
    assert count_cards([]) == "-"
