"""Cytogenetic relapse: an increase of Ph-positive cells on two consecutive occasions."""

from tests.response_criteria.specification import Specification


def test_an_increase_of_30_percentage_points_on_two_karyotypes_28_days_apart_is_met(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-04-20 | 45 of 20
            2024-05-18 | 50 of 20
        """,
        expected="met",
        reason="ph-rise",
    )


def test_an_increase_of_29_points_is_not_met_and_of_30_points_is_met(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 10 of 20
            2024-04-20 | 39 of 20
            2024-05-20 | 39 of 20
        """,
        expected="not-met",
        reason="no-rise",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 10 of 20
            2024-04-20 | 40 of 20
            2024-05-20 | 40 of 20
        """,
        expected="met",
        reason="ph-rise",
    )


def test_an_increase_of_30_percent_only_relative_to_the_lowest_is_not_met(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 50 of 20
            2024-04-20 | 70 of 20
            2024-05-20 | 75 of 20
        """,
        expected="not-met",
        reason="no-rise",
    )


def test_two_karyotypes_27_days_apart_are_possible(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-04-20 | 45 of 20
            2024-05-17 | 50 of 20
        """,
        expected="possible",
        reason="ph-rise-too-short",
        missing="repeat-karyotype",
    )


def test_one_karyotype_with_the_increase_is_possible_while_it_is_recent(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-04-20 | 45 of 20
        """,
        expected="possible",
        reason="ph-rise-once",
        missing="repeat-karyotype",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-10-21",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-04-20 | 45 of 20
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_a_series_is_met_for_6_months_to_the_day_and_then_possible(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-11-18",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-04-20 | 45 of 20
            2024-05-18 | 50 of 20
        """,
        expected="met",
        reason="ph-rise",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-11-19",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-04-20 | 45 of 20
            2024-05-18 | 50 of 20
        """,
        expected="possible",
        reason="ph-rise-too-old",
        missing="marrow-karyotype",
    )


def test_the_increase_is_measured_from_the_lowest_earlier_karyotype_not_the_first(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-01-20 | 100 of 20
            2023-07-20 | 10 of 20
            2023-10-20 | 25 of 20
            2024-04-20 | 45 of 20
            2024-05-20 | 45 of 20
        """,
        expected="met",
        reason="ph-rise",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-01-20 | 100 of 20
            2023-07-20 | 90 of 20
            2024-04-20 | 100 of 20
            2024-05-20 | 100 of 20
        """,
        expected="not-met",
        reason="no-rise",
    )


def test_a_lower_karyotype_afterwards_does_not_make_an_increase(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2024-01-20 | 45 of 20
            2024-03-20 | 50 of 20
            2024-05-20 | 5 of 20
        """,
        expected="not-met",
        reason="no-rise",
    )


def test_an_adequate_karyotype_without_the_increase_ends_the_series(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-02-20 | 45 of 20
            2024-04-20 | 30 of 20
            2024-05-20 | 50 of 20
        """,
        expected="possible",
        reason="ph-rise-once",
        missing="repeat-karyotype",
    )


def test_a_karyotype_of_19_metaphases_neither_confirms_nor_ends_the_series(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-04-20 | 45 of 20
            2024-05-20 | 50 of 19
        """,
        expected="possible",
        reason="ph-rise-once",
        missing="repeat-karyotype",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-02-20 | 45 of 20
            2024-04-20 | 5 of 19
            2024-05-20 | 50 of 20
        """,
        expected="met",
        reason="ph-rise",
    )


def test_a_single_karyotype_below_30_percent_is_not_met_and_from_30_percent_on_indeterminate(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2024-04-20 | 29 of 20
        """,
        expected="not-met",
        reason="no-rise-possible",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2024-04-20 | 30 of 20
        """,
        expected="indeterminate",
        reason="only-karyotype",
        missing="earlier-karyotype",
    )


def test_a_single_karyotype_requires_an_earlier_one_for_6_months_and_then_a_new_one(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-10-20",
        history="""
            day        | karyotype
            2024-04-20 | 30 of 20
        """,
        expected="indeterminate",
        reason="only-karyotype",
        missing="earlier-karyotype",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-10-21",
        history="""
            day        | karyotype
            2024-04-20 | 30 of 20
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_a_karyotype_without_an_increase_is_valid_for_12_months_to_the_day(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2025-04-20",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-04-20 | 10 of 20
        """,
        expected="not-met",
        reason="no-rise",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2025-04-21",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-04-20 | 10 of 20
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_an_increase_of_30_points_in_19_metaphases_after_the_last_adequate_karyotype_is_possible(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-01-20 | 8 of 20
            2024-05-20 | 35 of 19
        """,
        expected="possible",
        reason="ph-rise-few-metaphases",
        missing="marrow-karyotype",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-01-20 | 8 of 20
            2024-05-20 | 34 of 19
        """,
        expected="not-met",
        reason="no-rise",
    )


def test_an_increase_in_an_unknown_number_of_metaphases_is_possible_even_before_12_months(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-09-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2024-01-20 | 0 of 20
            2024-05-20 | 100 of unknown
        """,
        expected="possible",
        reason="ph-rise-metaphases-unknown",
        missing="marrow-karyotype",
    )


def test_an_increase_in_few_metaphases_is_recent_for_6_months_to_the_day(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-10-20 | 5 of 20
            2023-12-15 | 60 of 10
        """,
        expected="possible",
        reason="ph-rise-few-metaphases",
        missing="marrow-karyotype",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-10-20 | 5 of 20
            2023-12-14 | 60 of 10
        """,
        expected="not-met",
        reason="no-rise-possible",
    )


def test_an_adequate_karyotype_after_few_metaphases_has_precedence(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-10-20 | 5 of 20
            2024-03-20 | 60 of 10
            2024-05-20 | 10 of 20
        """,
        expected="not-met",
        reason="no-rise",
    )


def test_without_an_adequate_karyotype_few_metaphases_show_no_increase(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-10-20 | 5 of 10
            2024-05-20 | 60 of 10
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_fish_of_30_percent_after_the_last_karyotype_is_possible_and_of_29_is_not(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype | FISH
            2024-01-20 | 5 of 20   |
            2024-05-20 |           | 30
        """,
        expected="possible",
        reason="fish-after-karyotype",
        missing="marrow-karyotype",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype | FISH
            2024-01-20 | 5 of 20   |
            2024-05-20 |           | 29
        """,
        expected="not-met",
        reason="no-rise-possible",
    )


def test_fish_on_or_before_the_day_of_the_last_karyotype_is_not_used(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype | FISH
            2024-01-20 | 5 of 20   | 60
        """,
        expected="not-met",
        reason="no-rise-possible",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype | FISH
            2023-07-20 | 5 of 20   |
            2024-02-20 |           | 60
            2024-04-20 | 10 of 20  |
        """,
        expected="not-met",
        reason="no-rise",
    )


def test_fish_or_few_metaphases_between_two_karyotypes_are_not_used(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype | FISH
            2023-07-20 | 5 of 20   |
            2024-02-20 | 60 of 10  |
            2024-03-20 |           | 60
            2024-05-20 | 8 of 20   |
        """,
        expected="not-met",
        reason="no-rise",
    )


def test_of_several_fish_after_the_last_karyotype_the_latest_decides(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype | FISH
            2024-01-20 | 5 of 20   |
            2024-03-20 |           | 60
            2024-05-20 |           | 10
        """,
        expected="not-met",
        reason="no-rise-possible",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype | FISH
            2024-01-20 | 5 of 20   |
            2024-03-20 |           | 10
            2024-05-20 |           | 60
        """,
        expected="possible",
        reason="fish-after-karyotype",
        missing="marrow-karyotype",
    )


def test_fish_more_than_6_months_old_is_not_used(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-11-20",
        history="""
            day        | karyotype | FISH
            2024-01-20 | 5 of 20   |
            2024-05-20 |           | 60
        """,
        expected="possible",
        reason="fish-after-karyotype",
        missing="marrow-karyotype",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-11-21",
        history="""
            day        | karyotype | FISH
            2024-01-20 | 5 of 20   |
            2024-05-20 |           | 60
        """,
        expected="not-met",
        reason="no-rise-possible",
    )


def test_fish_is_not_used_if_the_lowest_karyotype_is_too_high_for_an_increase_of_30_points(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2023-09-15",
        history="""
            day        | karyotype | FISH
            2023-01-20 | 71 of 20  |
            2023-08-20 |           | 95
        """,
        expected="not-yet",
        reason="too-early",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2023-09-15",
        history="""
            day        | karyotype | FISH
            2023-01-20 | 70 of 20  |
            2023-08-20 |           | 95
        """,
        expected="possible",
        reason="fish-after-karyotype",
        missing="marrow-karyotype",
    )


def test_fish_is_compared_neither_with_a_karyotype_nor_with_another_fish(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | FISH
            2023-07-20 | 2
            2024-04-20 | 60
            2024-05-20 | 65
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_without_a_karyotype_it_is_not_yet_before_12_months_and_then_indeterminate(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-01-14",
        history="",
        expected="not-yet",
        reason="too-early",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-01-15",
        history="",
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-01-14",
        start_may_be_earlier=True,
        history="",
        expected="indeterminate",
        reason="start-uncertain",
        missing="start-of-imatinib",
    )


def test_an_increase_within_12_months_is_met(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2023-12-01",
        history="""
            day        | karyotype
            2023-04-20 | 5 of 20
            2023-09-20 | 45 of 20
            2023-11-20 | 50 of 20
        """,
        expected="met",
        reason="ph-rise",
    )


def test_a_bound_decides_only_if_every_possible_value_agrees(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | <10 of 20
            2024-04-20 | 40 of 20
            2024-05-20 | 40 of 20
        """,
        expected="met",
        reason="ph-rise",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | <10 of 20
            2024-04-20 | 35 of 20
            2024-05-20 | 35 of 20
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | <10 of 20
            2024-04-20 | 29 of 20
            2024-05-20 | 29 of 20
        """,
        expected="not-met",
        reason="no-rise",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 5 of 20
            2024-03-20 | 45 of 20
            2024-05-20 | >20 of 20
        """,
        expected="possible",
        reason="ph-rise-latest-unclear",
        missing="marrow-karyotype",
    )
    cytogenetic_relapse(
        started="2021-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2021-03-20 | 5 of 20
            2021-06-20 | 45 of 20
            2021-09-20 | >20 of 20
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_a_latest_bound_below_the_increase_is_not_met_and_one_that_may_reach_it_indeterminate(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 10 of 20
            2024-05-20 | <40 of 20
        """,
        expected="not-met",
        reason="no-rise",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | karyotype
            2023-07-20 | 10 of 20
            2024-05-20 | <=40 of 20
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_after_a_dose_escalation_it_is_not_yet_for_12_months_unless_met_or_possible(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-01-14",
        after_escalation=True,
        history="""
            day        | karyotype
            2023-04-20 | 5 of 20
            2023-09-20 | 10 of 20
        """,
        expected="not-yet",
        reason="after-raise",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-01-14",
        after_escalation=True,
        history="""
            day        | karyotype
            2023-04-20 | 5 of 20
            2023-09-20 | 45 of 20
        """,
        expected="possible",
        reason="ph-rise-once",
        missing="repeat-karyotype",
    )
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-01-15",
        after_escalation=True,
        history="""
            day        | karyotype
            2023-04-20 | 5 of 20
            2023-09-20 | 10 of 20
        """,
        expected="not-met",
        reason="no-rise",
    )


def test_0_percent_does_not_exclude_relapse_if_karyotypes_never_showed_a_ph_positive_cell(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        ph_negative=True,
        history="""
            day        | karyotype
            2024-05-20 | 0 of 20
        """,
        expected="indeterminate",
        reason="ph-negative",
        missing="ph-positive-karyotype",
    )


def test_karyotypes_of_30_percent_long_after_a_molecular_response_are_a_possible_relapse(
    cytogenetic_relapse: Specification,
) -> None:
    cytogenetic_relapse(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2024-02-19 | 1            |
            2024-05-20 |              | 30 of 20
        """,
        expected="possible",
        reason="ph-after-molecular-response",
        missing="repeat-karyotype",
    )
    cytogenetic_relapse(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2024-02-20 | 1            |
            2024-05-20 |              | 30 of 20
        """,
        expected="indeterminate",
        reason="only-karyotype",
        missing="earlier-karyotype",
    )
    cytogenetic_relapse(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2024-02-19 | 1.01         |
            2024-05-20 |              | 30 of 20
        """,
        expected="indeterminate",
        reason="only-karyotype",
        missing="earlier-karyotype",
    )
    cytogenetic_relapse(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2024-02-19 | 1            |
            2024-05-20 |              | 29.9 of 20
        """,
        expected="not-met",
        reason="no-rise-possible",
    )


def test_every_karyotype_must_be_long_after_the_molecular_response(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2023-02-19 | 0.5          |
            2023-09-20 |              | 40 of 20
            2024-05-20 |              | 60 of 20
        """,
        expected="possible",
        reason="ph-after-molecular-response",
        missing="repeat-karyotype",
    )
    cytogenetic_relapse(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2022-09-20 |              | 40 of 20
            2023-02-19 | 0.5          |
            2024-05-20 |              | 60 of 20
        """,
        expected="not-met",
        reason="no-rise",
    )
    cytogenetic_relapse(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2023-02-19 | 0.5          |
            2023-09-20 |              | 29 of 20
            2024-05-20 |              | 50 of 20
        """,
        expected="not-met",
        reason="no-rise",
    )


def test_a_karyotype_after_a_molecular_response_is_recent_for_6_months(cytogenetic_relapse: Specification) -> None:
    cytogenetic_relapse(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2023-02-19 | 0.5          |
            2023-12-01 |              | 60 of 20
        """,
        expected="possible",
        reason="ph-after-molecular-response",
        missing="repeat-karyotype",
    )
    cytogenetic_relapse(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2023-02-19 | 0.5          |
            2023-11-30 |              | 60 of 20
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )
