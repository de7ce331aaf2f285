"""A chart that leads to escalation, with its diagnosis written in other ways: it is read, asked for, or refuted."""

import json
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from cds_service.decision import decide
from fhir_mappings import Chart, ChartEntry
from response_criteria.model.recommendations import Action
from tests.patients import ICD10CM, SNOMED, Resource, concept, condition

ESCALATING = json.loads((Path(__file__).parent / "escalating.json").read_text("utf-8"))
GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
CML = concept(SNOMED, "92818009")


def decide_on(*diagnoses: Resource, without: str = "") -> tuple[Action, list[str], int]:
    resources = [resource for resource in ESCALATING if resource["resourceType"] != without]
    numbers = count(1)
    chart = Chart("invented", tuple(ChartEntry(resource) for resource in (*resources, *diagnoses)))
    decision = decide(chart, date(2026, 11, 30), for_clinician=True, new_uuid=lambda: str(UUID(int=next(numbers))))
    reasons = [str(reason.code) for reason in decision.assessment.applicability.reasons]
    return decision.assessment.recommendation.action, reasons, len(decision.cards)


@pytest.mark.parametrize(
    "code",
    [
        CML,
        concept(ICD10CM, "C92.10"),
        concept(GM, "C92.10", text="Chronische myeloische Leukämie"),
        concept(GM, "C92.10"),
        concept("http://fhir.de/CodeSystem/dimdi/icd-10-gm", "C92.1"),
        concept("urn:oid:2.16.840.1.113883.6.43.1", "9875/3"),
        concept("https://smt.esante.gouv.fr/terminologie-cim-10", "C92.1"),
        concept("http://www.saude.gov.br/fhir/r4/CodeSystem/BRCID10", "C921"),
    ],
)
def test_a_diagnosis_that_is_read_leads_to_escalation(code: Resource) -> None:
    assert decide_on(condition(code)) == (Action.ESCALATE, [], 1)


UNREADABLE: list[dict[str, Any]] = [
    {"code": concept("urn:oid:1.2.276.0.76.5.509", "C92.1")},
    {"code": concept("urn:oid:1.2.208.176.2.4", "DC921")},
    {"code": {"coding": [{"code": "C92.10"}]}},
    {"code": {"text": "慢性骨髄性白血病"}},
    {"code": [CML]},
    {"code": {"coding": CML["coding"][0]}},
    {"clinicalStatus": "active"},
    {"clinicalStatus": concept("https://hospital.example", "bogus")},
    {"verificationStatus": "confirmed"},
    {"stage": "x"},
    {"modifierExtension": [{"url": "https://hospital.example/m", "valueBoolean": True}]},
    {"subject": {"identifier": {"value": "7"}}},
    {"subject": None},
]


@pytest.mark.parametrize("damage", UNREADABLE)
def test_a_diagnosis_that_cannot_be_read_leads_to_a_card_that_asks(damage: dict[str, Any]) -> None:
    assert decide_on(condition(CML) | damage) == (Action.COMPLETE_DATA, ["diagnosis-unclear"], 1)


@pytest.mark.parametrize("damage", UNREADABLE)
def test_without_imatinib_it_leads_to_silence(damage: dict[str, Any]) -> None:
    action, reasons, cards = decide_on(condition(CML) | damage, without="MedicationRequest")
    assert (action, cards) == (Action.NONE, 0)
    assert "no-imatinib" in reasons


@pytest.mark.parametrize(
    "diagnosis",
    [
        condition(CML, verificationStatus="refuted"),
        condition(CML, verificationStatus={"coding": [{"code": "entered-in-error"}]}),
        condition(CML) | {"subject": {"reference": "Patient/another"}},
        condition({"text": "Family history of CML"}),
        condition(concept(ICD10CM, "I10")) | {"stage": "x"},
    ],
)
def test_a_diagnosis_that_was_withdrawn_or_is_another_leads_to_silence(diagnosis: Resource) -> None:
    assert decide_on(diagnosis) == (Action.NONE, ["no-cml-diagnosis"], 0)


@pytest.mark.parametrize("damage", UNREADABLE)
def test_a_readable_diagnosis_outweighs_one_that_cannot_be_read(damage: dict[str, Any]) -> None:
    assert decide_on(condition(CML, "2"), condition(CML) | damage)[1] == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"deceasedDateTime": "x"}, []),
        ({"deceasedDateTime": "2026-12-02"}, []),
        ({"deceasedDateTime": "2026-11-29"}, ["deceased"]),
        ({"deceasedBoolean": True}, ["deceased"]),
    ],
)
def test_only_a_death_that_can_be_read_and_has_come_ends_the_advice(
    members: dict[str, Any], expected: list[str]
) -> None:
    patient = next(resource for resource in ESCALATING if resource["resourceType"] == "Patient")
    assert decide_on(condition(CML), {**patient, **members, "meta": {"versionId": "9"}})[1] == expected


WHOLE: Resource = {
    **condition({**CML, "text": "CML"}),
    "meta": {"lastUpdated": "2026-01-01T10:00:00Z"},
    "identifier": [{"value": "1"}],
    "clinicalStatus": concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
    "verificationStatus": concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed"),
    "category": [{"text": "problem"}],
    "severity": {"text": "severe"},
    "stage": [{"summary": {"text": "chronic phase"}}],
    "onsetDateTime": "2024-01-01",
    "bodySite": [{"text": "marrow"}],
    "evidence": [{"code": [{"text": "BCR::ABL1"}]}],
    "contained": [],
    "extension": [],
    "modifierExtension": [],
}
DAMAGES: list[Any] = [
    5,
    "x",
    "",
    True,
    [],
    {},
    [5],
    ["x"],
    [[]],
    [{}],
    {"coding": 5},
    {"coding": [5]},
    {"text": 5},
    [None],
]


@pytest.mark.parametrize("member", sorted(WHOLE.keys() - {"resourceType", "id", "code"}))
def test_no_damage_of_one_element_denies_the_disease(member: str) -> None:
    for damage in (None, *DAMAGES):
        action, reasons, cards = decide_on({**WHOLE, member: damage})
        assert (action, reasons) in [(Action.ESCALATE, []), (Action.COMPLETE_DATA, ["diagnosis-unclear"])], damage
        assert cards == 1


@pytest.mark.parametrize("member", ["system", "code", "display", "version", "userSelected", "extension"])
def test_no_damage_of_the_code_denies_the_disease_that_the_text_names(member: str) -> None:
    for damage in (None, *DAMAGES):
        coding = {**CML["coding"][0], "display": "CML", member: damage}
        action, reasons, cards = decide_on({**WHOLE, "code": {"coding": [coding], "text": "CML"}})
        assert (action, reasons) in [(Action.ESCALATE, []), (Action.COMPLETE_DATA, ["diagnosis-unclear"])], damage
        assert cards == 1
