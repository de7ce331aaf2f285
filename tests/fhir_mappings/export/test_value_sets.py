"""The code tables as FHIR ValueSets: every code that is read is in one, and none that is refused."""

import re
from collections.abc import Iterator

import pytest
from fhir.resources.R4B.valueset import ValueSet

from fhir_mappings.datatypes.codings import OBSERVATION_TABLES, Coding, rows
from fhir_mappings.export.r4_checks import Json
from fhir_mappings.export.value_sets import collection, value_sets
from fhir_mappings.tables import table

SETS = {each["id"]: each for each in value_sets("1.2.3")}
EVERY_TABLE = (*OBSERVATION_TABLES, "conditions", "drugs")
every_set = pytest.mark.parametrize("name", SETS)


def _codes(value_set: Json) -> Iterator[Coding]:
    for include in value_set["compose"]["include"]:
        yield from (Coding(include["system"], each["code"]) for each in include.get("concept", ()))
        yield from (Coding(include["system"], each["value"]) for each in include.get("filter", ()))


def _listed(*sections: str) -> set[Coding]:
    return {coding for name in EVERY_TABLE for section in sections for coding, _ in rows(name, section)}


@every_set
def test_a_value_set_is_valid_fhir_and_says_what_it_is(name: str) -> None:
    value_set = SETS[name]
    assert ValueSet.model_validate(value_set).status == "draft"
    assert value_set["experimental"] is True
    assert value_set["version"] == "1.2.3"
    assert value_set["url"] == f"urn:imatinib-cds:valueset:{name}"
    assert re.fullmatch(r"[A-Z][A-Za-z0-9]{1,63}", value_set["name"])
    assert re.fullmatch(r"[a-z0-9-]{1,64}", name)
    assert "LOINC" in value_set["purpose"]


def test_every_code_that_is_read_is_in_exactly_one_value_set() -> None:
    found = [coding for each in SETS.values() for coding in _codes(each)]
    assert len(found) == len(set(found))
    assert set(found) == _listed("accept", "panel", "stage")


def test_no_code_that_is_refused_is_in_a_value_set() -> None:
    assert not _listed("refuse") & {coding for each in SETS.values() for coding in _codes(each)}


def test_codes_of_one_system_and_their_displays_stand_together_in_the_order_of_the_table() -> None:
    [include] = SETS["leukocytes-count"]["compose"]["include"]
    assert include["system"] == "http://loinc.org"
    assert [each["code"] for each in include["concept"]][:2] == ["33256-9", "6690-2"]
    assert all(each["display"] for each in include["concept"])


def test_a_code_that_stands_for_all_below_it_is_a_filter() -> None:
    filtered = [each for each in SETS["heart-failure"]["compose"]["include"] if "filter" in each]
    assert filtered == [
        {
            "system": "http://hl7.org/fhir/sid/icd-10-cm",
            "filter": [{"property": "concept", "op": "is-a", "value": "I50"}],
        }
    ]


@pytest.mark.parametrize(
    "name", ["imatinib", "another-tyrosine-kinase-inhibitor", "chronic-myeloid-leukemia", "spleen"]
)
def test_drugs_conditions_and_results_have_value_sets(name: str) -> None:
    assert name in SETS


def test_the_owners_of_the_codes_are_named() -> None:
    assert "LOINC is copyright © Regenstrief Institute" in SETS["spleen"]["copyright"]
    assert "SNOMED International" in SETS["chronic-myeloid-leukemia"]["copyright"]
    assert "LOINC is copyright" not in SETS["chronic-myeloid-leukemia"]["copyright"]


def test_every_code_system_has_its_notice_or_needs_none() -> None:
    """National Drug Codes are numbers that makers give."""
    without = {coding.system for coding in _listed("accept", "panel", "stage")} - set(table("notices")["notices"])
    assert without == {"http://hl7.org/fhir/sid/ndc"}


def test_they_are_one_bundle_too() -> None:
    bundle = collection(list(SETS.values()))
    assert bundle["type"] == "collection"
    assert [each["fullUrl"] for each in bundle["entry"]] == [each["url"] for each in SETS.values()]
