"""From counts to tables. A cell is small where its patients are few, however often their charts were opened."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from cds_service.governance.report.cells import Cells
from cds_service.reporting.suppression import Suppressor
from cds_service.reporting.tables import Table

OPENINGS = "openings"

Row = TypeVar("Row", bound=Hashable)


def build_list(
    id_: str,
    title: str,
    cells: Cells[Row],
    names: Mapping[Row, str],
    total: int,
    suppressor: Suppressor,
    *,
    column: str = OPENINGS,
    adds_up: bool = False,
    note: str = "",
) -> Table:
    """Build a table of one column. ``adds_up``: the rows are all of the total, else each is a share of it."""
    counts = [cells.get_count(key) for key in names]
    patients = [cells.get_patients(key) for key in names]
    hidden = suppressor.find_hidden([[number] for number in patients], rows_add_up=False, columns_add_up=adds_up)
    if not adds_up:
        hidden |= {(row, 0) for row, count in enumerate(counts) if suppressor.is_small(total - count)}
    return Table(
        id=id_,
        title=title,
        note=note,
        columns=(column,),
        rows=tuple(names.values()),
        counts=tuple((count,) for count in counts),
        hidden=frozenset(hidden),
        total=total,
    )


def build_cross(
    id_: str,
    title: str,
    cells: Cells[tuple[Row, str]],
    names: Mapping[Row, str],
    columns: Mapping[str, str],
    total: int,
    suppressor: Suppressor,
    *,
    columns_add_up: bool = True,
    note: str = "",
) -> Table:
    """Build a table of a property and an outcome. The columns of a row add up; ``columns_add_up``: its rows too."""
    patients = [[cells.get_patients((row, column)) for column in columns] for row in names]
    hidden = suppressor.find_hidden(patients, rows_add_up=True, columns_add_up=columns_add_up)
    return Table(
        id=id_,
        title=title,
        note=note,
        columns=tuple(columns.values()),
        rows=tuple(names.values()),
        counts=tuple(tuple(cells.get_count((row, column)) for column in columns) for row in names),
        hidden=frozenset(hidden),
        total=total,
        rows_add_up=True,
    )


def name_rows(cells: Iterable[Row], names: Mapping[str, str]) -> dict[Row, str]:
    """Name the keys that occur: by their known name, else as they are."""
    return {key: names.get(str(key), str(key)) for key in cells}


def list_rows(cells: Cells[tuple[Row, str]]) -> Sequence[Row]:
    """List the first parts of the keys that occur, the most frequent first."""
    return cells.regroup(lambda key: (key[0],)).list_keys()
