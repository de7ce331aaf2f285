"""Eligibility: to whom the protocol applies."""

from dataclasses import replace

import pytest

from response_criteria.assessment.applicability import REASONS, evaluate_applicability
from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Diagnosis, Disease
from response_criteria.model.facts import Origin
from response_criteria.model.findings import Applicability, ApplicabilityStatus
from response_criteria.model.history import ExcludedData, History, Person, Subject, UnavailableQuery
from response_criteria.model.medications import Drug, DrugKind, DrugOrder, OrderStatus
from response_criteria.treatment.current_tki import find_current_tki
from tests.response_criteria.chart import ADULT, DASATINIB, day, diagnosis, order, when

TODAY = day("2024-06-15")
UNRESOLVED = Drug(DrugKind.UNRESOLVED, "Medication/17")


def _evaluate(
    *,
    person: Person = ADULT,
    diagnoses: tuple[Diagnosis, ...] | None = None,
    orders: tuple[DrugOrder, ...] = (order("2023-01-10"),),
    excluded: tuple[ExcludedData, ...] = (),
    for_clinician: bool = True,
) -> Applicability:
    history = History(
        person=person, diagnoses=(diagnosis(),) if diagnoses is None else diagnoses, orders=orders, excluded=excluded
    )
    applicability = evaluate_applicability(
        history, find_current_tki(history, TODAY), TODAY, for_clinician=for_clinician
    )
    for reason in applicability.reasons:
        assert set(REASONS[reason.code]) <= set(reason.values)  # type: ignore[index]
    return applicability


def _summarize(applicability: Applicability) -> tuple[ApplicabilityStatus, list[str]]:
    return applicability.status, [str(reason.code) for reason in applicability.reasons]


APPLICABLE: tuple[ApplicabilityStatus, list[str]] = (ApplicabilityStatus.APPLICABLE, [])


def test_the_protocol_applies_to_an_adult_with_cml_on_imatinib() -> None:
    assert _summarize(_evaluate()) == APPLICABLE


def test_only_clinicians_are_advised() -> None:
    assert _summarize(_evaluate(for_clinician=False)) == (ApplicabilityStatus.NOT_APPLICABLE, ["not-a-clinician"])


def test_it_does_not_apply_to_a_deceased_patient() -> None:
    assert _summarize(_evaluate(person=replace(ADULT, deceased=True))) == (
        ApplicabilityStatus.NOT_APPLICABLE,
        ["deceased"],
    )
    assert _summarize(_evaluate(person=replace(ADULT, died_on=when("2024")))) == (
        ApplicabilityStatus.NOT_APPLICABLE,
        ["deceased"],
    )


def _exclude(subject: Subject | None, *, withdrawn: bool = False) -> ExcludedData:
    return ExcludedData(Origin("Condition/2"), "its stage is not a list", subject, withdrawn=withdrawn)


NO_CML = (ApplicabilityStatus.NOT_APPLICABLE, ["no-cml-diagnosis"])
DIAGNOSIS_UNCLEAR = (ApplicabilityStatus.UNKNOWN, ["diagnosis-unclear"])


@pytest.mark.parametrize(
    ("diagnoses", "excluded", "expected"),
    [
        ((), _exclude(Subject.DIAGNOSIS), DIAGNOSIS_UNCLEAR),
        ((), _exclude(Subject.PHASE), DIAGNOSIS_UNCLEAR),
        ((), _exclude(Subject.DIAGNOSIS, withdrawn=True), NO_CML),
        ((), _exclude(Subject.PREGNANCY), NO_CML),
        ((), _exclude(None), NO_CML),
        ((diagnosis(),), _exclude(Subject.DIAGNOSIS), APPLICABLE),
        ((diagnosis(active=False),), _exclude(Subject.DIAGNOSIS), (ApplicabilityStatus.UNKNOWN, ["cml-not-active"])),
    ],
)
def test_a_diagnosis_that_could_not_be_read_leaves_it_unknown(
    diagnoses: tuple[Diagnosis, ...], excluded: ExcludedData, expected: tuple[ApplicabilityStatus, list[str]]
) -> None:
    assert _summarize(_evaluate(diagnoses=diagnoses, excluded=(excluded,))) == expected


def test_a_diagnosis_that_could_not_be_read_does_not_matter_without_imatinib() -> None:
    found = _evaluate(diagnoses=(), orders=(), excluded=(_exclude(Subject.DIAGNOSIS),))
    assert found.status is ApplicabilityStatus.NOT_APPLICABLE


UNDER_18 = (ApplicabilityStatus.NOT_APPLICABLE, ["under-18"])
AGE_UNKNOWN = (ApplicabilityStatus.UNKNOWN, ["no-birth-date"])


@pytest.mark.parametrize(
    ("born", "expected"),
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
def test_it_applies_to_adults_and_a_partial_birth_date_must_leave_no_doubt(
    born: str, expected: tuple[ApplicabilityStatus, list[str]]
) -> None:
    assert _summarize(_evaluate(person=replace(ADULT, birth_date=when(born)))) == expected


def test_without_a_birth_date_applicability_is_unknown() -> None:
    assert _summarize(_evaluate(person=replace(ADULT, birth_date=None))) == AGE_UNKNOWN


@pytest.mark.parametrize(
    ("diagnoses", "expected"),
    [
        ((), (ApplicabilityStatus.NOT_APPLICABLE, ["no-cml-diagnosis"])),
        ((diagnosis(Disease.HEART_FAILURE),), (ApplicabilityStatus.NOT_APPLICABLE, ["no-cml-diagnosis"])),
        ((diagnosis(active=False),), (ApplicabilityStatus.UNKNOWN, ["cml-not-active"])),
        ((diagnosis(active=False), diagnosis()), APPLICABLE),
        ((diagnosis(Disease.ATYPICAL_CML),), (ApplicabilityStatus.NOT_APPLICABLE, ["atypical-cml"])),
        ((diagnosis(Disease.ATYPICAL_CML), diagnosis()), (ApplicabilityStatus.NOT_APPLICABLE, ["atypical-cml"])),
        ((diagnosis(Disease.ATYPICAL_CML, active=False), diagnosis()), APPLICABLE),
    ],
    ids=["nothing", "another disease", "CML resolved", "CML resolved and active", "atypical", "both", "atypical once"],
)
def test_cml_is_taken_from_coded_conditions_alone(
    diagnoses: tuple[Diagnosis, ...], expected: tuple[ApplicabilityStatus, list[str]]
) -> None:
    assert _summarize(_evaluate(diagnoses=diagnoses)) == expected


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ((), (ApplicabilityStatus.NOT_APPLICABLE, ["no-imatinib"])),
        ((order("2023-01-10", drug=DASATINIB),), (ApplicabilityStatus.NOT_APPLICABLE, ["other-tki"])),
        (
            (order("2023-01-10", status=OrderStatus.STOPPED),),
            (ApplicabilityStatus.NOT_APPLICABLE, ["imatinib-stopped"]),
        ),
        ((order("2023-01-10", binding=Answer.NO),), (ApplicabilityStatus.UNKNOWN, ["therapy-unclear"])),
    ],
)
def test_it_applies_to_patients_on_imatinib(
    orders: tuple[DrugOrder, ...], expected: tuple[ApplicabilityStatus, list[str]]
) -> None:
    assert _summarize(_evaluate(orders=orders)) == expected


@pytest.mark.parametrize(
    ("unresolved", "expected"),
    [
        (order("2024-01-10", drug=UNRESOLVED), (ApplicabilityStatus.UNKNOWN, ["medication-unresolved"])),
        (order("2024-01-10", drug=UNRESOLVED, status=OrderStatus.STOPPED), APPLICABLE),
        (order("2024-01-10", drug=UNRESOLVED, ends="2024-02-10"), APPLICABLE),
    ],
    ids=["active", "stopped", "run out"],
)
def test_only_an_active_order_makes_an_unresolved_medication_matter(
    unresolved: DrugOrder, expected: tuple[ApplicabilityStatus, list[str]]
) -> None:
    assert _summarize(_evaluate(orders=(order("2023-01-10"), unresolved))) == expected


@pytest.mark.parametrize(
    "orders",
    [
        (order("2024-01-10", drug=UNRESOLVED),),
        (order("2024-01-10", drug=UNRESOLVED, binding=Answer.NO),),
        (order("2023-01-10", status=OrderStatus.STOPPED), order("2024-01-10", drug=UNRESOLVED)),
    ],
    ids=["alone", "alone and not firm", "after imatinib was stopped"],
)
def test_an_unresolved_medication_may_be_imatinib(orders: tuple[DrugOrder, ...]) -> None:
    assert _summarize(_evaluate(orders=orders)) == (ApplicabilityStatus.UNKNOWN, ["medication-unresolved"])


def test_another_current_tki_outweighs_an_unresolved_medication() -> None:
    orders = (order("2024-02-10", drug=DASATINIB), order("2024-01-10", drug=UNRESOLVED))
    assert _summarize(_evaluate(orders=orders)) == (ApplicabilityStatus.NOT_APPLICABLE, ["other-tki"])


def test_an_exclusion_outweighs_an_item_that_cannot_be_determined() -> None:
    assert _summarize(_evaluate(person=replace(ADULT, birth_date=None), diagnoses=())) == (
        ApplicabilityStatus.NOT_APPLICABLE,
        ["no-cml-diagnosis"],
    )


@pytest.mark.parametrize(
    ("withdrawn", "status", "code"),
    [(False, "unknown", "medication-unresolved"), (True, "not-applicable", "no-imatinib")],
)
def test_an_order_for_imatinib_that_could_not_be_read_is_no_proof_that_there_is_none(
    withdrawn: bool, status: str, code: str
) -> None:
    reason = "its text is not a text"
    unread = ExcludedData(Origin("MedicationRequest/1"), reason, Subject.IMATINIB, withdrawn=withdrawn)
    applicability = _evaluate(orders=(), excluded=(unread,))
    assert applicability.status == status
    assert [reason.code for reason in applicability.reasons] == [code]


def test_conditions_that_came_short_are_no_proof_that_there_is_no_leukemia() -> None:
    history = History(
        person=ADULT,
        orders=(order("2023-01-10"),),
        unavailable_queries=(UnavailableQuery("conditions", "it states a total of 5 results but contains 0"),),
    )
    tki = find_current_tki(history, TODAY)
    applicability = evaluate_applicability(history, tki, TODAY, for_clinician=True)
    assert applicability.status is ApplicabilityStatus.UNKNOWN
    assert [reason.code for reason in applicability.reasons] == ["diagnosis-unclear"]
