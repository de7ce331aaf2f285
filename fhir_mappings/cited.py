"""Whether what an assessment cites is valid FHIR R4, in what was read of it (design, section 6).

Validated with the R4B models, which serve R4 (decision 0003). They take longer than all else, so only what is cited is
validated; and they reject a whole resource for a vendor's extra member, an underscore in an id or a time without a
zone, so they are shown a projection.
"""

from collections.abc import Collection, Mapping

from fhir.resources.R4B.condition import Condition
from fhir.resources.R4B.medicationadministration import MedicationAdministration
from fhir.resources.R4B.medicationdispense import MedicationDispense
from fhir.resources.R4B.medicationrequest import MedicationRequest
from fhir.resources.R4B.medicationstatement import MedicationStatement
from fhir.resources.R4B.observation import Observation
from pydantic import BaseModel, ValidationError

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
    try:
        _MODELS[entry.type].model_validate(projection(entry.resource))
    except ValidationError as invalid:
        places = (each["loc"] for each in invalid.errors(include_url=False, include_input=False, include_context=False))
        named = (".".join(step for step in place if isinstance(step, str)) for place in places)
        return tuple(dict.fromkeys(each or entry.type for each in named))
    return ()
