"""The course of a demonstration patient over time, as the service's own mapping reads it: what the page plots.

Every result that the mapping can use is a point. Reference lines are those of the criteria, never numbers of our own.
"""

from collections.abc import Iterator
from typing import Any

from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import history
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import (
    BloodCount,
    Cell,
    CytogeneticMethod,
    Cytogenetics,
    Fact,
    Measure,
    Observed,
    Transcript,
)
from response_criteria.publications.kantarjian2003.grades import MAJOR_CYTOGENETIC_RESPONSE
from response_criteria.publications.study110.hematologic import COMPLETE_HEMATOLOGIC_RESPONSE

Json = dict[str, Any]

_COUNTED = {Cell.LEUKOCYTES: "leukocytes", Cell.PLATELETS: "platelets"}
_CYTOGENETIC = {CytogeneticMethod.KARYOTYPE: "karyotype", CytogeneticMethod.FISH: "fish"}

# fmt: off
_SERIES = {
    "karyotype":  ("Ph-positive metaphases", "%"),
    "fish":       ("Ph-positive nuclei, FISH", "%"),
    "bcr-abl1":   ("BCR::ABL1", "% IS"),
    "leukocytes": ("Leukocytes", "×10⁹/L"),
    "platelets":  ("Platelets", "×10⁹/L"),
}
# fmt: on


def timeline(patient_id: str, resources: tuple[Json, ...]) -> Json:
    """The results of a chart by kind, oldest first, as JSON. Kinds without a result are left out."""
    facts = history(Chart(patient_id, tuple(ChartEntry(each) for each in resources))).observed
    points: dict[str, list[Json]] = {name: [] for name in _SERIES}
    for fact in sorted(facts, key=lambda each: (each.on, each.sequence, each.origin)):
        for name, point in _points(fact):
            points[name].append(point)
    return {"series": [_series(name, found) for name, found in points.items() if found]}


def _points(fact: Observed) -> Iterator[tuple[str, Json]]:
    match fact:
        case Cytogenetics(method=method, percent=percent):
            yield _CYTOGENETIC[method], _point(fact, percent)
        case Transcript(percent_is=Amount() as percent):
            yield "bcr-abl1", _point(fact, percent)
        case Transcript(detected=Answer.NO):
            yield "bcr-abl1", _point(fact, Amount.exactly(0)) | {"bound": "not detected"}
        case BloodCount(cell=cell, measure=Measure.CONCENTRATION, amount=amount) if cell in _COUNTED:
            yield _COUNTED[cell], _point(fact, amount)


def _point(fact: Fact, amount: Amount) -> Json:
    at = amount.high if amount.low is None else amount.low
    point = {"on": fact.on.earliest.isoformat(), "value": at, "reported": fact.reported, "reference": fact.origin}
    return point if amount.exact is not None else point | {"bound": str(amount)}


def _series(name: str, points: list[Json]) -> Json:
    what, unit = _SERIES[name]
    return {"id": name, "what": what, "unit": unit, "points": points, **_line(name)}


def _line(name: str) -> Json:
    """The criteria's own limit for this kind of result, if there is one."""
    limits = {
        _COUNTED[cell]: (condition.band, "complete hematologic response")
        for condition in COMPLETE_HEMATOLOGIC_RESPONSE.counts
        for cell in condition.cells
        if cell in _COUNTED
    }
    limits["karyotype"] = (MAJOR_CYTOGENETIC_RESPONSE, "major cytogenetic response")
    if name not in limits:
        return {}
    band, response = limits[name]
    return {"line": {"at": band.ceiling, "band": str(band), "response": response}}
