"""Observations of an invented patient as a laboratory would send them, and the facts and exclusions read from them."""

from typing import Any

from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import read_history
from response_criteria.model.history import ExcludedData
from response_criteria.model.results import Observed

Resource = dict[str, Any]

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
SAMPLED = "2024-03-05T10:00:00+02:00"


def concept(code: str, system: str = LOINC, **rest: Any) -> Resource:
    """Return a CodeableConcept with one coding."""
    return {"coding": [{"system": system, "code": code}], **rest}


def quantity(value: Any, unit: str = "", code: str = "", **rest: Any) -> Resource:
    """Return a Quantity with a unit as text, as a UCUM code, or both."""
    text = {"unit": unit} if unit else {}
    return {"value": value, **text, **({"system": UCUM, "code": code} if code else {}), **rest}


def observation(loinc: str, name: str = "1", /, **rest: Any) -> Resource:
    """Return a final Observation; ``rest`` adds or overrides elements, and None removes one."""
    elements = {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": concept(loinc),
        "subject": {"reference": "Patient/invented"},
        "effectiveDateTime": SAMPLED,
        **rest,
    }
    return {element: value for element, value in elements.items() if value is not None}


def read_observations(*observations: Resource) -> tuple[tuple[Observed, ...], tuple[ExcludedData, ...]]:
    """Return the facts and the exclusions of a chart with these resources."""
    history = read_history(Chart("invented", tuple(ChartEntry(observation) for observation in observations)))
    return history.observed, history.excluded


def read_facts(*observations: Resource) -> tuple[Observed, ...]:
    """Return the facts of a chart; nothing may be excluded."""
    facts, excluded = read_observations(*observations)
    assert excluded == ()
    return facts


def read_fact(*observations: Resource) -> Observed:
    """Return the only fact of a chart; nothing may be excluded."""
    (fact,) = read_facts(*observations)
    return fact


def read_exclusion_reason(*observations: Resource) -> str:
    """Return the reason of the only exclusion of a chart; there may be no facts."""
    facts, (exclusion,) = read_observations(*observations)
    assert facts == ()
    return exclusion.reason
