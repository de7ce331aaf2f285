"""Cytogenetic response in detail: categories reached, the best and the current one, and how long each held (0029)."""

import pytest

from response_criteria.model.facts import Cytogenetics
from response_criteria.model.findings import CytogeneticResponse, HeldCategory, ResponseByMethod
from response_criteria.responses.cytogenetic import cytogenetic_response
from response_criteria.results.cytogenetic_analyses import studies
from tests.response_criteria.chart import day
from tests.response_criteria.specification import facts


def told(history: str) -> CytogeneticResponse:
    return cytogenetic_response(studies(each for each in facts(history) if isinstance(each, Cytogenetics)))


def by(method: str, history: str) -> ResponseByMethod:
    return next(each for each in told(history).by_method if each.method == method)


def held(since: str, last_seen_on: str, lost_on: str | None, category: str) -> HeldCategory:
    return HeldCategory(category, day(since), day(last_seen_on), None if lost_on is None else day(lost_on))


LOST = """
    day        | karyotype
    2023-01-15 | 95 of 20
    2023-06-15 | 40 of 25
    2023-12-15 | 0 of 20
    2024-05-15 | 5 of 20
    2024-06-14 | 60 of 20
"""


def test_each_category_is_told_with_the_first_study_that_showed_it_best_first() -> None:
    reached = [(each.category, str(each.on), each.cells) for each in by("karyotype", LOST).reached]
    assert reached == [
        ("complete", "2023-12-15", 20),
        ("partial", "2024-05-15", 20),
        ("minor", "2023-06-15", 25),
        ("none", "2023-01-15", 20),
    ]


def test_the_best_category_ends_with_the_first_study_that_shows_a_worse_one() -> None:
    best = by("karyotype", LOST).best
    assert best == held("2023-12-15", "2023-12-15", "2024-05-15", "complete")
    assert best is not None
    assert best.months == 5


def test_the_current_category_begins_with_its_unbroken_series() -> None:
    current = by("karyotype", LOST).current
    assert current == held("2024-06-14", "2024-06-14", None, "minor")
    assert current is not None
    assert current.months == 0


def test_a_category_that_still_holds_has_no_end_and_is_documented_to_its_last_study() -> None:
    shown = by(
        "karyotype",
        """
        day        | karyotype
        2023-06-15 | 30 of 20
        2024-01-14 | 20 of 20
        """,
    )
    assert shown.best == shown.current == held("2023-06-15", "2024-01-14", None, "partial")
    assert shown.best is not None
    assert shown.best.months == 6


def test_a_category_that_is_reached_again_is_current_since_then_and_best_since_the_first_time() -> None:
    shown = by(
        "karyotype",
        """
        day        | karyotype
        2023-06-15 | 0 of 20
        2023-12-15 | 5 of 20
        2024-05-15 | 0 of 20
        """,
    )
    assert shown.best == held("2023-06-15", "2023-06-15", "2023-12-15", "complete")
    assert shown.current == held("2024-05-15", "2024-05-15", None, "complete")


@pytest.mark.parametrize(
    ("percent", "category"), [("34.9", "partial"), ("35", "minor"), ("90", "minor"), ("91", "none")]
)
def test_the_categories_are_those_of_the_paper(percent: str, category: str) -> None:
    shown = by("karyotype", f"day | karyotype\n2024-06-01 | {percent} of 20")
    assert [each.category for each in shown.reached] == [category]


def test_a_bound_that_may_lie_in_two_categories_neither_prolongs_nor_ends_one() -> None:
    shown = by(
        "karyotype",
        """
        day        | karyotype
        2023-06-15 | 20 of 20
        2023-12-15 | <50 of 20
        2024-05-15 | 10 of 20
        """,
    )
    assert shown.best == shown.current == held("2023-06-15", "2024-05-15", None, "partial")


def test_where_nothing_can_be_graded_there_is_no_best_and_no_current_category() -> None:
    shown = by("karyotype", "day | karyotype\n2024-06-01 | <50 of 20")
    assert (shown.reached, shown.best, shown.current) == ((), None, None)
    assert str(shown.latest.percent) == "<50"


def test_karyotype_and_fish_are_told_apart() -> None:
    response = told("""
        day        | karyotype | FISH
        2023-06-15 | 40 of 20  |
        2024-01-15 |           | 3 of 300
        2024-06-01 |           | 36 of 300
    """)
    assert [each.method for each in response.by_method] == ["karyotype", "FISH"]
    assert [str(each.lowest.percent) for each in response.by_method] == ["40", "3"]
    assert [each.best and each.best.category for each in response.by_method] == ["minor", "partial"]
    assert (response.method, str(response.percent), str(response.lowest_percent)) == ("FISH", "36", "3")


def test_a_karyotype_of_19_metaphases_is_shown_and_not_graded() -> None:
    response = told("""
        day        | karyotype
        2023-06-15 | 0 of 19
        2023-12-15 | 40 of 20
        2024-05-15 | 0 of unknown
    """)
    assert [(each.category, str(each.on), each.cells) for each in response.not_counted] == [
        ("unknown", "2023-06-15", 19),
        ("unknown", "2024-05-15", None),
    ]
    assert (response.status, str(response.lowest_percent)) == ("minor", "40")


def test_without_studies_nothing_is_told() -> None:
    assert told("") == CytogeneticResponse("unknown")
