"""Cytogenetic analyses: one of each kind per day, and the increase among them (decisions 0011, 0023, 0024)."""

import pytest

from response_criteria.model.answers import Answer
from response_criteria.model.results import CytogeneticMethod, CytogeneticResult
from response_criteria.publications.kantarjian2003.ph_increase import PhIncrease, find_increase
from response_criteria.results.cytogenetic_analyses import build_cytogenetic_analyses, is_adequate
from tests.response_criteria.chart import day, karyotype


def fish(on: str, percent: str) -> CytogeneticResult:
    return karyotype(on, percent, cells=200)._replace(method=CytogeneticMethod.FISH)


def increase_of(*percents: str) -> PhIncrease | None:
    """Find the increase among monthly karyotypes."""
    return find_increase(
        build_cytogenetic_analyses(
            karyotype(f"2024-{month:02}-01", percent) for month, percent in enumerate(percents, 1)
        ).karyotypes
    )


@pytest.mark.parametrize(("cells", "adequate"), [(20, True), (19, False), (None, False)])
def test_a_karyotype_of_20_or_more_metaphases_is_adequate(cells: int | None, adequate: bool) -> None:
    assert is_adequate(karyotype("2024-05-01", "10", cells=cells)) is adequate


def test_analyses_are_separated_by_kind_and_sorted_oldest_first() -> None:
    analyses = build_cytogenetic_analyses(
        (
            karyotype("2024-05-01", "10"),
            karyotype("2024-01-01", "20"),
            karyotype("2024-03-01", "30", cells=9),
            fish("2024-02-01", "40"),
        )
    )
    assert [str(karyotype.percent) for karyotype in analyses.karyotypes] == ["20", "10"]
    assert [str(analysis.percent) for analysis in analyses.inadequate] == ["30"]
    assert [str(analysis.percent) for analysis in analyses.fish] == ["40"]


def test_the_later_karyotype_of_a_day_counts() -> None:
    first, second = karyotype("2024-05-01", "10"), karyotype("2024-05-01", "40")
    analyses = build_cytogenetic_analyses((second._replace(sequence="16:00"), first._replace(sequence="08:00")))
    assert [str(karyotype.percent) for karyotype in analyses.karyotypes] == ["40"]


def test_tied_karyotypes_make_an_interval_and_both_are_cited() -> None:
    (analysis,) = build_cytogenetic_analyses(
        (karyotype("2024-05-01", "40"), karyotype("2024-05-01", "10", cells=25))
    ).karyotypes
    assert (str(analysis.percent), analysis.cells, len(analysis.evidence)) == ("10–40", 20, 2)


def test_a_karyotype_sent_twice_is_cited_once() -> None:
    first, second = karyotype("2024-05-01", "40"), karyotype("2024-05-01", "40.0")
    (analysis,) = build_cytogenetic_analyses((second, first)).karyotypes
    assert [item.origin for item in analysis.evidence] == [min(first.origin, second.origin)]


@pytest.mark.parametrize(
    ("percent", "lowest", "highest"),
    [("40", 40, 40), ("<10", 0, 10), (">20", 20, 100)],
    ids=["value", "below", "above"],
)
def test_a_percentage_is_between_0_and_100_where_a_bound_leaves_it_open(
    percent: str, lowest: int, highest: int
) -> None:
    (analysis,) = build_cytogenetic_analyses((karyotype("2024-05-01", percent),)).karyotypes
    assert (analysis.min_percent, analysis.max_percent) == (lowest, highest)


def test_an_adequate_karyotype_excludes_the_others_of_its_day() -> None:
    analyses = build_cytogenetic_analyses((karyotype("2024-05-01", "40", cells=None), karyotype("2024-05-01", "10")))
    assert (len(analyses.karyotypes), analyses.inadequate) == (1, ())


def test_one_karyotype_shows_no_increase() -> None:
    assert increase_of("90") is None


def test_the_lowest_karyotype_is_one_before_the_latest() -> None:
    increase = increase_of("90", "60", "20")
    assert increase is not None
    assert (str(increase.lowest.percent), increase.latest_is_increased) == ("60", Answer.NO)


def test_the_lowest_of_two_is_the_first_though_the_second_is_lower() -> None:
    increase = increase_of("90", "20")
    assert increase is not None
    assert str(increase.lowest.percent) == "90"


def test_of_two_karyotypes_equally_low_the_first_is_the_lowest() -> None:
    increase = increase_of("10", "10", "45")
    assert increase is not None
    assert increase.lowest.on == day("2024-01-01")


def test_an_increase_is_unknown_where_it_depends_on_the_bound_of_an_earlier_karyotype() -> None:
    increase = increase_of("40", "<20", "35")
    assert increase is not None
    assert increase.latest_is_increased is Answer.UNKNOWN


def test_the_bound_of_a_later_karyotype_does_not_change_the_limit_for_an_earlier_one() -> None:
    increase = increase_of("10", "45", "38", "<90")
    assert increase is not None
    assert (increase.consecutive, increase.latest_is_increased) == ((), Answer.UNKNOWN)


def test_consecutive_karyotypes_start_after_the_last_one_without_an_increase() -> None:
    increase = increase_of("10", "45", "20", "50", "60")
    assert increase is not None
    assert [str(analysis.percent) for analysis in increase.consecutive] == ["50", "60"]
