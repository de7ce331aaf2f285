"""Whether what an assessment cites is valid FHIR R4, in what was read of it.

Validated with the R4B models, which serve R4 (decision 0003). They take longer than all else, so only what is cited is
validated; and they reject a whole resource for a vendor's extra member, an underscore in an id or a time without a
zone, so they are shown a projection.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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
from fhir_mappings.validation.projection import READ_OF_OBSERVATIONS, member, projection
from response_criteria.model.facts import Origin, Refusal

_MODELS: Mapping[str, type[BaseModel]] = {
    "Condition": Condition,
    "MedicationAdministration": MedicationAdministration,
    "MedicationDispense": MedicationDispense,
    "MedicationRequest": MedicationRequest,
    "MedicationStatement": MedicationStatement,
    "Observation": Observation,
}


_COMMON = ("resourceType", "status", "code", "method")
"""What results of one kind have in common: a chart has hundreds of results, and of these only some tens."""
_VALUES: Mapping[str, TypeAdapter[Any]] = {
    name: TypeAdapter(cast(Any, its.annotation))
    for name, its in Observation.model_fields.items()
    if name.startswith("value") and name in READ_OF_OBSERVATIONS
}
_STATING = frozenset({*_VALUES, "component", "dataAbsentReason"})
"""What an Observation may say beside what it has in common with others, and its day, which the projection writes."""
_LONGEST = 1000
"""Characters of what results have in common; longer ones are not worth remembering."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a result has in common with others of its kind. The same as another that is written alike."""

    written: str
    common: Mapping[str, Any] = field(compare=False)


def unfit(chart: Chart, origins: Collection[Origin]) -> tuple[Refusal, ...]:
    """Those of the origins whose resource is not valid FHIR R4 in what was read of it, with the elements at fault."""
    cited = ((origin, chart.entries[origin]) for origin in sorted(origins))
    return tuple(
        Refusal(origin, f"it is not valid FHIR R4 ({', '.join(faults)})")
        for origin, entry in cited
        if entry.type in _MODELS and (faults := _faults(entry))
    )


def _faults(entry: ChartEntry) -> tuple[str, ...]:
    """The elements that are not valid, such as ``code.coding.system``; never what stands in them."""
    if entry.type == "Observation" and (value := _only_value(entry.resource)):
        return _faults_of_result(entry.resource, value)
    return _named(_MODELS[entry.type].model_validate, projection(entry.resource), entry.type)


def _only_value(observation: Element) -> str:
    """The element that holds the value of an Observation that says nothing else; empty where it is not so."""
    stated = [name for name, its in observation.items() if name in _STATING and its is not None]
    return stated[0] if len(stated) == 1 and stated[0] in _VALUES else ""


def _faults_of_result(observation: Element, value: str) -> tuple[str, ...]:
    """The faults of an Observation that says one value: of what is common, remembered, and of that value."""
    common = {name: observation[name] for name in _COMMON if name in observation}
    frame = _Frame(repr(common), common)
    faults_of_frame = _remembered if len(frame.written) <= _LONGEST else _remembered.__wrapped__
    shown = member("Observation", value, observation[value])
    return faults_of_frame(frame) + _named(_VALUES[value].validate_python, shown, value, within=value)


@lru_cache(maxsize=1024)
def _remembered(frame: _Frame) -> tuple[str, ...]:
    return _named(Observation.model_validate, projection(frame.common), "Observation")


def _named(validate: Callable[[Any], object], value: Any, whole: str, within: str = "") -> tuple[str, ...]:
    """The places of all that is not valid in a value, each once; ``whole`` names the value itself."""
    try:
        validate(value)
    except ValidationError as invalid:
        places = (each["loc"] for each in invalid.errors(include_url=False, include_input=False, include_context=False))
        named = (".".join(step for step in (within, *place) if isinstance(step, str) and step) for place in places)
        return tuple(dict.fromkeys(each or whole for each in named))
    return ()
