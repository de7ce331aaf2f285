"""A code system may be written as its OID; a code under it is the same code."""

import pytest

from fhir_mappings.datatypes.codings import Coding, codings
from fhir_mappings.tables import table
from response_criteria.model.facts import Chemistry, Disease, DrugKind
from tests.fhir_mappings.observation import fact, observation, quantity
from tests.patients import concept, condition, order, told

OIDS = {row["oid"]: row["uri"] for row in table("code_systems")["oid"]}


@pytest.mark.parametrize(("oid", "uri"), OIDS.items())
def test_a_code_under_the_oid_of_its_system_is_that_code(oid: str, uri: str) -> None:
    assert list(codings(concept(oid, "1"))) == [Coding(uri, "1")]


def test_an_oid_that_is_not_listed_is_another_system() -> None:
    assert list(codings(concept("urn:oid:2.999.1", "1"))) == [Coding("urn:oid:2.999.1", "1")]


def test_results_diagnoses_drugs_and_units_may_be_coded_so() -> None:
    bilirubin = quantity(1, unit="", code="mg/dL") | {"system": "urn:oid:2.16.840.1.113883.6.8"}
    result = observation("1975-2", valueQuantity=bilirubin)
    result["code"]["coding"][0]["system"] = "urn:oid:2.16.840.1.113883.6.1"
    assert isinstance(fact(result), Chemistry)
    history = told(
        condition(concept("urn:oid:2.16.840.1.113883.6.90", "C92.10")),
        order(concept("urn:oid:2.16.840.1.113883.6.88", "403879")),
    )
    assert [each.disease for each in history.diagnoses] == [Disease.CML]
    assert [(each.drug.kind, each.drug.coded) for each in history.orders] == [(DrugKind.IMATINIB, True)]
