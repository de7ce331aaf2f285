"""References: which resource they name."""

import pytest

from fhir_mappings.datatypes.references import ChartEntry, ReferenceIndex, ReferenceTarget, parse_reference
from tests.patients import medication


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("Medication/m1", ReferenceTarget("Medication", "m1")),
        ("Medication/with_underscore", ReferenceTarget("Medication", "with_underscore")),
        ("Medication/m1/_history/2", ReferenceTarget("Medication", "m1")),
        ("https://ehr.example/fhir/Medication/m1", ReferenceTarget("Medication", "m1")),
        ("https://ehr.example/fhir/Medication/m1/_history/2", ReferenceTarget("Medication", "m1")),
        ("https://ehr.example/Patient/x/Medication/m1", ReferenceTarget("Medication", "m1")),
    ],
)
def test_a_reference_names_a_type_and_an_id(reference: str, expected: ReferenceTarget) -> None:
    assert parse_reference(reference) == expected


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "m1",
        "#m1",
        "Medication",
        "Medication/",
        "/m1",
        "medication/m1",
        "Medication?code=1",
        "urn:uuid:m1",
        "Medication/m 1",
    ],
)
def test_a_text_without_type_and_id_is_no_reference(reference: str) -> None:
    assert parse_reference(reference) is None


def test_the_index_holds_only_the_types_that_are_looked_up() -> None:
    reference_index = ReferenceIndex(
        [ChartEntry(medication()), ChartEntry({"resourceType": "Observation", "id": "o1"}, "urn:uuid:o1")]
    )
    assert reference_index.find("Medication/m1", {}) == medication()
    assert reference_index.find("Observation/o1", {}) is None
    assert reference_index.find("urn:uuid:o1", {}) is None
    assert reference_index.find("", {}) is None


@pytest.mark.parametrize("contained", [None, {}, "broken", ["broken"], [{"id": ["m1"]}]])
def test_a_malformed_container_holds_nothing(contained: object) -> None:
    assert ReferenceIndex([]).find("#m1", {"contained": contained}) is None
