"""The plots of the report as SVG, drawn from its tables: what is not shown there is not drawn here."""

from xml.etree import ElementTree

from cds_service.reporting.tables import Table

LABEL, BARS, ROW, BAR, MARGIN = 330, 500, 26, 18, 8
"""Pixels: the width of labels and of bars, the height of a row and of its bar, and a margin."""
PLAIN = "#0b5cad"
# The more urgent, the warmer; what is not known or asks for nothing is gray.
COLORS = {
    "met": "#b3123b", "possible": "#d9822b", "not-met": "#3d8b5a", "not-yet": "#6aa5d8",
    "indeterminate": "#8896a4", "not-applicable": "#c3ccd5",
    "escalate": "#b3123b", "hold": "#d9602b", "no-protocol-step": "#9a5b00", "confirm": "#d9a62b",
    "review": "#7a52a3", "complete-data": "#0b5cad", "continue": "#3d8b5a", "none": "#8896a4",
    "not met": "#3d8b5a", "too early": "#6aa5d8", "cannot be assessed": "#8896a4", "not applicable": "#c3ccd5",
    "shown": "#0b5cad", "held back": "#d9a62b", "in shadow": "#7a52a3", "no card due": "#8896a4",
    "accepted": "#3d8b5a", "overridden": "#d9602b", "not answered": "#8896a4",
    "open": "#b3123b", "pending": "#d9a62b", "standing": "#0b5cad", "no doubt": "#8896a4",
    "yes": "#0b5cad", "no": "#8fb3d9", "not known": "#8896a4",
}  # fmt: skip
FEWEST_FOR_A_NUMBER = 4  # per 100: a narrower part of a bar has no room for one

HATCH = {
    "id": "hatch", "width": "6", "height": "6", "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)",
}  # fmt: skip
MAX_LABEL = 52
"""Characters of a label that have room; the whole name is in the table."""

Element = ElementTree.Element


def draw_table(table: Table) -> str:
    """Draw a table of one column as bars, one of several as bars that are divided."""
    return draw_bars(table) if len(table.columns) == 1 else draw_parts(table)


def draw_bars(table: Table) -> str:
    """Draw a table of one column: a bar per 100 patients for each row."""
    drawing = _begin(table, len(table.rows))
    for row, name in enumerate(table.rows):
        share = table.get_share(row, 0)
        _label(drawing, row, name)
        if share is None:
            _text(drawing, LABEL, row, "not shown", "axis")
            continue
        _bar(drawing, row, 0, share, PLAIN, name)
        _text(drawing, LABEL + share * BARS / 100 + MARGIN / 2, row, f"{share:.1f}", "value")
    return format_drawing(drawing)


def draw_parts(table: Table) -> str:
    """Draw a table of several columns: a bar for each row, divided into its columns.

    The bar is 100% of the row, or where the total of a row must not be known, its share of all patients.
    """
    drawing = _begin(table, len(table.rows) + 1)
    for column, name in enumerate(table.columns):
        _legend(drawing, column, name, len(table.columns))
    for row, name in enumerate(table.rows):
        _label(drawing, row + 1, name)
        _draw_row(drawing, table, row)
    return format_drawing(drawing)


def _draw_row(drawing: Element, table: Table, row: int) -> None:
    """Draw the shown parts of a row; the rest of a bar of 100% stays hatched."""
    total, left = sum(table.counts[row]) if table.rows_add_up else table.total, 0.0
    if table.rows_add_up and total and any((row, column) in table.hidden for column in range(len(table.columns))):
        _bar(drawing, row + 1, 0, 100, "url(#hatch)", "not shown")
    for column, name in enumerate(table.columns):
        if (row, column) in table.hidden or not table.counts[row][column]:
            continue
        share = 100 * table.counts[row][column] / total
        _bar(drawing, row + 1, left, share, COLORS.get(name, PLAIN), name)
        if share >= FEWEST_FOR_A_NUMBER:
            _text(drawing, LABEL + (left + share / 2) * BARS / 100, row + 1, f"{share:.0f}", "inside")
        left += share


def begin_drawing(title: str, width: float, height: float) -> Element:
    """Begin a drawing of a size in pixels."""
    box = {"viewBox": f"0 0 {width} {height}", "role": "img", "xmlns": "http://www.w3.org/2000/svg"}
    drawing = ElementTree.Element("svg", box)
    ElementTree.SubElement(drawing, "title").text = title
    return drawing


def add_bar(drawing: Element, x: float, y: float, width: float, height: float, color: str, name: str) -> None:
    """Add a rectangle, whose name a reader sees who points to it."""
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.1f}", "height": f"{height:.1f}", "fill": color}
    bar = ElementTree.SubElement(drawing, "rect", place)
    if name:
        bar.append(_title(name))


def add_text(drawing: Element, x: float, y: float, text: str, kind: str) -> Element:
    """Add a text; ``kind`` are the classes of its style."""
    element = ElementTree.SubElement(drawing, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "class": kind})
    element.text = text
    return element


def format_drawing(drawing: Element) -> str:
    """Return a drawing as SVG."""
    return ElementTree.tostring(drawing, encoding="unicode")


def _begin(table: Table, rows: int) -> Element:
    drawing = begin_drawing(table.title, LABEL + BARS + 60, rows * ROW + MARGIN)
    pattern = ElementTree.SubElement(ElementTree.SubElement(drawing, "defs"), "pattern", HATCH)
    ElementTree.SubElement(pattern, "rect", {"width": "6", "height": "6", "fill": "#fff"})
    ElementTree.SubElement(pattern, "rect", {"width": "2", "height": "6", "fill": "#c3ccd5"})
    return drawing


def _bar(drawing: Element, row: int, left: float, share: float, color: str, name: str) -> None:
    y = row * ROW + (ROW - BAR) / 2
    add_bar(drawing, LABEL + left * BARS / 100, y, share * BARS / 100, BAR, color, name)


def _label(drawing: Element, row: int, name: str) -> None:
    shown = name if len(name) <= MAX_LABEL else f"{name[: MAX_LABEL - 1]}…"
    _text(drawing, LABEL - MARGIN, row, shown, "label").append(_title(name))


def _title(name: str) -> Element:
    title = ElementTree.Element("title")
    title.text = name
    return title


def _legend(drawing: Element, column: int, name: str, columns: int) -> None:
    x = column * (LABEL + BARS + MARGIN * 7) / columns + MARGIN
    add_bar(drawing, x, 8, 10, 10, COLORS.get(name, PLAIN), name)
    _text(drawing, x + 14, 0, name, "axis")


def _text(drawing: Element, x: float, row: int, text: str, kind: str) -> Element:
    return add_text(drawing, x, row * ROW + 17, text, kind)
