"""A code system may be written as its OID or in another spelling of its URI; a code under it is the same code."""

import pytest

from fhir_mappings.datatypes.codings import OBSERVATION_TABLES, CodeTable, Coding, read_codings, read_rows
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


URIS = sorted({*OIDS.values(), *load_table("code_systems")["without_oid"]})


@pytest.mark.parametrize("uri", URIS)
def test_the_same_address_in_another_spelling_is_the_same_system(uri: str) -> None:
    address = uri.partition("://")[2]
    spellings = [f"http://{address}", f"https://{address}", f"http://{address}/", f"HTTPS://{address.upper()}/"]
    spellings.append(f"http://www.{address.removeprefix('www.')}")
    for spelling in spellings:
        assert list(read_codings(concept(spelling, "1"))) == [Coding(uri, "1")], spelling
        assert Coding.parse(f"{spelling}|1") == Coding(uri, "1")
        assert CodeTable({Coding(uri, "1"): "row"}).find_all(concept(spelling, "1")) == ["row"]


def test_every_code_system_of_the_tables_that_has_an_address_is_listed() -> None:
    tables = (*OBSERVATION_TABLES, "drugs", "conditions", "reports")
    rows = [
        coding
        for table in tables
        for section in ("accept", "exclude", "panel")
        for coding, _ in read_rows(table, section)
    ]
    assert {coding.system for coding in rows if coding.system.startswith("http")} <= set(URIS)


@pytest.mark.parametrize(
    "system", ["http://loinc.org.example.org", "http://loinc.org/vs", "ftp://loinc.org", "loinc.org", "", "http://"]
)
def test_another_address_is_another_system(system: str) -> None:
    assert list(read_codings(concept(system, "1"))) == [Coding(system, "1")]


@pytest.mark.parametrize(
    "system", ["https://loinc.org", "http://loinc.org/", "http://LOINC.org", "http://www.loinc.org"]
)
def test_a_result_is_read_whatever_the_spelling_of_its_system(system: str) -> None:
    result = observation("1975-2", valueQuantity=quantity(1, unit="mg/dL", code="mg/dL"))
    result["code"]["coding"][0]["system"] = system
    assert isinstance(read_fact(result), Chemistry)


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
