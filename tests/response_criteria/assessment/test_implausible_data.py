"""Implausible data are excluded with a reason, and never remove therapy."""

from dataclasses import replace

import pytest

from response_criteria.assessment.implausible_data import (
    ABOVE_100_PERCENT,
    BEFORE_BIRTH,
    DEATH_IN_THE_FUTURE,
    ENDS_BEFORE_START,
    IN_THE_FUTURE,
    NEGATIVE,
    NO_DOSE,
    SUPPLY_TOO_LONG,
    exclude_implausible,
)
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, History, Person, Subject
from response_criteria.model.medications import DrugOrder, DrugUse
from response_criteria.model.results import Analyte, Cell, Observed
from tests.response_criteria.chart import ADULT, bcr_abl1, blood, chemistry, day, karyotype, marrow, order, use, when

TODAY = day("2024-06-15")


def _exclude(*results: Observed, drugs: tuple[DrugOrder | DrugUse, ...] = ()) -> History:
    orders = tuple(drug for drug in drugs if isinstance(drug, DrugOrder))
    uses = tuple(drug for drug in drugs if isinstance(drug, DrugUse))
    return exclude_implausible(History(person=ADULT, observed=results, orders=orders, uses=uses), TODAY)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (karyotype("2024-06-17", "40"), IN_THE_FUTURE),
        (karyotype("2024-07", "40"), IN_THE_FUTURE),
        (karyotype("1969-12-31", "40"), BEFORE_BIRTH),
        (karyotype("1969", "40"), BEFORE_BIRTH),
        (karyotype("2024-01-10", "100.1"), ABOVE_100_PERCENT),
        (karyotype("2024-01-10", ">100"), ABOVE_100_PERCENT),
        (karyotype("2024-01-10", "-1"), NEGATIVE),
        (karyotype("2024-01-10", "<0"), NEGATIVE),
        (blood("2024-01-10", Cell.BLASTS, blasts="101")[0], ABOVE_100_PERCENT),
        (blood("2024-01-10", Cell.PLATELETS, platelets="-0.1")[0], NEGATIVE),
        (marrow("2024-01-10", Cell.BLASTS, "101"), ABOVE_100_PERCENT),
        (bcr_abl1("2024-01-10", "-0.1"), NEGATIVE),
        (chemistry("2024-01-10", Analyte.ALT, "-5"), NEGATIVE),
    ],
)
def test_an_implausible_result_is_excluded(result: Observed, reason: str) -> None:
    kept = karyotype("2024-01-10", "40")
    cleaned = _exclude(result, kept)
    assert cleaned.observed == (kept,)
    assert [(data.origin, data.reason) for data in cleaned.excluded] == [(result.origin, reason)]


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
def test_a_plausible_result_is_kept(result: Observed) -> None:
    assert _exclude(result).observed == (result,)
    assert not _exclude(result).excluded


@pytest.mark.parametrize(
    ("implausible", "reason"),
    [
        (order("2024-01-10", ends="2024-01-09"), ENDS_BEFORE_START),
        (order("1960-01-10"), BEFORE_BIRTH),
        (order("2024-06-17"), IN_THE_FUTURE),
        (order("2024-01-10", "0"), NO_DOSE),
    ],
)
def test_an_implausible_order_stays_a_sign_of_therapy_and_gives_no_dose(implausible: DrugOrder, reason: str) -> None:
    cleaned = _exclude(drugs=(implausible,))
    assert [(order.origin, order.binding, order.ends) for order in cleaned.orders] == [
        (implausible.origin, Answer.NO, None)
    ]
    assert [(data.origin, data.reason) for data in cleaned.excluded] == [(implausible.origin, reason)]


@pytest.mark.parametrize(
    ("implausible", "reason"),
    [
        (use("2024-01-10", ends="2024-01-09"), ENDS_BEFORE_START),
        (use("2024-06-17", days_supplied=30), IN_THE_FUTURE),
        (use("2024-01-10", days_supplied=3654), SUPPLY_TOO_LONG),
    ],
)
def test_an_implausible_supply_stays_a_sign_of_therapy_and_dates_nothing(implausible: DrugUse, reason: str) -> None:
    cleaned = _exclude(drugs=(implausible,))
    assert [(use.origin, use.drug.coded, use.ends) for use in cleaned.uses] == [(implausible.origin, False, None)]
    assert [(data.origin, data.reason) for data in cleaned.excluded] == [(implausible.origin, reason)]


def test_a_day_before_birth_is_none_and_an_impossible_value_keeps_its_day() -> None:
    (before_birth,) = _exclude(karyotype("1969", "40")).excluded
    (above,) = _exclude(karyotype("2024-01-10", "140")).excluded
    assert (before_birth.subject, before_birth.on, before_birth.reported) == (Subject.KARYOTYPE, None, "40")
    assert (above.subject, above.on, above.reported) == (Subject.KARYOTYPE, when("2024-01-10"), "140")


@pytest.mark.parametrize(("filed_on", "is_doubted"), [("2024-06-14", True), ("2024-07-01", False), (None, False)])
def test_a_result_in_the_future_is_a_doubt_of_the_day_on_which_it_was_filed(
    filed_on: str | None, is_doubted: bool
) -> None:
    result = karyotype("2524-06-14", "40")
    filed = {result.origin: when(filed_on)} if filed_on else {}
    (excluded,) = exclude_implausible(History(person=ADULT, observed=(result,), filed_on=filed), TODAY).excluded
    assert (excluded.subject, excluded.on) == ((Subject.KARYOTYPE, when("2024-06-14")) if is_doubted else (None, None))


def test_a_birth_date_in_the_future_is_excluded() -> None:
    born_in_future = Person(reference="Patient/acacia", birth_date=when("9999"))
    cleaned = exclude_implausible(History(person=born_in_future, observed=blood("2024-01-10")), TODAY)
    assert cleaned.person.birth_date is None
    assert cleaned.observed
    assert cleaned.excluded == (ExcludedData(Origin("Patient/acacia"), IN_THE_FUTURE, Subject.PATIENT),)


@pytest.mark.parametrize(
    ("died_on", "remains"),
    [("2024-06-15", True), ("2024-06-16", True), ("2024-06-17", False), ("2024", True), ("2025", False)],
)
def test_a_death_in_the_future_is_excluded(died_on: str, remains: bool) -> None:
    cleaned = exclude_implausible(History(person=replace(ADULT, died_on=when(died_on))), TODAY)
    assert cleaned.person.died_on == (when(died_on) if remains else None)
    assert [data.reason for data in cleaned.excluded] == ([] if remains else [DEATH_IN_THE_FUTURE])


def test_an_order_for_one_day_and_one_that_starts_later_are_plausible() -> None:
    drugs = (order("2024-01-10", ends="2024-01-10"), order("2024-07-10", written="2024-06-10"))
    assert not _exclude(drugs=drugs).excluded


def test_a_plausible_history_is_returned_unchanged() -> None:
    history = History(person=ADULT, observed=blood("2024-01-10"), orders=(order("2023-01-10"),))
    assert exclude_implausible(history, TODAY) is history
