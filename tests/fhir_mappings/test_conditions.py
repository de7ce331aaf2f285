"""Condition -> Diagnosis."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.conditions import diagnosis
from fhir_mappings.datatypes.errors import Unusable
from response_criteria.model.facts import Diagnosis, Disease, Origin, Phase, Refusal
from response_criteria.model.periods import When
from tests.patients import ICD10CM, SNOMED, Resource, concept, condition

HERE = Origin("Condition/1")
DENIED = "its code says that it is chronic myeloid leukemia, its text that it is not"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
ICDO = "http://terminology.hl7.org/CodeSystem/icd-o-3"
NCIT = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CML = concept(SNOMED, "92818009")


def diagnosed(code: Resource = CML, **members: Any) -> Diagnosis:
    found = diagnosis(HERE, condition(code, **members))
    assert isinstance(found, Diagnosis)
    return found


def refused(code: Resource = CML, **members: Any) -> str:
    found = diagnosis(HERE, condition(code, **members))
    assert isinstance(found, Refusal)
    return found.because


def test_a_condition_tells_the_disease_and_since_when() -> None:
    assert diagnosed(concept(SNOMED, "92818009", text="CML"), onsetDateTime="2019-12") == Diagnosis(
        disease=Disease.CML, active=True, on=When.in_month(2019, 12), origin=HERE, reported="CML"
    )


@pytest.mark.parametrize(
    ("code", "disease", "phase"),
    [
        (CML, Disease.CML, None),
        (concept(SNOMED, "413847001"), Disease.CML, Phase.CHRONIC),
        (concept(SNOMED, "413389003"), Disease.CML, Phase.ACCELERATED),
        (concept(SNOMED, "413656006"), Disease.CML, Phase.BLAST),
        (concept(ICD10CM, "C92.10"), Disease.CML, None),
        (concept(ICD10CM, "C92.11"), Disease.CML, None),
        (concept(ICD10CM, "C92.12"), Disease.CML, None),
        (concept(ICD10CM, "C9210"), Disease.CML, None),
        (concept(ICD10CM, "c92.10"), Disease.CML, None),
        (concept(ICD10, "C92.1"), Disease.CML, None),
        (concept(ICD10, "C921"), Disease.CML, None),
        (concept(ICDO, "9875/3"), Disease.CML, None),
        (concept(ICDO, "9863/3"), Disease.CML, None),
        (concept(NCIT, "C3174"), Disease.CML, None),
        (concept(NCIT, "C3173"), Disease.CML, Phase.ACCELERATED),
        (concept(NCIT, "C9110"), Disease.CML, Phase.BLAST),
        (concept(ICD10CM, "C92.20"), Disease.ATYPICAL_CML, None),
        (concept(ICDO, "9876/3"), Disease.ATYPICAL_CML, None),
        (concept(SNOMED, "77386006"), Disease.PREGNANCY, None),
        (concept(SNOMED, "84114007"), Disease.HEART_FAILURE, None),
        (concept(ICD10CM, "I50.22"), Disease.HEART_FAILURE, None),
        (concept(ICD10CM, "I50"), Disease.HEART_FAILURE, None),
        (concept(ICD10CM, "Z94.84"), Disease.TRANSPLANT, None),
        (concept(ICD10CM, "Z9481"), Disease.TRANSPLANT, None),
        (
            {"coding": [{"system": ICD10CM, "code": "C92.10"}, {"system": SNOMED, "code": "413656006"}]},
            Disease.CML,
            Phase.BLAST,
        ),
        ({"coding": [{"system": "https://hospital.example", "code": "42"}, *CML["coding"]]}, Disease.CML, None),
    ],
)
def test_a_disease_is_known_by_system_and_code(code: Resource, disease: Disease, phase: Phase | None) -> None:
    found = diagnosed(code)
    assert (found.disease, found.phase) == (disease, phase)


@pytest.mark.parametrize(
    "code",
    [
        concept(ICD10CM, "C91.00"),
        concept(ICD10CM, "C92"),
        concept(ICD10CM, "C92.00"),
        concept(ICD10CM, "I5"),
        concept(ICD10, "I50"),  # the category was verified for ICD-10-CM only
        concept(ICD10, "C92.2"),
        concept(SNOMED, "C92.10"),
        concept("https://hospital.example", "92818009"),
        concept(SNOMED, "1", text="Acute lymphoblastic leukemia, Philadelphia chromosome-positive"),
        {"text": "BCR::ABL1 detected"},
        {"text": "Family history of CML"},
        {"text": "Atypical CML"},
        {},
    ],
)
def test_any_other_condition_is_passed_over(code: Resource) -> None:
    assert diagnosis(HERE, condition(code)) is None


@pytest.mark.parametrize(
    ("code", "because"),
    [
        (concept("http://hl7.org/fhir/sid/icd-9-cm", "205.10"), "its ICD-9-CM code has not been verified"),
        (concept("http://hl7.org/fhir/sid/icd-9-cm", "20511"), "its ICD-9-CM code has not been verified"),
        (concept("http://id.who.int/icd/release/11/mms", "2A20.0"), "its ICD-11 code has not been verified"),
        ({"text": "Chronic myelogenous leukaemia"}, "only its text names chronic myeloid leukemia; a code is needed"),
        (concept(SNOMED, "1", text="CML"), "only its text names chronic myeloid leukemia; a code is needed"),
        (
            {"coding": [{"system": "urn:national", "code": "C92.10", "display": "Chronische myeloische Leukämie"}]},
            "only its text names chronic myeloid leukemia; a code is needed",
        ),
        (concept(ICD10CM, "C92.10", text="Atypical CML, BCR::ABL1-negative"), DENIED),
        (concept(ICD10CM, "C92.10", text="Family history of chronic myeloid leukemia"), DENIED),
        (concept(ICD10CM, "C92.10", text="CML ruled out"), DENIED),
        (
            {"coding": [{"system": ICD10CM, "code": "C92.10"}, {"system": ICD10CM, "code": "C92.20"}]},
            "its codes stand for different diseases",
        ),
    ],
)
def test_what_names_the_disease_and_cannot_be_used_says_why(code: Resource, because: str) -> None:
    assert refused(code) == because


@pytest.mark.parametrize(
    ("status", "because"),
    [
        (concept(VERIFICATION, "refuted"), "it was refuted"),
        (concept(VERIFICATION, "entered-in-error"), "it was entered in error"),
        ({"coding": [{"code": "refuted"}]}, "it was refuted"),
        ({"text": "Entered in error"}, "it was entered in error"),
    ],
)
def test_a_diagnosis_that_is_not_true_is_refused(status: Resource, because: str) -> None:
    assert refused(verificationStatus=status) == because


@pytest.mark.parametrize("status", ["confirmed", "provisional", "differential", "unconfirmed"])
def test_a_diagnosis_that_was_not_taken_back_stands(status: str) -> None:
    assert diagnosed(verificationStatus=concept(VERIFICATION, status)).active


@pytest.mark.parametrize(
    ("members", "active"),
    [
        ({}, True),
        ({"clinicalStatus": concept(CLINICAL, "active")}, True),
        ({"clinicalStatus": concept(CLINICAL, "recurrence")}, True),
        ({"clinicalStatus": concept(CLINICAL, "relapse")}, True),
        ({"clinicalStatus": concept(CLINICAL, "remission")}, True),
        ({"clinicalStatus": concept(CLINICAL, "remission"), "abatementDateTime": "2021-01-01"}, True),
        ({"clinicalStatus": concept(CLINICAL, "inactive")}, False),
        ({"clinicalStatus": concept(CLINICAL, "resolved")}, False),
        ({"clinicalStatus": {"text": "Resolved"}}, False),
        ({"abatementDateTime": "2021-01-01"}, False),
        ({"abatementBoolean": True}, False),
        ({"abatementBoolean": False}, True),  # an earlier release of FHIR: it says that it has not ended
    ],
)
def test_remission_is_active_and_resolved_is_not(members: dict[str, Any], active: bool) -> None:
    assert diagnosed(**members).active is active


@pytest.mark.parametrize(
    ("dated", "on"),
    [
        ({"onsetDateTime": "2019-05-04"}, When.on(date(2019, 5, 4))),
        ({"onsetPeriod": {"start": "2019-05-04"}}, When.on(date(2019, 5, 4))),
        ({"onsetString": "in childhood"}, When.on(date(2020, 1, 1))),
        ({"onsetDateTime": "long ago"}, When.on(date(2020, 1, 1))),
        ({"recordedDate": None}, None),
    ],
)
def test_the_onset_goes_before_the_day_of_recording(dated: dict[str, Any], on: When | None) -> None:
    assert diagnosed(**dated).on == on


@pytest.mark.parametrize(
    ("code", "stage", "phase"),
    [
        (CML, "278179005", Phase.ACCELERATED),
        (CML, "278177007", Phase.CHRONIC),
        (CML, "413656006", Phase.BLAST),  # the disease once more, as its stage
        (concept(SNOMED, "413847001"), "278179005", Phase.ACCELERATED),
        (CML, "1", None),
    ],
)
def test_the_most_advanced_phase_of_code_and_stage_counts(code: Resource, stage: str, phase: Phase | None) -> None:
    assert diagnosed(code, stage=[{"summary": concept(SNOMED, stage)}]).phase is phase


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("CML in blast crisis", Phase.BLAST),
        ("Chronic myeloid leukemia, Accelerated Phase", Phase.ACCELERATED),
        ("CML, chronic phase", None),  # words can only withhold
        ("CML, no blast crisis", None),
        ("CML, history of blast crisis", None),
        ("CML, accelerated phase?", None),
    ],
)
def test_words_name_an_advanced_phase_and_no_other(text: str, phase: Phase | None) -> None:
    assert diagnosed(concept(ICD10CM, "C92.10", text=text)).phase is phase
    assert diagnosed(concept(ICD10CM, "C92.10"), stage=[{"summary": {"text": text}}]).phase is phase


def test_a_phase_in_the_words_of_another_disease_is_none() -> None:
    assert diagnosed(concept(ICD10CM, "C92.20", text="Atypical CML in blast crisis")).phase is None


@pytest.mark.parametrize(
    ("members", "because"),
    [
        ({"verificationStatus": "refuted"}, "its verificationStatus is not an object"),
        ({"clinicalStatus": "resolved"}, "its clinicalStatus is not an object"),
        ({"code": "CML"}, "its code is not an object"),
        ({"stage": {"summary": {}}}, "its stage is not a list"),
    ],
)
def test_a_malformed_condition_says_what_is_wrong(members: dict[str, Any], because: str) -> None:
    with pytest.raises(Unusable) as malformed:
        diagnosis(HERE, condition(CML) | members)
    assert malformed.value.because == because
