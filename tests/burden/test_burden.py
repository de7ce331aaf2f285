"""How often the service speaks in a simulated clinic, and that it is never silent about a failure.

Judging an opening takes long and drawing a patient does not: of many patients, few openings of each kind are judged.
``scripts/measure_burden.py`` judges every opening.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import chain, islice, zip_longest
from typing import NamedTuple

import pytest

from cds_service.synthetic_charts.clinic import Complication, Concern, Course, SimulatedPatient, simulate_clinic
from response_criteria.model.periods import months_between
from scripts.burden.judging import Opening, judge_opening, judge_openings, list_days
from scripts.burden.report import PERIODS, count_cards, write_report
from scripts.measure_burden import TODAY

PATIENTS = 120
OF_A_PERIOD, OF_A_CONCERN, OVERDUE, NOT_GRANTED, SMOKERS = 25, 4, 10, 20, 5
"""So many openings of each kind are judged."""

MOST_CARDS_IN_CLEAN_CLINIC = 0.02
MOST_CARDS_IN_NOISY_CLINIC = 0.08
"""Cards per opening of an optimal responder's chart."""

SETTLED_PERIODS = PERIODS[2:]
"""Months of treatment from which the pinned figures hold in a noisy clinic as well."""


class Day(NamedTuple):
    """A day on which a chart is opened, and what is documented then."""

    patient: SimulatedPatient
    day: date
    concerns: frozenset[Concern]


@cache
def list_clinic(*, noisy: bool) -> tuple[tuple[Day, ...], ...]:
    """List the days of each patient."""
    patients = simulate_clinic(PATIENTS, today=TODAY, noisy=noisy)
    return tuple(
        tuple(Day(patient, day, patient.truth.find_concerns(day)) for day in list_days(patient)) for patient in patients
    )


Kind = Callable[[Day], bool]


def judge_sample(kind: Kind, size: int, *, noisy: bool) -> list[Opening]:
    """Judge so many openings of one kind, of as many patients as there are."""
    days_of_kind = (filter(kind, days) for days in list_clinic(noisy=noisy))
    by_patient_in_turn = filter(None, chain.from_iterable(zip_longest(*days_of_kind)))
    openings = [judge_opening(opened.patient, opened.day) for opened in islice(by_patient_in_turn, size)]
    assert len(openings) == size
    return openings


def is_optimal_in(period: tuple[int, int]) -> Kind:
    start, end = period
    return lambda opened: (
        opened.patient.course is Course.OPTIMAL and start <= months_between(opened.patient.started, opened.day) < end
    )


def is_concern(concern: Concern) -> Kind:
    return lambda opened: concern in opened.concerns


def is_only_overdue(opened: Day) -> bool:
    return opened.patient.truth.is_bcr_abl1_overdue(opened.day) and not opened.concerns


def is_not_granted(opened: Day) -> bool:
    patient = opened.patient
    return patient.course is Course.OPTIMAL and Complication.SCOPE_NOT_GRANTED in patient.complications


def is_smokers_after_good_bcr_abl1(opened: Day) -> bool:
    """Month 3 to 6 of a smoker who responds well, and whose BCR::ABL1 of month 3 is known (decision 0145)."""
    patient, day = opened.patient, opened.day
    is_known = any(patient.started < result.on and result.known_on <= day for result in patient.truth.bcr_abl1)
    return is_known and patient.complications == {Complication.SMOKER} and is_optimal_in(PERIODS[1])(opened)


CONCERNS = [(False, concern) for concern in Concern if concern is not Concern.COUNTS_BELOW_STOP]
CONCERNS += [(True, concern) for concern in Concern]


@pytest.mark.parametrize(("noisy", "concern"), CONCERNS)
def test_a_documented_failure_always_gets_a_card(noisy: bool, concern: Concern) -> None:
    openings = judge_sample(is_concern(concern), OF_A_CONCERN, noisy=noisy)
    assert not [opening for opening in openings if opening.is_silent_failure]


@pytest.mark.parametrize("noisy", [False, True], ids=["clean", "noisy"])
def test_nobody_is_asked_for_a_marrow_whose_bcr_abl1_is_only_overdue(noisy: bool) -> None:
    openings = judge_sample(is_only_overdue, OVERDUE, noisy=noisy)
    assert not [opening for opening in openings if opening.asks_for_marrow]


@pytest.mark.parametrize("period", PERIODS[1:])
def test_optimal_responders_get_few_cards_in_a_clean_clinic(period: tuple[int, int]) -> None:
    openings = judge_sample(is_optimal_in(period), OF_A_PERIOD, noisy=False)
    assert sum(opening.cards for opening in openings) <= MOST_CARDS_IN_CLEAN_CLINIC * OF_A_PERIOD


@pytest.mark.parametrize("period", SETTLED_PERIODS)
def test_optimal_responders_get_few_cards_in_a_noisy_clinic(period: tuple[int, int]) -> None:
    openings = judge_sample(is_optimal_in(period), OF_A_PERIOD, noisy=True)
    assert sum(opening.cards for opening in openings) <= MOST_CARDS_IN_NOISY_CLINIC * OF_A_PERIOD


def test_raised_leukocytes_alone_open_no_card_with_a_good_bcr_abl1() -> None:
    openings = judge_sample(is_smokers_after_good_bcr_abl1, SMOKERS, noisy=True)
    assert not [opening for opening in openings if opening.cards]


def test_a_scope_that_was_not_granted_opens_no_card_of_an_optimal_responder() -> None:
    openings = judge_sample(is_not_granted, NOT_GRANTED, noisy=True)
    assert not [opening for opening in openings if "unread: clinical-findings" in opening.rules]


@pytest.fixture(scope="module")
def openings() -> list[Opening]:
    """A few openings of each course, with cards and without."""
    chosen = {days[0].patient.course: days[0].patient for days in list_clinic(noisy=False)}.values()
    return list(chain.from_iterable(islice(judge_openings(patient), 4) for patient in chosen))


def test_an_opening_is_judged_alike_each_time(openings: list[Opening]) -> None:
    patients = {days[0].patient.identity.id: days[0].patient for days in list_clinic(noisy=False)}
    assert [judge_opening(patients[opening.patient], opening.day) for opening in openings[:3]] == openings[:3]


def test_the_report_names_every_course_and_both_faults(openings: list[Opening]) -> None:
    report = "\n".join(write_report(openings))
    assert all(course in report for course in Course)
    assert "Documented failure without a card: 0 of" in report
    assert "Marrow asked for though only BCR::ABL1 is overdue: 0" in report


def test_cards_are_counted_per_100_openings(openings: list[Opening]) -> None:
    shown = [opening for opening in openings if opening.cards][:1]
    quiet = [opening for opening in openings if not opening.cards][:3]
    assert count_cards([*shown, *quiet]) == "25.0 (4)"
    assert count_cards([]) == "-"
