"""A loss of a response that only BCR::ABL1 documented: both sides of every boundary."""

import pytest

from response_criteria.assessment.assess import assess
from response_criteria.model.recommendations import Action, Investigation
from response_criteria.model.results import Observed
from tests.response_criteria.chart import day, karyotype
from tests.response_criteria.review.patients import follow, on_imatinib

RESPONSE = "2023-07-01 0.5"
AS_OF = "2024-06-15"


def _lose(*karyotypes: Observed, levels: str = RESPONSE) -> tuple[Action, set[str]]:
    assessment = assess(on_imatinib(*karyotypes, follow(levels)), day(AS_OF))
    return assessment.recommendation.action, {fact.code for fact in assessment.review_facts}


# fmt: off
LOSSES = {
    "28 days apart":                           ((("2024-05-04", "40"), ("2024-06-01", "45")), RESPONSE, True),
    "27 days apart":                           ((("2024-05-05", "40"), ("2024-06-01", "45")), RESPONSE, False),
    "one karyotype":                           ((("2024-06-01", "45"),), RESPONSE, False),
    "of exactly 35%, 28 days apart":           ((("2024-05-04", "35"), ("2024-06-01", "35")), RESPONSE, True),
    "one of the two of fewer metaphases":      ((("2024-05-04", "40 of 12"), ("2024-06-01", "45")), RESPONSE, False),
    "low 3 months before the first":           ((("2024-05-04", "40"), ("2024-06-01", "45")), f"{RESPONSE}, 2024-02-04 1", False),
    "low a day earlier":                       ((("2024-05-04", "40"), ("2024-06-01", "45")), f"{RESPONSE}, 2024-02-03 1", True),
    "high of late":                            ((("2024-05-04", "40"), ("2024-06-01", "45")), f"{RESPONSE}, 2024-05-04 1.1", True),
}
# fmt: on
# ruff: noqa: E501 -- a case stays on one line


@pytest.mark.parametrize("name", LOSSES)
def test_late_loss(name: str) -> None:
    karyotypes, levels, expected = LOSSES[name]
    action, facts = _lose(*(_read(on, cell) for on, cell in karyotypes), levels=levels)
    assert ("late-loss" in facts) is expected
    assert action is (Action.REVIEW if expected else Action.CONFIRM)


def _read(on: str, cell: str) -> Observed:
    percent, _, cells = cell.partition(" of ")
    return karyotype(on, percent, cells=int(cells or 20))


def test_a_karyotype_of_before_the_response_says_nothing_of_its_loss() -> None:
    action, facts = _lose(karyotype("2023-02-01", "90"), karyotype("2024-06-01", "45"))
    assert (action, "late-loss" in facts) == (Action.CONFIRM, False)


def test_a_late_loss_asks_for_mutations_and_for_no_third_karyotype() -> None:
    lost = on_imatinib(
        karyotype("2024-05-04", "40"), karyotype("2024-06-01", "45"), follow(f"{RESPONSE}, 2024-05-04 8")
    )
    tests = {test for option in assess(lost, day(AS_OF)).options for test in option.investigations}
    assert Investigation.MUTATION_ANALYSIS in tests
    assert Investigation.MARROW_KARYOTYPE not in tests
