"""Hematologic resistance: no complete hematologic response after 3 months of therapy."""

from tests.response_criteria.specification import Specification


def test_failing_counts_28_days_apart_from_3_months_on_are_met(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-06-01",
        history="""
            day        | WBC  | platelets | differential
            2024-02-15 | 14.2 | 480       | normal
            2024-04-20 | 12.4 | 390       | blasts 1
            2024-05-18 | 13.0 | 410       | myelocytes 3
        """,
        expected="met",
        reason="no-chr",
    )


def test_failing_counts_27_days_apart_are_possible_and_28_days_apart_met(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC
            2024-04-20 | 12.0
            2024-05-17 | 12.0
        """,
        expected="possible",
        reason="no-chr-unconfirmed",
        missing="repeat-blood-count",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC
            2024-04-20 | 12.0
            2024-05-18 | 12.0
        """,
        expected="met",
        reason="no-chr",
    )


def test_a_series_begins_at_3_months_to_the_day_at_the_earliest(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC
            2024-04-14 | 12.0
            2024-05-12 | 12.0
        """,
        expected="possible",
        reason="no-chr-unconfirmed",
        missing="repeat-blood-count",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC
            2024-04-15 | 12.0
            2024-05-13 | 12.0
        """,
        expected="met",
        reason="no-chr",
    )


def test_counts_that_failed_before_3_months_do_not_prevent_a_series(
    hematologic_resistance: Specification,
) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC
            2024-01-15 | 98.0
            2024-03-15 | 20.0
            2024-04-16 | 14.0
            2024-05-14 | 12.0
        """,
        expected="met",
        reason="no-chr",
    )


def test_a_start_on_the_31st_is_assessed_from_the_last_day_of_a_shorter_month(
    hematologic_resistance: Specification,
) -> None:
    hematologic_resistance(
        started="2024-01-31",
        as_of="2024-04-29",
        history="""
            day        | WBC
            2024-04-29 | 12.0
        """,
        expected="not-yet",
        reason="too-early",
    )
    hematologic_resistance(
        started="2024-01-31",
        as_of="2024-04-30",
        history="""
            day        | WBC
            2024-04-29 | 12.0
        """,
        expected="possible",
        reason="no-chr-unconfirmed",
        missing="repeat-blood-count",
    )


def test_before_3_months_it_is_not_yet_for_any_counts(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-04-14",
        history="""
            day        | WBC   | differential
            2024-02-15 | 120.0 | blasts 4
            2024-04-14 | 90.0  | blasts 5
        """,
        expected="not-yet",
        reason="too-early",
    )


def test_before_3_months_of_an_uncertain_start_it_is_indeterminate(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-04-14",
        start_may_be_earlier=True,
        history="""
            day        | WBC
            2024-04-10 | 12.0
        """,
        expected="indeterminate",
        reason="start-uncertain",
        missing="start-of-imatinib",
    )


def test_leukocytes_of_9_9_pass_and_of_10_0_fail(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-05-20 | 9.9 | 449       | normal
        """,
        expected="not-met",
        reason="latest-count-passes",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC  | platelets | differential
            2024-05-20 | 10.0 | 449       | normal
        """,
        expected="possible",
        reason="no-chr-unconfirmed",
        missing="repeat-blood-count",
    )


def test_platelets_of_449_pass_and_of_450_fail(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-05-20 | 6.0 | 449       | normal
        """,
        expected="not-met",
        reason="latest-count-passes",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-05-20 | 6.0 | 450       | normal
        """,
        expected="possible",
        reason="no-chr-unconfirmed",
        missing="repeat-blood-count",
    )


def test_myelocytes_and_metamyelocytes_together_pass_below_5_percent(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-05-20 | 6.0 | 250       | myelocytes 2.4, metamyelocytes 2.5
        """,
        expected="not-met",
        reason="latest-count-passes",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-05-20 | 6.0 | 250       | myelocytes 2.5, metamyelocytes 2.5
        """,
        expected="possible",
        reason="no-chr-unconfirmed",
        missing="repeat-blood-count",
    )


def test_any_blast_and_any_promyelocyte_fails(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-05-20 | 6.0 | 250       | blasts 0.5
        """,
        expected="possible",
        reason="no-chr-unconfirmed",
        missing="repeat-blood-count",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-05-20 | 6.0 | 250       | promyelocytes 0.5
        """,
        expected="possible",
        reason="no-chr-unconfirmed",
        missing="repeat-blood-count",
    )


def test_basophils_of_19_9_percent_pass_and_of_20_fail(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-05-20 | 6.0 | 250       | basophils 19.9
        """,
        expected="not-met",
        reason="latest-count-passes",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-05-20 | 6.0 | 250       | basophils 20
        """,
        expected="possible",
        reason="no-chr-unconfirmed",
        missing="repeat-blood-count",
    )


def test_a_low_count_does_not_end_a_response(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-05-20 | 0.9 | 31        | normal
        """,
        expected="not-met",
        reason="latest-count-passes",
    )


def test_two_passing_counts_28_days_apart_confirm_a_response_and_27_do_not(
    hematologic_resistance: Specification,
) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-03-01 | 6.0 | 250       | normal       | 0
            2024-03-29 | 6.0 | 250       | normal       | 0
        """,
        expected="not-applicable",
        reason="chr-documented",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-03-01 | 6.0 | 250       | normal       | 0
            2024-03-28 | 6.0 | 250       | normal       | 0
        """,
        expected="not-met",
        reason="latest-count-passes",
    )


def test_an_unknown_spleen_size_is_reported_and_does_not_prevent_a_response(
    hematologic_resistance: Specification,
) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-03-01 | 6.0 | 250       | normal
            2024-03-29 | 6.0 | 250       | normal
        """,
        expected="not-applicable",
        reason="chr-documented",
        missing="spleen-examination",
    )


def test_a_documented_response_is_not_applicable_even_before_3_months(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-03-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-02-01 | 6.0 | 250       | normal       | 0
            2024-03-01 | 6.0 | 250       | normal       | 0
        """,
        expected="not-applicable",
        reason="chr-documented",
    )


def test_a_failing_count_between_two_passing_counts_restarts_the_confirmation(
    hematologic_resistance: Specification,
) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC  | platelets | differential
            2024-03-01 | 6.0  | 250       | normal
            2024-03-20 | 11.0 | 250       | normal
            2024-04-10 | 6.0  | 250       | normal
        """,
        expected="not-met",
        reason="latest-count-passes",
    )


def test_a_count_that_is_not_evaluable_neither_confirms_nor_restarts(
    hematologic_resistance: Specification,
) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-03-01 | 6.0 | 250       | normal       |
            2024-03-20 | 6.0 | 250       |              |
            2024-04-10 | 6.0 | 250       | normal       | 0
        """,
        expected="not-applicable",
        reason="chr-documented",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-03-01 | 6.0 | 250       |
            2024-03-29 | 6.0 | 250       | normal
        """,
        expected="not-met",
        reason="latest-count-passes",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential
            2024-03-01 | 6.0 | 250       | normal
            2024-03-29 | 6.0 | 250       |
        """,
        expected="not-met",
        reason="latest-count-passes",
    )


def test_a_spleen_palpable_42_days_from_a_passing_count_excludes_response_and_43_days_does_not(
    hematologic_resistance: Specification,
) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-03-08 | 6.0 | 250       | normal       |
            2024-04-08 | 6.0 | 250       | normal       |
            2024-05-20 |     |           |              | 3
        """,
        expected="indeterminate",
        reason="spleen-palpable",
        missing="spleen-examination",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-03-07 | 6.0 | 250       | normal       |
            2024-04-07 | 6.0 | 250       | normal       |
            2024-05-20 |     |           |              | 3
        """,
        expected="not-applicable",
        reason="chr-documented",
        missing="spleen-examination",
    )


def test_of_two_examinations_the_one_nearer_to_the_count_decides(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-03-01 | 6.0 | 250       | normal       | 0
            2024-03-29 | 6.0 | 250       | normal       |
            2024-05-10 |     |           |              | 3
        """,
        expected="not-applicable",
        reason="chr-documented",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-03-01 | 6.0 | 250       | normal       | 0
            2024-03-29 | 6.0 | 250       | normal       |
            2024-04-10 |     |           |              | 3
        """,
        expected="indeterminate",
        reason="spleen-palpable",
        missing="spleen-examination",
    )


def test_of_two_examinations_after_both_counts_the_first_decides(
    hematologic_resistance: Specification,
) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-03-01 | 6.0 | 250       | normal       |
            2024-03-29 | 6.0 | 250       | normal       |
            2024-04-05 |     |           |              | 0
            2024-04-20 |     |           |              | 3
        """,
        expected="not-applicable",
        reason="chr-documented",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-03-01 | 6.0 | 250       | normal       |
            2024-03-29 | 6.0 | 250       | normal       |
            2024-04-05 |     |           |              | 3
            2024-04-20 |     |           |              | 0
        """,
        expected="indeterminate",
        reason="spleen-palpable",
        missing="spleen-examination",
    )


def test_of_two_examinations_equally_near_the_palpable_one_decides(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-04-01 |     |           |              | 0
            2024-04-08 | 6.0 | 250       | normal       |
            2024-04-15 |     |           |              | 3
        """,
        expected="indeterminate",
        reason="spleen-palpable",
        missing="spleen-examination",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-04-01 |     |           |              | 3
            2024-04-08 | 6.0 | 250       | normal       |
            2024-04-15 |     |           |              | 0
        """,
        expected="indeterminate",
        reason="spleen-palpable",
        missing="spleen-examination",
    )


def test_two_examinations_of_one_moment_that_disagree_leave_the_response_open(
    hematologic_resistance: Specification,
) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-04-01 | 6.0 | 250       | normal       |
            2024-05-10 | 6.0 | 250       | normal       | 0
            2024-05-10 |     |           |              | 3
        """,
        expected="indeterminate",
        reason="spleen-disputed",
        missing="spleen-examination",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-04-01 | 6.0 | 250       | normal       |
            2024-05-10 | 6.0 | 250       | normal       | 3
            2024-05-10 |     |           |              | 0
        """,
        expected="indeterminate",
        reason="spleen-disputed",
        missing="spleen-examination",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-04-01 | 6.0 | 250       | normal       |
            2024-05-10 | 6.0 | 250       | normal       | 3
            2024-05-10 |     |           |              | <5
        """,
        expected="indeterminate",
        reason="spleen-disputed",
        missing="spleen-examination",
    )


def test_two_examinations_of_one_moment_that_agree_decide_together(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-04-01 | 6.0 | 250       | normal       | 0
            2024-04-01 |     |           |              | 0
            2024-05-10 | 6.0 | 250       | normal       | 2
            2024-05-10 |     |           |              | 4
        """,
        expected="indeterminate",
        reason="spleen-palpable",
        missing="spleen-examination",
    )


def test_an_examination_in_dispute_counts_before_one_without_a_finding_that_is_as_near(
    hematologic_resistance: Specification,
) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-05-20",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-04-01 |     |           |              | 0
            2024-04-08 | 6.0 | 250       | normal       |
            2024-04-15 |     |           |              | 0
            2024-04-15 |     |           |              | 3
        """,
        expected="indeterminate",
        reason="spleen-disputed",
        missing="spleen-examination",
    )


def test_a_passing_count_in_between_ends_the_series(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-06-01",
        history="""
            day        | WBC  | platelets | differential
            2024-04-20 | 12.0 | 250       | normal
            2024-05-05 | 9.0  | 250       | normal
            2024-05-20 | 12.0 | 250       | normal
        """,
        expected="possible",
        reason="no-chr-unconfirmed",
        missing="repeat-blood-count",
    )


def test_a_count_that_is_not_evaluable_does_not_end_the_series(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-06-01",
        history="""
            day        | WBC  | platelets | differential
            2024-04-20 | 12.0 | 250       | normal
            2024-05-05 | 9.0  | 250       |
            2024-05-20 | 12.0 | 250       | normal
        """,
        expected="met",
        reason="no-chr",
    )


def test_a_later_count_that_is_not_evaluable_leaves_it_possible(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-06-01",
        history="""
            day        | WBC  | platelets | differential
            2024-04-20 | 12.0 | 250       | normal
            2024-05-20 | 12.0 | 250       | normal
            2024-05-30 | 9.0  | 250       |
        """,
        expected="possible",
        reason="no-chr-later-count-unknown",
        missing="any-differential-of-day",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-06-01",
        history="""
            day        | WBC  | platelets | differential
            2024-04-20 | 12.0 | 250       | normal
            2024-05-20 | 12.0 | 250       | normal
            2024-05-30 | 9.0  |           | normal
        """,
        expected="possible",
        reason="no-chr-later-count-unknown",
        missing="counts-of-day",
    )


def test_a_failing_count_42_days_old_is_recent_and_43_days_old_is_not(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-07-01",
        history="""
            day        | WBC
            2024-04-20 | 12.0
            2024-05-20 | 12.0
        """,
        expected="met",
        reason="no-chr",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-07-02",
        history="""
            day        | WBC
            2024-04-20 | 12.0
            2024-05-20 | 12.0
        """,
        expected="indeterminate",
        reason="latest-count-too-old",
        missing="recent-blood-count",
    )


def test_without_any_count_it_is_indeterminate(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-06-01",
        history="",
        expected="indeterminate",
        reason="no-count-judged",
        missing="recent-blood-count",
    )


def test_with_a_normal_count_but_no_differential_it_is_indeterminate(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-06-01",
        history="""
            day        | WBC | platelets | differential
            2024-05-30 | 6.0 | 250       |
        """,
        expected="indeterminate",
        reason="no-count-judged",
        missing="any-differential-of-day",
    )


def test_an_automated_differential_does_not_show_a_response(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-06-01",
        history="""
            day        | WBC | platelets | differential
            2024-05-30 | 6.0 | 250       | automated basophils 1
        """,
        expected="indeterminate",
        reason="no-count-judged",
        missing="differential-of-day",
    )


def test_a_bound_on_both_sides_of_the_limit_decides_nothing(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-06-01",
        history="""
            day        | WBC | platelets | differential
            2024-05-30 | 6.0 | >400      | normal
        """,
        expected="indeterminate",
        reason="no-count-judged",
        missing="counts-of-day",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-06-01",
        history="""
            day        | WBC | platelets | differential
            2024-05-30 | 6.0 | >1000     | normal
        """,
        expected="possible",
        reason="no-chr-unconfirmed",
        missing="repeat-blood-count",
    )


def test_after_a_dose_escalation_it_is_not_yet_for_3_months(hematologic_resistance: Specification) -> None:
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-04-14",
        after_escalation=True,
        history="""
            day        | WBC | platelets | differential
            2024-02-01 | 6.0 | 250       | normal
            2024-03-01 | 6.0 | 250       | normal
        """,
        expected="not-yet",
        reason="after-raise",
    )
    hematologic_resistance(
        started="2024-01-15",
        as_of="2024-04-15",
        after_escalation=True,
        history="""
            day        | WBC | platelets | differential | spleen
            2024-02-01 | 6.0 | 250       | normal       | 0
            2024-03-01 | 6.0 | 250       | normal       | 0
        """,
        expected="not-applicable",
        reason="chr-documented",
    )
