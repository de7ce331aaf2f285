"""What the paper asks of a raise: improvement and its length, toxicity, loss of chronic phase (decision 0034)."""

from typing import Any

import pytest

from response_criteria.model.facts import Analyte, Cell
from response_criteria.model.findings import ImprovementKind, ResponseToRaise
from response_criteria.responses.summary import responses
from response_criteria.results.by_kind import results_of
from response_criteria.treatment.course import Course, Opening
from tests.response_criteria.chart import blood, chemistry, day, flat, marrow
from tests.response_criteria.specification import facts

NO_STUDIES = ""
NONE_BEFORE = """
    day        | karyotype
    2022-09-01 | 80 of 20
    2023-06-01 | 95 of 20
"""


def told(before: str, after: str, *results: Any) -> ResponseToRaise:
    """The response to a raise on 15 June 2023."""
    first = Course(started_on=day("2022-01-15"), opened_by=Opening.FIRST_IMATINIB, results=results_of(facts(before)))
    since = Course(
        started_on=day("2023-06-15"), opened_by=Opening.RAISE, results=results_of(flat(*facts(after), *results))
    )
    response = responses(since, first, day("2024-06-15")).to_dose_raise
    assert response is not None
    return response


def improved(before: str, after: str) -> tuple[str, str, str, str, int | None]:
    shown = told(before, after).improvement
    return shown.kind, str(shown.since), str(shown.last_seen_on), str(shown.lost_on), shown.months


def test_the_columns_of_the_papers_third_table_are_told() -> None:
    response = told(NONE_BEFORE, "day | karyotype\n2023-12-01 | 40 of 20\n2024-06-01 | 60 of 20")
    assert str(response.lowest_percent_before) == "80"
    assert str(response.percent_before) == "95"
    assert str(response.lowest_percent_since) == "40"


def test_an_improvement_counts_from_the_study_that_first_documents_it() -> None:
    after = """
        day        | karyotype
        2023-09-15 | 60 of 20
        2023-12-15 | 20 of 20
        2024-06-14 | 50 of 20
    """
    assert improved(NONE_BEFORE, after) == ("cytogenetic", "2023-09-15", "2024-06-14", "None", 8)
    assert str(told(NONE_BEFORE, after).since) == "2023-12-15"


def test_it_is_lost_with_the_first_study_that_is_no_better_than_before() -> None:
    after = """
        day        | karyotype
        2023-09-15 | 90 of 20
        2023-12-15 | 91 of 20
        2024-06-01 | 20 of 20
    """
    assert improved(NONE_BEFORE, after) == ("cytogenetic", "2023-09-15", "2023-09-15", "2023-12-15", 3)


@pytest.mark.parametrize(("percent", "kind"), [("34.9", "cytogenetic"), ("35", "unknown"), ("100", "unknown")])
def test_a_better_category_is_an_improvement_and_the_same_or_a_worse_one_is_not(percent: str, kind: str) -> None:
    before = "day | karyotype\n2023-06-01 | 40 of 20"
    assert improved(before, f"day | karyotype\n2024-06-01 | {percent} of 20")[0] == kind


def test_without_a_study_before_or_since_an_improvement_cannot_be_told() -> None:
    study = "day | karyotype\n2024-06-01 | 0 of 20"
    for before, after in ((NO_STUDIES, study), (NONE_BEFORE, NO_STUDIES), (NO_STUDIES, NO_STUDIES)):
        assert improved(before, after) == (ImprovementKind.UNKNOWN, "None", "None", "None", None)


FAILING_BEFORE = """
    day        | WBC  | platelets | differential | karyotype
    2023-05-01 | 30.0 | 250       | normal       |
    2023-06-01 | 34.0 | 250       | normal       | 100 of 20
"""


def test_a_hematologic_improvement_lasts_while_the_counts_stay_better() -> None:
    after = """
        day        | WBC  | platelets | differential | karyotype
        2023-08-01 | 6.0  | 250       | normal       |
        2023-09-01 | 6.0  | 250       | normal       |
        2023-12-01 | 6.0  | 250       | normal       | 100 of 20
        2024-03-01 | 12.0 | 250       | normal       |
    """
    assert told(FAILING_BEFORE, after).hematologic_before == "none"
    assert improved(FAILING_BEFORE, after) == ("hematologic", "2023-09-01", "2023-12-01", "2024-03-01", 6)


def test_a_partial_response_is_an_improvement_over_none() -> None:
    after = """
        day        | WBC  | platelets | differential | karyotype
        2023-09-01 | 6.0  | 250       | blasts 1     |
        2023-12-01 | 6.0  | 250       | normal       | 100 of 20
        2024-03-01 | 12.0 | 250       | normal       |
    """
    assert improved(FAILING_BEFORE, after) == ("hematologic", "2023-09-01", "2023-12-01", "2024-03-01", 6)


def test_none_is_said_only_where_counts_and_chromosomes_are_known_not_to_have_improved() -> None:
    after = """
        day        | WBC  | platelets | differential | karyotype
        2023-12-01 | 31.0 | 250       | normal       | 100 of 20
    """
    assert improved(FAILING_BEFORE, after)[0] == "none"


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (blood("2023-08-01", neutrophils="0.9"), "neutropenia"),
        (blood("2023-08-01", neutrophils="1.0"), None),
        (blood("2023-08-01", neutrophils="<1.5"), None),
        (blood("2023-08-01", platelets="49"), "thrombocytopenia"),
        (blood("2023-08-01", platelets="50"), None),
        (chemistry("2023-08-01", Analyte.ALT, "201", upper_limit="40"), "hepatotoxicity"),
        (chemistry("2023-08-01", Analyte.ALT, "200", upper_limit="40"), None),
        (chemistry("2023-08-01", Analyte.ALT, "900"), None),
        (chemistry("2023-08-01", Analyte.BILIRUBIN, "3.7", upper_limit="1.2", unit="mg/dL"), "hepatotoxicity"),
        (chemistry("2023-08-01", Analyte.BILIRUBIN, "3.6", upper_limit="1.2", unit="mg/dL"), None),
        (blood("2023-06-15", neutrophils="0.9"), None),
    ],
)
def test_toxicity_is_what_the_label_holds_imatinib_for_after_the_raise(result: Any, code: str | None) -> None:
    assert [each.code for each in told("", "", result).toxicities] == ([code] if code else [])


def test_of_each_toxicity_the_first_result_is_told() -> None:
    counts = (blood("2023-08-01", neutrophils="0.9"), blood("2023-10-01", neutrophils="0.4", platelets="20"))
    shown = told("", "", *counts).toxicities
    assert [(each.code, str(each.evidence.on)) for each in shown] == [
        ("neutropenia", "2023-08-01"),
        ("thrombocytopenia", "2023-10-01"),
    ]


@pytest.mark.parametrize(
    ("results", "shown"),
    [
        ((blood("2023-08-01", blasts="15"),), ["blasts"]),
        ((blood("2023-08-01", blasts="14"),), []),
        ((blood("2023-08-01", basophils="20"),), ["basophils"]),
        ((blood("2023-08-01", blasts="14", promyelocytes="16"),), ["blasts", "promyelocytes"]),
        ((marrow("2023-08-01", Cell.BLASTS, "15"),), ["blasts in marrow"]),
        ((marrow("2023-08-01", Cell.BASOPHILS, "30"),), []),
        ((marrow("2023-08-01", Cell.BLASTS, "40"), blood("2023-07-01", basophils="20")), ["basophils"]),
        ((blood("2023-06-15", blasts="20"),), []),
        ((), []),
    ],
)
def test_the_first_day_that_shows_an_advanced_phase_is_told(results: tuple[Any, ...], shown: list[str]) -> None:
    assert [each.what for each in told("", "", *results).advanced_phase] == shown
