"""One calendar day's blood count, assembled from the items that a laboratory sends (decision 0006)."""

from decimal import Decimal

import pytest

from response_criteria.model.amounts import Amount
from response_criteria.model.facts import Origin
from response_criteria.model.results import BloodCount, Cell, CountMethod, ManualDifferential, Measure
from response_criteria.results.blood_counts import DayCount, build_day_counts
from tests.response_criteria.chart import amount, when

MAY_1 = "2024-05-01"


def item(
    cell: Cell,
    value: str,
    measure: Measure = Measure.SHARE,
    method: CountMethod = CountMethod.MANUAL,
    *,
    at: str = "",
    preference: int = 0,
    on: str = MAY_1,
    origin: str = "",
) -> BloodCount:
    return BloodCount(
        on=when(on),
        origin=Origin(origin or f"{cell}/{value}/{at}"),
        cell=cell,
        measure=measure,
        method=method,
        amount=amount(value),
        sequence=at,
        preference=preference,
    )


def leukocytes(value: str, at: str = "", preference: int = 0) -> BloodCount:
    return item(Cell.LEUKOCYTES, value, Measure.CONCENTRATION, CountMethod.AUTOMATED, at=at, preference=preference)


def differential(total: str, *classes: Cell, at: str = "") -> ManualDifferential:
    return ManualDifferential(
        on=when(MAY_1),
        origin=Origin("manual"),
        total_percent=Decimal(total),
        listed_classes=frozenset(classes),
        sequence=at,
    )


def build_day(*facts: BloodCount | ManualDifferential) -> DayCount:
    (day,) = build_day_counts(facts)
    return day


def test_the_latest_result_of_an_item_on_a_day_counts() -> None:
    day = build_day(leukocytes("12.0", at="08:00"), leukocytes("9.0", at="16:00"), leukocytes("11.0", at="12:00"))
    assert day.items[Cell.LEUKOCYTES].amount == amount("9.0")


def test_of_two_codes_at_the_same_time_the_preferred_one_counts() -> None:
    day = build_day(leukocytes("12.0", preference=2), leukocytes("9.0", preference=1))
    assert day.items[Cell.LEUKOCYTES].amount == amount("9.0")


def test_tied_results_make_an_interval_and_both_are_cited() -> None:
    day = build_day(leukocytes("12.0"), leukocytes("9.0"))
    assert day.items[Cell.LEUKOCYTES].amount == Amount.between(Decimal("9.0"), Decimal("12.0"))
    assert [fact.origin for fact in day.evidence((Cell.LEUKOCYTES,))] == ["leukocytes/12.0/", "leukocytes/9.0/"]


def test_a_result_sent_twice_is_cited_once() -> None:
    day = build_day(
        item(Cell.BLASTS, "1", origin="Observation/b"),
        item(Cell.BLASTS, "1.0", origin="Observation/a"),
    )
    assert [fact.origin for fact in day.evidence((Cell.BLASTS,))] == ["Observation/a"]


def test_a_manual_count_outweighs_a_later_automated_one() -> None:
    day = build_day(
        item(Cell.BASOPHILS, "2", at="08:00"),
        item(Cell.BASOPHILS, "21", method=CountMethod.AUTOMATED, at="16:00"),
    )
    assert day.items[Cell.BASOPHILS].amount == amount("2")
    assert day.can_confirm(Cell.BASOPHILS)


def test_an_automated_class_is_known_but_cannot_confirm() -> None:
    day = build_day(item(Cell.BASOPHILS, "2", method=CountMethod.AUTOMATED))
    assert day.items[Cell.BASOPHILS].amount == amount("2")
    assert not day.can_confirm(Cell.BASOPHILS)


def test_a_count_without_a_stated_method_can_confirm() -> None:
    assert build_day(item(Cell.BASOPHILS, "2", method=CountMethod.UNSPECIFIED)).can_confirm(Cell.BASOPHILS)


@pytest.mark.parametrize("total", ["98", "100", "102"])
def test_classes_that_a_complete_manual_differential_does_not_list_are_zero(total: str) -> None:
    day = build_day(differential(total, Cell.MYELOCYTES), item(Cell.MYELOCYTES, "3"))
    assert {cell: str(item.amount) for cell, item in day.items.items()} == {
        Cell.BLASTS: "0",
        Cell.PROMYELOCYTES: "0",
        Cell.MYELOCYTES: "3",
        Cell.METAMYELOCYTES: "0",
        Cell.BASOPHILS: "0",
    }


@pytest.mark.parametrize("total", ["97.9", "102.1"])
def test_classes_that_an_incomplete_manual_differential_does_not_list_stay_unknown(total: str) -> None:
    assert build_day_counts((differential(total, Cell.MYELOCYTES),)) == ()


def test_a_single_figure_for_immature_cells_leaves_its_classes_unknown() -> None:
    day = build_day(differential("100", Cell.IMMATURE_GRANULOCYTES))
    assert set(day.items) == {Cell.BASOPHILS}


def test_a_reported_count_outweighs_the_implied_zero_of_a_differential_of_the_same_time() -> None:
    day = build_day(differential("100"), item(Cell.BLASTS, "2", preference=3))
    assert day.items[Cell.BLASTS].amount == amount("2")


def test_the_implied_zero_of_a_later_differential_outweighs_an_earlier_count() -> None:
    day = build_day(differential("100", at="16:00"), item(Cell.BLASTS, "2", at="08:00"))
    assert day.items[Cell.BLASTS].amount == amount("0")


@pytest.mark.parametrize(
    ("count", "of_leukocytes", "percent"),
    [
        ("0.5", "10", "5.0"),
        ("0.1", "7.3", "1.36986"),
        ("0", "", "0"),
        ("0.5", "", ">0"),
        ("<0.5", "", ">=0"),
        ("0.5", "0", ">0"),
        ("<0.5", "10", "0–5.0"),
        (">0.5", "10", ">5.0"),
    ],
)
def test_a_concentration_becomes_a_share_of_the_leukocytes_of_the_day(
    count: str, of_leukocytes: str, percent: str
) -> None:
    items = [item(Cell.MYELOCYTES, count, Measure.CONCENTRATION)]
    if of_leukocytes:
        items.append(leukocytes(of_leukocytes))
    assert str(build_day(*items).items[Cell.MYELOCYTES].amount) == percent


def test_a_share_outweighs_the_concentration_of_the_same_time() -> None:
    day = build_day(leukocytes("10"), item(Cell.BLASTS, "0.1", Measure.CONCENTRATION), item(Cell.BLASTS, "2"))
    assert day.items[Cell.BLASTS].amount == amount("2")


def test_reported_neutrophils_are_used_as_they_are() -> None:
    day = build_day(leukocytes("2"), item(Cell.NEUTROPHILS, "1.1", Measure.CONCENTRATION), item(Cell.NEUTROPHILS, "90"))
    assert day.items[Cell.NEUTROPHILS].amount == amount("1.1")


def test_missing_neutrophils_are_computed_from_their_share() -> None:
    day = build_day(leukocytes("2.0"), item(Cell.NEUTROPHILS, "45"))
    assert day.items[Cell.NEUTROPHILS].amount == amount("0.9")
    assert {fact.origin for fact in day.evidence((Cell.NEUTROPHILS,))} == {"neutrophils/45/", "leukocytes/2.0/"}


def test_the_share_of_neutrophils_may_or_may_not_include_the_bands() -> None:
    day = build_day(leukocytes("2.0"), item(Cell.NEUTROPHILS, "45"), item(Cell.BANDS, "10"))
    assert day.items[Cell.NEUTROPHILS].amount == Amount.between(Decimal("0.9"), Decimal("1.1"))


@pytest.mark.parametrize("only", [leukocytes("2.0"), item(Cell.NEUTROPHILS, "45"), item(Cell.BANDS, "5")])
def test_neutrophils_are_not_computed_without_their_share_and_the_leukocytes(only: BloodCount) -> None:
    assert not any(Cell.NEUTROPHILS in day.items for day in build_day_counts((only,)))


def test_every_calendar_day_has_its_own_count() -> None:
    days = build_day_counts((item(Cell.BLASTS, "1", on="2024-05-02"), item(Cell.BLASTS, "0")))
    assert [day.on.isoformat() for day in days] == ["2024-05-01", "2024-05-02"]


def test_without_results_there_is_no_count() -> None:
    assert build_day_counts(()) == ()
