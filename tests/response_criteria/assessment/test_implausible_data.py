"""What cannot be true is refused, with its reason, and takes no therapy away."""

import pytest

from response_criteria.assessment.implausible_data import (
    ABOVE_ALL,
    BEFORE_BIRTH,
    ENDS_BEFORE_START,
    IN_THE_FUTURE,
    NEGATIVE,
    NO_DOSE_AT_ALL,
    SUPPLY_TOO_LONG,
    without_contradictions,
)
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Analyte, Cell, DrugOrder, DrugUse, History, Observed, Origin, Person, Refusal
from tests.response_criteria.chart import ADULT, bcr_abl1, blood, chemistry, day, karyotype, marrow, order, use, when

TODAY = day("2024-06-15")


def _without(*results: Observed, drugs: tuple[DrugOrder | DrugUse, ...] = ()) -> History:
    orders = tuple(each for each in drugs if isinstance(each, DrugOrder))
    uses = tuple(each for each in drugs if isinstance(each, DrugUse))
    return without_contradictions(History(person=ADULT, observed=results, orders=orders, uses=uses), TODAY)


@pytest.mark.parametrize(
    ("result", "because"),
    [
        (karyotype("2024-06-17", "40"), IN_THE_FUTURE),
        (karyotype("2024-07", "40"), IN_THE_FUTURE),
        (karyotype("1969-12-31", "40"), BEFORE_BIRTH),
        (karyotype("1969", "40"), BEFORE_BIRTH),
        (karyotype("2024-01-10", "100.1"), ABOVE_ALL),
        (karyotype("2024-01-10", ">100"), ABOVE_ALL),
        (karyotype("2024-01-10", "-1"), NEGATIVE),
        (karyotype("2024-01-10", "<0"), NEGATIVE),
        (blood("2024-01-10", Cell.BLASTS, blasts="101")[0], ABOVE_ALL),
        (blood("2024-01-10", Cell.PLATELETS, platelets="-0.1")[0], NEGATIVE),
        (marrow("2024-01-10", Cell.BLASTS, "101"), ABOVE_ALL),
        (bcr_abl1("2024-01-10", "-0.1"), NEGATIVE),
        (chemistry("2024-01-10", Analyte.ALT, "-5"), NEGATIVE),
    ],
)
def test_a_result_that_cannot_be_true_is_refused(result: Observed, because: str) -> None:
    kept = karyotype("2024-01-10", "40")
    cleaned = _without(result, kept)
    assert cleaned.observed == (kept,)
    assert cleaned.refusals == (Refusal(result.origin, because),)


@pytest.mark.parametrize(
    "result",
    [
        karyotype("2024-06-16", "40"),
        karyotype("2024-06", "40"),
        karyotype("1970", "40"),
        karyotype("2024-01-10", "100"),
        karyotype("2024-01-10", ">=100"),
        karyotype("2024-01-10", "0"),
        karyotype("2024-01-10", "<=0"),
        blood("2024-01-10", Cell.PLATELETS, platelets="1200")[0],
        bcr_abl1("2024-01-10", "120"),
        bcr_abl1("2024-01-10", "not detected"),
    ],
)
def test_what_may_be_true_stays(result: Observed) -> None:
    assert _without(result).observed == (result,)
    assert not _without(result).refusals


@pytest.mark.parametrize(
    ("faulty", "because"),
    [
        (order("2024-01-10", ends="2024-01-09"), ENDS_BEFORE_START),
        (order("1960-01-10"), BEFORE_BIRTH),
        (order("2024-06-17"), IN_THE_FUTURE),
        (order("2024-01-10", "0"), NO_DOSE_AT_ALL),
    ],
)
def test_an_order_that_cannot_be_true_stays_a_sign_of_therapy_and_gives_no_dose(
    faulty: DrugOrder, because: str
) -> None:
    cleaned = _without(drugs=(faulty,))
    assert [(each.origin, each.binding, each.ends) for each in cleaned.orders] == [(faulty.origin, Answer.NO, None)]
    assert cleaned.refusals == (Refusal(faulty.origin, because),)


@pytest.mark.parametrize(
    ("faulty", "because"),
    [
        (use("2024-01-10", ends="2024-01-09"), ENDS_BEFORE_START),
        (use("2024-06-17", days_supplied=30), IN_THE_FUTURE),
        (use("2024-01-10", days_supplied=3654), SUPPLY_TOO_LONG),
    ],
)
def test_a_supply_that_cannot_be_true_stays_a_sign_of_therapy_and_dates_nothing(faulty: DrugUse, because: str) -> None:
    cleaned = _without(drugs=(faulty,))
    assert [(each.origin, each.drug.coded, each.ends) for each in cleaned.uses] == [(faulty.origin, False, None)]
    assert cleaned.refusals == (Refusal(faulty.origin, because),)


def test_a_birth_in_the_future_is_refused() -> None:
    unborn = Person(reference="Patient/acacia", born=when("9999"))
    cleaned = without_contradictions(History(person=unborn, observed=blood("2024-01-10")), TODAY)
    assert cleaned.person.born is None
    assert cleaned.observed
    assert cleaned.refusals == (Refusal(Origin("Patient/acacia"), IN_THE_FUTURE),)


def test_an_order_of_one_day_and_one_that_begins_later_may_be_true() -> None:
    drugs = (order("2024-01-10", ends="2024-01-10"), order("2024-07-10", written="2024-06-10"))
    assert not _without(drugs=drugs).refusals


def test_a_history_without_contradictions_is_left_as_it_is() -> None:
    history = History(person=ADULT, observed=blood("2024-01-10"), orders=(order("2023-01-10"),))
    assert without_contradictions(history, TODAY) is history
