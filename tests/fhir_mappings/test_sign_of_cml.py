"""A sign of chronic myeloid leukemia: the disease or one of its drugs, readable or not."""

from typing import Any

import pytest

from fhir_mappings import has_sign
from tests.patients import (
    ICD10CM,
    IMATINIB_400,
    SNOMED,
    Resource,
    concept,
    condition,
    medication,
    medication_use,
    order,
    patient,
)

CML = concept(SNOMED, "92818009")
HYPERTENSION = concept(ICD10CM, "I10")
DASATINIB = concept("http://www.whocc.no/atc", "L01EA02")
METFORMIN = concept("http://www.whocc.no/atc", "A10BA02")


def order_without_concept(**members: Any) -> Resource:
    return {name: value for name, value in order(**members).items() if name != "medicationCodeableConcept"}


@pytest.mark.parametrize(
    "resource",
    [
        condition(CML),
        condition(CML) | {"code": [CML]},
        condition(CML) | {"code": "CML"},
        condition(CML) | {"clinicalStatus": "resolved", "stage": "x", "subject": None},
        condition({"coding": [{"code": "C92.10"}]}),
        condition({"text": "Chronische myeloische Leukämie"}),
        condition({"text": "Blast crisis"}),
        order(),
        order(DASATINIB),
        order({"text": "Imatinib 400 mg"}),
        order(status=["active"], dosageInstruction="x"),
        order(reasonCode="CML"),
        order(reasonCode=[CML, HYPERTENSION]),
        order(IMATINIB_400) | {"medicationCodeableConcept": [IMATINIB_400]},
        order(IMATINIB_400) | {"medicationCodeableConcept": {"coding": IMATINIB_400["coding"][0]}},
        order_without_concept(medicationReference={"reference": "Medication/m1", "display": "Sprycel 100 mg"}),
        order_without_concept(contained=[medication(code=IMATINIB_400)]),
        medication(ingredient=[{"itemCodeableConcept": DASATINIB}]),
        medication_use("MedicationStatement"),
        medication_use("MedicationDispense"),
        medication_use("MedicationAdministration"),
    ],
)
def test_the_disease_or_a_drug_of_it_is_a_sign_in_whatever_shape(resource: Resource) -> None:
    assert has_sign([patient(), condition(HYPERTENSION, "2"), resource])


@pytest.mark.parametrize(
    "resource",
    [
        condition(HYPERTENSION),
        condition(HYPERTENSION) | {"code": "x", "stage": "x"},
        condition(concept(ICD10CM, "C92.20")),
        condition({"text": "Family history of CML"}),
        condition(CML, verificationStatus={"coding": [{"code": "refuted"}]}),
        condition(CML, verificationStatus="entered-in-error"),
        order(METFORMIN),
        order(METFORMIN) | {"medicationCodeableConcept": "x"},
        order(status="entered-in-error"),
        order(doNotPerform=True),
        order(reasonCode=[concept(ICD10CM, "C49.A0")]),  # gastrointestinal stromal tumor
        order_without_concept(medicationReference={"reference": "Medication/unknown"}),
        {"resourceType": "Observation", "code": CML},
        {"resourceType": 5},
        {},
    ],
)
def test_anything_else_is_none(resource: Resource) -> None:
    assert not has_sign([patient(), resource])


def test_the_indication_may_be_a_condition_of_the_chart() -> None:
    tumor = condition(concept(ICD10CM, "C49.A0"), "tumor")
    assert not has_sign([tumor, order(reasonReference=[{"reference": "Condition/tumor"}])])
    assert has_sign([tumor, order(reasonReference=[{"reference": "Condition/unknown"}])])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SPRYCEL100MG", True),
        ("иматиниб 400 мг", True),
        ("イマチニブ", True),
        ("imatinibmesilat", True),
        ("Flumatinib", True),
        ("erlotinib 150 mg", False),
        ("metformin", False),
    ],
)
def test_a_drug_in_words_is_a_sign_in_any_spelling(text: str, expected: bool) -> None:
    assert has_sign([order({"text": text})]) is expected
