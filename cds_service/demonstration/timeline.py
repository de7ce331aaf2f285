"""The results of a demonstration patient over time, as the page plots them.

Every result that the service's own mapping can use is a point. Reference lines are the limits of the criteria.
"""

from collections.abc import Iterator
from typing import Any

from fhir_mappings import Chart, ChartEntry, read_history
from response_criteria.model.amounts import Amount
from response_criteria.model.answers import Answer
from response_criteria.model.facts import Fact
from response_criteria.model.history import History
from response_criteria.model.medications import DrugKind, DrugOrder, DrugUse
from response_criteria.model.results import (
    BcrAbl1Result,
    BloodCount,
    Cell,
    CytogeneticMethod,
    CytogeneticResult,
    Measure,
    Observed,
)
from response_criteria.publications.eln2020.loss_of_mmr import MAJOR_MOLECULAR_RESPONSE
from response_criteria.publications.eln2020.milestones import MILESTONES
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

# The milestones of a single result, and MMR: what a reader looks for in a course of BCR::ABL1.
_MOLECULAR_BANDS = (
    *(
        (row.failure.floor, row.failure, f"failure at {row.months} months (ELN 2020)")
        for row in MILESTONES
        if not (row.needs_confirmation or row.at_any_time)
    ),
    (MAJOR_MOLECULAR_RESPONSE.ceiling, MAJOR_MOLECULAR_RESPONSE, "major molecular response (MMR)"),
)
_MOLECULAR_LINES = [{"at": at, "band": f"{band}%", "response": response} for at, band, response in _MOLECULAR_BANDS]


def build_timeline(patient_id: str, resources: tuple[Json, ...]) -> Json:
    """Return the results of a chart by kind, oldest first. Kinds without a result are omitted."""
    history = read_history(Chart(patient_id, tuple(ChartEntry(resource) for resource in resources)))
    facts = history.observed
    points: dict[str, list[Json]] = {name: [] for name in _SERIES}
    for fact in sorted(facts, key=lambda fact: (fact.on, fact.sequence, fact.origin)):
        for name, point in _list_points(fact):
            points[name].append(point)
    series = [_build_series(name, plotted) for name, plotted in points.items() if plotted]
    return {"series": series, "otherDrugs": list(_list_other_drugs(history))}


def _list_other_drugs(history: History) -> Iterator[Json]:
    """Yield the other tyrosine kinase inhibitors, each from its first day to its last, None where it goes on."""
    treatments: list[DrugOrder | DrugUse] = [*history.orders, *history.uses]
    for treatment in sorted(treatments, key=lambda item: (item.starts, item.origin)):
        if treatment.drug.kind is DrugKind.OTHER_TKI:
            ends = treatment.ends.latest.isoformat() if treatment.ends else None
            yield {"name": treatment.drug.name, "from": treatment.starts.earliest.isoformat(), "to": ends}


def _list_points(fact: Observed) -> Iterator[tuple[str, Json]]:
    match fact:
        case CytogeneticResult(method=method, percent=percent):
            yield _CYTOGENETIC[method], _build_point(fact, percent)
        case BcrAbl1Result(percent_is=Amount() as percent):
            yield "bcr-abl1", _build_point(fact, percent)
        case BcrAbl1Result(detected=Answer.NO):
            yield "bcr-abl1", _build_point(fact, Amount.exactly(0)) | {"bound": "not detected"}
        case BloodCount(cell=cell, measure=Measure.CONCENTRATION, amount=amount) if cell in _COUNTED:
            yield _COUNTED[cell], _build_point(fact, amount)


def _build_point(fact: Fact, amount: Amount) -> Json:
    # A bound such as "<0.0032" has one end only: it is plotted there and marked as a bound.
    at = amount.high if amount.low is None else amount.low
    point = {"on": fact.on.earliest.isoformat(), "value": at, "reported": fact.reported, "reference": fact.origin}
    return point if amount.exact is not None else point | {"bound": str(amount)}


def _build_series(name: str, points: list[Json]) -> Json:
    what, unit = _SERIES[name]
    return {"id": name, "what": what, "unit": unit, "points": points, **_find_reference_lines(name)}


def _find_reference_lines(name: str) -> Json:
    """Return the limits that the criteria, or for BCR::ABL1 the guideline, apply to this kind of result, if any."""
    if name == "bcr-abl1":
        return {"lines": _MOLECULAR_LINES}
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
    return {"lines": [{"at": band.ceiling, "band": str(band), "response": response}]}
