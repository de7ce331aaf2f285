"""The concepts by which a resource may be recognized."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ReferenceIndex

_MEDICATION = "medicationCodeableConcept"


def find_concepts(resource: Element, reference_index: ReferenceIndex) -> Iterator[Any]:
    """Find the concepts of a resource: of itself, its components, its stage, and its medication with ingredients."""
    yield from (resource[name] for name in ("code", _MEDICATION) if name in resource)
    for component in _list_objects(resource.get("component")):
        yield component.get("code")
    for stage in _list_objects(resource.get("stage")):
        yield stage.get("summary")
    reference = resource.get("medicationReference")
    target = reference.get("reference") if isinstance(reference, Mapping) else None
    medication = reference_index.find(target, resource) if isinstance(target, str) else None
    if medication is not None:
        yield medication.get("code")
        for ingredient in _list_objects(medication.get("ingredient")):
            yield ingredient.get("itemCodeableConcept")


def _list_objects(value: Any) -> Sequence[Element]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
