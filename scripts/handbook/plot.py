"""Draws the course of a patient who meets a criterion, as SVG. Lengths are in pixels."""

from collections.abc import Sequence
from datetime import date
from math import log10
from xml.etree import ElementTree

from response_criteria.model.periods import add_months, months_between
from response_criteria.model.therapy import DosePeriod
from response_criteria.publications.kantarjian2003.cytogenetic_resistance import CYTOGENETIC_RESISTANCE
from response_criteria.publications.kantarjian2003.hematologic_resistance import HEMATOLOGIC_RESISTANCE
from response_criteria.publications.kantarjian2003.paper import CYTOGENETIC_MONTHS, HEMATOLOGIC_MONTHS
from scripts.handbook.axes import GAP, LEFT, PANEL_HEIGHT, RIGHT, TOP, Json, Limit, Panel, TimeAxis, build_panels
from scripts.handbook.patients import ASSESSED_ON, PatientExample

ASSESSED_FROM_MONTH = {HEMATOLOGIC_RESISTANCE.id: HEMATOLOGIC_MONTHS, CYTOGENETIC_RESISTANCE.id: CYTOGENETIC_MONTHS}

WIDTH, DOSE_BAR = 850, 20

MAX_TICK_LABELS = 6
"""An axis with more ticks is labeled at powers of ten only."""

STYLE = """
text{font:12px system-ui,sans-serif;fill:#1f2328} .head{font-size:15px;font-weight:600} .name{font-weight:600}
.axis{fill:#59636e;font-size:11px} .value{paint-order:stroke;stroke:#fff;stroke-width:3px} .grid{stroke:#e4e7eb}
.dot{fill:#0b5cad} .path{stroke:#8fb3d9;fill:none} .ring{stroke:#b3123b;stroke-width:2;fill:none}
.limit{stroke:#9a5b00;stroke-dasharray:6 4} .limits{fill:#7d4a00;font-size:11px}
.course{stroke:#59636e} .from{stroke:#59636e;stroke-dasharray:2 3} .dose{fill:#d5dde6}
.met{fill:#b3123b} .edge{stroke:#b3123b;stroke-width:2} .since{fill:#b3123b;fill-opacity:.1}
"""

Element = ElementTree.Element


def draw_plot(example: PatientExample) -> str:
    """Draw the results, limits and doses of a patient, and the days on which the criterion is met."""
    panels = list(build_panels(example))
    result_days = (_parse_day(point) for panel in panels for point in panel.series["points"])
    axis = TimeAxis(min(example.started_on, *result_days), ASSESSED_ON)
    floor = panels[-1].top + PANEL_HEIGHT + GAP
    height = floor + DOSE_BAR + 62
    # Panels first, doses last: text of a later element covers lines of an earlier one.
    svg = _create_image(example, height)
    _draw_days(svg, example, axis, floor + DOSE_BAR)
    for panel in panels:
        _draw_panel(svg, panel, axis, {item.origin for item in example.finding.evidence})
    _draw_doses(svg, example.doses, axis, floor)
    _draw_legend(svg, example, height - 14)
    ElementTree.indent(svg, " ")
    return ElementTree.tostring(svg, "unicode") + "\n"


def _create_image(example: PatientExample, height: int) -> Element:
    title = f"{example.criterion.title}: {example.patient.name}"
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height}", role="img")
    _add(svg, "title", f"{title}, a synthetic patient")
    _add(svg, "desc", f"{example.caption} {example.met_since}")
    _add(svg, "style", STYLE)
    _add(svg, "rect", width=WIDTH, height=height, fill="#fff")
    _add(svg, "text", title, "head", x=LEFT, y=24)
    _add(svg, "text", f"synthetic, assessed {ASSESSED_ON}", "axis", x=RIGHT, y=24, text_anchor="end")
    return svg


def _draw_days(svg: Element, example: PatientExample, axis: TimeAxis, floor: int) -> None:
    """Draw what crosses all panels: start of the course, months, first day of assessment, days on which it is met."""
    start, met = axis.x(example.started_on), axis.x(example.met_from)
    _add(svg, "rect", style="since", x=met, y=TOP, width=axis.x(ASSESSED_ON) - met, height=floor - TOP)
    _draw_vertical(svg, "edge", met, floor)
    _add(svg, "text", f"met since {example.met_from}", "met name", x=met, y=TOP - 24)
    _draw_vertical(svg, "course", start, floor)
    _add(svg, "text", f"course starts {example.started_on}", "axis", x=start, y=TOP - 24)
    if example.criterion.id in ASSESSED_FROM_MONTH:
        first_day = add_months(example.started_on, ASSESSED_FROM_MONTH[example.criterion.id])
        _draw_vertical(svg, "from", axis.x(first_day), floor)
    months = months_between(example.started_on, ASSESSED_ON)
    for month in range(0, months + 1, 1 if months <= 6 else 3):
        at = axis.x(add_months(example.started_on, month))
        _add(svg, "text", f"{month}", "axis", x=at, y=floor + 16, text_anchor="middle")
    _add(svg, "text", "months of the course", "axis", x=RIGHT + 12, y=floor + 16)


def _draw_vertical(svg: Element, style: str, x: float, floor: int) -> None:
    _add(svg, "path", style=style, d=f"M{x:.1f} {TOP - 16}V{floor}")


def _draw_panel(svg: Element, panel: Panel, axis: TimeAxis, evidence: set[str]) -> None:
    scale = "" if panel.is_linear else ", logarithmic"
    _add(svg, "text", panel.series["what"], "name", x=RIGHT + 12, y=panel.top + 6)
    _add(svg, "text", f"{panel.series['unit']}{scale}", "axis", x=RIGHT + 12, y=panel.top + 21)
    for tick in panel.ticks:
        y = panel.y(tick)
        _add(svg, "path", style="grid", d=f"M{LEFT} {y:.1f}H{RIGHT}")
        if panel.is_linear or len(panel.ticks) <= MAX_TICK_LABELS or log10(tick).is_integer():
            _add(svg, "text", f"{tick:g}", "axis", x=LEFT - 8, y=y + 4, text_anchor="end")
    if panel.limit:
        _draw_limit(svg, panel.limit, panel.y(panel.limit.at))
    _draw_points(svg, panel, axis, evidence)


def _draw_limit(svg: Element, limit: Limit, y: float) -> None:
    _add(svg, "path", style="limit", d=f"M{LEFT} {y:.1f}H{RIGHT}")
    _add(svg, "text", limit.band, "limits name", x=RIGHT + 12, y=y)
    _add(svg, "text", limit.meaning, "limits", x=RIGHT + 12, y=y + 14)


def _draw_points(svg: Element, panel: Panel, axis: TimeAxis, evidence: set[str]) -> None:
    points = [(axis.x(_parse_day(point)), panel.y(point["value"]), point) for point in panel.series["points"]]
    _add(svg, "polyline", style="path", points=" ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points))
    for x, y, point in points:
        is_evidence = point["reference"] in evidence
        _add(svg, "circle", style="dot", cx=x, cy=y, r=3.5)
        if is_evidence:
            _add(svg, "circle", style="ring", cx=x, cy=y, r=7)
        style = "value met name" if is_evidence else "value axis"
        _add(svg, "text", f"{point.get('bound') or point['value']}", style, x=x, y=y - 11, text_anchor="middle")


def _draw_doses(svg: Element, doses: Sequence[DosePeriod], axis: TimeAxis, y: int) -> None:
    for period in doses:
        start, end = axis.x(period.starts), axis.x(period.ends or ASSESSED_ON)
        _add(svg, "rect", style="dose", x=start, y=y, width=end - start, height=DOSE_BAR)
        _add(svg, "text", f"{period.daily_dose_mg} mg/day", x=start + 6, y=y + 14)
    _add(svg, "text", "Imatinib", "name", x=RIGHT + 12, y=y + 14)


def _draw_legend(svg: Element, example: PatientExample, y: int) -> None:
    _add(svg, "circle", style="ring", cx=LEFT + 7, cy=y - 4, r=7)
    _add(svg, "text", "evidence of the finding", x=LEFT + 20, y=y)
    if example.criterion.id in ASSESSED_FROM_MONTH:
        month = ASSESSED_FROM_MONTH[example.criterion.id]
        _add(svg, "path", style="from", d=f"M{LEFT + 220} {y - 12}V{y + 4}")
        _add(svg, "text", f"month {month}: assessed from here", x=LEFT + 228, y=y)


def _parse_day(point: Json) -> date:
    return date.fromisoformat(point["on"])


def _add(parent: Element, tag: str, text: str = "", style: str = "", **attributes: object) -> None:
    """Add an element with a text, a class and attributes; positions are rounded to a tenth of a pixel."""
    written = {
        name.replace("_", "-"): f"{value:.1f}" if isinstance(value, float) else str(value)
        for name, value in attributes.items()
    }
    ElementTree.SubElement(parent, tag, ({"class": style} if style else {}) | written).text = text or None
