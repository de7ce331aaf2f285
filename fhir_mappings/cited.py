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

from fhir_mappings.chart import Chart
from fhir_mappings.projection import projection
from fhir_mappings.references import ChartEntry
from response_criteria.facts import Origin, Refusal

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
    if name.startswith("value") and not name.endswith("__ext")
}
_LONGEST = 1000
"""Characters of what results have in common; longer ones are not worth remembering."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a result has in common with others of its kind. The same as another that is written alike."""

    written: str
    shown: Mapping[str, Any] = field(compare=False)


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
    shown = projection(entry.resource)
    own = shown.keys() - {*_COMMON, "effectiveDateTime"}  # the projection wrote that day itself
    if entry.type == "Observation" and len(own) == 1 and own <= _VALUES.keys():
        return _faults_of_result(shown, own.pop())
    return _named(_MODELS[entry.type].model_validate, shown, entry.type)


def _faults_of_result(shown: Mapping[str, Any], value: str) -> tuple[str, ...]:
    """The faults of an Observation that says one value: of what is common, remembered, and of that value."""
    common = {name: shown[name] for name in _COMMON if name in shown}
    frame = _Frame(repr(common), common)
    faults_of_frame = _remembered if len(frame.written) <= _LONGEST else _remembered.__wrapped__
    return faults_of_frame(frame) + _named(_VALUES[value].validate_python, shown[value], value, within=value)


@lru_cache(maxsize=1024)
def _remembered(frame: _Frame) -> tuple[str, ...]:
    return _named(Observation.model_validate, frame.shown, "Observation")


def _named(validate: Callable[[Any], object], value: Any, whole: str, within: str = "") -> tuple[str, ...]:
    """The places of all that is not valid in a value, each once; ``whole`` names the value itself."""
    try:
        validate(value)
    except ValidationError as invalid:
        places = (each["loc"] for each in invalid.errors(include_url=False, include_input=False, include_context=False))
        named = (".".join(step for step in (within, *place) if isinstance(step, str) and step) for place in places)
        return tuple(dict.fromkeys(each or whole for each in named))
    return ()
