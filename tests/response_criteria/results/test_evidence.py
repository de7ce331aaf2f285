"""The evidence of a finding: the results that decide it and no others."""

import pytest

from response_criteria.model.findings import Finding
from response_criteria.publications.kantarjian2003 import evaluate_criteria
from response_criteria.results.by_kind import group_results
from response_criteria.treatment.course import Course, CourseStart
from tests.response_criteria.chart import day
from tests.response_criteria.specification import parse_facts


def evaluate(criterion: str, history: str, started: str = "2023-01-15") -> Finding:
    """Evaluate a criterion on 15 June 2024 for a course that started on that day."""
    course = Course(
        started_on=day(started), start_reason=CourseStart.FIRST_IMATINIB, results=group_results(parse_facts(history))
    )
    findings = evaluate_criteria(course, day("2024-06-15"))
    return next(finding for finding in findings if finding.criterion.id == f"kantarjian2003/{criterion}")


def list_evidence(finding: Finding) -> list[tuple[str, str, str]]:
    return [(item.on.isoformat(), item.what, str(item.amount)) for item in finding.evidence]


def test_consecutive_failures_show_what_fails_in_the_first_and_in_the_last_count() -> None:
    resistance = evaluate(
        "hematologic-resistance",
        """
        day        | WBC  | platelets | differential
        2024-03-01 | 12.0 | 300       | blasts 1
        2024-04-01 | 13.0 | 500       | normal
        2024-05-01 | 14.0 | 300       | normal
        2024-06-01 | 9.0  | 480       | normal
        """,
    )
    assert list_evidence(resistance) == [
        ("2024-03-01", "leukocytes", "12.0"),
        ("2024-03-01", "blasts", "1"),
        ("2024-06-01", "platelets", "480"),
    ]
    assert (resistance.values["counts"], resistance.values["failing"]) == (4, "platelets")
    assert (resistance.values["first"], resistance.values["latest"]) == (day("2024-03-01"), day("2024-06-01"))


def test_a_single_failing_count_is_shown_once() -> None:
    resistance = evaluate(
        "hematologic-resistance",
        """
        day        | WBC  | platelets | differential
        2024-06-01 | 12.0 | 300       | blasts 1
        """,
    )
    assert list_evidence(resistance) == [("2024-06-01", "leukocytes", "12.0"), ("2024-06-01", "blasts", "1")]


def test_of_counts_that_failed_too_early_the_latest_is_shown() -> None:
    resistance = evaluate(
        "hematologic-resistance",
        """
        day        | WBC
        2024-05-01 | 40.0
        2024-06-01 | 12.0
        """,
        started="2024-03-10",
    )
    assert (resistance.status, list_evidence(resistance)) == ("possible", [("2024-06-01", "leukocytes", "12.0")])


@pytest.mark.parametrize(
    ("first", "latest", "due"),
    [("2024-06-01", "2024-06-14", "2024-06-29"), ("2024-05-01", "2024-05-20", "2024-06-15")],
    ids=["later", "now"],
)
def test_a_confirming_count_is_due_28_days_after_the_first_failing_one_or_now(
    first: str, latest: str, due: str
) -> None:
    resistance = evaluate("hematologic-resistance", f"day | WBC\n{first} | 12.0\n{latest} | 13.0")
    (missing,) = resistance.missing
    assert missing.values["from"] == day(due)


ALL_CLASSES = "myelocytes, metamyelocytes, blasts, promyelocytes, basophils"


@pytest.mark.parametrize(
    ("wbc", "differential", "code", "cells"),
    [
        ("<12", "", "any-differential-of-day", None),
        ("<12", "automated basophils 1", "differential-of-day", ALL_CLASSES),
        ("6.0", "automated blasts 0", "differential-of-day", ALL_CLASSES),
        ("<12", "normal", "counts-of-day", "leukocytes"),
    ],
    ids=["not counted", "automated", "automated blasts", "a bound and nothing else"],
)
def test_missing_data_are_cells_that_were_not_counted_or_else_those_that_a_bound_leaves_open(
    wbc: str, differential: str, code: str, cells: str | None
) -> None:
    history = f"day | WBC | platelets | differential\n2024-06-01 | {wbc} | 300 | {differential}"
    (missing,) = evaluate("hematologic-resistance", history).missing
    assert (missing.code, missing.values.get("cells")) == (code, cells)


def test_a_relapse_shows_the_lost_response_and_the_consecutive_failures() -> None:
    relapse = evaluate(
        "hematologic-relapse",
        """
        day        | WBC  | platelets | differential | spleen
        2023-03-01 | 6.0  | 300       | normal       |
        2023-04-01 | 6.0  | 300       | normal       | 0
        2024-05-01 | 14.0 | 300       | normal       |
        2024-06-01 | 15.0 | 300       | normal       |
        """,
    )
    by_day = {
        on: [what for day_, what, _ in list_evidence(relapse) if day_ == on] for on, _, _ in list_evidence(relapse)
    }
    assert by_day["2024-05-01"] == by_day["2024-06-01"] == ["leukocytes"]
    assert len(by_day["2023-03-01"]) == 7
    assert sorted(by_day["2023-04-01"]) == sorted([*by_day["2023-03-01"], "spleen below costal margin"])
    assert relapse.values["confirmed_on"] == day("2023-04-01")


def test_an_increase_shows_the_lowest_karyotype_and_the_increased_ones() -> None:
    relapse = evaluate(
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
    assert [percent for _, _, percent in list_evidence(relapse)] == ["10", "45", "50"]
    assert (relapse.values["points"], relapse.values["relative_percent"]) == (40, 400)


def test_an_increase_has_the_dates_of_its_first_and_its_latest_karyotype() -> None:
    relapse = evaluate(
        "cytogenetic-relapse",
        """
        day        | karyotype
        2023-07-01 | 10 of 20
        2024-03-01 | 45 of 20
        2024-05-01 | 50 of 20
        """,
    )
    assert (relapse.values["first"], relapse.values["latest"]) == (day("2024-03-01"), day("2024-05-01"))


def test_without_an_increase_the_lowest_and_the_latest_karyotype_are_shown() -> None:
    relapse = evaluate(
        "cytogenetic-relapse",
        """
        day        | karyotype
        2023-03-01 | 90 of 20
        2023-07-01 | 10 of 20
        2024-05-01 | 20 of 20
        """,
    )
    assert [percent for _, _, percent in list_evidence(relapse)] == ["10", "20"]
    assert (relapse.values["lowest_on"], relapse.values["latest"]) == (day("2023-07-01"), day("2024-05-01"))


def test_no_karyotype_is_shown_where_the_latest_of_two_leaves_an_increase_open() -> None:
    relapse = evaluate(
        "cytogenetic-relapse",
        """
        day        | karyotype
        2024-03-01 | 10 of 20
        2024-05-01 | <90 of 20
        """,
    )
    assert (relapse.reason, list_evidence(relapse)) == ("no-recent-karyotype", [])


def test_a_later_fish_shows_the_latest_fish_and_the_latest_karyotype() -> None:
    relapse = evaluate(
        "cytogenetic-relapse",
        """
        day        | karyotype | FISH
        2023-03-01 |           | 5
        2023-07-01 | 10 of 20  |
        2024-01-01 | 12 of 20  |
        2024-05-01 |           | 45
        """,
    )
    assert [(on, percent) for on, _, percent in list_evidence(relapse)] == [("2024-01-01", "12"), ("2024-05-01", "45")]
    assert relapse.values["karyotype_on"] == day("2024-01-01")


def test_a_relative_increase_is_given_in_whole_percent() -> None:
    relapse = evaluate(
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
def test_a_confirming_karyotype_is_due_28_days_after_the_first_increased_one_or_now(
    first: str, latest: str, due: str
) -> None:
    relapse = evaluate(
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


def test_an_increase_from_0_percent_has_no_relative_value() -> None:
    relapse = evaluate(
        "cytogenetic-relapse",
        """
        day        | karyotype
        2023-07-01 | 0 of 20
        2024-05-01 | 50 of 20
        """,
    )
    assert relapse.values["relative_percent"] == "unlimited"


def test_leukocytes_up_to_20_are_marked_as_the_only_failing_item() -> None:
    def leukocytes_alone(wbc: str, platelets: str = "300") -> object:
        history = f"day | WBC | platelets | differential\n2024-06-01 | {wbc} | {platelets} | normal"
        return evaluate("hematologic-resistance", history).values["leukocytes_alone"]

    assert (leukocytes_alone("20"), leukocytes_alone("20.1"), leukocytes_alone("15", "450")) == ("yes", "no", "no")


def test_leukocytes_that_were_not_counted_are_not_the_only_failing_item() -> None:
    resistance = evaluate("hematologic-resistance", "day | differential\n2024-06-01 | only basophils 25")
    assert (resistance.values["failing"], resistance.values["leukocytes_alone"]) == ("basophils", "no")


def test_an_increase_in_few_metaphases_shows_that_karyotype_and_the_lowest_adequate_one() -> None:
    relapse = evaluate(
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
    assert list_evidence(relapse) == [
        ("2023-10-01", "Ph-positive metaphases", "5"),
        ("2024-05-01", "Ph-positive metaphases", "60"),
    ]
    assert (relapse.values["lowest_on"], relapse.values["metaphases"]) == (day("2023-10-01"), 12)
