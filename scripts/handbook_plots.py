"""The plots of the handbook: for each circumstance a demonstration patient who meets it, drawn as SVG.

Patients come from the demonstration; results, limits, findings and days from the mapping and the engine. Whatever is
drawn, they say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from math import ceil, log10
from typing import Any
from xml.etree import ElementTree

from cards import texts
from cds_service.demonstration.patients import DemonstrationPatient, patients
from cds_service.demonstration.timeline import timeline
from fhir_mappings.chart.chart import Chart
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.history import history
from response_criteria.assessment.assess import assess
from response_criteria.model.amounts import Amount
from response_criteria.model.facts import History
from response_criteria.model.findings import Criterion, DosePeriod, Finding, Status
from response_criteria.model.periods import ONE_DAY, days_between, months_after, months_between
from response_criteria.publications.kantarjian2003.cytogenetic_relapse import CYTOGENETIC_RELAPSE
from response_criteria.publications.kantarjian2003.cytogenetic_resistance import CYTOGENETIC_RESISTANCE
from response_criteria.publications.kantarjian2003.hematologic_relapse import HEMATOLOGIC_RELAPSE
from response_criteria.publications.kantarjian2003.hematologic_resistance import HEMATOLOGIC_RESISTANCE
from response_criteria.publications.kantarjian2003.interpretations import RISE_POINTS
from response_criteria.publications.kantarjian2003.paper import CYTOGENETIC_MONTHS, HEMATOLOGIC_MONTHS

JUDGED_ON = date(2024, 6, 15)
"""The demonstration counts its dates back from a day: the handbook's is always this one."""

_COUNTS = ("leukocytes", "platelets", "bcr-abl1")
_CHROMOSOMES = ("karyotype", "bcr-abl1")
SHOWN = {
    HEMATOLOGIC_RESISTANCE.id: _COUNTS,
    CYTOGENETIC_RESISTANCE.id: _CHROMOSOMES,
    HEMATOLOGIC_RELAPSE.id: _COUNTS,
    CYTOGENETIC_RELAPSE.id: _CHROMOSOMES,
}
"""The kinds of result that a circumstance is read from, as the timeline names them; then BCR::ABL1 beside them."""

JUDGED_FROM_MONTH = {HEMATOLOGIC_RESISTANCE.id: HEMATOLOGIC_MONTHS, CYTOGENETIC_RESISTANCE.id: CYTOGENETIC_MONTHS}

LEFT, RIGHT, WIDTH = 48, 640, 850
TOP, PANEL, GAP, INSET, DOSE_BAR = 72, 108, 30, 18, 20
"""In pixels, as everything that is placed."""

EVEN = {"karyotype": (25, 100), "platelets": (200, 0)}
"""Series whose axis is linear: its step, and how far it goes at least. The others are logarithmic."""

STEPS = [step * 10.0**power for power in range(-4, 5) for step in (1, 2, 5)]
"""What a logarithmic axis may name, and where it may end."""

MOST_NAMES = 6
"""Where an axis would name more, it names powers of ten."""

STYLE = """
text{font:12px system-ui,sans-serif;fill:#1f2328} .head{font-size:15px;font-weight:600} .name{font-weight:600}
.axis{fill:#59636e;font-size:11px} .value{paint-order:stroke;stroke:#fff;stroke-width:3px} .grid{stroke:#e4e7eb}
.dot{fill:#0b5cad} .path{stroke:#8fb3d9;fill:none} .ring{stroke:#b3123b;stroke-width:2;fill:none}
.limit{stroke:#9a5b00;stroke-dasharray:6 4} .limits{fill:#7d4a00;font-size:11px}
.course{stroke:#59636e} .from{stroke:#59636e;stroke-dasharray:2 3} .dose{fill:#d5dde6}
.met{fill:#b3123b} .edge{stroke:#b3123b;stroke-width:2} .since{fill:#b3123b;fill-opacity:.1}
"""

Json = dict[str, Any]
Element = ElementTree.Element


@dataclass(frozen=True, slots=True)
class Worked:
    """A patient who meets a circumstance, and the first of the days up to the last on which it is met."""

    criterion: Criterion
    patient: DemonstrationPatient
    finding: Finding
    started_on: date
    doses: tuple[DosePeriod, ...]
    met_from: date

    @property
    def caption(self) -> str:
        """What there is to see, in the finding's own words."""
        return f"{self.patient.name} (synthetic), judged {JUDGED_ON}. {texts.of_finding(self.finding)}"

    @property
    def since(self) -> str:
        """From when on it is met, and what the rings mean."""
        return f"This is met from {self.met_from} on; the results on which it rests are ringed."


@cache
def worked(criterion: Criterion) -> Worked:
    """The first demonstration patient who meets the criterion."""
    patient = next(each for each in patients(JUDGED_ON) if each.expected.criteria.get(criterion.id) is Status.MET)
    known = history(Chart(patient.id, tuple(map(ChartEntry, patient.resources))))
    therapy = assess(known, JUDGED_ON).therapy
    started_on = therapy.raised_on or therapy.started_on
    if started_on is None:
        raise ValueError(f"{patient.id} has no course to plot")
    finding = _finding(known, criterion, JUDGED_ON)
    return Worked(criterion, patient, finding, started_on, therapy.doses, _met_from(known, criterion))


def _met_from(known: History, criterion: Criterion) -> date:
    """Judged day by day, backwards, each time by the results up to that day."""
    days = (JUDGED_ON - timedelta(days=ago) for ago in count(1))
    return next(day + ONE_DAY for day in days if _finding(known, criterion, day).status is not Status.MET)


def _finding(known: History, criterion: Criterion, on: date) -> Finding:
    by_then = replace(known, observed=tuple(each for each in known.observed if each.on.latest <= on))
    return next(each for each in assess(by_then, on).findings if each.criterion is criterion)


@dataclass(frozen=True, slots=True)
class Days:
    """The horizontal axis."""

    first: date
    last: date

    def x(self, on: date) -> float:
        """Where a day stands."""
        return (
            LEFT
            + INSET
            + (RIGHT - LEFT - 2 * INSET) * days_between(self.first, on) / days_between(self.first, self.last)
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """One kind of result, with a vertical axis from the first of ``ticks`` to the last."""

    series: Json
    limit: "Limit | None"
    top: int
    ticks: Sequence[float]

    def y(self, value: Decimal | float) -> float:
        """Where a value stands."""
        ends = self.ticks[0], value, self.ticks[-1]
        low, at, high = (float(each) if self.is_even else log10(each) for each in ends)
        return self.top + PANEL * (high - at) / (high - low)

    @property
    def is_even(self) -> bool:
        """Whether the axis is linear."""
        return self.series["id"] in EVEN


@dataclass(frozen=True, slots=True)
class Limit:
    """A line of the criteria, and what it means in two short lines."""

    at: Decimal
    band: str
    says: str


def plot(of: Worked) -> str:
    """The SVG."""
    panels = list(_panels(of))
    days = Days(min(of.started_on, *(_day(point) for panel in panels for point in panel.series["points"])), JUDGED_ON)
    floor = panels[-1].top + PANEL + GAP
    height = floor + DOSE_BAR + 62
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height}", role="img")
    _add(svg, "title", f"{of.criterion.title}: {of.patient.name}, a synthetic patient")
    _add(svg, "desc", f"{of.caption} {of.since}")
    _add(svg, "style", STYLE)
    _add(svg, "rect", width=WIDTH, height=height, fill="#fff")
    _add(svg, "text", f"{of.criterion.title}: {of.patient.name}", "head", x=LEFT, y=24)
    _add(svg, "text", f"synthetic, judged {JUDGED_ON}", "axis", x=RIGHT, y=24, text_anchor="end")
    _draw_days(svg, of, days, floor + DOSE_BAR)
    for panel in panels:
        _draw_panel(svg, panel, days, {each.origin for each in of.finding.evidence})
    _draw_doses(svg, of.doses, days, floor)
    _draw_legend(svg, of, height - 14)
    ElementTree.indent(svg, " ")
    return ElementTree.tostring(svg, "unicode") + "\n"


def _panels(of: Worked) -> Iterator[Panel]:
    series = {each["id"]: each for each in timeline(of.patient.id, of.patient.resources)["series"]}
    for place, name in enumerate(each for each in SHOWN[of.criterion.id] if each in series):
        limit = _limit(of, series[name])
        values = [float(each["value"]) for each in series[name]["points"]] + ([float(limit.at)] if limit else [])
        yield Panel(series[name], limit, TOP + place * (PANEL + GAP), _ticks(name, values))


def _ticks(name: str, values: Sequence[float]) -> Sequence[float]:
    """The values that an axis names, so that all results lie between the first and the last."""
    if name in EVEN:
        step, least = EVEN[name]
        return range(0, ceil(max(*values, least) / step) * step + 1, step)
    first = max(place for place, step in enumerate(STEPS) if step < min(values))
    last = min(place for place, step in enumerate(STEPS) if step > max(values))
    return STEPS[first : last + 1]


def _limit(of: Worked, series: Json) -> Limit | None:
    """The criterion's own line where it is measured from the patient, else that of the response."""
    lowest = of.finding.values.get("lowest")
    if series["id"] == "karyotype" and isinstance(lowest, Amount) and lowest.high is not None:
        at = lowest.high + RISE_POINTS
        return Limit(at, f"≥{at}{series['unit']}", f"{RISE_POINTS} points over the lowest")
    line = series.get("line")
    return line and Limit(line["at"], f"{line['band']} {series['unit']}".replace(" %", "%"), line["response"])


def _draw_days(svg: Element, of: Worked, days: Days, floor: int) -> None:
    """What runs down all panels: the course's start, its months, the day judged from, the days on which it is met."""
    start, met = days.x(of.started_on), days.x(of.met_from)
    _add(svg, "rect", style="since", x=met, y=TOP, width=days.x(JUDGED_ON) - met, height=floor - TOP)
    _down(svg, "edge", met, floor)
    _add(svg, "text", f"met from {of.met_from}", "met name", x=met, y=TOP - 24)
    _down(svg, "course", start, floor)
    _add(svg, "text", f"course starts {of.started_on}", "axis", x=start, y=TOP - 24)
    if of.criterion.id in JUDGED_FROM_MONTH:
        _down(svg, "from", days.x(months_after(of.started_on, JUDGED_FROM_MONTH[of.criterion.id])), floor)
    months = months_between(of.started_on, JUDGED_ON)
    for month in range(0, months + 1, 1 if months <= 6 else 3):
        at = days.x(months_after(of.started_on, month))
        _add(svg, "text", f"{month}", "axis", x=at, y=floor + 16, text_anchor="middle")
    _add(svg, "text", "months of the course", "axis", x=RIGHT + 12, y=floor + 16)


def _down(svg: Element, style: str, x: float, floor: int) -> None:
    _add(svg, "path", style=style, d=f"M{x:.1f} {TOP - 16}V{floor}")


def _draw_panel(svg: Element, panel: Panel, days: Days, evidence: set[str]) -> None:
    scale = "" if panel.is_even else ", logarithmic"
    _add(svg, "text", panel.series["what"], "name", x=RIGHT + 12, y=panel.top + 6)
    _add(svg, "text", f"{panel.series['unit']}{scale}", "axis", x=RIGHT + 12, y=panel.top + 21)
    for tick in panel.ticks:
        y = panel.y(tick)
        _add(svg, "path", style="grid", d=f"M{LEFT} {y:.1f}H{RIGHT}")
        if panel.is_even or len(panel.ticks) <= MOST_NAMES or log10(tick).is_integer():
            _add(svg, "text", f"{tick:g}", "axis", x=LEFT - 8, y=y + 4, text_anchor="end")
    if panel.limit:
        _draw_limit(svg, panel.limit, panel.y(panel.limit.at))
    _draw_points(svg, panel, days, evidence)


def _draw_limit(svg: Element, limit: Limit, y: float) -> None:
    _add(svg, "path", style="limit", d=f"M{LEFT} {y:.1f}H{RIGHT}")
    _add(svg, "text", limit.band, "limits name", x=RIGHT + 12, y=y)
    _add(svg, "text", limit.says, "limits", x=RIGHT + 12, y=y + 14)


def _draw_points(svg: Element, panel: Panel, days: Days, evidence: set[str]) -> None:
    points = [(days.x(_day(each)), panel.y(each["value"]), each) for each in panel.series["points"]]
    _add(svg, "polyline", style="path", points=" ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points))
    for x, y, point in points:
        rests = point["reference"] in evidence
        _add(svg, "circle", style="dot", cx=x, cy=y, r=3.5)
        if rests:
            _add(svg, "circle", style="ring", cx=x, cy=y, r=7)
        value = point.get("bound") or point["value"]
        _add(svg, "text", f"{value}", "value met name" if rests else "value axis", x=x, y=y - 11, text_anchor="middle")


def _draw_doses(svg: Element, doses: Sequence[DosePeriod], days: Days, y: int) -> None:
    for each in doses:
        x, ends = days.x(each.starts), days.x(each.ends or JUDGED_ON)
        _add(svg, "rect", style="dose", x=x, y=y, width=ends - x, height=DOSE_BAR)
        _add(svg, "text", f"{each.daily_dose_mg} mg/day", x=x + 6, y=y + 14)
    _add(svg, "text", "Imatinib", "name", x=RIGHT + 12, y=y + 14)


def _draw_legend(svg: Element, of: Worked, y: int) -> None:
    _add(svg, "circle", style="ring", cx=LEFT + 7, cy=y - 4, r=7)
    _add(svg, "text", "what the finding rests on", x=LEFT + 20, y=y)
    if of.criterion.id in JUDGED_FROM_MONTH:
        _add(svg, "path", style="from", d=f"M{LEFT + 220} {y - 12}V{y + 4}")
        _add(svg, "text", f"month {JUDGED_FROM_MONTH[of.criterion.id]}: judged from here", x=LEFT + 228, y=y)


def _day(point: Json) -> date:
    return date.fromisoformat(point["on"])


def _add(parent: Element, tag: str, text: str = "", style: str = "", **attributes: object) -> None:
    """An element with a text, a class of the style, and attributes; positions are rounded to a tenth."""
    written = {
        name.replace("_", "-"): f"{each:.1f}" if isinstance(each, float) else str(each)
        for name, each in attributes.items()
    }
    ElementTree.SubElement(parent, tag, ({"class": style} if style else {}) | written).text = text or None
