"""Hematologic relapse: the loss of a confirmed complete hematologic response."""

from tests.response_criteria.specification import Specification


def test_failing_counts_28_days_apart_after_a_confirmed_response_are_met(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC  | platelets | differential
            2023-03-01 | 6.0  | 250       | normal
            2023-04-01 | 6.0  | 250       | normal
            2024-05-01 | 14.0 | 250       | blasts 1
            2024-05-29 | 16.0 | 480       | normal
        """,
        expected="met",
        reason="chr-lost",
    )


def test_failing_counts_27_days_apart_are_possible(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC  | platelets | differential
            2023-03-01 | 6.0  | 250       | normal
            2023-04-01 | 6.0  | 250       | normal
            2024-05-01 | 14.0 | 250       | normal
            2024-05-28 | 16.0 | 250       | normal
        """,
        expected="possible",
        reason="chr-loss-unconfirmed",
        missing="repeat-blood-count",
    )


def test_one_failing_count_is_possible(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC  | platelets | differential
            2023-03-01 | 6.0  | 250       | normal
            2023-04-01 | 6.0  | 250       | normal
            2024-06-01 | 14.0 | 250       | normal
        """,
        expected="possible",
        reason="chr-loss-unconfirmed",
        missing="repeat-blood-count",
    )


def test_a_passing_count_in_between_ends_the_series(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC  | platelets | differential
            2023-03-01 | 6.0  | 250       | normal
            2023-04-01 | 6.0  | 250       | normal
            2024-04-20 | 14.0 | 250       | normal
            2024-05-10 | 9.0  | 250       | normal
            2024-06-01 | 14.0 | 250       | normal
        """,
        expected="possible",
        reason="chr-loss-unconfirmed",
        missing="repeat-blood-count",
    )


def test_a_count_that_is_not_evaluable_does_not_end_the_series(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC  | platelets | differential
            2023-03-01 | 6.0  | 250       | normal
            2023-04-01 | 6.0  | 250       | normal
            2024-04-20 | 14.0 | 250       | normal
            2024-05-10 | 9.0  | 250       |
            2024-06-01 | 14.0 | 250       | normal
        """,
        expected="met",
        reason="chr-lost",
    )


def test_a_later_count_that_is_not_evaluable_leaves_it_possible(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC  | platelets | differential
            2023-03-01 | 6.0  | 250       | normal
            2023-04-01 | 6.0  | 250       | normal
            2024-05-01 | 14.0 | 250       | normal
            2024-06-01 | 14.0 | 250       | normal
            2024-06-10 |      | 250       | normal
        """,
        expected="possible",
        reason="chr-loss-later-count-unknown",
        missing="counts-of-day",
    )


def test_a_failing_count_42_days_old_is_recent_and_43_days_old_is_not(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-07-13",
        history="""
            day        | WBC  | platelets | differential
            2023-03-01 | 6.0  | 250       | normal
            2023-04-01 | 6.0  | 250       | normal
            2024-05-01 | 14.0 | 250       | normal
            2024-06-01 | 14.0 | 250       | normal
        """,
        expected="met",
        reason="chr-lost",
    )
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-07-14",
        history="""
            day        | WBC  | platelets | differential
            2023-03-01 | 6.0  | 250       | normal
            2023-04-01 | 6.0  | 250       | normal
            2024-05-01 | 14.0 | 250       | normal
            2024-06-01 | 14.0 | 250       | normal
        """,
        expected="indeterminate",
        reason="latest-count-too-old",
        missing="recent-blood-count",
    )


def test_an_unconfirmed_response_cannot_be_lost(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC  | platelets | differential
            2023-03-01 | 6.0  | 250       | normal
            2023-03-28 | 6.0  | 250       | normal
            2024-05-01 | 14.0 | 250       | normal
            2024-06-01 | 14.0 | 250       | normal
        """,
        expected="not-applicable",
        reason="no-chr-documented",
    )


def test_a_passing_count_excludes_relapse_for_6_months_to_the_day(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2023-10-01",
        history="""
            day        | WBC | platelets | differential
            2023-03-01 | 6.0 | 250       | normal
            2023-04-01 | 6.0 | 250       | normal
        """,
        expected="not-met",
        reason="latest-count-passes",
    )
    hematologic_relapse(
        started="2023-01-15",
        as_of="2023-10-02",
        history="""
            day        | WBC | platelets | differential
            2023-03-01 | 6.0 | 250       | normal
            2023-04-01 | 6.0 | 250       | normal
        """,
        expected="indeterminate",
        reason="latest-count-too-old",
        missing="recent-blood-count",
    )


def test_6_months_after_31_august_end_on_the_last_day_of_february(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-02-29",
        history="""
            day        | WBC | platelets | differential
            2023-08-31 | 6.0 | 250       | normal
        """,
        expected="not-met",
        reason="latest-count-passes",
    )
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-03-01",
        history="""
            day        | WBC | platelets | differential
            2023-08-31 | 6.0 | 250       | normal
        """,
        expected="indeterminate",
        reason="latest-count-too-old",
        missing="recent-blood-count",
    )


def test_a_passing_latest_count_is_not_met_even_without_a_confirmed_response(
    hematologic_relapse: Specification,
) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC | platelets | differential
            2024-06-01 | 6.0 | 250       | normal
        """,
        expected="not-met",
        reason="latest-count-passes",
    )


def test_without_an_evaluable_count_it_is_indeterminate(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="",
        expected="indeterminate",
        reason="no-count-judged",
        missing="recent-blood-count",
    )
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC | platelets
            2024-06-01 | 6.0 | 250
        """,
        expected="indeterminate",
        reason="no-count-judged",
        missing="any-differential-of-day",
    )


def test_counts_of_different_days_do_not_complete_each_other(hematologic_relapse: Specification) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC | platelets | differential
            2024-06-01 | 6.0 | 250       |
            2024-06-02 |     |           | normal
        """,
        expected="indeterminate",
        reason="no-count-judged",
        missing="counts-of-day",
    )


def test_after_a_dose_escalation_it_is_not_yet_for_3_months_unless_met_or_possible(
    hematologic_relapse: Specification,
) -> None:
    hematologic_relapse(
        started="2024-01-15",
        as_of="2024-04-14",
        after_escalation=True,
        history="""
            day        | WBC | platelets | differential
            2024-04-01 | 6.0 | 250       | normal
        """,
        expected="not-yet",
        reason="after-raise",
    )
    hematologic_relapse(
        started="2024-01-15",
        as_of="2024-04-14",
        after_escalation=True,
        history="""
            day        | WBC  | platelets | differential
            2024-02-01 | 6.0  | 250       | normal
            2024-03-01 | 6.0  | 250       | normal
            2024-04-01 | 14.0 | 250       | normal
        """,
        expected="possible",
        reason="chr-loss-unconfirmed",
        missing="repeat-blood-count",
    )
    hematologic_relapse(
        started="2024-01-15",
        as_of="2024-04-15",
        after_escalation=True,
        history="""
            day        | WBC | platelets | differential
            2024-04-01 | 6.0 | 250       | normal
        """,
        expected="not-met",
        reason="latest-count-passes",
    )
    hematologic_relapse(
        started="2024-01-15",
        as_of="2024-04-16",
        after_escalation=True,
        history="""
            day        | WBC | platelets | differential
            2024-04-01 | 6.0 | 250       | normal
        """,
        expected="not-met",
        reason="latest-count-passes",
    )


def test_after_a_confirmed_response_a_spleen_in_dispute_makes_a_normal_count_indeterminate(
    hematologic_relapse: Specification,
) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC | platelets | differential | spleen
            2023-03-01 | 6.0 | 250       | normal       | 0
            2023-04-01 | 6.0 | 250       | normal       | 0
            2024-06-10 | 6.0 | 250       | normal       | 4
            2024-06-10 |     |           |              | 0
        """,
        expected="indeterminate",
        reason="spleen-disputed",
        missing="spleen-examination",
    )


def test_after_a_confirmed_response_a_palpable_spleen_makes_a_normal_count_indeterminate(
    hematologic_relapse: Specification,
) -> None:
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC | platelets | differential | spleen
            2023-03-01 | 6.0 | 250       | normal       | 0
            2023-04-01 | 6.0 | 250       | normal       | 0
            2024-06-10 | 6.0 | 250       | normal       | 3
        """,
        expected="indeterminate",
        reason="spleen-palpable",
        missing="spleen-examination",
    )
    hematologic_relapse(
        started="2023-01-15",
        as_of="2024-06-15",
        history="""
            day        | WBC | platelets | differential | spleen
            2023-03-01 | 6.0 | 250       | normal       | 0
            2023-04-01 | 6.0 | 250       | normal       | 0
            2024-06-10 | 6.0 | 250       | normal       | 0
        """,
        expected="not-met",
        reason="latest-count-passes",
    )


def test_without_a_confirmed_response_a_palpable_spleen_does_not_affect_relapse(
    hematologic_relapse: Specification,
) -> None:
    hematologic_relapse(
        started="2024-04-15",
        as_of="2024-06-15",
        history="""
            day        | WBC | platelets | differential | spleen
            2024-06-10 | 6.0 | 250       | normal       | 3
        """,
        expected="not-met",
        reason="latest-count-passes",
    )
