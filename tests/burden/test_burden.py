"""How often the service speaks in a small simulated clinic, and that it is never silent about a failure."""

from itertools import chain

import pytest

from cds_service.synthetic_charts.clinic import Concern, Course, simulate_clinic
from scripts.burden.judging import Opening, judge_opening, judge_openings
from scripts.burden.report import count_cards, write_report
from scripts.measure_burden import TODAY

PATIENTS = 24


@pytest.fixture(scope="module")
def openings() -> list[Opening]:
    return list(chain.from_iterable(map(judge_openings, simulate_clinic(PATIENTS, today=TODAY))))


def test_a_documented_failure_always_gets_a_card(openings: list[Opening]) -> None:
    documented = [opening for opening in openings if opening.concerns]
    assert {Concern.MOLECULAR_FAILURE, Concern.HEMATOLOGIC_FAILURE} <= set().union(
        *(opening.concerns for opening in documented)
    )
    assert not [opening for opening in documented if opening.is_silent_failure]


def test_nobody_is_asked_for_a_marrow_whose_bcr_abl1_is_only_overdue(openings: list[Opening]) -> None:
    assert [opening for opening in openings if opening.overdue]
    assert not [opening for opening in openings if opening.asks_for_marrow_instead_of_bcr_abl1]


def test_optimal_responders_get_few_cards_after_the_first_year(openings: list[Opening]) -> None:
    later = [opening for opening in openings if opening.course is Course.OPTIMAL and opening.months >= 12]
    assert len(later) > 300
    assert sum(opening.cards for opening in later) <= 0.02 * len(later)


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
