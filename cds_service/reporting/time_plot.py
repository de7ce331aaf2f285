"""A plot over time: for each period a column, divided by outcome, per 100 of the period."""

from collections.abc import Sequence

from cds_service.reporting.plots import COLORS, PLAIN, Element, add_bar, add_text, begin_drawing, format_drawing
from cds_service.reporting.tables import NOT_SHOWN, Table

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 880, 260, 44, 34, 26
"""Pixels: the drawing, its room for numbers at the left, for the legend above and for days below."""
SCALES = (5, 10, 20, 50, 100)
"""The highest values of the vertical axis; the first one that fits is used."""
MOST_LABELS = 12
WIDEST_COLUMN = 60


def draw_time(table: Table, columns: Sequence[int]) -> str:
    """Draw some columns of a table whose rows are periods. What the table does not show is marked with a star."""
    drawing = begin_drawing(table.title, WIDTH, HEIGHT)
    shares = [[_share(table, row, column) for column in columns] for row in range(len(table.rows))]
    highest = max((sum(share or 0 for share in period) for period in shares), default=0)
    scale = next(scale for scale in SCALES if highest <= scale)
    _draw_axis(drawing, scale)
    for number, column in enumerate(columns):
        name = table.columns[column]
        add_bar(drawing, LEFT + number * 150, 6, 10, 10, COLORS.get(name, PLAIN), name)
        add_text(drawing, LEFT + number * 150 + 16, 15, name, "axis")
    for row, period in enumerate(shares):
        _draw_period(drawing, table, row, period, columns, scale)
    return format_drawing(drawing)


def _share(table: Table, row: int, column: int) -> float | None:
    total = sum(table.counts[row])
    return None if (row, column) in table.hidden else 100 * table.counts[row][column] / total if total else 0


def _draw_axis(drawing: Element, scale: int) -> None:
    for part in range(5):
        value = scale * part / 4
        y = _locate(value, scale)
        add_bar(drawing, LEFT, y, WIDTH - LEFT, 1, "#e4e7eb", "")
        add_text(drawing, LEFT - 6, y + 4, f"{value:g}", "axis end")
    add_text(drawing, WIDTH, 15, "per 100 openings", "axis end")


def _draw_period(
    drawing: Element, table: Table, row: int, period: Sequence[float | None], columns: Sequence[int], scale: int
) -> None:
    step = (WIDTH - LEFT) / len(table.rows)
    width, below = min(step * 0.75, WIDEST_COLUMN), 0.0
    x = LEFT + step * row + (step - width) / 2
    for column, share in zip(columns, period, strict=True):
        if share:
            name = table.columns[column]
            top = _locate(below + share, scale)
            title = f"{table.rows[row]}: {share:.1f} per 100 {name}"
            add_bar(drawing, x, top, width, _locate(below, scale) - top, COLORS.get(name, PLAIN), title)
            below += share
    if None in period:
        add_text(drawing, x + width / 2, _locate(below, scale) - 4, NOT_SHOWN, "axis middle")
    if row % -(-len(table.rows) // MOST_LABELS) == 0:
        add_text(drawing, x + width / 2, HEIGHT - 8, table.rows[row], "axis middle")


def _locate(value: float, scale: int) -> float:
    return HEIGHT - BOTTOM - value * (HEIGHT - TOP - BOTTOM) / scale
