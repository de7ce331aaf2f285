"""Chromosome studies: one of a kind a day, and the rise among them (decisions 0011, 0023, 0024)."""

import pytest

from response_criteria.model.answers import Answer
from response_criteria.model.facts import CytogeneticMethod, Cytogenetics
from response_criteria.publications.kantarjian2003.cytogenetic_relapse import Rise, rise_of
from response_criteria.results.cytogenetic_analyses import is_adequate, studies
from tests.response_criteria.chart import day, karyotype


def fish(on: str, percent: str) -> Cytogenetics:
    return karyotype(on, percent, cells=200)._replace(method=CytogeneticMethod.FISH)


def risen(*percents: str) -> Rise | None:
    """The rise among karyotypes of one month after the other."""
    return rise_of(studies(karyotype(f"2024-{month:02}-01", each) for month, each in enumerate(percents, 1)).karyotypes)


@pytest.mark.parametrize(("cells", "adequate"), [(20, True), (19, False), (None, False)])
def test_a_karyotype_is_adequate_from_20_metaphases_on(cells: int | None, adequate: bool) -> None:
    assert is_adequate(karyotype("2024-05-01", "10", cells=cells)) is adequate


def test_each_kind_of_study_is_kept_apart_and_oldest_first() -> None:
    found = studies(
        (
            karyotype("2024-05-01", "10"),
            karyotype("2024-01-01", "20"),
            karyotype("2024-03-01", "30", cells=9),
            fish("2024-02-01", "40"),
        )
    )
    assert [str(each.percent) for each in found.karyotypes] == ["20", "10"]
    assert [str(each.percent) for each in found.inadequate] == ["30"]
    assert [str(each.percent) for each in found.fish] == ["40"]


def test_of_one_day_the_later_karyotype_counts() -> None:
    first, second = karyotype("2024-05-01", "10"), karyotype("2024-05-01", "40")
    found = studies((second._replace(sequence="16:00"), first._replace(sequence="08:00")))
    assert [str(each.percent) for each in found.karyotypes] == ["40"]


def test_karyotypes_that_nothing_tells_apart_are_a_stretch_and_both_are_cited() -> None:
    (study,) = studies((karyotype("2024-05-01", "40"), karyotype("2024-05-01", "10", cells=25))).karyotypes
    assert (str(study.percent), study.cells, len(study.evidence)) == ("10–40", 20, 2)


def test_a_karyotype_sent_twice_is_cited_once() -> None:
    first, second = karyotype("2024-05-01", "40"), karyotype("2024-05-01", "40.0")
    (study,) = studies((second, first)).karyotypes
    assert [each.origin for each in study.evidence] == [min(first.origin, second.origin)]


@pytest.mark.parametrize(
    ("percent", "least", "most"), [("40", 40, 40), ("<10", 0, 10), (">20", 20, 100)], ids=["a value", "below", "above"]
)
def test_a_share_is_at_least_nothing_and_at_most_all_where_a_bound_leaves_it_open(
    percent: str, least: int, most: int
) -> None:
    (study,) = studies((karyotype("2024-05-01", percent),)).karyotypes
    assert (study.least, study.most) == (least, most)


def test_an_adequate_karyotype_sets_aside_the_others_of_its_day() -> None:
    found = studies((karyotype("2024-05-01", "40", cells=None), karyotype("2024-05-01", "10")))
    assert (len(found.karyotypes), found.inadequate) == (1, ())


def test_one_karyotype_makes_no_rise() -> None:
    assert risen("90") is None


def test_the_lowest_karyotype_is_one_before_the_latest() -> None:
    rise = risen("90", "60", "20")
    assert rise is not None
    assert (str(rise.lowest.percent), rise.latest_is_risen) == ("60", Answer.NO)


def test_the_lowest_of_two_is_the_first_though_the_second_is_lower() -> None:
    rise = risen("90", "20")
    assert rise is not None
    assert str(rise.lowest.percent) == "90"


def test_of_two_karyotypes_equally_low_the_first_is_the_lowest() -> None:
    rise = risen("10", "10", "45")
    assert rise is not None
    assert rise.lowest.on == day("2024-01-01")


def test_a_karyotype_is_risen_perhaps_where_it_is_over_the_least_that_an_earlier_one_may_be() -> None:
    rise = risen("40", "<20", "35")
    assert rise is not None
    assert rise.latest_is_risen is Answer.UNKNOWN


def test_what_a_later_karyotype_may_be_does_not_lower_the_line_of_an_earlier_one() -> None:
    rise = risen("10", "45", "38", "<90")
    assert rise is not None
    assert (rise.in_a_row, rise.latest_is_risen) == ((), Answer.UNKNOWN)


def test_a_row_ends_with_the_latest_and_starts_after_the_last_that_is_not_risen() -> None:
    rise = risen("10", "45", "20", "50", "60")
    assert rise is not None
    assert [str(each.percent) for each in rise.in_a_row] == ["50", "60"]
