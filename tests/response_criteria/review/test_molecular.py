"""Molecular failure and loss of MMR: both sides of every boundary, and what is missing."""

from datetime import date

import pytest

from response_criteria.assessment.assess import assess
from tests.response_criteria.chart import DASATINIB, day, order
from tests.response_criteria.review.patients import AS_OF, STARTED, escalated_on, find_facts, follow, on_imatinib

FAILURE, LOSS = "molecular-failure", "loss-of-mmr"

# ruff: noqa: E501 -- a case stays on one line
# fmt: off
FAILURES = {
    # at 11 months or later: >1
    "1.01 from month 11 on is a failure":              ("2023-12-10 1.01", "2023-12-20", True),
    "1.0 from month 11 on is none":                    ("2023-12-10 1.0", "2023-12-20", False),
    "1.01 a day before month 11 is none":              ("2023-12-09 1.01", "2023-12-20", False),
    # at 5 to 11 months: >10
    "10.1 from month 5 on is a failure":               ("2023-06-10 10.1", "2023-06-20", True),
    "10 from month 5 on is none":                      ("2023-06-10 10", "2023-06-20", False),
    "10.1 a day before month 5, alone, is none":       ("2023-06-09 10.1", "2023-06-20", False),
    # at 2 to 5 months: >10 twice, one to three months apart
    "10.1 twice from month 2, a month apart":          ("2023-03-10 10.1, 2023-04-10 10.1", "2023-04-20", True),
    "10.1 twice, a day short of a month apart":        ("2023-03-10 10.1, 2023-04-09 10.1", "2023-04-20", False),
    "10.1 twice, the first a day before month 2":      ("2023-03-09 10.1, 2023-04-10 10.1", "2023-04-20", False),
    "10.1 twice, the first of them 10":                ("2023-03-10 10, 2023-04-10 10.1", "2023-04-20", False),
    "10.1 twice, three months apart":                  ("2023-03-09 50, 2023-03-11 10.1, 2023-06-09 10.1", "2023-06-09", True),
    "10.1 once in the first months":                   ("2023-04-10 10.1", "2023-04-20", False),
    # the latest alone counts, for 9 months
    "the latest is 9 months old":                      ("2023-12-10 2", "2024-09-10", True),
    "the latest is a day over 9 months old":           ("2023-12-10 2", "2024-09-11", False),
    "an older failure made good since":                ("2024-01-10 8, 2024-06-10 0.5", "2024-06-15", False),
    "an old failure after which nothing was done":     ("2023-09-14 12", "2024-06-15", False),
    "a level before the treatment":                    ("2023-01-09 80", "2023-12-15", False),
    # missing, bounds, results of one day
    "no BCR::ABL1":                                    ("", "2024-06-15", False),
    "detected without a level hides no older failure": ("2024-03-01 8, 2024-06-01 detected", "2024-06-15", True),
    "not detected":                                    ("2024-06-01 not detected", "2024-06-15", False),
    ">50 is over every limit":                         ("2024-06-01 >50", "2024-06-15", True),
}
# fmt: on


@pytest.mark.parametrize("name", FAILURES)
def test_molecular_failure(name: str) -> None:
    levels, as_of, expected = FAILURES[name]
    assert (FAILURE in find_facts(on_imatinib(follow(levels)), day(as_of))) is expected


UNCLEAR = {
    "a bound that straddles the limit": "2024-06-01 <5",
    "two results of one day on both sides of the limit": "2024-06-01 0.5, 2024-06-01 5",
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_an_unclear_failure_is_none_and_is_named(name: str) -> None:
    assessment = assess(on_imatinib(follow(UNCLEAR[name])), AS_OF)
    assert assessment.review_facts == ()
    assert {"fact": "molecular failure"} in [dict(missing.values) for missing in assessment.missing_inputs]


ESCALATIONS = {
    "three months into the escalation a result counts": ("2024-03-01", "2024-06-01 5", True),
    "a day before that it does not": ("2024-03-02", "2024-06-01 5", False),
    "nor does one from before the escalation": ("2024-05-01", "2024-04-20 5", False),
}


@pytest.mark.parametrize("name", ESCALATIONS)
def test_molecular_failure_after_an_escalation(name: str) -> None:
    escalated, levels, expected = ESCALATIONS[name]
    assert (FAILURE in find_facts(on_imatinib(follow(levels), orders=escalated_on(escalated)))) is expected


def test_an_escalation_starts_no_new_count_of_months() -> None:
    facts = find_facts(on_imatinib(follow("2024-06-01 5"), orders=escalated_on("2024-02-01")))
    assert facts[FAILURE].values["months"] == 16


def test_of_an_uncertain_start_the_documented_one_counts() -> None:
    # The level of 2022 dates the disease a year before the first imatinib of the chart.
    facts = find_facts(on_imatinib(follow("2022-01-01 60, 2023-12-09 1.5")), date(2023, 12, 20))
    assert FAILURE not in facts


def test_in_a_later_line_the_months_count_from_its_start_and_the_line_is_named() -> None:
    orders = (order("2022-01-01", "100", drug=DASATINIB, ends="2022-12-31"), order(STARTED))
    facts = find_facts(on_imatinib(follow("2023-12-10 2"), orders=orders), date(2023, 12, 20))
    assert facts[FAILURE].values["line"] == "later"
    assert find_facts(on_imatinib(follow("2023-12-10 2")), date(2023, 12, 20))[FAILURE].values["line"] == "first"


MINOR = {
    "one result of >1 to 10 after one of <=1": ("2024-01-10 0.5, 2024-06-01 8", True),
    "one result of 10": ("2024-01-10 0.9, 2024-06-01 10", True),
    "one of 10.1": ("2024-01-10 0.9, 2024-06-01 10.1", False),
    "a second one in a row": ("2024-01-10 1.1, 2024-06-01 8", False),
    "the one before it was exactly 1": ("2024-01-10 1, 2024-06-01 8", True),
    "the one before it was dated before month 11": ("2023-12-09 1.1, 2024-06-01 8", True),
    "the one before it was dated in month 11": ("2023-12-10 1.1, 2024-06-01 8", False),
    "none before it": ("2024-06-01 8", True),
}


@pytest.mark.parametrize("name", MINOR)
def test_a_single_result_up_to_10_is_for_information(name: str) -> None:
    levels, expected = MINOR[name]
    assert find_facts(on_imatinib(follow(levels)))[FAILURE].is_minor is expected


# fmt: off
LOSSES = {
    "two results over 28 days at three times the lowest":  ("2023-10-01 0.05, 2024-05-04 0.11, 2024-06-01 0.15", True),
    "27 days apart":                                       ("2023-10-01 0.05, 2024-05-05 0.11, 2024-06-01 0.15", False),
    "just below three times the lowest":                   ("2023-10-01 0.05, 2024-05-04 0.11, 2024-06-01 0.149", False),
    "one result":                                          ("2023-10-01 0.05, 2024-06-01 0.9", False),
    "the lowest was 0.1":                                  ("2023-10-01 0.1, 2024-05-04 0.2, 2024-06-01 0.3", True),
    "the lowest was 0.11":                                 ("2023-10-01 0.11, 2024-05-04 0.2, 2024-06-01 0.4", False),
    "the latest is 0.1 again":                             ("2023-10-01 0.02, 2024-03-01 0.2, 2024-05-04 0.3, 2024-06-01 0.1", False),
    "a result of 0.1 between":                             ("2023-10-01 0.02, 2024-03-01 0.2, 2024-05-10 0.1, 2024-06-01 0.3", False),
    "after not detected":                                  ("2023-10-01 not detected, 2024-05-04 0.11, 2024-06-01 0.15", True),
    "two results of one day are one test":                 ("2023-10-01 0.05, 2024-06-01 0.2, 2024-06-01 0.3", False),
    "the latest is 9 months old":                          ("2023-03-01 0.05, 2023-08-01 0.2, 2023-09-15 0.3", True),
    "the latest is a day over 9 months old":               ("2023-03-01 0.05, 2023-08-01 0.2, 2023-09-14 0.3", False),
    "the lowest is of before the treatment":               ("2022-12-01 0.05, 2024-05-04 0.2, 2024-06-01 0.3", False),
    "no BCR::ABL1":                                        ("", False),
}
# fmt: on


@pytest.mark.parametrize("name", LOSSES)
def test_loss_of_mmr(name: str) -> None:
    levels, expected = LOSSES[name]
    assert (LOSS in find_facts(on_imatinib(follow(levels)))) is expected


@pytest.mark.parametrize(("latest", "is_minor"), [("1", True), ("1.1", False)])
def test_a_loss_of_mmr_at_most_1_is_for_information(latest: str, is_minor: bool) -> None:
    facts = find_facts(on_imatinib(follow(f"2023-10-01 0.05, 2024-05-04 0.2, 2024-06-01 {latest}")))
    assert facts[LOSS].is_minor is is_minor


def test_a_rise_that_bounds_leave_open_is_named() -> None:
    assessment = assess(on_imatinib(follow("2023-10-01 <0.1, 2024-05-04 0.11, 2024-06-01 0.15")), AS_OF)
    assert assessment.review_facts == ()
    assert {"fact": "loss of MMR"} in [dict(missing.values) for missing in assessment.missing_inputs]


def test_a_failure_that_only_some_days_of_a_partial_date_show_is_unclear() -> None:
    # In December 2023 month 11 begins on the tenth.
    assessment = assess(on_imatinib(follow("2023-12 5")), date(2024, 1, 20))
    assert assessment.review_facts == ()
    assert [missing.values["fact"] for missing in assessment.missing_inputs if "fact" in missing.values] == [
        "molecular failure"
    ]


def test_a_failure_on_every_day_of_a_partial_date_holds() -> None:
    assert FAILURE in find_facts(on_imatinib(follow("2024-01 5")), date(2024, 2, 20))
