"""Histories of a patient on imatinib since 2023-01-10, assessed on 2024-06-15, and the review facts that hold."""

from datetime import date

from response_criteria.assessment.assess import assess
from response_criteria.model.diagnoses import Diagnosis
from response_criteria.model.findings import ReviewFact
from response_criteria.model.history import History
from response_criteria.model.medications import DrugOrder, OrderStatus
from response_criteria.model.results import Observed
from tests.response_criteria.chart import ADULT, bcr_abl1, blood, combine, diagnosis, order

STARTED = "2023-01-10"
AS_OF = date(2024, 6, 15)
"""Month 11 begins on 2023-12-10, month 5 on 2023-06-10, month 2 on 2023-03-10."""


def follow(levels: str) -> tuple[Observed, ...]:
    """BCR::ABL1 results from a text such as ``2023-05-01 0.05, 2024-05-01 not detected``."""
    rows = (row.strip().split(" ", maxsplit=1) for row in levels.split(",") if row.strip())
    return tuple(bcr_abl1(on, level) for on, level in rows)


def on_imatinib(
    *observed: Observed | tuple[Observed, ...],
    diagnoses: tuple[Diagnosis, ...] = (),
    orders: tuple[DrugOrder, ...] | None = None,
) -> History:
    """Build an adult with CML on imatinib, with normal recent counts."""
    return History(
        person=ADULT,
        observed=combine(blood("2024-03-01"), blood("2024-06-10"), *observed),
        diagnoses=(diagnosis(on="2023-01-05"), *diagnoses),
        orders=(order(STARTED),) if orders is None else orders,
    )


def find_facts(history: History, as_of: date = AS_OF) -> dict[str, ReviewFact]:
    """Assess the history and return its review facts by code."""
    return {fact.code: fact for fact in assess(history, as_of).review_facts}


def escalated_on(day: str) -> tuple[DrugOrder, ...]:
    """400 mg from the start, 800 mg from that day on."""
    return order(STARTED, ends=day, status=OrderStatus.COMPLETED), order(day, "800")
