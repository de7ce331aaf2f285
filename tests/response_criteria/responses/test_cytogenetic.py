"""Cytogenetic response in detail: categories reached, best and current category with durations (decision 0029)."""

import pytest

from response_criteria.model.responses import CytogeneticResponse, ResponseByMethod, ResponseDuration
from response_criteria.model.results import CytogeneticResult
from response_criteria.responses.cytogenetic import build_cytogenetic_response
from response_criteria.results.cytogenetic_analyses import build_cytogenetic_analyses
from tests.response_criteria.chart import day
from tests.response_criteria.specification import parse_facts


def evaluate(history: str) -> CytogeneticResponse:
    return build_cytogenetic_response(
        build_cytogenetic_analyses(fact for fact in parse_facts(history) if isinstance(fact, CytogeneticResult))
    )


def evaluate_method(method: str, history: str) -> ResponseByMethod:
    return next(response for response in evaluate(history).by_method if response.method == method)


def duration(since: str, last_seen_on: str, lost_on: str | None, category: str) -> ResponseDuration:
    return ResponseDuration(category, day(since), day(last_seen_on), None if lost_on is None else day(lost_on))


LOST = """
    day        | karyotype
    2023-01-15 | 95 of 20
    2023-06-15 | 40 of 25
    2023-12-15 | 0 of 20
    2024-05-15 | 5 of 20
    2024-06-14 | 60 of 20
"""


def test_each_category_has_the_first_analysis_that_showed_it_best_first() -> None:
    reached = [
        (response.category, str(response.on), response.cells) for response in evaluate_method("karyotype", LOST).reached
    ]
    assert reached == [
        ("complete", "2023-12-15", 20),
        ("partial", "2024-05-15", 20),
        ("minor", "2023-06-15", 25),
        ("none", "2023-01-15", 20),
    ]


def test_the_best_category_ends_with_the_first_analysis_that_shows_a_worse_one() -> None:
    best = evaluate_method("karyotype", LOST).best
    assert best == duration("2023-12-15", "2023-12-15", "2024-05-15", "complete")
    assert best is not None
    assert best.months == 5


def test_the_current_category_begins_with_its_unbroken_series() -> None:
    current = evaluate_method("karyotype", LOST).current
    assert current == duration("2024-06-14", "2024-06-14", None, "minor")
    assert current is not None
    assert current.months == 0


def test_a_lasting_category_is_documented_to_its_last_analysis() -> None:
    response = evaluate_method(
        "karyotype",
        """
        day        | karyotype
        2023-06-15 | 30 of 20
        2024-01-14 | 20 of 20
        """,
    )
    assert response.best == response.current == duration("2023-06-15", "2024-01-14", None, "partial")
    assert response.best is not None
    assert response.best.months == 6


def test_a_category_that_is_reached_again_is_current_since_then_and_best_since_the_first_time() -> None:
    response = evaluate_method(
        "karyotype",
        """
        day        | karyotype
        2023-06-15 | 0 of 20
        2023-12-15 | 5 of 20
        2024-05-15 | 0 of 20
        """,
    )
    assert response.best == duration("2023-06-15", "2023-06-15", "2023-12-15", "complete")
    assert response.current == duration("2024-05-15", "2024-05-15", None, "complete")


@pytest.mark.parametrize(
    ("percent", "category"), [("34.9", "partial"), ("35", "minor"), ("90", "minor"), ("91", "none")]
)
def test_the_categories_are_those_of_the_paper(percent: str, category: str) -> None:
    response = evaluate_method("karyotype", f"day | karyotype\n2024-06-01 | {percent} of 20")
    assert [analysis.category for analysis in response.reached] == [category]


def test_a_bound_that_may_lie_in_two_categories_neither_prolongs_nor_ends_one() -> None:
    response = evaluate_method(
        "karyotype",
        """
        day        | karyotype
        2023-06-15 | 20 of 20
        2023-12-15 | <50 of 20
        2024-05-15 | 10 of 20
        """,
    )
    assert response.best == response.current == duration("2023-06-15", "2024-05-15", None, "partial")


def test_without_a_graded_analysis_there_is_no_best_and_no_current_category() -> None:
    response = evaluate_method("karyotype", "day | karyotype\n2024-06-01 | <50 of 20")
    assert (response.reached, response.best, response.current) == ((), None, None)
    assert str(response.latest.percent) == "<50"


def test_karyotype_and_fish_are_kept_apart() -> None:
    response = evaluate("""
        day        | karyotype | FISH
        2023-06-15 | 40 of 20  |
        2024-01-15 |           | 3 of 300
        2024-06-01 |           | 36 of 300
    """)
    assert [method.method for method in response.by_method] == ["karyotype", "FISH"]
    assert [str(method.lowest.percent) for method in response.by_method] == ["40", "3"]
    assert [method.best and method.best.category for method in response.by_method] == ["minor", "partial"]
    assert (response.method, str(response.percent), str(response.lowest_percent)) == ("FISH", "36", "3")


def test_a_karyotype_of_19_metaphases_is_shown_and_not_graded() -> None:
    response = evaluate("""
        day        | karyotype
        2023-06-15 | 0 of 19
        2023-12-15 | 40 of 20
        2024-05-15 | 0 of unknown
    """)
    assert [(analysis.category, str(analysis.on), analysis.cells) for analysis in response.not_counted] == [
        ("unknown", "2023-06-15", 19),
        ("unknown", "2024-05-15", None),
    ]
    assert (response.status, str(response.lowest_percent)) == ("minor", "40")


def test_without_analyses_the_response_is_unknown() -> None:
    assert evaluate("") == CytogeneticResponse("unknown")
