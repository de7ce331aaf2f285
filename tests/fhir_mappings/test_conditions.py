"""Conditions parsed into diagnoses."""

from datetime import date
from typing import Any

import pytest

from fhir_mappings.conditions import parse_diagnosis
from fhir_mappings.tables import load_table
from response_criteria.model.diagnoses import Diagnosis, Disease, Phase
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, Subject
from response_criteria.model.periods import PartialDate
from tests.patients import ICD10CM, SNOMED, Resource, concept, condition

HERE = Origin("Condition/1")
TEXT_ONLY = "only its text names chronic myeloid leukemia; a code is needed"
UNLISTED_SYSTEM = "its code is of a code system that is not listed"
CONTRADICTED = "its code names chronic myeloid leukemia, and its text rules it out"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
ICDO = "http://terminology.hl7.org/CodeSystem/icd-o-3"
NCIT = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CML = concept(SNOMED, "92818009")


def parse_as_diagnosis(code: Resource = CML, **members: Any) -> Diagnosis:
    found = parse_diagnosis(HERE, condition(code, **members))
    assert isinstance(found, Diagnosis)
    return found


def parse_exclusion(code: Resource = CML, **members: Any) -> str:
    found = parse_diagnosis(HERE, condition(code, **members))
    assert isinstance(found, ExcludedData)
    return found.reason


def test_a_condition_gives_the_disease_and_its_onset() -> None:
    assert parse_as_diagnosis(concept(SNOMED, "92818009", text="CML"), onsetDateTime="2019-12") == Diagnosis(
        disease=Disease.CML, active=True, on=PartialDate.in_month(2019, 12), origin=HERE, reported="CML"
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
def test_a_disease_is_recognized_by_system_and_code(code: Resource, disease: Disease, phase: Phase | None) -> None:
    found = parse_as_diagnosis(code)
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
        concept(SNOMED, "C9210"),
        concept("https://hospital.example", "C92.2"),
        concept(NCIT, "C921"),  # a concept of its own
        concept("", "C9110"),  # chronic lymphocytic leukemia, without its dot
        concept(SNOMED, "1", text="Acute lymphoblastic leukemia, Philadelphia chromosome-positive"),
        {"text": "BCR::ABL1 detected"},
        {"text": "Family history of CML"},
        {"text": "Atypical CML"},
        {},
    ],
)
def test_any_other_condition_is_skipped(code: Resource) -> None:
    assert parse_diagnosis(HERE, condition(code)) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (concept("http://hl7.org/fhir/sid/icd-9-cm", "205.10"), "its ICD-9-CM code has not been verified"),
        (concept("http://hl7.org/fhir/sid/icd-9-cm", "20511"), "its ICD-9-CM code has not been verified"),
        (concept("http://id.who.int/icd/release/11/mms", "2A20.0"), "its ICD-11 code has not been verified"),
        ({"text": "Chronic myelogenous leukaemia"}, "only its text names chronic myeloid leukemia; a code is needed"),
        (concept(SNOMED, "1", text="CML"), "only its text names chronic myeloid leukemia; a code is needed"),
        (
            {"coding": [{"system": "urn:national", "code": "C92.10", "display": "Chronische myeloische Leukämie"}]},
            UNLISTED_SYSTEM,
        ),
        (concept(ICD10CM, "C92.10", text="Atypical CML, BCR::ABL1-negative"), CONTRADICTED),
        (concept(ICD10CM, "C92.10", text="Family history of chronic myeloid leukemia"), CONTRADICTED),
        (concept(ICD10CM, "C92.10", text="CML ruled out"), CONTRADICTED),
        (
            {"coding": [{"system": ICD10CM, "code": "C92.10"}, {"system": ICD10CM, "code": "C92.20"}]},
            "its codes mean different diseases",
        ),
    ],
)
def test_an_unusable_condition_that_names_the_disease_is_excluded_with_the_reason(code: Resource, reason: str) -> None:
    assert parse_exclusion(code) == reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (concept(VERIFICATION, "refuted"), "it was refuted"),
        (concept(VERIFICATION, "entered-in-error"), "it was entered in error"),
        ({"coding": [{"code": "refuted"}]}, "it was refuted"),
        ({"text": "Entered in error"}, "it was entered in error"),
    ],
)
def test_a_refuted_or_erroneous_diagnosis_is_excluded(status: Resource, reason: str) -> None:
    assert parse_exclusion(verificationStatus=status) == reason


@pytest.mark.parametrize("status", ["confirmed", "provisional", "differential", "unconfirmed"])
def test_a_diagnosis_of_any_other_verification_status_is_active(status: str) -> None:
    assert parse_as_diagnosis(verificationStatus=concept(VERIFICATION, status)).active


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
        ({"abatementBoolean": False}, True),  # an earlier release of FHIR: it has not ended
    ],
)
def test_remission_is_active_and_resolved_is_not(members: dict[str, Any], active: bool) -> None:
    assert parse_as_diagnosis(**members).active is active


@pytest.mark.parametrize(
    ("dated", "on"),
    [
        ({"onsetDateTime": "2019-05-04"}, PartialDate.on(date(2019, 5, 4))),
        ({"onsetPeriod": {"start": "2019-05-04"}}, PartialDate.on(date(2019, 5, 4))),
        ({"onsetString": "in childhood"}, PartialDate.on(date(2020, 1, 1))),
        ({"onsetDateTime": "long ago"}, PartialDate.on(date(2020, 1, 1))),
        ({"recordedDate": None}, None),
    ],
)
def test_the_onset_is_preferred_to_the_day_of_recording(dated: dict[str, Any], on: PartialDate | None) -> None:
    assert parse_as_diagnosis(**dated).on == on


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
    assert parse_as_diagnosis(code, stage=[{"summary": concept(SNOMED, stage)}]).phase is phase


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
def test_only_advanced_phases_are_read_from_text(text: str, phase: Phase | None) -> None:
    assert parse_as_diagnosis(concept(ICD10CM, "C92.10", text=text)).phase is phase
    assert parse_as_diagnosis(concept(ICD10CM, "C92.10"), stage=[{"summary": {"text": text}}]).phase is phase


def test_a_phase_in_the_text_of_another_disease_is_ignored() -> None:
    assert parse_as_diagnosis(concept(ICD10CM, "C92.20", text="Atypical CML in blast crisis")).phase is None


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"verificationStatus": "refuted"}, "it was refuted"),
        ({"verificationStatus": ["entered-in-error"]}, "it was entered in error"),
        ({"verificationStatus": "confirmed"}, "its verificationStatus is not an object"),
        ({"verificationStatus": {"coding": [{"code": "bogus"}]}}, "its verificationStatus is not one of FHIR's"),
        ({"clinicalStatus": "active"}, "its clinicalStatus is not an object"),
        ({"clinicalStatus": {"coding": [{"code": "bogus"}]}}, "its clinicalStatus is not one of FHIR's"),
        ({"clinicalStatus": {"coding": {"code": "active"}}}, "its coding is not a list"),
        ({"code": "CML"}, TEXT_ONLY),
        ({"code": [CML]}, "its code is not an object"),
        ({"code": {"coding": CML["coding"][0]}}, "its coding is not a list"),
        ({"code": {"coding": [CML["coding"]]}}, "its coding is not a list of objects"),
        ({"code": {"coding": [{"system": SNOMED, "code": " 92818009"}]}}, "its code cannot be read"),
        ({"stage": {"summary": {}}}, "its stage is not a list"),
        ({"stage": "x"}, "its stage is not a list"),
    ],
)
def test_a_condition_that_names_the_disease_and_cannot_be_read_is_excluded(
    members: dict[str, Any], reason: str
) -> None:
    assert parse_exclusion(**(condition(CML) | members)) == reason


@pytest.mark.parametrize(
    "code",
    [
        "Hypertension",
        [concept(ICD10CM, "I10")],
        {"coding": {"system": ICD10CM, "code": "I10"}},
        {"coding": [[]], "text": 5},
        5,
        [[[[[[[[[[[concept(ICD10CM, "C92.10")]]]]]]]]]]],  # deeper than any code is written
    ],
)
def test_a_malformed_condition_that_names_none_of_the_diseases_is_skipped(code: Any) -> None:
    assert parse_diagnosis(HERE, condition(code) | {"stage": "x", "clinicalStatus": "active"}) is None


@pytest.mark.parametrize(
    "system",
    [
        "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
        "http://fhir.de/CodeSystem/dimdi/icd-10-gm",
        "https://smt.esante.gouv.fr/terminologie-cim-10",
        "http://hl7.org/fhir/sid/icd-10-nl",
        "urn:oid:2.16.840.1.113883.6.3.2",
        "http://hl7.org/fhir/sid/icd-10-ca",
        "urn:oid:2.16.840.1.113883.6.94",
        "http://www.saude.gov.br/fhir/r4/CodeSystem/BRCID10",
        "https://terminologia.saude.gov.br/fhir/CodeSystem/BRCID10",
        "urn:oid:2.16.578.1.12.4.1.1.7110",
    ],
)
def test_a_listed_national_edition_is_read(system: str) -> None:
    for code in ("C92.1", "C921", "C92.10", "c92.11"):
        assert parse_as_diagnosis(concept(system, code)).disease is Disease.CML
    for code in ("C92", "C92.0", "C92.2", "C91.1"):
        assert parse_diagnosis(HERE, condition(concept(system, code))) is None


def test_the_morphology_is_read_under_its_oid() -> None:
    oid = "urn:oid:2.16.840.1.113883.6.43.1"
    assert parse_as_diagnosis(concept(oid, "9875/3")).disease is Disease.CML
    assert parse_as_diagnosis(concept(oid, "9876/3")).disease is Disease.ATYPICAL_CML


@pytest.mark.parametrize(
    "coding",
    [
        {"system": "urn:oid:1.2.276.0.76.5.509", "code": "C92.1"},
        {"system": "https://hospital.example/icd", "code": "C9210"},
        {"system": "urn:oid:1.2.208.176.2.4", "code": "DC921"},
        {"system": "urn:oid:1.2.752.116.1.1.1", "code": "C921"},
        {"system": SNOMED, "code": "C92.10"},
        {"system": "https://hospital.example", "code": "92818009"},
        {"system": "https://hospital.example/morphology", "code": "9875/3"},
        {"code": "C92.10"},
        {"system": "", "code": "92818009"},
        {"system": None, "code": "413656006"},
    ],
)
def test_a_code_of_the_disease_under_a_system_that_is_missing_or_not_listed_is_excluded(coding: Resource) -> None:
    assert parse_exclusion({"coding": [coding]}) == UNLISTED_SYSTEM


@pytest.mark.parametrize(
    "text",
    [
        "Chronische myeloische Leukämie", "Leucémie myéloïde chronique [LMC]", "Leucemia mieloide crónica",
        "Leucemia mielóide crônica", "Kronisk myeloisk leukemi", "Przewlekła białaczka szpikowa",
        "Хронический миелоидный лейкоз", "慢性骨髄性白血病 慢性期", "慢性粒细胞白血病", "Ph+ CML-CP",
        "Chronic myelocytic leukemia",
    ],
)  # fmt: skip
def test_a_disease_named_only_in_a_text_of_any_language_is_excluded(text: str) -> None:
    assert parse_exclusion({"text": text}) == TEXT_ONLY


@pytest.mark.parametrize(
    "text", ["Atypische chronische myeloische Leukämie", "CMML", "Leucémie myéloïde aiguë", "aCML"]
)
def test_the_name_of_another_disease_is_skipped(text: str) -> None:
    assert parse_diagnosis(HERE, condition({"text": text})) is None


@pytest.mark.parametrize(
    ("text", "excluded"), [("Blast crisis", True), ("History of blast crisis", False), ("Blast injury", False)]
)
def test_an_advanced_phase_named_only_in_a_text_is_excluded(text: str, excluded: bool) -> None:
    assert isinstance(parse_diagnosis(HERE, condition({"text": text})), ExcludedData) is excluded


@pytest.mark.parametrize(
    ("letter", "reason"),
    [
        ("A", "it was refuted"),
        ("V", "its code is marked as suspected"),
        ("Z", "its code is marked as past"),
        ("G", ""),
        ("", ""),
    ],
)
def test_the_certainty_of_a_german_code_counts(letter: str, reason: str) -> None:
    certainty = {
        "url": "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit",
        "valueCoding": {"system": "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT", "code": letter},
    }
    coding = {"system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "code": "C92.1", "extension": [certainty]}
    found = parse_diagnosis(HERE, condition({"coding": [coding]}))
    assert (found.reason if isinstance(found, ExcludedData) else "") == reason


def parse_excluded(code: Any, **members: Any) -> ExcludedData:
    found = parse_diagnosis(HERE, condition(code, **members))
    assert isinstance(found, ExcludedData)
    return found


@pytest.mark.parametrize(
    ("code", "subject"),
    [
        (CML, Subject.DIAGNOSIS),
        ("CML", Subject.DIAGNOSIS),
        (concept(ICD10CM, "C92.20"), Subject.DIAGNOSIS),
        (concept(SNOMED, "413656006"), Subject.PHASE),
        ({"text": "CML in blast crisis"}, Subject.PHASE),
        ({"text": "Blast crisis"}, Subject.PHASE),
        (concept(SNOMED, "77386006"), Subject.PREGNANCY),
        (concept(SNOMED, "84114007"), Subject.HEART_FAILURE),
        (concept(ICD10CM, "Z94.84"), Subject.TRANSPLANT),
    ],
)
def test_what_could_not_be_read_says_what_it_is_about(code: Any, subject: Subject) -> None:
    excluded = parse_excluded(code, clinicalStatus="active")
    assert (excluded.subject, excluded.withdrawn) == (subject, False)


def test_what_could_not_be_read_has_its_day_its_words_and_its_code() -> None:
    code = {"coding": [{"system": SNOMED, "code": "92818009", "display": "CML"}]}
    excluded = parse_excluded(code, stage="x", onsetDateTime="2019-05")
    assert (excluded.on, excluded.reported, excluded.code) == (
        PartialDate.in_month(2019, 5),
        "CML",
        f"{SNOMED}|92818009",
    )
    assert parse_excluded(code, stage="x").on == PartialDate.on(date(2020, 1, 1))
    filed = parse_excluded(code, stage="x", recordedDate=None, meta={"lastUpdated": "2021-02-03T10:00:00Z"})
    assert filed.on == PartialDate.on(date(2021, 2, 3))
    assert parse_excluded(code, stage="x", recordedDate=None, meta="x").on is None


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_what_was_withdrawn_leaves_no_doubt(status: str) -> None:
    for written in (status, [status], {"coding": [{"code": status}]}, {"coding": {"code": status}}, {"text": status}):
        assert parse_excluded(CML, verificationStatus=written, stage="x").withdrawn


@pytest.mark.parametrize(
    ("code", "doubtful"), [(concept(SNOMED, "77386006"), False), ({"text": "Blast crisis"}, False), (CML, True)]
)
@pytest.mark.parametrize("status", ["resolved", {"coding": {"code": "inactive"}}])
def test_a_pregnancy_or_phase_that_is_over_leaves_no_doubt(code: Resource, status: Any, doubtful: bool) -> None:
    assert parse_excluded(code, clinicalStatus=status, stage="x").withdrawn is not doubtful


@pytest.mark.parametrize("disease", ["77386006", "84114007"])
def test_a_pregnancy_or_heart_failure_that_cannot_be_read_is_excluded(disease: str) -> None:
    assert parse_exclusion(concept(SNOMED, disease), clinicalStatus="active") == "its clinicalStatus is not an object"
    assert parse_exclusion({"coding": [{"code": disease}]}) == UNLISTED_SYSTEM


def test_every_name_of_the_disease_has_a_stem_by_which_texts_are_selected() -> None:
    table = load_table("conditions")
    names = (*table["disease_names"], *table["disease_names_anywhere"])
    assert not [name for name in names if not any(stem in name.lower() for stem in table["disease_stems"])]
