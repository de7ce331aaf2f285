"""A normal automated differential of five parts: both sides of each limit, and what contradicts it (decision 0117)."""

from collections.abc import Iterable
from datetime import date

import pytest

from response_criteria.model.answers import UNKNOWN, YES
from response_criteria.model.results import BloodCount, Cell, CountMethod, ManualDifferential, Measure, Observed
from response_criteria.publications.study110.hematologic import EvaluatedCount, evaluate_counts
from response_criteria.results.blood_counts import build_day_counts
from tests.response_criteria.chart import amount, day, origin, when

TODAY = "2024-05-01"
AUTOMATED, MANUAL, UNSPECIFIED = CountMethod.AUTOMATED, CountMethod.MANUAL, CountMethod.UNSPECIFIED

FIVE = {"neutrophils": "60%", "lymphocytes": "29%", "monocytes": "7%", "eosinophils": "3%", "basophils": "1%"}


def _item(cell: str, value: str, method: CountMethod = AUTOMATED, on: str = TODAY) -> BloodCount:
    number, is_share = value.removesuffix("%"), value.endswith("%")
    measure = Measure.SHARE if is_share else Measure.CONCENTRATION
    return BloodCount(when(on), origin("Observation"), Cell(cell), measure, method, amount(number), value)


def _count(changes: dict[str, str | None], method: CountMethod = AUTOMATED, **counts: str) -> list[Observed]:
    """Build leukocytes of 6.0, platelets of 250 and five parts, with changes; None leaves a part out."""
    counted = {"leukocytes": "6.0", "platelets": "250", **counts}
    parts = {cell: value for cell, value in {**FIVE, **changes}.items() if value is not None}
    return [_item(*item) for item in counted.items()] + [_item(*item, method) for item in parts.items()]


def _evaluate(facts: Iterable[Observed], flagged_days: frozenset[date] = frozenset()) -> EvaluatedCount:
    return evaluate_counts(build_day_counts(facts, flagged_days), ())[-1]


@pytest.mark.parametrize(
    ("changes", "passes"),
    [
        ({}, True),
        ({"neutrophils": "58%"}, True),
        ({"neutrophils": "57.9%"}, False),
        ({"neutrophils": "62%"}, True),
        ({"neutrophils": "62.1%"}, False),
        ({"lymphocytes": None}, False),
        ({"monocytes": None}, False),
        ({"eosinophils": None}, False),
        ({"basophils": None}, False),
        ({"basophils": "<1%"}, False),
        ({"basophils": "4.9%", "neutrophils": "56.1%"}, True),
        ({"basophils": "5%", "neutrophils": "56%"}, False),
        ({"immature granulocytes": "1.9%"}, True),
        ({"immature granulocytes": "2%"}, False),
        ({"immature granulocytes": ">0.5%"}, False),
        ({"large unstained cells": "3.9%", "neutrophils": "56.1%"}, True),
        ({"large unstained cells": "4%", "neutrophils": "56%"}, False),
        ({"immature granulocytes": "1%", "large unstained cells": "3%", "neutrophils": "56%"}, True),
        ({"immature granulocytes": "1%", "neutrophils": "57.9%"}, True),
        ({"blasts": "0%"}, True),
        ({"blasts": "1%"}, False),
        ({"promyelocytes": "0.1%"}, False),
        ({"myelocytes": "1%"}, False),
    ],
)
def test_a_normal_automated_differential_of_five_parts(changes: dict[str, str | None], passes: bool) -> None:
    count = _evaluate(_count(changes))
    assert (count.passes, count.by_automated_differential) == (passes, passes)


# Leukocytes of 6.0: one decimal is 0.05 either way for each part, 0.25 or 4.2% for all five.
@pytest.mark.parametrize(
    ("neutrophils", "passes"),
    [("3.2", False), ("3.3", True), ("3.6", True), ("3.9", True), ("4.0", False)],
)
def test_concentrations_may_be_off_by_half_a_unit_of_their_last_digit(neutrophils: str, passes: bool) -> None:
    parts = {"lymphocytes": "1.7", "monocytes": "0.4", "eosinophils": "0.2", "basophils": "0.1"}
    assert _evaluate(_count({**parts, "neutrophils": neutrophils})).passes is passes


@pytest.mark.parametrize(
    ("basophils", "passes"), [("0", True), ("0.1", True), ("0.2", False), ("0.09", True), ("0.10", False)]
)
def test_a_basophil_concentration_of_one_last_digit_is_below_the_limit(basophils: str, passes: bool) -> None:
    # Of 1.9 leukocytes 0.1 is 5.3%; 0.09 is 4.7%.
    parts = {"neutrophils": "1.0", "lymphocytes": "0.6", "monocytes": "0.1", "eosinophils": "0.1"}
    assert _evaluate(_count({**parts, "basophils": basophils}, leukocytes="1.9")).passes is passes


def test_of_a_part_in_both_measures_the_percentage_counts() -> None:
    facts = [*_count({}), _item("basophils", "0.4"), _item("lymphocytes", "0.1")]
    assert _evaluate(facts).passes


def test_two_last_results_of_one_part_that_differ_affirm_nothing() -> None:
    assert not _evaluate([*_count({}), _item("lymphocytes", "31%")]).passes
    assert _evaluate([*_count({}), _item("lymphocytes", "29%")]).passes


@pytest.mark.parametrize(("counts", "answer"), [({"leukocytes": "10"}, "no"), ({"platelets": "450"}, "no")])
def test_leukocytes_and_platelets_must_pass_as_well(counts: dict[str, str], answer: str) -> None:
    assert _evaluate(_count({}, **counts)).meets_criteria == answer


def test_without_platelets_nothing_is_affirmed() -> None:
    facts = [fact for fact in _count({}) if not (isinstance(fact, BloodCount) and fact.cell is Cell.PLATELETS)]
    assert _evaluate(facts).meets_criteria is UNKNOWN


def test_codes_without_a_method_are_automated_unless_an_immature_class_is_listed() -> None:
    assert _evaluate(_count({}, UNSPECIFIED)).by_automated_differential
    assert _evaluate(_count({"myelocytes": "0%"}, UNSPECIFIED)).meets_criteria is UNKNOWN


def test_a_manual_differential_of_the_day_decides_alone() -> None:
    assert not _evaluate(_count({}, MANUAL)).by_automated_differential
    manual = ManualDifferential(when(TODAY), origin("Observation"), amount("90").low or 0, frozenset())  # type: ignore[arg-type]
    assert not _evaluate([*_count({}), manual]).passes


def test_an_analyzer_message_of_the_day_ends_the_pass() -> None:
    assert _evaluate(_count({}), frozenset({day(TODAY)})).meets_criteria is UNKNOWN
    assert _evaluate(_count({}), frozenset({day("2024-04-30")})).meets_criteria is YES


@pytest.mark.parametrize(
    ("earlier", "passes"),
    [
        ([("2024-03-20", "1%")], False),
        ([("2024-03-19", "1%")], True),
        ([("2024-03-20", "0%")], True),
        ([("2024-03-20", "<1%")], False),
        ([("2024-03-20", "1%"), ("2024-04-10", "0%")], True),
        ([("2024-03-20", "0%"), ("2024-04-10", "1%")], False),
    ],
    ids=["42 days", "43 days", "none seen", "a bound", "gone since", "seen since"],
)
def test_a_manual_differential_with_blasts_in_the_42_days_before(earlier: list[tuple[str, str]], passes: bool) -> None:
    manual = [_item("blasts", percent, MANUAL, on) for on, percent in earlier]
    assert _evaluate([*manual, *_count({})]).passes is passes
