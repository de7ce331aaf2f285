"""The axes of a plot: one panel for each kind of result, above a common axis of time. Lengths are in pixels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, log10
from typing import Any

from cds_service.demonstration.timeline import build_timeline
from response_criteria.model.amounts import Amount
from response_criteria.model.periods import days_between
from response_criteria.publications.kantarjian2003.cytogenetic_relapse import CYTOGENETIC_RELAPSE
from response_criteria.publications.kantarjian2003.cytogenetic_resistance import CYTOGENETIC_RESISTANCE
from response_criteria.publications.kantarjian2003.hematologic_relapse import HEMATOLOGIC_RELAPSE
from response_criteria.publications.kantarjian2003.hematologic_resistance import HEMATOLOGIC_RESISTANCE
from response_criteria.publications.kantarjian2003.interpretations import INCREASE_POINTS
from scripts.handbook.patients import PatientExample

_COUNTS = ("leukocytes", "platelets", "bcr-abl1")
_CYTOGENETICS = ("karyotype", "bcr-abl1")
SERIES = {
    HEMATOLOGIC_RESISTANCE.id: _COUNTS,
    CYTOGENETIC_RESISTANCE.id: _CYTOGENETICS,
    HEMATOLOGIC_RELAPSE.id: _COUNTS,
    CYTOGENETIC_RELAPSE.id: _CYTOGENETICS,
}
"""For each criterion the results that it uses, by the names of the timeline, and BCR::ABL1 for comparison."""

LEFT, RIGHT = 48, 640
TOP, PANEL_HEIGHT, GAP, INSET = 72, 108, 30, 18

# Counts and BCR::ABL1 span orders of magnitude; a karyotype is a percentage.
LINEAR = {"karyotype": (25, 100), "platelets": (200, 0)}
"""Series with a linear axis: the step between its ticks, and its least maximum. The others are logarithmic."""

LOGARITHMIC_TICKS = [step * 10.0**power for power in range(-4, 5) for step in (1, 2, 5)]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """The horizontal axis."""

    first: date
    last: date

    def x(self, on: date) -> float:
        """Return the position of a day."""
        share = days_between(self.first, on) / days_between(self.first, self.last)
        return LEFT + INSET + (RIGHT - LEFT - 2 * INSET) * share


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the criteria, with its band and its meaning as labels."""

    at: Decimal
    band: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One kind of result, with a vertical axis from the first of ``ticks`` to the last."""

    series: Json
    limit: Limit | None
    top: int
    ticks: Sequence[float]

    def y(self, value: Decimal | float) -> float:
        """Return the position of a value."""
        numbers = self.ticks[0], value, self.ticks[-1]
        low, at, high = (float(number) if self.is_linear else log10(number) for number in numbers)
        return self.top + PANEL_HEIGHT * (high - at) / (high - low)

    @property
    def is_linear(self) -> bool:
        """Whether the axis is linear."""
        return self.series["id"] in LINEAR


def build_panels(example: PatientExample) -> Iterator[Panel]:
    """Build a panel for each kind of result that the patient has."""
    timeline = build_timeline(example.patient.id, example.patient.resources)
    series = {kind["id"]: kind for kind in timeline["series"]}
    names = [name for name in SERIES[example.criterion.id] if name in series]
    for position, name in enumerate(names):
        limit = _find_limit(example, series[name])
        values = [float(point["value"]) for point in series[name]["points"]] + ([float(limit.at)] if limit else [])
        yield Panel(series[name], limit, TOP + position * (PANEL_HEIGHT + GAP), _choose_ticks(name, values))


def _choose_ticks(name: str, values: Sequence[float]) -> Sequence[float]:
    """Choose ticks so that all values lie between the first and the last."""
    if name in LINEAR:
        step, least = LINEAR[name]
        return range(0, ceil(max(*values, least) / step) * step + 1, step)
    first = max(index for index, tick in enumerate(LOGARITHMIC_TICKS) if tick < min(values))
    last = min(index for index, tick in enumerate(LOGARITHMIC_TICKS) if tick > max(values))
    return LOGARITHMIC_TICKS[first : last + 1]


def _find_limit(example: PatientExample, series: Json) -> Limit | None:
    """Find the criterion's own limit where it is relative to the patient, else that of the response."""
    lowest = example.finding.values.get("lowest")
    if series["id"] == "karyotype" and isinstance(lowest, Amount) and lowest.high is not None:
        at = lowest.high + INCREASE_POINTS
        return Limit(at, f"≥{at}{series['unit']}", f"{INCREASE_POINTS} points above lowest")
    line = series.get("line")
    return line and Limit(line["at"], f"{line['band']} {series['unit']}".replace(" %", "%"), line["response"])
