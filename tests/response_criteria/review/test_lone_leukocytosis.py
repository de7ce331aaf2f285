"""Raised leukocytes in the first year, with a good BCR::ABL1: both sides of every boundary (decision 0145)."""

from dataclasses import replace

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.amounts import Amount
from response_criteria.model.findings import Status
from response_criteria.model.history import History
from response_criteria.model.recommendations import Action
from response_criteria.model.results import BloodCount, Cell, CountMethod, Measure, Observed, SpleenSize
from tests.response_criteria.chart import blood, combine, day, mutation, origin, when
from tests.response_criteria.review.patients import follow, on_imatinib

ON = "2023-06-12"
RESPONSE = combine(blood("2023-03-01"), blood("2023-05-01"))
"""A confirmed complete hematologic response."""

RESISTANCE, RELAPSE = "kantarjian2003/hematologic-resistance", "kantarjian2003/hematologic-relapse"


def _build(*observed: tuple[Observed, ...], levels: str = "2023-05-01 5") -> History:
    return replace(on_imatinib(), observed=combine(*observed, follow(levels)))


def _action(history: History, as_of: str = "2023-06-20") -> Action:
    return assess(history, day(as_of)).recommendation.action


def _by_analyzer(on: str, leukocytes: str, **parts: str) -> tuple[BloodCount, ...]:
    """Build a count with an automated differential of five parts in %, normal unless changed."""
    normal = {"neutrophils": "70", "lymphocytes": "20", "monocytes": "6", "eosinophils": "3", "basophils": "1"}
    shares = [
        BloodCount(when(on), origin("Observation"), Cell(cell.replace("_", " ")), Measure.SHARE, CountMethod.AUTOMATED,
                   Amount.exactly(value), value)
        for cell, value in (normal | parts).items()
    ]  # fmt: skip
    return (*blood(on, Cell.LEUKOCYTES, Cell.PLATELETS, leukocytes=leukocytes), *shares)


# fmt: off
LONE_LEUKOCYTOSIS = {
    "leukocytes of 10":                 (blood(ON, leukocytes="10"), True),
    "of 19.9":                          (blood(ON, leukocytes="19.9"), True),
    "of 20":                            (blood(ON, leukocytes="20"), False),
    "of 10 or more":                    (blood(ON, leukocytes=">=10"), False),
    "platelets of 449":                 (blood(ON, leukocytes="12", platelets="449"), True),
    "platelets of 450":                 (blood(ON, leukocytes="12", platelets="450"), False),
    "platelets alone":                  (blood(ON, platelets="450"), False),
    "basophils of 4.9%":                (blood(ON, leukocytes="12", basophils="4.9"), True),
    "basophils of 5%":                  (blood(ON, leukocytes="12", basophils="5"), False),
    "a myelocyte":                      (blood(ON, leukocytes="12", myelocytes="1"), False),
    "a metamyelocyte":                  (blood(ON, leukocytes="12", metamyelocytes="1"), False),
    "a promyelocyte":                   (blood(ON, leukocytes="12", promyelocytes="1"), False),
    "a blast":                          (blood(ON, leukocytes="12", blasts="1"), False),
    "no differential":                  (blood(ON, Cell.LEUKOCYTES, Cell.PLATELETS, leukocytes="12"), False),
    "a normal automated differential":  (_by_analyzer(ON, "12"), True),
    "automated, basophils of 5%":       (_by_analyzer(ON, "12", basophils="5", neutrophils="66"), False),
    "automated, immature cells of 2%":  (_by_analyzer(ON, "12", immature_granulocytes="2"), False),
    "automated, parts of 94% in all":   (_by_analyzer(ON, "12", monocytes="0"), False),
    "no platelets":                     (tuple(item for item in blood(ON, leukocytes="12") if item.cell is not Cell.PLATELETS), False),
}
# fmt: on
# ruff: noqa: E501 -- a case stays on one line


@pytest.mark.parametrize("name", LONE_LEUKOCYTOSIS)
def test_only_leukocytes_that_all_else_shows_to_be_harmless_open_no_card(name: str) -> None:
    count, is_silent = LONE_LEUKOCYTOSIS[name]
    assert _action(_build(RESPONSE, count)) is (Action.CONTINUE if is_silent else Action.CONFIRM)


def test_a_palpable_spleen_makes_raised_leukocytes_fail() -> None:
    spleens = {cm: SpleenSize(when(ON), origin("Observation"), Amount.exactly(cm)) for cm in ("0", "2")}
    raised = blood(ON, leukocytes="12")
    assert _action(_build(RESPONSE, raised, (spleens["0"],))) is Action.CONTINUE
    assert _action(_build(RESPONSE, raised, (spleens["2"],))) is Action.CONFIRM


# fmt: off
BCR_ABL1 = {
    "10% IS":                               ("2023-05-01 10", "2023-06-20", Action.CONTINUE),
    "10.1% IS":                             ("2023-05-01 10.1", "2023-06-20", Action.CONFIRM),
    "none":                                 ("", "2023-06-20", Action.CONFIRM),
    "dated three months before the count":  ("2023-03-12 9", "2023-06-20", Action.CONTINUE),
    "dated a day earlier":                  ("2023-03-11 9", "2023-06-20", Action.CONFIRM),
    "later than the count":                 ("2023-06-15 9", "2023-06-20", Action.CONTINUE),
}
# fmt: on


@pytest.mark.parametrize("name", BCR_ABL1)
def test_raised_leukocytes_are_silent_only_with_a_good_bcr_abl1_of_their_time(name: str) -> None:
    levels, as_of, expected = BCR_ABL1[name]
    assert _action(_build(RESPONSE, blood(ON, leukocytes="12"), levels=levels), as_of) is expected


def test_a_molecular_failure_leaves_raised_leukocytes_a_finding() -> None:
    raised = combine(RESPONSE, blood("2023-12-12", leukocytes="12"))
    assert _action(_build(raised, levels="2023-12-09 1.5"), "2023-12-20") is Action.CONTINUE
    assert _action(_build(raised, levels="2023-12-10 1.5"), "2023-12-20") is Action.CONFIRM


def test_a_mutation_leaves_raised_leukocytes_a_finding() -> None:
    raised = blood(ON, leukocytes="12")
    assert _action(_build(RESPONSE, raised, (mutation("2023-06-01", "E255K"),))) is Action.CONFIRM


def test_after_the_first_year_raised_leukocytes_are_silent_only_while_quiet() -> None:
    raised = combine(RESPONSE, blood("2023-12-20", leukocytes="12"))
    assert _action(_build(raised, levels="2023-11-01 1.5"), "2024-01-09") is Action.CONTINUE
    assert _action(_build(raised, levels="2023-11-01 1.5"), "2024-01-10") is Action.CONFIRM
    assert _action(_build(raised, levels="2023-11-01 0.9"), "2024-01-10") is Action.CONTINUE


def test_a_raised_count_that_is_not_repeated_in_six_weeks_is_asked_for() -> None:
    raised = _build(RESPONSE, blood(ON, leukocytes="12"))
    assert _action(raised, "2023-07-24") is Action.CONTINUE
    assert _action(raised, "2023-07-25") is Action.COMPLETE_DATA


# Leukocytes raised over four weeks: the criterion is met.
LASTING = combine(blood("2023-05-12", leukocytes="12"), blood("2023-06-12", leukocytes="13"))


def test_lasting_leukocytosis_is_silent_only_while_bcr_abl1_is_up_to_date() -> None:
    history = _build(LASTING, levels="2023-04-10 5")
    assessment = assess(history, day("2023-07-10"))
    assert assessment.finding(RESISTANCE).status is Status.MET
    assert assessment.recommendation.action is Action.CONTINUE
    assert RESISTANCE in assessment.recommendation.silent
    assert _action(history, "2023-07-11") is Action.HOLD


def test_lasting_leukocytosis_of_which_one_count_shows_more_is_no_silence() -> None:
    first, last = blood("2023-05-12", leukocytes="12"), blood("2023-06-12", leukocytes="13")
    for changed in (
        (blood("2023-05-12", leukocytes="12", myelocytes="6"), last),
        (first, blood("2023-05-26", leukocytes="21"), last),
        (first, blood("2023-06-12", leukocytes="13", platelets="600")),
    ):
        assert _action(_build(*changed, levels="2023-05-01 5")) is Action.HOLD


def test_a_relapse_that_the_leukemia_explains_is_never_silent() -> None:
    # Leukocytes of 25 with blasts over four weeks, although BCR::ABL1 was good seven weeks before the first of them.
    relapse = combine(
        blood("2023-06-20", leukocytes="25", myelocytes="6", blasts="1"),
        blood("2023-07-20", leukocytes="40", myelocytes="8", blasts="2"),
    )
    assessment = assess(_build(RESPONSE, relapse), day("2023-07-25"))
    assert assessment.finding(RELAPSE).status is Status.MET
    assert not assessment.recommendation.silent
    assert assessment.recommendation.action in (Action.ESCALATE, Action.HOLD)
