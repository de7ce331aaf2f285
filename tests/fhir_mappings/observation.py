"""Observations of an invented patient, written as a laboratory would send them, and what becomes of them."""

from typing import Any

from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import history
from response_criteria.model.facts import Observed, Refusal

Resource = dict[str, Any]

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
SAMPLED = "2024-03-05T10:00:00+02:00"


def concept(code: str, system: str = LOINC, **rest: Any) -> Resource:
    """A CodeableConcept with one coding."""
    return {"coding": [{"system": system, "code": code}], **rest}


def quantity(value: Any, unit: str = "", code: str = "", **rest: Any) -> Resource:
    """A Quantity with a unit as text, as a UCUM code, or both."""
    text = {"unit": unit} if unit else {}
    return {"value": value, **text, **({"system": UCUM, "code": code} if code else {}), **rest}


def observation(loinc: str, name: str = "1", /, **rest: Any) -> Resource:
    """A final Observation; ``rest`` holds its value, and overrides whatever else it has. None leaves an element out."""
    written = {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": concept(loinc),
        "subject": {"reference": "Patient/invented"},
        "effectiveDateTime": SAMPLED,
        **rest,
    }
    return {element: value for element, value in written.items() if value is not None}


def reading(*observations: Resource) -> tuple[tuple[Observed, ...], tuple[Refusal, ...]]:
    """Facts and refusals of a chart that holds these resources."""
    known = history(Chart("invented", tuple(ChartEntry(each) for each in observations)))
    return known.observed, known.refusals


def facts(*observations: Resource) -> tuple[Observed, ...]:
    """The facts of a chart in which nothing is refused."""
    found, refused = reading(*observations)
    assert refused == ()
    return found


def fact(*observations: Resource) -> Observed:
    """The one fact of a chart in which nothing is refused."""
    (found,) = facts(*observations)
    return found


def refusal(*observations: Resource) -> str:
    """Why the one Observation of a chart that is refused is not used; there are no facts beside it."""
    found, (refused,) = reading(*observations)
    assert found == ()
    return refused.because
