"""References: which resource they name."""

import pytest

from fhir_mappings.datatypes.references import ChartEntry, Shelf, Target, target
from tests.patients import medication


@pytest.mark.parametrize(
    ("reference", "named"),
    [
        ("Medication/m1", Target("Medication", "m1")),
        ("Medication/with_underscore", Target("Medication", "with_underscore")),
        ("Medication/m1/_history/2", Target("Medication", "m1")),
        ("https://ehr.example/fhir/Medication/m1", Target("Medication", "m1")),
        ("https://ehr.example/fhir/Medication/m1/_history/2", Target("Medication", "m1")),
        ("https://ehr.example/Patient/x/Medication/m1", Target("Medication", "m1")),
    ],
)
def test_a_reference_names_a_type_and_an_id(reference: str, named: Target) -> None:
    assert target(reference) == named


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
def test_what_names_neither_is_no_target(reference: str) -> None:
    assert target(reference) is None


def test_a_shelf_holds_what_is_looked_up_and_nothing_else() -> None:
    shelf = Shelf([ChartEntry(medication()), ChartEntry({"resourceType": "Observation", "id": "o1"}, "urn:uuid:o1")])
    assert shelf.find("Medication/m1", {}) == medication()
    assert shelf.find("Observation/o1", {}) is None
    assert shelf.find("urn:uuid:o1", {}) is None
    assert shelf.find("", {}) is None


@pytest.mark.parametrize("contained", [None, {}, "broken", ["broken"], [{"id": ["m1"]}]])
def test_a_broken_container_holds_nothing(contained: object) -> None:
    assert Shelf([]).find("#m1", {"contained": contained}) is None
