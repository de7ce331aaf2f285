"""Every value lies in exactly one cell of every table, and a bound decides only what it proves."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.publications.kantarjian2003.grades import CYTOGENETIC_RESPONSE, RESPONSE_BY_FISH
from response_criteria.rules.bands import Band, above, at_least, at_most, below
from response_criteria.rules.grades import Grades

VALUES = st.decimals(min_value=0, max_value=1000, places=3)
TABLES = (CYTOGENETIC_RESPONSE, RESPONSE_BY_FISH)
BANDS = (at_most("10"), below("10"), at_least("10"), above("10"), at_least("10").up_to("20"), above("10").below("20"))


@pytest.mark.parametrize(
    ("band", "amount", "answer"),
    [
        (below("10"), Amount.exactly("9.9"), Answer.YES),
        (below("10"), Amount.exactly("10.0"), Answer.NO),
        (at_most("10"), Amount.exactly("10.00"), Answer.YES),
        (at_least("35"), Amount.exactly("35"), Answer.YES),
        (above("90"), Amount.exactly("90"), Answer.NO),
        (above("90"), Amount.exactly("90.1"), Answer.YES),
        (below("10"), Amount.from_comparator("<", "10"), Answer.YES),
        (below("10"), Amount.from_comparator("<=", "10"), Answer.UNKNOWN),
        (below("10"), Amount.from_comparator(">", "9"), Answer.UNKNOWN),
        (below("10"), Amount.from_comparator(">=", "10"), Answer.NO),
        (at_most("10"), Amount.from_comparator(">", "10"), Answer.NO),
        (at_most("10"), Amount.from_comparator(">=", "10"), Answer.UNKNOWN),
        (at_least("10"), Amount.from_comparator("<", "10"), Answer.NO),
        (at_least("10"), Amount.from_comparator("<=", "10"), Answer.UNKNOWN),
        (above("10"), Amount.from_comparator("<=", "10"), Answer.NO),
        (above("10"), Amount.from_comparator(">", "10"), Answer.YES),
        (above("0").below("35"), Amount.from_comparator("<", "1"), Answer.UNKNOWN),
        (below("35"), Amount.from_comparator("<", "1"), Answer.YES),
        (above("0").below("35"), Amount.between(Decimal(30), Decimal(40)), Answer.UNKNOWN),
        (below("10"), Amount.between(None, None), Answer.UNKNOWN),
    ],
)
def test_a_bound_answers_only_what_it_proves(band: Band, amount: Amount, answer: Answer) -> None:
    assert band.contains(amount) is answer


@pytest.mark.parametrize(
    ("band", "printed"),
    [
        (at_most("10"), "≤10"),
        (at_most("0"), "0"),
        (below("0.5"), "<0.5"),
        (below("10"), "<10"),
        (at_least("35"), "≥35"),
        (above("90"), ">90"),
        (at_least("35").up_to("90"), "35–90"),
        (above("0").below("35"), ">0–<35"),
    ],
)
def test_a_band_prints_as_a_guideline_writes_it(band: Band, printed: str) -> None:
    assert str(band) == printed


@pytest.mark.parametrize(
    "empty",
    [
        lambda: at_least("10").below("10"),
        lambda: above("10").up_to("10"),
        lambda: above("20").up_to("10"),
        lambda: at_least("20").up_to("10"),
    ],
)
def test_an_empty_band_is_an_error(empty: object) -> None:
    with pytest.raises(ValueError, match="no value can lie in"):
        empty()  # type: ignore[operator]


@pytest.mark.parametrize(("value", "answer"), [("9.9", Answer.NO), ("10", Answer.YES), ("10.1", Answer.NO)])
def test_a_band_whose_ends_are_equal_contains_that_value_alone(value: str, answer: Answer) -> None:
    assert at_least("10").up_to("10").contains(Amount.exactly(value)) is answer


@given(st.sampled_from(BANDS), VALUES, VALUES, VALUES)
def test_the_answer_for_an_interval_holds_for_every_value_in_it(band: Band, a: Decimal, b: Decimal, c: Decimal) -> None:
    low, value, high = sorted((a, b, c))
    answer = band.contains(Amount.between(low, high))
    assert answer in (Answer.UNKNOWN, band.contains(Amount.exactly(value)))


@given(st.sampled_from(BANDS), VALUES)
def test_a_measured_value_is_always_in_or_out(band: Band, value: Decimal) -> None:
    assert band.contains(Amount.exactly(value)) is not Answer.UNKNOWN


@given(st.sampled_from(TABLES), st.decimals(min_value=0, max_value=100, places=3))
def test_every_value_lies_in_exactly_one_cell_of_every_table(table: Grades, value: Decimal) -> None:
    cells = [name for name, band in table.rows if band.contains(Amount.exactly(value)) is Answer.YES]
    assert cells == [table.grade(Amount.exactly(value))]


@pytest.mark.parametrize("table", TABLES, ids=["karyotype", "FISH"])
def test_where_one_cell_of_a_table_ends_the_next_begins(table: Grades) -> None:
    ends = [(lower.ceiling, lower.includes_ceiling) for _, lower in table.rows[:-1]]
    begins = [(upper.floor, not upper.includes_floor) for _, upper in table.rows[1:]]
    assert ends == begins


@given(
    st.sampled_from(TABLES), st.decimals(min_value=0, max_value=100, places=3), st.sampled_from(["<", "<=", ">", ">="])
)
def test_a_bound_has_a_grade_only_where_all_its_values_have_it(table: Grades, limit: Decimal, comparator: str) -> None:
    bound = Amount.from_comparator(comparator, limit)
    grade = table.grade(bound)
    possible = [name for name, band in table.rows if band.contains(bound) is not Answer.NO]
    assert grade is None or possible == [grade]
