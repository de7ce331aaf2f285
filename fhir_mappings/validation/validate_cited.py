"""Validate the resources that an assessment cites as FHIR R4.

The R4B models serve R4 (decision 0003).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from fhir.resources.R4B.condition import Condition
from fhir.resources.R4B.medicationadministration import MedicationAdministration
from fhir.resources.R4B.medicationdispense import MedicationDispense
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.medicationstatement import MedicationStatement
from fhir.resources.R4B.observation import Observation
from pydantic import BaseModel, TypeAdapter, ValidationError

from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.text_caches import cache_for_call
from fhir_mappings.validation.projection import OBSERVATION_ELEMENTS_READ, project_element, project_resource
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData

# Validation is the slowest part of a call, so only cited resources are validated. The models see a projection, since
# they reject a whole resource for a vendor's element, an underscore in an id or a time without a zone.
_MODELS: Mapping[str, type[BaseModel]] = {
    "Condition": Condition,
    "MedicationAdministration": MedicationAdministration,
    "MedicationDispense": MedicationDispense,
    "MedicationRequest": MedicationRequest,
    "MedicationStatement": MedicationStatement,
    "Observation": Observation,
}

# A chart has hundreds of results, and only tens of different values for these elements together.
_COMMON_ELEMENTS = ("resourceType", "status", "code", "method")
_VALUES: Mapping[str, TypeAdapter[Any]] = {
    name: TypeAdapter(cast(Any, model_field.annotation))
    for name, model_field in Observation.model_fields.items()
    if name.startswith("value") and name in OBSERVATION_ELEMENTS_READ
}
_STATING_ELEMENTS = frozenset({*_VALUES, "component", "dataAbsentReason"})
_MAX_CACHED_LENGTH = 1000  # characters; longer common elements rarely repeat


@dataclass(frozen=True, slots=True)
class _CommonElements:
    """The elements that many results share. ``key`` is their text, by which equal ones are cached."""

    key: str
    elements: Mapping[str, Any] = field(compare=False)


def find_invalid_resources(chart: Chart, origins: Collection[Origin]) -> tuple[ExcludedData, ...]:
    """Return the resources that are not valid FHIR R4 in what the mappings read, with the names of invalid elements."""
    cited = ((origin, chart.entries[origin]) for origin in sorted(origins))
    return tuple(
        ExcludedData(origin, f"it is not valid FHIR R4 ({', '.join(elements)})")
        for origin, entry in cited
        if entry.type in _MODELS and (elements := _find_invalid_elements(entry))
    )


def _find_invalid_elements(entry: ChartEntry) -> tuple[str, ...]:
    """Return the paths of invalid elements, such as ``code.coding.system``; never their content."""
    if entry.type == "Observation" and (value_name := _find_only_value(entry.resource)):
        return _validate_simple_result(entry.resource, value_name)
    return _validate(_MODELS[entry.type].model_validate, project_resource(entry.resource), entry.type)


def _find_only_value(observation: Element) -> str:
    """Return the name of the value of an Observation that has nothing but one value; empty for any other."""
    stated = [name for name, value in observation.items() if name in _STATING_ELEMENTS and value is not None]
    return stated[0] if len(stated) == 1 and stated[0] in _VALUES else ""


def _validate_simple_result(observation: Element, value_name: str) -> tuple[str, ...]:
    """Validate an Observation with one value: its common elements, from the cache if possible, and the value."""
    elements = {name: observation[name] for name in _COMMON_ELEMENTS if name in observation}
    common = _CommonElements(repr(elements), elements)
    validate_common = _validate_common if len(common.key) <= _MAX_CACHED_LENGTH else _validate_common.__wrapped__
    value = project_element("Observation", value_name, observation[value_name])
    return validate_common(common) + _validate(
        _VALUES[value_name].validate_python, value, value_name, prefix=value_name
    )


@cache_for_call(1024)
def _validate_common(common: _CommonElements) -> tuple[str, ...]:
    return _validate(Observation.model_validate, project_resource(common.elements), "Observation")


def _validate(validate: Callable[[Any], object], value: Any, name: str, prefix: str = "") -> tuple[str, ...]:
    """Return the path of each invalid element once; ``name`` stands for the value itself."""
    try:
        validate(value)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False, include_context=False)
        locations = (error["loc"] for error in errors)
        paths = (
            ".".join(step for step in (prefix, *location) if isinstance(step, str) and step) for location in locations
        )
        return tuple(dict.fromkeys(path or name for path in paths))
    return ()
