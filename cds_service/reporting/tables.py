"""The tables of the report: what they count, and which of their cells are shown."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cds_service.reporting.suppression import Suppressor

NOT_SHOWN = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Counts by row and column. ``hidden`` cells are not shown, nor is their share.

    The counts are of patients, or of something of patients: then a cell is small where its patients are few.
    """

    id: str
    title: str
    note: str = ""
    columns: tuple[str, ...] = ("patients",)
    rows: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    hidden: frozenset[tuple[int, int]]
    total: int
    rows_add_up: bool = False  # the total of each row may be known

    def show(self, row: int, column: int) -> str:
        """Return a count as shown."""
        return NOT_SHOWN if (row, column) in self.hidden else f"{self.counts[row][column]}"

    def show_share(self, row: int, column: int) -> str:
        """Return a count per 100 of all as shown."""
        share = self.get_share(row, column)
        return NOT_SHOWN if share is None else f"{share:.1f}"

    def get_share(self, row: int, column: int) -> float | None:
        """Return a count per 100 of all; None where it is not shown."""
        if (row, column) in self.hidden:
            return None
        return 100 * self.counts[row][column] / self.total if self.total else 0

    def list_csv_rows(self) -> list[list[str]]:
        """Return the rows of the CSV file, its header first."""
        body = [
            [name, *(self.show(row, column) for column in range(len(self.columns)))]
            for row, name in enumerate(self.rows)
        ]
        return [["", *self.columns], *body]


def build_partition(
    id_: str, title: str, rows: Sequence[tuple[str, int]], suppressor: Suppressor, *, note: str = ""
) -> Table:
    """Build a table of groups that together are all patients."""
    counts = tuple((count,) for _, count in rows)
    hidden = suppressor.find_hidden(counts, rows_add_up=False, columns_add_up=True)
    return _build(id_, title, note, rows, counts, hidden, sum(count for _, count in rows))


def build_shares(
    id_: str, title: str, rows: Sequence[tuple[str, int]], total: int, suppressor: Suppressor, *, note: str = ""
) -> Table:
    """Build a table of groups that may overlap, each a share of all patients."""
    hidden = {(row, 0) for row in suppressor.find_hidden_shares([count for _, count in rows], total)}
    return _build(id_, title, note, rows, tuple((count,) for _, count in rows), hidden, total)


def build_cross_table(
    id_: str,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    total: int,
    suppressor: Suppressor,
    *,
    rows_add_up: bool = False,
    columns_add_up: bool = False,
    note: str = "",
) -> Table:
    """Build a table of two properties; what adds up is known in total, from another table or as all patients."""
    return Table(
        id=id_,
        title=title,
        note=note,
        columns=tuple(columns),
        rows=tuple(rows),
        counts=tuple(map(tuple, counts)),
        hidden=frozenset(suppressor.find_hidden(counts, rows_add_up=rows_add_up, columns_add_up=columns_add_up)),
        total=total,
        rows_add_up=rows_add_up,
    )


def _build(
    id_: str,
    title: str,
    note: str,
    rows: Sequence[tuple[str, int]],
    counts: tuple[tuple[int, ...], ...],
    hidden: set[tuple[int, int]],
    total: int,
) -> Table:
    names = tuple(name for name, _ in rows)
    return Table(id=id_, title=title, note=note, rows=names, counts=counts, hidden=frozenset(hidden), total=total)


def write_csv_files(tables: Sequence[Table], folder: Path) -> None:
    """Write each table as a CSV file of its name."""
    folder.mkdir(exist_ok=True)
    for table in tables:
        with (folder / f"{table.id}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table.list_csv_rows())
