"""Where a course of imatinib begins, and which results are its own."""

from itertools import permutations

import pytest

from response_criteria.model.answers import Answer
from response_criteria.model.facts import (
    CytogeneticMethod,
    Cytogenetics,
    Diagnosis,
    Drug,
    DrugKind,
    DrugOrder,
    DrugUse,
    History,
    Observed,
    OrderStatus,
    UseKind,
)
from response_criteria.results.by_kind import results_of
from response_criteria.treatment.course import Opening
from response_criteria.treatment.courses import Gap, Treatment, treatment
from tests.response_criteria.chart import (
    ADULT,
    DASATINIB,
    IMATINIB,
    bcr_abl1,
    blood,
    day,
    diagnosis,
    flat,
    karyotype,
    order,
    use,
)

TODAY = day("2024-06-15")
FINISHED = OrderStatus.COMPLETED


def _treatment(
    *drugs: DrugOrder | DrugUse,
    observed: tuple[Observed, ...] = (),
    diagnoses: tuple[Diagnosis, ...] = (),
) -> Treatment | None:
    orders = tuple(each for each in drugs if isinstance(each, DrugOrder))
    uses = tuple(each for each in drugs if isinstance(each, DrugUse))
    results = results_of(observed)
    told = {
        repr(treatment(History(person=ADULT, orders=some, uses=uses), results, TODAY)) for some in permutations(orders)
    }
    assert len(told) == 1, "the order of the data never matters"
    return treatment(History(person=ADULT, orders=orders, uses=uses, diagnoses=diagnoses), results, TODAY)


def _opening(*drugs: DrugOrder | DrugUse) -> tuple[str, Opening]:
    found = _treatment(*drugs)
    assert found is not None
    return str(found.course.started_on), found.course.opened_by


def test_without_imatinib_there_is_no_course() -> None:
    assert _treatment(order("2023-01-10", drug=DASATINIB)) is None


def test_the_first_imatinib_starts_a_course() -> None:
    assert _opening(order("2023-01-10"), order("2023-06-10")) == ("2023-01-10", Opening.FIRST_IMATINIB)


@pytest.mark.parametrize(
    "earlier",
    [
        use("2022-12-01", days_supplied=60),
        use("2022-12-01", kind=UseKind.STATEMENT),
        use("2022-12-01", kind=UseKind.ADMINISTRATION),
    ],
    ids=["supply", "statement", "administration"],
)
def test_the_first_imatinib_may_be_a_supply_a_statement_or_an_administration(earlier: DrugUse) -> None:
    assert _opening(earlier, order("2023-01-10")) == ("2022-12-01", Opening.FIRST_IMATINIB)


@pytest.mark.parametrize(
    "doubtful",
    [order("2020-01-10", binding=Answer.NO), order("2020-01-10", drug=Drug(DrugKind.IMATINIB, "Glivec", coded=False))],
    ids=["a plan or a report", "named only in text"],
)
def test_what_only_tells_of_imatinib_starts_no_course_but_leaves_its_start_uncertain(doubtful: DrugOrder) -> None:
    found = _treatment(doubtful, order("2023-01-10"))
    assert found is not None
    assert (str(found.course.started_on), found.course.start_may_be_earlier) == ("2023-01-10", True)


def test_imatinib_after_another_tki_starts_a_new_course() -> None:
    drugs = (
        order("2020-01-10", ends="2020-12-31", status=FINISHED),
        order("2021-01-01", drug=DASATINIB, ends="2021-01-31", status=FINISHED),
        order("2021-02-01"),
    )
    assert _opening(*drugs) == ("2021-02-01", Opening.AFTER_ANOTHER_TKI)


def test_imatinib_after_a_long_order_for_another_tki_starts_a_new_course_even_if_some_was_supplied_meanwhile() -> None:
    drugs = (
        order("2020-01-10", ends="2020-12-31", status=FINISHED),
        use("2021-06-01", days_supplied=10),
        order("2021-01-01", drug=DASATINIB, ends="2022-03-31", status=FINISHED),
        order("2022-04-01"),
    )
    assert _opening(*drugs) == ("2022-04-01", Opening.AFTER_ANOTHER_TKI)


@pytest.mark.parametrize("closed", ["2021-01-31", "2021-02-20"], ids=["the same day", "three weeks late"])
def test_renewals_after_the_return_from_another_tki_start_nothing(closed: str) -> None:
    drugs = (
        order("2020-01-10", drug=DASATINIB, ends=closed, status=FINISHED),
        order("2021-01-31", ends="2021-05-01", status=FINISHED),
        order("2021-05-01"),
    )
    assert _opening(*drugs) == ("2021-01-31", Opening.FIRST_IMATINIB)


@pytest.mark.parametrize(
    ("resumed", "opening"),
    [
        ("2023-03-30", ("2022-01-10", Opening.FIRST_IMATINIB)),
        ("2023-03-31", ("2023-03-31", Opening.AFTER_INTERRUPTION)),
    ],
    ids=["89 days", "90 days"],
)
def test_an_interruption_of_90_days_or_more_starts_a_new_course(resumed: str, opening: tuple[str, Opening]) -> None:
    assert _opening(order("2022-01-10", ends="2022-12-31", status=FINISHED), order(resumed)) == opening


def test_an_interruption_must_be_documented() -> None:
    assert _opening(order("2022-01-10", status=FINISHED), order("2023-03-31"))[0] == "2022-01-10"


def test_supplies_cover_a_gap_between_orders() -> None:
    drugs = (
        order("2022-01-10", ends="2022-12-31", status=FINISHED),
        use("2022-12-20", days_supplied=90),
        order("2023-04-10"),
    )
    assert _opening(*drugs)[0] == "2022-01-10"


def test_an_active_order_covers_the_gaps_of_the_others() -> None:
    drugs = (order("2021-01-10"), use("2022-01-01", days_supplied=30), use("2023-01-01", days_supplied=30))
    assert _opening(*drugs)[0] == "2021-01-10"


def test_a_raise_starts_a_new_course() -> None:
    drugs = (order("2022-01-10", ends="2023-01-09", status=FINISHED), order("2023-01-10", "800"))
    found = _treatment(*drugs)
    assert found is not None
    assert (found.course.opened_by, found.raised_on, found.started_on) == (
        Opening.RAISE,
        day("2023-01-10"),
        day("2022-01-10"),
    )


def test_a_reduction_changes_nothing() -> None:
    drugs = (order("2022-01-10", ends="2023-01-09", status=FINISHED), order("2023-01-10", "300", tablet_mg="100"))
    assert _opening(*drugs) == ("2022-01-10", Opening.FIRST_IMATINIB)


@pytest.mark.parametrize(("back_to", "started_on"), [("400", "2022-01-10"), ("600", "2023-06-10")])
def test_going_back_to_an_earlier_dose_is_no_raise(back_to: str, started_on: str) -> None:
    drugs = (
        order("2022-01-10", ends="2023-01-09", status=FINISHED),
        order("2023-01-10", "300", tablet_mg="100", ends="2023-06-09", status=FINISHED),
        order("2023-06-10", back_to, tablet_mg="200"),
    )
    assert _opening(*drugs)[0] == started_on


def test_going_back_to_the_raised_dose_is_no_second_raise() -> None:
    drugs = (
        order("2022-01-10", ends="2022-12-31", status=FINISHED),
        order("2023-01-01", "800", ends="2023-03-31", status=FINISHED),
        order("2023-04-01", "600", tablet_mg="100", ends="2023-08-31", status=FINISHED),
        order("2023-09-01", "800"),
    )
    assert _opening(*drugs) == ("2023-01-01", Opening.RAISE)


def test_a_dose_above_that_of_a_course_before_an_interruption_is_no_raise() -> None:
    drugs = (order("2020-01-10", ends="2020-12-31", status=FINISHED), order("2022-01-01", "600", tablet_mg="100"))
    assert _opening(*drugs) == ("2022-01-01", Opening.AFTER_INTERRUPTION)


def test_only_results_dated_within_a_course_count_and_those_of_its_first_day_are_its_own() -> None:
    marrows = [karyotype(on, "50") for on in ("2022-01-09", "2022-01-10", "2023-01-09", "2023-01-10", "2024-01-10")]
    drugs = (order("2022-01-10", ends="2023-01-09", status=FINISHED), order("2023-01-10", "800"))
    found = _treatment(*drugs, observed=flat(*marrows))
    assert found is not None
    assert found.before_raise is not None
    assert found.before_raise.results.of(Cytogenetics) == tuple(marrows[1:3])
    assert found.course.results.of(Cytogenetics) == tuple(marrows[3:])


@pytest.mark.parametrize(("diagnosed", "earlier"), [("2022-10-12", False), ("2022-10-11", True)], ids=["90", "91"])
def test_disease_charted_more_than_90_days_before_the_first_imatinib_leaves_the_start_uncertain(
    diagnosed: str, earlier: bool
) -> None:
    found = _treatment(order("2023-01-10"), diagnoses=(diagnosis(on=diagnosed),))
    assert found is not None
    assert found.course.start_may_be_earlier is earlier


@pytest.mark.parametrize(
    ("result", "earlier"),
    [
        ((karyotype("2022-01-10", "90"),), True),
        ((bcr_abl1("2022-01-10", "60"),), True),
        (blood("2022-01-10"), False),
    ],
    ids=["karyotype", "BCR::ABL1", "blood count"],
)
def test_a_karyotype_or_bcr_abl1_shows_the_disease_and_a_blood_count_does_not(
    result: tuple[Observed, ...], earlier: bool
) -> None:
    found = _treatment(order("2023-01-10"), observed=result)
    assert found is not None
    assert found.course.start_may_be_earlier is earlier


def test_another_treatment_between_explains_why_imatinib_came_late() -> None:
    drugs = (order("2022-02-01", drug=DASATINIB, ends="2022-12-31", status=FINISHED), order("2023-01-10"))
    found = _treatment(*drugs, diagnoses=(diagnosis(on="2022-01-10"),))
    assert found is not None
    assert not found.course.start_may_be_earlier


def test_the_start_of_a_raise_is_certain_even_if_that_of_imatinib_is_not() -> None:
    drugs = (order("2022-01-10", ends="2023-01-09", status=FINISHED), order("2023-01-10", "800"))
    found = _treatment(*drugs, diagnoses=(diagnosis(on="2019-01-10"),))
    assert found is not None
    assert found.before_raise is not None
    assert (found.before_raise.start_may_be_earlier, found.course.start_may_be_earlier) == (True, False)


@pytest.mark.parametrize(
    ("before", "ph_negative"),
    [
        ((karyotype("2023-01-05", "0"),), True),
        ((karyotype("2023-01-10", "0"),), True),
        ((karyotype("2023-01-11", "0"),), False),
        ((karyotype("2023-01-05", "5"),), False),
        ((karyotype("2023-01-05", "1", cells=100),), False),
        ((karyotype("2023-01-05", "<5"),), False),
        ((karyotype("2022-12-01", "0"), karyotype("2023-01-05", "5")), False),
        ((karyotype("2023-01-05", "0", cells=19),), False),
        ((karyotype("2023-01-05", "0", cells=200)._replace(method=CytogeneticMethod.FISH),), False),
        ((karyotype("2022-01-05", "0"),), False),
        ((), False),
    ],
    ids=[
        "before",
        "first day",
        "later",
        "some",
        "one cell",
        "bound",
        "some once",
        "few",
        "FISH",
        "start uncertain",
        "none",
    ],
)
def test_only_adequate_karyotypes_before_imatinib_tell_that_they_never_showed_ph(
    before: tuple[Observed, ...], ph_negative: bool
) -> None:
    found = _treatment(order("2023-01-10"), observed=before)
    assert found is not None
    assert found.course.ph_negative is ph_negative


def test_that_karyotypes_never_showed_ph_holds_after_a_raise_and_not_after_another_tki() -> None:
    without_ph = (karyotype("2023-01-05", "0"),)
    first = order("2023-01-10", ends="2024-01-09", status=FINISHED)
    raised = _treatment(first, order("2024-01-10", "800"), observed=without_ph)
    second_line = _treatment(
        order("2022-01-10", drug=DASATINIB, ends="2023-01-04", status=FINISHED),
        order("2023-01-10"),
        observed=without_ph,
    )
    assert raised is not None
    assert second_line is not None
    assert (raised.course.ph_negative, second_line.course.ph_negative) == (True, False)


def test_a_gap_between_supplies_is_documented_and_the_next_day_is_none() -> None:
    supplies = (
        use("2023-01-01", days_supplied=30),
        use("2023-01-31", days_supplied=30),
        use("2023-03-15", days_supplied=30),
    )
    found = _treatment(*supplies)
    assert found is not None
    assert found.gaps == (Gap(day("2023-03-01"), day("2023-03-15")),)


def test_an_order_that_has_not_begun_is_no_course() -> None:
    assert _treatment(order("2024-06-17", drug=IMATINIB)) is None
