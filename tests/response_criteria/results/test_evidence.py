"""What a finding shows: the results that decide it, and not all others."""

import pytest

from response_criteria.model.findings import Finding
from response_criteria.publications.kantarjian2003 import judge
from response_criteria.results.by_kind import results_of
from response_criteria.treatment.course import Course, Opening
from tests.response_criteria.chart import day
from tests.response_criteria.specification import facts


def finding(criterion: str, history: str, started: str = "2023-01-15") -> Finding:
    """About a course that started on that day, on 15 June 2024."""
    course = Course(started_on=day(started), opened_by=Opening.FIRST_IMATINIB, results=results_of(facts(history)))
    found = judge(course, day("2024-06-15"))
    return next(each for each in found if each.criterion.id == f"kantarjian2003/{criterion}")


def shown(of: Finding) -> list[tuple[str, str, str]]:
    return [(each.on.isoformat(), each.what, str(each.amount)) for each in of.evidence]


def test_a_run_shows_what_fails_in_its_first_and_in_its_last_count() -> None:
    resistance = finding(
        "hematologic-resistance",
        """
        day        | WBC  | platelets | differential
        2024-03-01 | 12.0 | 300       | blasts 1
        2024-04-01 | 13.0 | 500       | normal
        2024-05-01 | 14.0 | 300       | normal
        2024-06-01 | 9.0  | 480       | normal
        """,
    )
    assert shown(resistance) == [
        ("2024-03-01", "leukocytes", "12.0"),
        ("2024-03-01", "blasts", "1"),
        ("2024-06-01", "platelets", "480"),
    ]
    assert (resistance.values["counts"], resistance.values["failing"]) == (4, "platelets")
    assert (resistance.values["first"], resistance.values["latest"]) == (day("2024-03-01"), day("2024-06-01"))


def test_a_count_that_fails_alone_is_shown_once() -> None:
    resistance = finding(
        "hematologic-resistance",
        """
        day        | WBC  | platelets | differential
        2024-06-01 | 12.0 | 300       | blasts 1
        """,
    )
    assert shown(resistance) == [("2024-06-01", "leukocytes", "12.0"), ("2024-06-01", "blasts", "1")]


def test_of_counts_that_failed_too_early_for_a_run_the_latest_is_shown() -> None:
    resistance = finding(
        "hematologic-resistance",
        """
        day        | WBC
        2024-05-01 | 40.0
        2024-06-01 | 12.0
        """,
        started="2024-03-10",
    )
    assert (resistance.status, shown(resistance)) == ("possible", [("2024-06-01", "leukocytes", "12.0")])


@pytest.mark.parametrize(
    ("first", "latest", "due"),
    [("2024-06-01", "2024-06-14", "2024-06-29"), ("2024-05-01", "2024-05-20", "2024-06-15")],
    ids=["later", "now"],
)
def test_a_count_that_would_confirm_a_run_is_due_28_days_after_its_first_count_or_now(
    first: str, latest: str, due: str
) -> None:
    resistance = finding("hematologic-resistance", f"day | WBC\n{first} | 12.0\n{latest} | 13.0")
    (missing,) = resistance.missing
    assert missing.values["from"] == day(due)


ALL_CLASSES = "myelocytes, metamyelocytes, blasts, promyelocytes, basophils"


@pytest.mark.parametrize(
    ("wbc", "differential", "code", "cells"),
    [
        ("<12", "", "differential-of-day", ALL_CLASSES),
        ("6.0", "automated blasts 0", "differential-of-day", ALL_CLASSES),
        ("<12", "normal", "counts-of-day", "leukocytes"),
    ],
    ids=["not counted", "counted by a machine", "a bound and nothing else"],
)
def test_a_count_lacks_what_was_not_counted_or_else_what_a_bound_leaves_open(
    wbc: str, differential: str, code: str, cells: str
) -> None:
    history = f"day | WBC | platelets | differential\n2024-06-01 | {wbc} | 300 | {differential}"
    (missing,) = finding("hematologic-resistance", history).missing
    assert (missing.code, missing.values["cells"]) == (code, cells)


def test_a_relapse_shows_the_response_that_was_lost_and_the_run() -> None:
    relapse = finding(
        "hematologic-relapse",
        """
        day        | WBC  | platelets | differential | spleen
        2023-03-01 | 6.0  | 300       | normal       |
        2023-04-01 | 6.0  | 300       | normal       | 0
        2024-05-01 | 14.0 | 300       | normal       |
        2024-06-01 | 15.0 | 300       | normal       |
        """,
    )
    by_day = {on: [what for day_, what, _ in shown(relapse) if day_ == on] for on, _, _ in shown(relapse)}
    assert by_day["2024-05-01"] == by_day["2024-06-01"] == ["leukocytes"]
    assert len(by_day["2023-03-01"]) == 7
    assert sorted(by_day["2023-04-01"]) == sorted([*by_day["2023-03-01"], "spleen below costal margin"])
    assert relapse.values["confirmed_on"] == day("2023-04-01")


def test_a_rise_shows_the_lowest_karyotype_and_the_risen_ones() -> None:
    relapse = finding(
        "cytogenetic-relapse",
        """
        day        | karyotype
        2023-03-01 | 90 of 20
        2023-07-01 | 10 of 20
        2023-10-01 | 20 of 20
        2024-03-01 | 45 of 20
        2024-05-01 | 50 of 20
        """,
    )
    assert [percent for _, _, percent in shown(relapse)] == ["10", "45", "50"]
    assert (relapse.values["points"], relapse.values["relative_percent"]) == (40, 400)


def test_a_rise_is_told_from_its_first_karyotype_to_its_latest() -> None:
    relapse = finding(
        "cytogenetic-relapse",
        """
        day        | karyotype
        2023-07-01 | 10 of 20
        2024-03-01 | 45 of 20
        2024-05-01 | 50 of 20
        """,
    )
    assert (relapse.values["first"], relapse.values["latest"]) == (day("2024-03-01"), day("2024-05-01"))


def test_where_there_is_no_rise_the_lowest_karyotype_and_the_latest_are_shown() -> None:
    relapse = finding(
        "cytogenetic-relapse",
        """
        day        | karyotype
        2023-03-01 | 90 of 20
        2023-07-01 | 10 of 20
        2024-05-01 | 20 of 20
        """,
    )
    assert [percent for _, _, percent in shown(relapse)] == ["10", "20"]
    assert (relapse.values["lowest_on"], relapse.values["latest"]) == (day("2023-07-01"), day("2024-05-01"))


def test_where_the_latest_of_two_karyotypes_leaves_a_rise_open_the_earlier_one_is_not_shown_as_the_only_one() -> None:
    relapse = finding(
        "cytogenetic-relapse",
        """
        day        | karyotype
        2024-03-01 | 10 of 20
        2024-05-01 | <90 of 20
        """,
    )
    assert (relapse.reason, shown(relapse)) == ("no-recent-karyotype", [])


def test_the_latest_fish_after_the_latest_karyotype_shows_these_two() -> None:
    relapse = finding(
        "cytogenetic-relapse",
        """
        day        | karyotype | FISH
        2023-03-01 |           | 5
        2023-07-01 | 10 of 20  |
        2024-01-01 | 12 of 20  |
        2024-05-01 |           | 45
        """,
    )
    assert [(on, percent) for on, _, percent in shown(relapse)] == [("2024-01-01", "12"), ("2024-05-01", "45")]
    assert relapse.values["karyotype_on"] == day("2024-01-01")


def test_a_relative_rise_is_told_in_whole_percent() -> None:
    relapse = finding(
        "cytogenetic-relapse",
        """
        day        | karyotype
        2023-07-01 | 15 of 20
        2024-05-01 | 65 of 20
        """,
    )
    assert str(relapse.values["relative_percent"]) == "333"


@pytest.mark.parametrize(
    ("first", "latest", "due"),
    [("2024-06-01", "2024-06-14", "2024-06-29"), ("2024-05-01", "2024-05-20", "2024-06-15")],
    ids=["later", "now"],
)
def test_a_karyotype_that_would_confirm_a_rise_is_due_28_days_after_the_first_risen_one_or_now(
    first: str, latest: str, due: str
) -> None:
    relapse = finding(
        "cytogenetic-relapse",
        f"""
        day        | karyotype
        2023-07-01 | 10 of 20
        {first}    | 45 of 20
        {latest}   | 50 of 20
        """,
    )
    (missing,) = relapse.missing
    assert missing.values["from"] == day(due)


def test_a_rise_over_nothing_has_no_relative_rise() -> None:
    relapse = finding(
        "cytogenetic-relapse",
        """
        day        | karyotype
        2023-07-01 | 0 of 20
        2024-05-01 | 50 of 20
        """,
    )
    assert relapse.values["relative_percent"] == "unlimited"


def test_leukocytes_of_20_alone_are_said_to_be_alone_and_more_are_not() -> None:
    def alone(wbc: str, platelets: str = "300") -> object:
        history = f"day | WBC | platelets | differential\n2024-06-01 | {wbc} | {platelets} | normal"
        return finding("hematologic-resistance", history).values["leukocytes_alone"]

    assert (alone("20"), alone("20.1"), alone("15", "450")) == ("yes", "no", "no")


def test_where_leukocytes_were_not_counted_they_are_not_all_that_fails() -> None:
    resistance = finding("hematologic-resistance", "day | differential\n2024-06-01 | only basophils 25")
    assert (resistance.values["failing"], resistance.values["leukocytes_alone"]) == ("basophils", "no")


def test_a_rise_in_few_metaphases_shows_them_and_the_lowest_adequate_karyotype() -> None:
    relapse = finding(
        "cytogenetic-relapse",
        """
        day        | karyotype
        2023-07-01 | 9 of 20
        2023-10-01 | 5 of 20
        2024-01-01 | 8 of 20
        2024-04-01 | 50 of 15
        2024-05-01 | 60 of 12
        """,
    )
    assert shown(relapse) == [
        ("2023-10-01", "Ph-positive metaphases", "5"),
        ("2024-05-01", "Ph-positive metaphases", "60"),
    ]
    assert (relapse.values["lowest_on"], relapse.values["metaphases"]) == (day("2023-10-01"), 12)
