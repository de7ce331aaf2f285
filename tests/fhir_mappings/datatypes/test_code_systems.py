"""A code system may be written as its OID; a code under the OID is the same code."""

import pytest

from fhir_mappings.datatypes.codings import Coding, read_codings
from fhir_mappings.tables import load_table
from response_criteria.model.diagnoses import Disease
from response_criteria.model.medications import DrugKind
from response_criteria.model.results import Chemistry
from tests.fhir_mappings.observation import observation, quantity, read_fact
from tests.patients import concept, condition, order, read_resources

OIDS = {row["oid"]: row["uri"] for row in load_table("code_systems")["oid"]}


@pytest.mark.parametrize(("oid", "uri"), OIDS.items())
def test_a_code_under_the_oid_of_its_system_equals_the_code_under_its_uri(oid: str, uri: str) -> None:
    assert list(read_codings(concept(oid, "1"))) == [Coding(uri, "1")]


def test_an_unlisted_oid_is_another_system() -> None:
    assert list(read_codings(concept("urn:oid:2.999.1", "1"))) == [Coding("urn:oid:2.999.1", "1")]


def test_results_diagnoses_drugs_and_units_may_be_coded_under_oids() -> None:
    bilirubin = quantity(1, unit="", code="mg/dL") | {"system": "urn:oid:2.16.840.1.113883.6.8"}
    result = observation("1975-2", valueQuantity=bilirubin)
    result["code"]["coding"][0]["system"] = "urn:oid:2.16.840.1.113883.6.1"
    assert isinstance(read_fact(result), Chemistry)
    history = read_resources(
        condition(concept("urn:oid:2.16.840.1.113883.6.90", "C92.10")),
        order(concept("urn:oid:2.16.840.1.113883.6.88", "403879")),
    )
    assert [diagnosis.disease for diagnosis in history.diagnoses] == [Disease.CML]
    assert [(order.drug.kind, order.drug.coded) for order in history.orders] == [(DrugKind.IMATINIB, True)]
