"""One calendar day's blood count, out of the lines that a laboratory sends (decision 0006)."""

from decimal import Decimal

import pytest

from response_criteria.model.amounts import Amount
from response_criteria.model.facts import BloodCount, Cell, CountMethod, ManualDifferential, Measure, Origin
from response_criteria.results.blood_counts import DayCount, day_counts
from tests.response_criteria.chart import amount, when

MAY_1 = "2024-05-01"


def line(
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
    return line(Cell.LEUKOCYTES, value, Measure.CONCENTRATION, CountMethod.AUTOMATED, at=at, preference=preference)


def differential(total: str, *listed: Cell, at: str = "") -> ManualDifferential:
    return ManualDifferential(
        on=when(MAY_1),
        origin=Origin("manual"),
        total_percent=Decimal(total),
        listed=frozenset(listed),
        sequence=at,
    )


def counted(*facts: BloodCount | ManualDifferential) -> DayCount:
    (day,) = day_counts(facts)
    return day


def test_of_one_item_the_last_of_the_day_counts() -> None:
    day = counted(leukocytes("12.0", at="08:00"), leukocytes("9.0", at="16:00"), leukocytes("11.0", at="12:00"))
    assert day.items[Cell.LEUKOCYTES].amount == amount("9.0")


def test_of_two_codes_at_one_moment_the_preferred_one_counts() -> None:
    day = counted(leukocytes("12.0", preference=2), leukocytes("9.0", preference=1))
    assert day.items[Cell.LEUKOCYTES].amount == amount("9.0")


def test_results_that_nothing_tells_apart_are_a_stretch_and_both_are_cited() -> None:
    day = counted(leukocytes("12.0"), leukocytes("9.0"))
    assert day.items[Cell.LEUKOCYTES].amount == Amount.between(Decimal("9.0"), Decimal("12.0"))
    assert [each.origin for each in day.evidence((Cell.LEUKOCYTES,))] == ["leukocytes/12.0/", "leukocytes/9.0/"]


def test_a_result_sent_twice_is_cited_once() -> None:
    day = counted(
        line(Cell.BLASTS, "1", origin="Observation/b"),
        line(Cell.BLASTS, "1.0", origin="Observation/a"),
    )
    assert [each.origin for each in day.evidence((Cell.BLASTS,))] == ["Observation/a"]


def test_a_manual_count_outweighs_a_later_automated_one() -> None:
    day = counted(
        line(Cell.BASOPHILS, "2", at="08:00"),
        line(Cell.BASOPHILS, "21", method=CountMethod.AUTOMATED, at="16:00"),
    )
    assert day.items[Cell.BASOPHILS].amount == amount("2")
    assert day.affirms(Cell.BASOPHILS)


def test_an_automated_class_is_known_and_affirms_nothing() -> None:
    day = counted(line(Cell.BASOPHILS, "2", method=CountMethod.AUTOMATED))
    assert day.items[Cell.BASOPHILS].amount == amount("2")
    assert not day.affirms(Cell.BASOPHILS)


def test_a_method_that_is_not_stated_affirms() -> None:
    assert counted(line(Cell.BASOPHILS, "2", method=CountMethod.UNSPECIFIED)).affirms(Cell.BASOPHILS)


@pytest.mark.parametrize("total", ["98", "100", "102"])
def test_classes_that_a_complete_manual_differential_leaves_out_are_zero(total: str) -> None:
    day = counted(differential(total, Cell.MYELOCYTES), line(Cell.MYELOCYTES, "3"))
    assert {cell: str(item.amount) for cell, item in day.items.items()} == {
        Cell.BLASTS: "0",
        Cell.PROMYELOCYTES: "0",
        Cell.MYELOCYTES: "3",
        Cell.METAMYELOCYTES: "0",
        Cell.BASOPHILS: "0",
    }


@pytest.mark.parametrize("total", ["97.9", "102.1"])
def test_classes_that_an_incomplete_manual_differential_leaves_out_stay_unknown(total: str) -> None:
    assert day_counts((differential(total, Cell.MYELOCYTES),)) == ()


def test_a_lump_of_immature_cells_leaves_its_classes_unknown() -> None:
    day = counted(differential("100", Cell.IMMATURE_GRANULOCYTES))
    assert set(day.items) == {Cell.BASOPHILS}


def test_a_count_of_its_own_outweighs_the_zero_of_a_differential_of_that_moment() -> None:
    day = counted(differential("100"), line(Cell.BLASTS, "2", preference=3))
    assert day.items[Cell.BLASTS].amount == amount("2")


def test_the_zero_of_a_later_differential_outweighs_an_earlier_count() -> None:
    day = counted(differential("100", at="16:00"), line(Cell.BLASTS, "2", at="08:00"))
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
def test_a_concentration_becomes_a_share_of_the_days_leukocytes(count: str, of_leukocytes: str, percent: str) -> None:
    lines = [line(Cell.MYELOCYTES, count, Measure.CONCENTRATION)]
    if of_leukocytes:
        lines.append(leukocytes(of_leukocytes))
    assert str(counted(*lines).items[Cell.MYELOCYTES].amount) == percent


def test_a_share_outweighs_the_concentration_of_the_same_moment() -> None:
    day = counted(leukocytes("10"), line(Cell.BLASTS, "0.1", Measure.CONCENTRATION), line(Cell.BLASTS, "2"))
    assert day.items[Cell.BLASTS].amount == amount("2")


def test_neutrophils_are_taken_as_sent() -> None:
    day = counted(leukocytes("2"), line(Cell.NEUTROPHILS, "1.1", Measure.CONCENTRATION), line(Cell.NEUTROPHILS, "90"))
    assert day.items[Cell.NEUTROPHILS].amount == amount("1.1")


def test_neutrophils_that_were_not_sent_are_computed_from_their_share() -> None:
    day = counted(leukocytes("2.0"), line(Cell.NEUTROPHILS, "45"))
    assert day.items[Cell.NEUTROPHILS].amount == amount("0.9")
    assert {each.origin for each in day.evidence((Cell.NEUTROPHILS,))} == {"neutrophils/45/", "leukocytes/2.0/"}


def test_bands_may_or_may_not_be_among_the_neutrophils() -> None:
    day = counted(leukocytes("2.0"), line(Cell.NEUTROPHILS, "45"), line(Cell.BANDS, "10"))
    assert day.items[Cell.NEUTROPHILS].amount == Amount.between(Decimal("0.9"), Decimal("1.1"))


@pytest.mark.parametrize("only", [leukocytes("2.0"), line(Cell.NEUTROPHILS, "45"), line(Cell.BANDS, "5")])
def test_neutrophils_are_not_guessed(only: BloodCount) -> None:
    assert not any(Cell.NEUTROPHILS in day.items for day in day_counts((only,)))


def test_each_calendar_day_is_a_count_of_its_own() -> None:
    days = day_counts((line(Cell.BLASTS, "1", on="2024-05-02"), line(Cell.BLASTS, "0")))
    assert [each.on.isoformat() for each in days] == ["2024-05-01", "2024-05-02"]


def test_without_results_there_is_no_count() -> None:
    assert day_counts(()) == ()
