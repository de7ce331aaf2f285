"""Cytogenetic resistance: no major cytogenetic response after 12 months of therapy."""

from tests.response_criteria.specification import Specification


def test_ph_35_percent_after_12_months_is_met_and_34_is_a_major_response(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2024-01-20 | 35 of 20
        """,
        expected="met",
        reason="no-major-response",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2024-01-20 | 34 of 20
        """,
        expected="not-met",
        reason="major-response-reached",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2024-01-20 | 34.9 of 20
        """,
        expected="not-met",
        reason="major-response-reached",
    )


def test_it_is_assessed_from_12_months_to_the_day(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-01-14",
        history="""
            day        | karyotype
            2024-01-10 | 90 of 20
        """,
        expected="not-yet",
        reason="too-early",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-01-15",
        history="""
            day        | karyotype
            2024-01-10 | 90 of 20
        """,
        expected="met",
        reason="no-major-response",
    )


def test_a_start_on_29_february_is_assessed_from_28_february(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2024-02-29",
        as_of="2025-02-27",
        history="""
            day        | karyotype
            2025-02-01 | 90 of 20
        """,
        expected="not-yet",
        reason="too-early",
    )
    cytogenetic_resistance(
        started="2024-02-29",
        as_of="2025-02-28",
        history="""
            day        | karyotype
            2025-02-01 | 90 of 20
        """,
        expected="met",
        reason="no-major-response",
    )


def test_before_12_months_of_an_uncertain_start_it_is_indeterminate(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-01-14",
        start_may_be_earlier=True,
        history="""
            day        | karyotype
            2024-01-10 | 90 of 20
        """,
        expected="indeterminate",
        reason="start-uncertain",
        missing="start-of-imatinib",
    )


def test_a_karyotype_of_month_11_is_accepted_for_month_12_and_an_earlier_one_is_not(
    cytogenetic_resistance: Specification,
) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2023-12-15 | 60 of 20
        """,
        expected="met",
        reason="no-major-response",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2023-12-14 | 60 of 20
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_a_karyotype_is_recent_for_6_months_to_the_day(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-07-20",
        history="""
            day        | karyotype
            2024-01-20 | 60 of 20
        """,
        expected="met",
        reason="no-major-response",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-07-21",
        history="""
            day        | karyotype
            2024-01-20 | 60 of 20
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_20_metaphases_decide_and_19_leave_it_possible(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2024-01-20 | 60 of 20
        """,
        expected="met",
        reason="no-major-response",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2024-01-20 | 60 of 19
        """,
        expected="possible",
        reason="no-major-response-few-metaphases",
        missing="marrow-karyotype",
    )


def test_an_unknown_number_of_metaphases_leaves_it_possible(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2024-01-20 | 60 of unknown
        """,
        expected="possible",
        reason="no-major-response-metaphases-unknown",
        missing="marrow-karyotype",
    )


def test_fish_leaves_it_possible(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | FISH
            2024-01-20 | 35
        """,
        expected="possible",
        reason="no-major-response-by-fish",
        missing="marrow-karyotype",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | FISH
            2024-01-20 | 34
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_of_several_fish_the_latest_decides(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | FISH
            2023-12-20 | 60
            2024-01-20 | 34
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | FISH
            2023-12-20 | 34
            2024-01-20 | 60
        """,
        expected="possible",
        reason="no-major-response-by-fish",
        missing="marrow-karyotype",
    )


def test_fish_and_few_metaphases_must_be_as_recent_as_an_adequate_karyotype(
    cytogenetic_resistance: Specification,
) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-07-21",
        history="""
            day        | FISH | karyotype
            2024-01-20 | 60   | 90 of 12
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | FISH | karyotype
            2023-12-14 | 60   | 90 of 12
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_a_major_response_in_few_metaphases_does_not_count(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2023-07-20 | 0 of 15
            2024-01-20 | 60 of 20
        """,
        expected="met",
        reason="no-major-response",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2024-01-20 | 0 of 15
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_an_adequate_karyotype_has_precedence_over_an_inadequate_one_of_the_same_day(
    cytogenetic_resistance: Specification,
) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2024-01-20 | 20 of 20
            2024-01-20 | 60 of 12
        """,
        expected="not-met",
        reason="major-response-reached",
    )


def test_a_major_response_at_any_time_of_the_course_is_not_met_and_does_not_expire(
    cytogenetic_resistance: Specification,
) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2025-06-01",
        history="""
            day        | karyotype
            2023-06-20 | 20 of 20
        """,
        expected="not-met",
        reason="major-response-reached",
    )


def test_a_lost_major_response_is_possible(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2023-07-20 | 20 of 20
            2024-01-20 | 40 of 20
        """,
        expected="possible",
        reason="major-response-lost",
        missing="repeat-karyotype",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2023-07-20 | 20 of 20
            2023-11-20 | 40 of 20
        """,
        expected="possible",
        reason="major-response-lost",
        missing="repeat-karyotype",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-07-21",
        history="""
            day        | karyotype
            2023-07-20 | 20 of 20
            2024-01-20 | 40 of 20
        """,
        expected="not-met",
        reason="major-response-reached",
    )


def test_a_bound_on_both_sides_of_35_percent_decides_nothing(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2024-01-20 | >20 of 20
        """,
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2023-07-20 | <50 of 20
            2024-01-20 | 60 of 20
        """,
        expected="possible",
        reason="earlier-response-unclear",
        missing="marrow-karyotype",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="""
            day        | karyotype
            2024-01-20 | <5 of 20
        """,
        expected="not-met",
        reason="major-response-reached",
    )


def test_without_a_cytogenetic_analysis_it_is_indeterminate(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-02-01",
        history="",
        expected="indeterminate",
        reason="no-recent-karyotype",
        missing="marrow-karyotype",
    )


def test_after_a_dose_escalation_it_is_not_yet_for_12_months(cytogenetic_resistance: Specification) -> None:
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-01-14",
        after_escalation=True,
        history="""
            day        | karyotype
            2023-07-20 | 20 of 20
        """,
        expected="not-yet",
        reason="after-raise",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-01-15",
        after_escalation=True,
        history="""
            day        | karyotype
            2023-07-20 | 20 of 20
        """,
        expected="not-met",
        reason="major-response-reached",
    )


def test_0_percent_is_no_response_if_karyotypes_never_showed_a_ph_positive_cell(
    cytogenetic_resistance: Specification,
) -> None:
    cytogenetic_resistance(
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
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-06-15",
        ph_negative=True,
        history="""
            day        | karyotype
            2024-05-20 | 5 of 20
        """,
        expected="not-met",
        reason="major-response-reached",
    )
    cytogenetic_resistance(
        started="2023-01-15",
        as_of="2024-06-15",
        ph_negative=True,
        history="""
            day        | karyotype | FISH
            2024-05-20 | 0 of 20   | 80
        """,
        expected="possible",
        reason="no-major-response-by-fish",
        missing="marrow-karyotype",
    )


def test_a_bcr_abl1_of_1_percent_more_than_3_months_before_is_a_response_and_60_percent_its_loss(
    cytogenetic_resistance: Specification,
) -> None:
    cytogenetic_resistance(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2024-02-19 | 1            |
            2024-05-20 |              | 60 of 20
        """,
        expected="possible",
        reason="molecular-response-lost",
        missing="repeat-karyotype",
    )
    cytogenetic_resistance(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2024-02-20 | 1            |
            2024-05-20 |              | 60 of 20
        """,
        expected="met",
        reason="no-major-response",
    )
    cytogenetic_resistance(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2024-02-19 | 1.01         |
            2024-05-20 |              | 60 of 20
        """,
        expected="met",
        reason="no-major-response",
    )
    cytogenetic_resistance(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2023-02-19 | not detected |
            2024-05-20 |              | 60 of 20
        """,
        expected="possible",
        reason="molecular-response-lost",
        missing="repeat-karyotype",
    )


def test_a_bound_that_may_be_a_molecular_response_leaves_resistance_possible(
    cytogenetic_resistance: Specification,
) -> None:
    cytogenetic_resistance(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2023-02-19 | <2           |
            2024-05-20 |              | 60 of 20
        """,
        expected="possible",
        reason="molecular-response-lost",
        missing="repeat-karyotype",
    )
    cytogenetic_resistance(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2023-02-19 | >1           |
            2024-05-20 |              | 60 of 20
        """,
        expected="met",
        reason="no-major-response",
    )


def test_an_earlier_major_response_by_karyotype_is_named_rather_than_one_by_bcr_abl1(
    cytogenetic_resistance: Specification,
) -> None:
    cytogenetic_resistance(
        started="2022-01-15",
        as_of="2024-06-01",
        history="""
            day        | BCR::ABL1    | karyotype
            2023-02-19 | 0.5          | 30 of 20
            2024-05-20 |              | 40 of 20
        """,
        expected="possible",
        reason="major-response-lost",
        missing="repeat-karyotype",
    )
