"""The start of a course of imatinib, and the results that belong to it."""

from itertools import permutations

import pytest

from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Diagnosis
from response_criteria.model.history import History
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, DrugUse, OrderStatus, UseKind
from response_criteria.model.results import CytogeneticMethod, CytogeneticResult, Observed
from response_criteria.results.by_kind import group_results
from response_criteria.treatment.course import CourseStart
from response_criteria.treatment.courses import Treatment, build_treatment
from response_criteria.treatment.exposure import Gap
from tests.response_criteria.chart import (
    ADULT,
    DASATINIB,
    IMATINIB,
    bcr_abl1,
    blood,
    combine,
    day,
    diagnosis,
    karyotype,
    order,
    use,
)

TODAY = day("2024-06-15")
FINISHED = OrderStatus.COMPLETED


def build(
    *drugs: DrugOrder | DrugUse,
    observed: tuple[Observed, ...] = (),
    diagnoses: tuple[Diagnosis, ...] = (),
) -> Treatment | None:
    orders = tuple(drug for drug in drugs if isinstance(drug, DrugOrder))
    uses = tuple(drug for drug in drugs if isinstance(drug, DrugUse))
    results = group_results(observed)
    treatments = {
        repr(build_treatment(History(person=ADULT, orders=permuted, uses=uses), results, TODAY))
        for permuted in permutations(orders)
    }
    assert len(treatments) == 1, "the order of the data must not matter"
    return build_treatment(History(person=ADULT, orders=orders, uses=uses, diagnoses=diagnoses), results, TODAY)


def start_of(*drugs: DrugOrder | DrugUse) -> tuple[str, CourseStart]:
    found = build(*drugs)
    assert found is not None
    return str(found.course.started_on), found.course.start_reason


def test_without_imatinib_there_is_no_course() -> None:
    assert build(order("2023-01-10", drug=DASATINIB)) is None


def test_the_first_imatinib_starts_a_course() -> None:
    assert start_of(order("2023-01-10"), order("2023-06-10")) == ("2023-01-10", CourseStart.FIRST_IMATINIB)


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
    assert start_of(earlier, order("2023-01-10")) == ("2022-12-01", CourseStart.FIRST_IMATINIB)


@pytest.mark.parametrize(
    "unreliable",
    [order("2020-01-10", binding=Answer.NO), order("2020-01-10", drug=Drug(DrugKind.IMATINIB, "Glivec", coded=False))],
    ids=["a plan or a report", "named only in text"],
)
def test_unreliable_records_of_imatinib_start_no_course_but_leave_its_start_uncertain(unreliable: DrugOrder) -> None:
    found = build(unreliable, order("2023-01-10"))
    assert found is not None
    assert (str(found.course.started_on), found.course.start_may_be_earlier) == ("2023-01-10", True)


def test_imatinib_after_another_tki_starts_a_new_course() -> None:
    drugs = (
        order("2020-01-10", ends="2020-12-31", status=FINISHED),
        order("2021-01-01", drug=DASATINIB, ends="2021-01-31", status=FINISHED),
        order("2021-02-01"),
    )
    assert start_of(*drugs) == ("2021-02-01", CourseStart.AFTER_ANOTHER_TKI)


def test_imatinib_after_a_long_order_for_another_tki_starts_a_new_course_even_if_some_was_supplied_meanwhile() -> None:
    drugs = (
        order("2020-01-10", ends="2020-12-31", status=FINISHED),
        use("2021-06-01", days_supplied=10),
        order("2021-01-01", drug=DASATINIB, ends="2022-03-31", status=FINISHED),
        order("2022-04-01"),
    )
    assert start_of(*drugs) == ("2022-04-01", CourseStart.AFTER_ANOTHER_TKI)


@pytest.mark.parametrize("closed", ["2021-01-31", "2021-02-20"], ids=["the same day", "three weeks late"])
def test_renewals_after_the_return_from_another_tki_start_no_course(closed: str) -> None:
    drugs = (
        order("2020-01-10", drug=DASATINIB, ends=closed, status=FINISHED),
        order("2021-01-31", ends="2021-05-01", status=FINISHED),
        order("2021-05-01"),
    )
    assert start_of(*drugs) == ("2021-01-31", CourseStart.FIRST_IMATINIB)


@pytest.mark.parametrize(
    ("resumed", "start"),
    [
        ("2023-03-31", ("2022-01-10", CourseStart.FIRST_IMATINIB)),
        ("2023-04-01", ("2023-04-01", CourseStart.AFTER_INTERRUPTION)),
    ],
    ids=["89 days", "90 days"],
)
def test_an_interruption_of_90_days_or_more_starts_a_new_course(resumed: str, start: tuple[str, CourseStart]) -> None:
    assert start_of(order("2022-01-10", ends="2022-12-31", status=FINISHED), order(resumed)) == start


def test_an_interruption_must_be_documented() -> None:
    assert start_of(order("2022-01-10", status=FINISHED), order("2023-03-31"))[0] == "2022-01-10"


def test_supplies_cover_a_gap_between_orders() -> None:
    drugs = (
        order("2022-01-10", ends="2022-12-31", status=FINISHED),
        use("2022-12-20", days_supplied=90),
        order("2023-04-10"),
    )
    assert start_of(*drugs)[0] == "2022-01-10"


def test_an_active_order_covers_the_gaps_of_the_others() -> None:
    drugs = (order("2021-01-10"), use("2022-01-01", days_supplied=30), use("2023-01-01", days_supplied=30))
    assert start_of(*drugs)[0] == "2021-01-10"


def test_a_dose_escalation_starts_a_new_course() -> None:
    drugs = (order("2022-01-10", ends="2023-01-09", status=FINISHED), order("2023-01-10", "800"))
    found = build(*drugs)
    assert found is not None
    assert (found.course.start_reason, found.escalated_on, found.started_on) == (
        CourseStart.DOSE_ESCALATION,
        day("2023-01-10"),
        day("2022-01-10"),
    )


def test_a_dose_reduction_starts_no_course() -> None:
    drugs = (order("2022-01-10", ends="2023-01-09", status=FINISHED), order("2023-01-10", "300", tablet_mg="100"))
    assert start_of(*drugs) == ("2022-01-10", CourseStart.FIRST_IMATINIB)


@pytest.mark.parametrize(("back_to", "started_on"), [("400", "2022-01-10"), ("600", "2023-06-10")])
def test_going_back_to_an_earlier_dose_is_no_escalation(back_to: str, started_on: str) -> None:
    drugs = (
        order("2022-01-10", ends="2023-01-09", status=FINISHED),
        order("2023-01-10", "300", tablet_mg="100", ends="2023-06-09", status=FINISHED),
        order("2023-06-10", back_to, tablet_mg="200"),
    )
    assert start_of(*drugs)[0] == started_on


def test_going_back_to_the_escalated_dose_is_no_second_escalation() -> None:
    drugs = (
        order("2022-01-10", ends="2022-12-31", status=FINISHED),
        order("2023-01-01", "800", ends="2023-03-31", status=FINISHED),
        order("2023-04-01", "600", tablet_mg="100", ends="2023-08-31", status=FINISHED),
        order("2023-09-01", "800"),
    )
    assert start_of(*drugs) == ("2023-01-01", CourseStart.DOSE_ESCALATION)


def test_a_dose_above_that_before_an_interruption_is_no_escalation() -> None:
    drugs = (order("2020-01-10", ends="2020-12-31", status=FINISHED), order("2022-01-01", "600", tablet_mg="100"))
    assert start_of(*drugs) == ("2022-01-01", CourseStart.AFTER_INTERRUPTION)


def test_a_course_has_the_results_from_its_first_day_to_the_day_before_the_next_course() -> None:
    marrows = [karyotype(on, "50") for on in ("2022-01-09", "2022-01-10", "2023-01-09", "2023-01-10", "2024-01-10")]
    drugs = (order("2022-01-10", ends="2023-01-09", status=FINISHED), order("2023-01-10", "800"))
    found = build(*drugs, observed=combine(*marrows))
    assert found is not None
    assert found.before_escalation is not None
    assert found.before_escalation.results.of(CytogeneticResult) == tuple(marrows[1:3])
    assert found.course.results.of(CytogeneticResult) == tuple(marrows[3:])


@pytest.mark.parametrize(("diagnosed", "earlier"), [("2022-10-12", False), ("2022-10-11", True)], ids=["90", "91"])
def test_disease_documented_more_than_90_days_before_the_first_imatinib_leaves_the_start_uncertain(
    diagnosed: str, earlier: bool
) -> None:
    found = build(order("2023-01-10"), diagnoses=(diagnosis(on=diagnosed),))
    assert found is not None
    assert found.course.start_may_be_earlier is earlier


@pytest.mark.parametrize(
    ("result", "earlier"),
    [
        ((karyotype("2022-01-10", "90"),), True),
        ((karyotype("2022-01-10", "90")._replace(method=CytogeneticMethod.FISH),), True),
        ((bcr_abl1("2022-01-10", "60"),), True),
        (blood("2022-01-10"), False),
    ],
    ids=["karyotype", "FISH", "BCR::ABL1", "blood count"],
)
def test_a_karyotype_a_fish_or_bcr_abl1_shows_the_disease_and_a_blood_count_does_not(
    result: tuple[Observed, ...], earlier: bool
) -> None:
    found = build(order("2023-01-10"), observed=result)
    assert found is not None
    assert found.course.start_may_be_earlier is earlier


def test_another_tki_in_between_explains_a_late_start_of_imatinib() -> None:
    drugs = (order("2022-02-01", drug=DASATINIB, ends="2022-12-31", status=FINISHED), order("2023-01-10"))
    found = build(*drugs, diagnoses=(diagnosis(on="2022-01-10"),))
    assert found is not None
    assert not found.course.start_may_be_earlier


@pytest.mark.parametrize(("ended", "earlier"), [("2022-01-10", False), ("2022-01-09", True)])
def test_another_tki_that_was_taken_at_diagnosis_explains_a_late_start_of_imatinib(ended: str, earlier: bool) -> None:
    drugs = (order("2021-12-01", drug=DASATINIB, ends=ended, status=FINISHED), order("2023-01-10"))
    found = build(*drugs, diagnoses=(diagnosis(on="2022-01-10"),))
    assert found is not None
    assert found.course.start_may_be_earlier is earlier


def test_the_date_of_an_escalation_is_certain_even_if_the_start_of_imatinib_is_not() -> None:
    drugs = (order("2022-01-10", ends="2023-01-09", status=FINISHED), order("2023-01-10", "800"))
    found = build(*drugs, diagnoses=(diagnosis(on="2019-01-10"),))
    assert found is not None
    assert found.before_escalation is not None
    assert (found.before_escalation.start_may_be_earlier, found.course.start_may_be_earlier) == (True, False)


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
def test_only_adequate_karyotypes_before_imatinib_show_that_the_disease_is_ph_negative(
    before: tuple[Observed, ...], ph_negative: bool
) -> None:
    found = build(order("2023-01-10"), observed=before)
    assert found is not None
    assert found.course.ph_negative is ph_negative


def test_ph_negative_disease_stays_so_after_an_escalation_and_not_after_another_tki() -> None:
    ph_negative_karyotype = (karyotype("2023-01-05", "0"),)
    first = order("2023-01-10", ends="2024-01-09", status=FINISHED)
    escalated = build(first, order("2024-01-10", "800"), observed=ph_negative_karyotype)
    second_line = build(
        order("2022-01-10", drug=DASATINIB, ends="2023-01-04", status=FINISHED),
        order("2023-01-10"),
        observed=ph_negative_karyotype,
    )
    assert escalated is not None
    assert second_line is not None
    assert (escalated.course.ph_negative, second_line.course.ph_negative) == (True, False)


def test_a_gap_between_supplies_is_documented_and_a_supply_on_the_next_day_leaves_none() -> None:
    supplies = (
        use("2023-01-01", days_supplied=30),
        use("2023-01-31", days_supplied=30),
        use("2023-03-15", days_supplied=30),
    )
    found = build(*supplies)
    assert found is not None
    assert found.gaps == (Gap(day("2023-03-01"), day("2023-03-15")),)


def test_an_order_that_has_not_started_starts_no_course() -> None:
    assert build(order("2024-06-17", drug=IMATINIB)) is None
