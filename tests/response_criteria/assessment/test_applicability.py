"""For whom the protocol speaks."""

from dataclasses import replace

import pytest

from response_criteria.assessment.applicability import REASONS, applicability
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Diagnosis, Disease, Drug, DrugKind, DrugOrder, History, OrderStatus, Person
from response_criteria.model.findings import Applicability, Applies
from response_criteria.treatment.current_tki import current_tki
from tests.response_criteria.chart import ADULT, DASATINIB, day, diagnosis, order, when

TODAY = day("2024-06-15")
UNRESOLVED = Drug(DrugKind.UNRESOLVED, "Medication/17")


def _applicability(
    *,
    person: Person = ADULT,
    diagnoses: tuple[Diagnosis, ...] | None = None,
    orders: tuple[DrugOrder, ...] = (order("2023-01-10"),),
    for_clinician: bool = True,
) -> Applicability:
    history = History(person=person, diagnoses=(diagnosis(),) if diagnoses is None else diagnoses, orders=orders)
    told = applicability(history, current_tki(history, TODAY), TODAY, for_clinician=for_clinician)
    for reason in told.reasons:
        assert set(REASONS[reason.code]) <= set(reason.values)  # type: ignore[index]
    return told


def _told(found: Applicability) -> tuple[Applies, list[str]]:
    return found.status, [str(each.code) for each in found.reasons]


APPLICABLE: tuple[Applies, list[str]] = (Applies.APPLICABLE, [])


def test_the_protocol_speaks_of_an_adult_with_cml_on_imatinib() -> None:
    assert _told(_applicability()) == APPLICABLE


def test_it_speaks_to_clinicians_alone() -> None:
    assert _told(_applicability(for_clinician=False)) == (Applies.NOT_APPLICABLE, ["not-a-clinician"])


def test_it_does_not_speak_of_the_dead() -> None:
    assert _told(_applicability(person=replace(ADULT, died=True))) == (Applies.NOT_APPLICABLE, ["deceased"])


UNDER_18 = (Applies.NOT_APPLICABLE, ["under-18"])
AGE_UNKNOWN = (Applies.UNKNOWN, ["no-birth-date"])


@pytest.mark.parametrize(
    ("born", "told"),
    [
        ("2006-06-15", APPLICABLE),
        ("2006-06-16", UNDER_18),
        ("2006-05", APPLICABLE),
        ("2006-06", AGE_UNKNOWN),
        ("2006-07", UNDER_18),
        ("2005", APPLICABLE),
        ("2006", AGE_UNKNOWN),
        ("2007", UNDER_18),
    ],
)
def test_it_speaks_of_adults_and_a_partly_written_birth_date_must_leave_no_doubt(
    born: str, told: tuple[Applies, list[str]]
) -> None:
    assert _told(_applicability(person=replace(ADULT, born=when(born)))) == told


def test_without_a_birth_date_it_cannot_be_told() -> None:
    assert _told(_applicability(person=replace(ADULT, born=None))) == AGE_UNKNOWN


@pytest.mark.parametrize(
    ("diagnoses", "told"),
    [
        ((), (Applies.NOT_APPLICABLE, ["no-cml-diagnosis"])),
        ((diagnosis(Disease.HEART_FAILURE),), (Applies.NOT_APPLICABLE, ["no-cml-diagnosis"])),
        ((diagnosis(active=False),), (Applies.UNKNOWN, ["cml-not-active"])),
        ((diagnosis(active=False), diagnosis()), APPLICABLE),
        ((diagnosis(Disease.ATYPICAL_CML),), (Applies.NOT_APPLICABLE, ["atypical-cml"])),
        ((diagnosis(Disease.ATYPICAL_CML), diagnosis()), (Applies.NOT_APPLICABLE, ["atypical-cml"])),
        ((diagnosis(Disease.ATYPICAL_CML, active=False), diagnosis()), APPLICABLE),
    ],
    ids=["nothing", "another disease", "CML resolved", "CML resolved and active", "atypical", "both", "atypical once"],
)
def test_cml_is_taken_from_coded_conditions_alone(
    diagnoses: tuple[Diagnosis, ...], told: tuple[Applies, list[str]]
) -> None:
    assert _told(_applicability(diagnoses=diagnoses)) == told


@pytest.mark.parametrize(
    ("orders", "told"),
    [
        ((), (Applies.NOT_APPLICABLE, ["no-imatinib"])),
        ((order("2023-01-10", drug=DASATINIB),), (Applies.NOT_APPLICABLE, ["other-tki"])),
        ((order("2023-01-10", status=OrderStatus.STOPPED),), (Applies.NOT_APPLICABLE, ["imatinib-stopped"])),
        ((order("2023-01-10", binding=Answer.NO),), (Applies.UNKNOWN, ["therapy-unclear"])),
    ],
)
def test_it_speaks_of_patients_on_imatinib(orders: tuple[DrugOrder, ...], told: tuple[Applies, list[str]]) -> None:
    assert _told(_applicability(orders=orders)) == told


@pytest.mark.parametrize(
    ("unresolved", "told"),
    [
        (order("2024-01-10", drug=UNRESOLVED), (Applies.UNKNOWN, ["medication-unresolved"])),
        (order("2024-01-10", drug=UNRESOLVED, status=OrderStatus.STOPPED), APPLICABLE),
        (order("2024-01-10", drug=UNRESOLVED, ends="2024-02-10"), APPLICABLE),
    ],
    ids=["active", "stopped", "run out"],
)
def test_only_an_active_order_that_cannot_be_resolved_leaves_it_open(
    unresolved: DrugOrder, told: tuple[Applies, list[str]]
) -> None:
    assert _told(_applicability(orders=(order("2023-01-10"), unresolved))) == told


@pytest.mark.parametrize(
    "orders",
    [
        (order("2024-01-10", drug=UNRESOLVED),),
        (order("2024-01-10", drug=UNRESOLVED, binding=Answer.NO),),
        (order("2023-01-10", status=OrderStatus.STOPPED), order("2024-01-10", drug=UNRESOLVED)),
    ],
    ids=["alone", "alone and not firm", "after imatinib was stopped"],
)
def test_an_order_that_cannot_be_resolved_may_be_the_imatinib(orders: tuple[DrugOrder, ...]) -> None:
    assert _told(_applicability(orders=orders)) == (Applies.UNKNOWN, ["medication-unresolved"])


def test_another_tki_today_outweighs_an_order_that_cannot_be_resolved() -> None:
    orders = (order("2024-02-10", drug=DASATINIB), order("2024-01-10", drug=UNRESOLVED))
    assert _told(_applicability(orders=orders)) == (Applies.NOT_APPLICABLE, ["other-tki"])


def test_what_speaks_against_it_outweighs_what_leaves_it_open() -> None:
    assert _told(_applicability(person=replace(ADULT, born=None), diagnoses=())) == (
        Applies.NOT_APPLICABLE,
        ["no-cml-diagnosis"],
    )
