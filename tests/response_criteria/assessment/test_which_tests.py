"""Which tests come next, in which order: BCR::ABL1 before a marrow."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.diagnoses import Phase
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, History, Subject
from response_criteria.model.recommendations import InvestigationOption
from response_criteria.model.results import Cell, CountMethod, CytogeneticMethod, Observed
from tests.response_criteria.chart import (
    blood,
    combine,
    day,
    diagnosis,
    karyotype,
    mutation,
    no_mutation,
    relapsed_history,
    replace_members,
    resistant_history,
    when,
)
from tests.response_criteria.review.patients import follow, on_imatinib

PCR, COUNT, DIFFERENTIAL, SMEAR, MARROW, ANALYSIS = (
    "bcr-abl1",
    "blood-count",
    "differential",
    "manual-differential",
    "marrow-karyotype",
    "mutation-analysis",
)
TODAY = "2024-06-15"

# ruff: noqa: E501 -- a case stays on one line


def _list_tests(history: History, as_of: str = TODAY) -> list[str]:
    options = assess(history, day(as_of)).options
    offered: Sequence[InvestigationOption] = [option for option in options if isinstance(option, InvestigationOption)]
    return [str(test) for option in offered for test in option.investigations]


def _fish(on: str) -> Observed:
    by_fish: Observed = replace_members(karyotype(on, "60", cells=200), method=CytogeneticMethod.FISH)
    return by_fish


# fmt: off
INDETERMINATE = {
    "an overdue BCR::ABL1 asks for no marrow":                  ("2023-09-14 0.5", [PCR]),
    "nor does none at all":                                     ("", [PCR]),
    "nor one that only says detected":                          ("2024-06-01 detected", [PCR]),
    "two off the scale ask for both, BCR::ABL1 first":          ("2024-03-01 detected, 2024-06-01 detected", [PCR, MARROW]),
    "a molecular failure asks for a marrow and mutations":      ("2024-06-01 8", [MARROW, ANALYSIS]),
    "a failure a day over 9 months old is repeated first":      ("2023-09-14 12", [PCR]),
}
# fmt: on


@pytest.mark.parametrize("name", INDETERMINATE)
def test_where_chromosomes_are_missing(name: str) -> None:
    levels, expected = INDETERMINATE[name]
    assert _list_tests(on_imatinib(follow(levels))) == expected


# fmt: off
POSSIBLE = {
    "no BCR::ABL1: it comes before the marrow":          ("", [PCR, MARROW]),
    "of 3 months ago, not low: the marrow":              ("2024-03-15 1.1", [MARROW, ANALYSIS]),
    "of a day over 3 months ago":                        ("2024-03-14 1.1", [PCR, MARROW, ANALYSIS]),
    "low of 3 months ago: only BCR::ABL1 is repeated":   ("2024-03-15 1", [PCR]),
    "low of a day over 3 months ago":                    ("2024-03-14 1", [PCR, MARROW]),
}
# fmt: on


@pytest.mark.parametrize("name", POSSIBLE)
def test_where_a_cytogenetic_criterion_is_possible(name: str) -> None:
    levels, expected = POSSIBLE[name]
    lost = combine(karyotype("2023-08-01", "0"), karyotype("2024-06-01", "40"), follow(levels))
    assert _list_tests(on_imatinib(lost)) == expected


def test_no_bcr_abl1_from_month_11_on_is_overdue_from_month_12_on() -> None:
    # Month 11 begins on 2023-12-10, month 12 on 2024-01-10.
    history = on_imatinib(_fish("2023-12-20"), follow("2023-12-09 9"))
    assert _list_tests(history, "2024-01-09") == []
    assert _list_tests(history, "2024-01-10") == [PCR, MARROW]
    judged = replace(history, observed=(*history.observed, *follow("2023-12-10 0.9")))
    assert PCR not in _list_tests(judged, "2024-01-10")


def test_a_result_off_the_scale_that_was_excluded_counts() -> None:
    excluded = tuple(
        ExcludedData(Origin(f"Observation/{on}"), "it is not on the scale", Subject.BCR_ABL1, when(on))
        for on in ("2024-01-10", "2024-04-10")
    )
    assert MARROW in _list_tests(replace(on_imatinib(), excluded=excluded))
    withdrawn = tuple(replace(data, withdrawn=True) for data in excluded)
    assert MARROW not in _list_tests(replace(on_imatinib(), excluded=withdrawn))


def test_a_failing_count_asks_for_a_count_and_a_manual_differential() -> None:
    failing = on_imatinib(blood("2024-06-11", leukocytes="14"), follow("2024-06-01 12"))
    assert _list_tests(failing) == [COUNT, SMEAR, ANALYSIS]


def test_a_met_criterion_asks_for_mutations_and_for_bcr_abl1_where_it_is_overdue() -> None:
    assert _list_tests(resistant_history()) == [PCR, ANALYSIS]
    assert _list_tests(resistant_history(follow("2024-06-01 12"))) == [ANALYSIS]
    assert ANALYSIS in _list_tests(relapsed_history())


@pytest.mark.parametrize(("on", "expected"), [("2023-12-15", []), ("2023-12-14", [ANALYSIS])])
def test_a_mutation_analysis_of_the_last_6_months_is_not_repeated(on: str, expected: list[str]) -> None:
    history = on_imatinib(mutation(on, "F359V"), karyotype("2024-06-01", "0"), karyotype("2024-01-05", "0"))
    assert _list_tests(replace(history, observed=(*history.observed, *follow("2024-06-01 8")))) == expected


@pytest.mark.parametrize(("on", "expected"), [("2023-12-15", [PCR]), ("2023-12-14", [PCR, ANALYSIS])])
def test_a_mutation_analysis_without_a_change_is_not_repeated_either(on: str, expected: list[str]) -> None:
    assert _list_tests(resistant_history(no_mutation(on))) == expected


def test_a_loss_of_mmr_asks_for_bcr_abl1_and_mutations() -> None:
    lost = on_imatinib(follow("2023-10-01 0.05, 2024-05-04 0.2, 2024-06-01 0.4"))
    assert _list_tests(lost) == [PCR, ANALYSIS]


def test_an_advanced_phase_asks_for_all_that_establishes_it() -> None:
    assert _list_tests(on_imatinib(blood("2024-06-12", blasts="17"), follow("2024-06-01 0.5"))) == [
        COUNT,
        SMEAR,
        MARROW,
        ANALYSIS,
    ]


def test_a_coded_phase_asks_for_a_count_with_a_manual_differential() -> None:
    coded = on_imatinib(follow("2024-06-01 8"), diagnoses=(diagnosis(phase=Phase.BLAST),))
    assert [test for test in _list_tests(coded) if test in (COUNT, SMEAR)] == [COUNT, SMEAR]


def test_where_no_card_is_shown_no_test_is_asked_for() -> None:
    assert _list_tests(on_imatinib(follow("2024-06-01 0.05"))) == []


def test_a_count_that_is_missing_is_asked_for() -> None:
    history = replace(on_imatinib(), observed=combine(blood("2024-06-01", Cell.LEUKOCYTES), follow("2024-06-01 1.2")))
    assert _list_tests(history) == [COUNT, DIFFERENTIAL, MARROW, ANALYSIS]


def _automated(on: str, basophils: str) -> Observed:
    (count,) = blood(on, Cell.BASOPHILS, **{Cell.BASOPHILS: basophils})
    automated: Observed = replace_members(count, method=CountMethod.AUTOMATED)
    return automated


# fmt: off
COUNTS = {
    "no count":                                     ((), [COUNT, DIFFERENTIAL]),
    "no differential":                              (blood("2024-06-01", Cell.LEUKOCYTES, Cell.PLATELETS), [DIFFERENTIAL]),
    "an automated differential that does not pass": ((*blood("2024-06-01", Cell.LEUKOCYTES, Cell.PLATELETS), _automated("2024-06-01", "6")), [SMEAR]),
    "a count that fails":                           (blood("2024-06-01", leukocytes="30"), [COUNT, SMEAR]),
}
# fmt: on


@pytest.mark.parametrize("name", COUNTS)
def test_a_differential_by_hand_is_asked_for_only_where_an_automated_one_does_not_suffice(name: str) -> None:
    counts, expected = COUNTS[name]
    history = replace(on_imatinib(), observed=combine(counts, follow("2024-06-01 1.2")))
    assert [test for test in _list_tests(history) if test in (COUNT, DIFFERENTIAL, SMEAR)] == expected
