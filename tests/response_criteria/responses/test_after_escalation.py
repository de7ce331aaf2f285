"""Response to a dose escalation: improvement and its duration, toxicity, advanced phase (decision 0034)."""

from typing import Any

import pytest

from response_criteria.model.responses import ImprovementKind, ResponseToEscalation
from response_criteria.model.results import Analyte, Cell
from response_criteria.responses.summary import evaluate_responses
from response_criteria.results.by_kind import group_results
from response_criteria.treatment.course import Course, CourseStart
from tests.response_criteria.chart import blood, chemistry, combine, day, marrow
from tests.response_criteria.specification import parse_facts

NO_ANALYSES = ""
NONE_BEFORE = """
    day        | karyotype
    2022-09-01 | 80 of 20
    2023-06-01 | 95 of 20
"""


def evaluate(before: str, after: str, *results: Any) -> ResponseToEscalation:
    """Evaluate the response to an escalation on 15 June 2023."""
    first = Course(
        started_on=day("2022-01-15"),
        start_reason=CourseStart.FIRST_IMATINIB,
        results=group_results(parse_facts(before)),
    )
    since = Course(
        started_on=day("2023-06-15"),
        start_reason=CourseStart.DOSE_ESCALATION,
        results=group_results(combine(*parse_facts(after), *results)),
    )
    response = evaluate_responses(since, first, day("2024-06-15")).to_dose_escalation
    assert response is not None
    return response


def summarize_improvement(before: str, after: str) -> tuple[str, str, str, str, int | None]:
    improvement = evaluate(before, after).improvement
    return (
        improvement.kind,
        str(improvement.since),
        str(improvement.last_seen_on),
        str(improvement.lost_on),
        improvement.months,
    )


def test_the_columns_of_the_papers_table_3_are_reported() -> None:
    response = evaluate(NONE_BEFORE, "day | karyotype\n2023-12-01 | 40 of 20\n2024-06-01 | 60 of 20")
    assert str(response.lowest_percent_before) == "80"
    assert str(response.percent_before) == "95"
    assert str(response.lowest_percent_since) == "40"


def test_an_improvement_counts_from_the_analysis_that_first_documents_it() -> None:
    after = """
        day        | karyotype
        2023-09-15 | 60 of 20
        2023-12-15 | 20 of 20
        2024-06-14 | 50 of 20
    """
    assert summarize_improvement(NONE_BEFORE, after) == ("cytogenetic", "2023-09-15", "2024-06-14", "None", 8)
    assert str(evaluate(NONE_BEFORE, after).since) == "2023-12-15"


def test_it_is_lost_with_the_first_analysis_that_is_no_better_than_before() -> None:
    after = """
        day        | karyotype
        2023-09-15 | 90 of 20
        2023-12-15 | 91 of 20
        2024-06-01 | 20 of 20
    """
    assert summarize_improvement(NONE_BEFORE, after) == ("cytogenetic", "2023-09-15", "2023-09-15", "2023-12-15", 3)


@pytest.mark.parametrize(("percent", "kind"), [("34.9", "cytogenetic"), ("35", "unknown"), ("100", "unknown")])
def test_a_better_category_is_an_improvement_and_the_same_or_a_worse_one_is_not(percent: str, kind: str) -> None:
    before = "day | karyotype\n2023-06-01 | 40 of 20"
    assert summarize_improvement(before, f"day | karyotype\n2024-06-01 | {percent} of 20")[0] == kind


def test_without_an_analysis_before_or_since_an_improvement_is_unknown() -> None:
    analysis = "day | karyotype\n2024-06-01 | 0 of 20"
    for before, after in ((NO_ANALYSES, analysis), (NONE_BEFORE, NO_ANALYSES), (NO_ANALYSES, NO_ANALYSES)):
        assert summarize_improvement(before, after) == (ImprovementKind.UNKNOWN, "None", "None", "None", None)


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
    assert evaluate(FAILING_BEFORE, after).hematologic_before == "none"
    assert summarize_improvement(FAILING_BEFORE, after) == ("hematologic", "2023-09-01", "2023-12-01", "2024-03-01", 6)


def test_a_partial_response_is_an_improvement_over_none() -> None:
    after = """
        day        | WBC  | platelets | differential | karyotype
        2023-09-01 | 6.0  | 250       | blasts 1     |
        2023-12-01 | 6.0  | 250       | normal       | 100 of 20
        2024-03-01 | 12.0 | 250       | normal       |
    """
    assert summarize_improvement(FAILING_BEFORE, after) == ("hematologic", "2023-09-01", "2023-12-01", "2024-03-01", 6)


def test_no_improvement_requires_counts_and_cytogenetics_known_not_to_have_improved() -> None:
    after = """
        day        | WBC  | platelets | differential | karyotype
        2023-12-01 | 31.0 | 250       | normal       | 100 of 20
    """
    assert summarize_improvement(FAILING_BEFORE, after)[0] == "none"


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
def test_toxicity_after_the_escalation_is_what_the_label_holds_imatinib_for(result: Any, code: str | None) -> None:
    assert [toxicity.code for toxicity in evaluate("", "", result).toxicities] == ([code] if code else [])


def test_the_first_result_of_each_toxicity_is_reported() -> None:
    counts = (blood("2023-08-01", neutrophils="0.9"), blood("2023-10-01", neutrophils="0.4", platelets="20"))
    toxicities = evaluate("", "", *counts).toxicities
    assert [(toxicity.code, str(toxicity.evidence.on)) for toxicity in toxicities] == [
        ("neutropenia", "2023-08-01"),
        ("thrombocytopenia", "2023-10-01"),
    ]


@pytest.mark.parametrize(
    ("results", "expected"),
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
def test_the_first_day_that_shows_advanced_phase_is_reported(results: tuple[Any, ...], expected: list[str]) -> None:
    assert [evidence.what for evidence in evaluate("", "", *results).advanced_phase] == expected
