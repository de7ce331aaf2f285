"""The code tables as FHIR ValueSets: every accepted code is in one, and no excluded code in any."""

import re
from collections.abc import Iterator

import pytest
from fhir.resources.R4B.valueset import ValueSet

from fhir_mappings.datatypes.codings import OBSERVATION_TABLES, Coding, read_rows
from fhir_mappings.export.r4_checks import Json
from fhir_mappings.export.value_sets import build_value_sets, bundle_value_sets
from fhir_mappings.tables import load_table

SETS = {value_set["id"]: value_set for value_set in build_value_sets("1.2.3")}
EVERY_TABLE = (*OBSERVATION_TABLES, "conditions", "drugs")
every_set = pytest.mark.parametrize("name", SETS)


def _codes(value_set: Json) -> Iterator[Coding]:
    for include in value_set["compose"]["include"]:
        yield from (Coding(include["system"], listed["code"]) for listed in include.get("concept", ()))
        yield from (Coding(include["system"], listed["value"]) for listed in include.get("filter", ()))


def _listed(*sections: str) -> set[Coding]:
    return {coding for name in EVERY_TABLE for section in sections for coding, _ in read_rows(name, section)}


@every_set
def test_a_value_set_is_valid_fhir_with_its_metadata(name: str) -> None:
    value_set = SETS[name]
    assert ValueSet.model_validate(value_set).status == "draft"
    assert value_set["experimental"] is True
    assert value_set["version"] == "1.2.3"
    assert value_set["url"] == f"urn:imatinib-cds:valueset:{name}"
    assert re.fullmatch(r"[A-Z][A-Za-z0-9]{1,63}", value_set["name"])
    assert re.fullmatch(r"[a-z0-9-]{1,64}", name)
    assert "LOINC" in value_set["purpose"]


def test_every_code_that_is_read_is_in_exactly_one_value_set() -> None:
    found = [coding for value_set in SETS.values() for coding in _codes(value_set)]
    assert len(found) == len(set(found))
    assert set(found) == _listed("accept", "panel", "stage")


def test_no_excluded_code_is_in_a_value_set() -> None:
    assert not _listed("exclude") & {coding for value_set in SETS.values() for coding in _codes(value_set)}


def test_the_codes_of_a_system_are_grouped_in_the_order_of_the_table() -> None:
    [include] = SETS["leukocytes-count"]["compose"]["include"]
    assert include["system"] == "http://loinc.org"
    assert [listed["code"] for listed in include["concept"]][:2] == ["33256-9", "6690-2"]
    assert all(listed["display"] for listed in include["concept"])


def test_a_category_of_codes_is_a_filter() -> None:
    filtered = [include for include in SETS["heart-failure"]["compose"]["include"] if "filter" in include]
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


def test_the_copyright_of_the_code_systems_is_stated() -> None:
    assert "LOINC is copyright © Regenstrief Institute" in SETS["spleen"]["copyright"]
    assert "SNOMED International" in SETS["chronic-myeloid-leukemia"]["copyright"]
    assert "LOINC is copyright" not in SETS["chronic-myeloid-leukemia"]["copyright"]


def test_every_code_system_has_its_notice_or_needs_none() -> None:
    """National Drug Codes are numbers that makers give."""
    without = {coding.system for coding in _listed("accept", "panel", "stage")} - set(load_table("notices")["notices"])
    assert without == {"http://hl7.org/fhir/sid/ndc"}


def test_the_value_sets_fit_into_one_bundle() -> None:
    bundle = bundle_value_sets(list(SETS.values()))
    assert bundle["type"] == "collection"
    assert [entry["fullUrl"] for entry in bundle["entry"]] == [value_set["url"] for value_set in SETS.values()]
