"""Whether the protocol speaks of this patient: adults with CML in a clinician's hands, on imatinib (decision 0013)."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from response_criteria.model.answers import Answer
from response_criteria.model.facts import Disease, DrugKind, History
from response_criteria.model.findings import Applicability, ApplicabilityReason, Applies
from response_criteria.model.periods import months_after
from response_criteria.results.evidence import cited_diagnosis, cited_treatment
from response_criteria.treatment.current_tki import CurrentTki, Standing
from response_criteria.treatment.imatinib_orders import in_force

ADULT_MONTHS = 18 * 12


class NotApplicable(StrEnum):
    """Why the protocol does not speak of the patient."""

    NO_CML = "no-cml-diagnosis"
    ATYPICAL_CML = "atypical-cml"
    NO_IMATINIB = "no-imatinib"
    IMATINIB_STOPPED = "imatinib-stopped"
    OTHER_TKI = "other-tki"
    UNDER_18 = "under-18"
    DECEASED = "deceased"
    NOT_A_CLINICIAN = "not-a-clinician"


class Unknown(StrEnum):
    """Why it cannot be told whether the protocol speaks of the patient."""

    CML_NOT_ACTIVE = "cml-not-active"
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
        Unknown.NO_BIRTH_DATE: ("born",),  # as far as it is written: "2006", or "" where it is missing
        Unknown.THERAPY_UNCLEAR: ("why",),  # and the values that current_tki.UNCLEAR_VALUES lists for it
        Unknown.MEDICATION_UNRESOLVED: ("drug",),
    }
)
"""Beside each code stand the names of its values, all of them always given."""


def applicability(history: History, tki: CurrentTki, as_of: date, *, for_clinician: bool) -> Applicability:
    """Not applicable if anything says so; else unknown if anything leaves it open; else applicable."""
    reasons = (
        *_about_the_reader(for_clinician),
        *_about_the_person(history, as_of),
        *_about_the_disease(history, as_of),
        *_about_the_treatment(history, tki, as_of),
    )
    against = tuple(each for each in reasons if isinstance(each.code, NotApplicable))
    if against:
        return Applicability(Applies.NOT_APPLICABLE, against)
    return Applicability(Applies.UNKNOWN if reasons else Applies.APPLICABLE, reasons)


def _about_the_reader(for_clinician: bool) -> Iterator[ApplicabilityReason]:
    if not for_clinician:
        yield ApplicabilityReason(NotApplicable.NOT_A_CLINICIAN)


def _about_the_person(history: History, as_of: date) -> Iterator[ApplicabilityReason]:
    person = history.person
    if person.died:
        yield ApplicabilityReason(NotApplicable.DECEASED)
    if person.born is None:
        yield ApplicabilityReason(Unknown.NO_BIRTH_DATE, {"born": ""})
    elif as_of < months_after(person.born.earliest, ADULT_MONTHS):
        adult_from = months_after(person.born.earliest, ADULT_MONTHS)
        yield ApplicabilityReason(NotApplicable.UNDER_18, {"adult_from": adult_from})
    elif as_of < months_after(person.born.latest, ADULT_MONTHS):
        yield ApplicabilityReason(Unknown.NO_BIRTH_DATE, {"born": str(person.born)})


def _about_the_disease(history: History, as_of: date) -> Iterator[ApplicabilityReason]:
    """From coded conditions alone: t(9;22) or BCR::ABL1 are found in another leukemia too."""
    cml = [each for each in history.diagnoses if each.disease is Disease.CML]
    atypical = [each for each in history.diagnoses if each.disease is Disease.ATYPICAL_CML and each.active]
    if atypical:
        evidence = tuple(cited_diagnosis(each, as_of) for each in atypical)
        yield ApplicabilityReason(NotApplicable.ATYPICAL_CML, evidence=evidence)
    elif not cml:
        yield ApplicabilityReason(NotApplicable.NO_CML)
    elif not any(each.active for each in cml):
        evidence = tuple(cited_diagnosis(each, as_of) for each in cml)
        yield ApplicabilityReason(Unknown.CML_NOT_ACTIVE, evidence=evidence)


def _about_the_treatment(history: History, tki: CurrentTki, as_of: date) -> Iterator[ApplicabilityReason]:
    """An order that cannot be resolved may be for imatinib or for another TKI: it takes the place of "no imatinib"."""
    unresolved = [each for each in history.orders if each.drug.kind is DrugKind.UNRESOLVED and in_force(each, as_of)]
    if not (unresolved and tki.standing in (Standing.NO_IMATINIB, Standing.STOPPED)):
        unresolved = [each for each in unresolved if each.binding is Answer.YES]
        yield from _about_the_drug(tki)
    for order in unresolved:
        yield ApplicabilityReason(Unknown.MEDICATION_UNRESOLVED, {"drug": order.drug.name}, (cited_treatment(order),))


def _about_the_drug(tki: CurrentTki) -> Iterator[ApplicabilityReason]:
    if tki.standing is Standing.UNCLEAR:
        yield ApplicabilityReason(Unknown.THERAPY_UNCLEAR, tki.values, tki.evidence)
    elif tki.standing is not Standing.IMATINIB:
        yield ApplicabilityReason(NotApplicable(tki.standing), tki.values, tki.evidence)
