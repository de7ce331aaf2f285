"""Eligibility: the protocol applies to adults with CML on imatinib, and only clinicians are advised (decision 0013)."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from response_criteria.model.answers import Answer
from response_criteria.model.diagnoses import Disease
from response_criteria.model.findings import Applicability, ApplicabilityReason, ApplicabilityStatus
from response_criteria.model.history import Doubt, History, Subject
from response_criteria.model.medications import DrugKind
from response_criteria.model.periods import add_months
from response_criteria.results.doubts import classify_doubts
from response_criteria.results.evidence import cite_diagnosis, cite_treatment
from response_criteria.treatment.current_tki import CurrentTki, TkiStatus, UnclearReason
from response_criteria.treatment.imatinib_orders import is_in_effect

ADULT_MONTHS = 18 * 12

CONDITIONS = "conditions"
"""The query of the chart whose results diagnoses come from."""

_TREATMENT = (Subject.IMATINIB, Subject.OTHER_TKI, Subject.UNIDENTIFIED_DRUG)
_MAY_BE_IMATINIB = (Subject.IMATINIB, Subject.IMATINIB_SUPPLY, Subject.UNIDENTIFIED_DRUG)
_ABOUT_DIAGNOSIS = (Subject.DIAGNOSIS, Subject.PHASE)


class NotApplicable(StrEnum):
    """Why the protocol does not apply to this patient."""

    NO_CML = "no-cml-diagnosis"
    ATYPICAL_CML = "atypical-cml"
    NO_IMATINIB = "no-imatinib"
    IMATINIB_STOPPED = "imatinib-stopped"
    OTHER_TKI = "other-tki"
    UNDER_18 = "under-18"
    DECEASED = "deceased"
    NOT_A_CLINICIAN = "not-a-clinician"


class Unknown(StrEnum):
    """Why it cannot be determined whether the protocol applies."""

    CML_NOT_ACTIVE = "cml-not-active"
    DIAGNOSIS_UNCLEAR = "diagnosis-unclear"
    NO_BIRTH_DATE = "no-birth-date"
    THERAPY_UNCLEAR = "therapy-unclear"
    MEDICATION_UNRESOLVED = "medication-unresolved"


REASONS: Mapping[NotApplicable | Unknown, tuple[str, ...]] = MappingProxyType(
    {
        NotApplicable.NO_CML: (),
        NotApplicable.ATYPICAL_CML: (),
        NotApplicable.NO_IMATINIB: (),
        NotApplicable.IMATINIB_STOPPED: (),
        NotApplicable.OTHER_TKI: ("drug",),
        NotApplicable.UNDER_18: ("adult_from",),
        NotApplicable.DECEASED: (),
        NotApplicable.NOT_A_CLINICIAN: (),
        Unknown.CML_NOT_ACTIVE: (),
        Unknown.DIAGNOSIS_UNCLEAR: ("why",),  # why the diagnosis could not be read
        Unknown.NO_BIRTH_DATE: ("born",),  # as far as it is written: "2006", or "" if it is missing
        Unknown.THERAPY_UNCLEAR: ("why",),  # and the values that current_tki.UNCLEAR_VALUES lists for it
        Unknown.MEDICATION_UNRESOLVED: ("drug",),
    }
)
"""The values that always come with each reason."""


def evaluate_applicability(history: History, tki: CurrentTki, as_of: date, *, for_clinician: bool) -> Applicability:
    """Return not applicable if any exclusion is met, unknown if any item cannot be determined, else applicable."""
    reasons = (
        *_check_user(for_clinician),
        *_check_person(history, as_of),
        *_check_disease(history, as_of),
        *_check_treatment(history, tki, as_of),
    )
    exclusions = tuple(reason for reason in reasons if isinstance(reason.code, NotApplicable))
    if exclusions:
        return Applicability(ApplicabilityStatus.NOT_APPLICABLE, exclusions)
    return Applicability(ApplicabilityStatus.UNKNOWN if reasons else ApplicabilityStatus.APPLICABLE, reasons)


def _check_user(for_clinician: bool) -> Iterator[ApplicabilityReason]:
    if not for_clinician:
        yield ApplicabilityReason(NotApplicable.NOT_A_CLINICIAN)


def _check_person(history: History, as_of: date) -> Iterator[ApplicabilityReason]:
    person = history.person
    if person.deceased or person.died_on:
        yield ApplicabilityReason(NotApplicable.DECEASED)
    if person.birth_date is None:
        yield ApplicabilityReason(Unknown.NO_BIRTH_DATE, {"born": ""})
    elif as_of < (adult_from := add_months(person.birth_date.earliest, ADULT_MONTHS)):
        yield ApplicabilityReason(NotApplicable.UNDER_18, {"adult_from": adult_from})
    elif as_of < add_months(person.birth_date.latest, ADULT_MONTHS):
        yield ApplicabilityReason(Unknown.NO_BIRTH_DATE, {"born": str(person.birth_date)})


def _check_disease(history: History, as_of: date) -> Iterator[ApplicabilityReason]:
    # Coded conditions alone decide: t(9;22) and BCR::ABL1 are also found in Ph-positive ALL.
    cml = [diagnosis for diagnosis in history.diagnoses if diagnosis.disease is Disease.CML]
    atypical = [
        diagnosis for diagnosis in history.diagnoses if diagnosis.disease is Disease.ATYPICAL_CML and diagnosis.active
    ]
    if atypical:
        evidence = tuple(cite_diagnosis(diagnosis, as_of) for diagnosis in atypical)
        yield ApplicabilityReason(NotApplicable.ATYPICAL_CML, evidence=evidence)
    elif not cml:
        yield _explain_missing_diagnosis(history)
    elif not any(diagnosis.active for diagnosis in cml):
        evidence = tuple(cite_diagnosis(diagnosis, as_of) for diagnosis in cml)
        yield ApplicabilityReason(Unknown.CML_NOT_ACTIVE, evidence=evidence)


def _explain_missing_diagnosis(history: History) -> ApplicabilityReason:
    # A condition that could not be read may be the leukemia: it must not end as "no CML" (decision 0054).
    unread = (data for data in history.excluded if data.subject in _ABOUT_DIAGNOSIS and not data.withdrawn)
    short = (query.reason for query in history.unavailable_queries if query.key == CONDITIONS)
    reasons = sorted({*(data.reason for data in unread), *short})
    if not reasons:
        return ApplicabilityReason(NotApplicable.NO_CML)
    return ApplicabilityReason(Unknown.DIAGNOSIS_UNCLEAR, {"why": "; ".join(reasons)})


def _check_treatment(history: History, tki: CurrentTki, as_of: date) -> Iterator[ApplicabilityReason]:
    orders = (order for order in history.orders if order.drug.kind is DrugKind.UNRESOLVED)
    unresolved = [order for order in orders if is_in_effect(order, as_of)]
    # An order that cannot be resolved may be for imatinib: it must not end as "no imatinib".
    if not (unresolved and tki.status in (TkiStatus.NO_IMATINIB, TkiStatus.STOPPED)):
        unresolved = [order for order in unresolved if order.binding is Answer.YES]
        unread = _find_unread_imatinib(history) if tki.status is TkiStatus.NO_IMATINIB else None
        yield from unread or _find_unread_orders(history, tki, as_of) or _check_tki(tki)
    for order in unresolved:
        yield ApplicabilityReason(Unknown.MEDICATION_UNRESOLVED, {"drug": order.drug.name}, (cite_treatment(order),))


def _find_unread_imatinib(history: History) -> tuple[ApplicabilityReason, ...]:
    # An order for imatinib that could not be read must not end as "no imatinib" (decision 0047).
    unread = {
        data.reported or data.origin
        for data in history.excluded
        if data.subject in _MAY_BE_IMATINIB and not data.withdrawn
    }
    return tuple(ApplicabilityReason(Unknown.MEDICATION_UNRESOLVED, {"drug": name}) for name in sorted(unread))


def _find_unread_orders(history: History, tki: CurrentTki, as_of: date) -> tuple[ApplicabilityReason, ...]:
    """Return the newer orders that could not be read, if one of them may be the current treatment."""
    if tki.status is TkiStatus.UNCLEAR:
        return ()
    subjects = _TREATMENT if tki.status is TkiStatus.IMATINIB else _MAY_BE_IMATINIB
    # What is always sent so, or is still to come, withholds an escalation and leaves the rest as it is.
    unread = sorted(
        (data.subject, data.reported or data.origin, data.reason)
        for data, doubt in classify_doubts(history, as_of).items()
        if data.subject in subjects and doubt is Doubt.OPEN
    )
    return tuple(
        ApplicabilityReason(Unknown.THERAPY_UNCLEAR, {"why": UnclearReason.NOT_READ, "drug": name, "reason": reason})
        for _, name, reason in unread
    )


def _check_tki(tki: CurrentTki) -> Iterator[ApplicabilityReason]:
    if tki.status is TkiStatus.UNCLEAR:
        yield ApplicabilityReason(Unknown.THERAPY_UNCLEAR, tki.values, tki.evidence)
    elif tki.status is not TkiStatus.IMATINIB:
        yield ApplicabilityReason(NotApplicable(tki.status), tki.values, tki.evidence)
