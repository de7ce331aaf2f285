"""No mapping reads an element of an Observation that the JSON parser skips."""

import ast
from collections.abc import Iterator

from fhir.resources.R4B.observation import Observation

from fhir_mappings.validation.observation_fields import ObservationFields
from tests.repo_rules.repository import ROOT

OF_OTHER_ELEMENTS = {"extension", "note", "text"}
"""Named as members of a draft, of codes, and of concepts, dosages and ranges."""


def _texts_in_code() -> Iterator[str]:
    for path in (ROOT / "fhir_mappings").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_the_listed_elements_are_those_that_the_mappings_read() -> None:
    elements = {field.alias or name for name, field in Observation.model_fields.items()}
    named = elements.intersection(_texts_in_code()) - OF_OTHER_ELEMENTS
    assert named | {"resourceType"} == set(ObservationFields.__annotations__)
