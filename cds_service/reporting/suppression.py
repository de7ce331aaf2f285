"""Small cells: counts so low that they may tell something about a person are not shown (decision 0152).

Neither is a count shown from which, with the totals of its row or column, a small one could be calculated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

SMALL_CELLS = 10
"""Counts from 1 to this are not shown unless another limit is chosen."""

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Suppressor:
    """Hides counts from 1 to ``limit``; with a limit of 0 nothing is hidden."""

    limit: int

    def is_small(self, count: int) -> bool:
        """Whether a count may not be shown by itself."""
        return 0 < count <= self.limit

    def find_hidden(self, counts: Sequence[Sequence[int]], *, rows_add_up: bool, columns_add_up: bool) -> set[Position]:
        """Return the cells of a table that are not shown.

        ``rows_add_up``: the total of each row is known, such as all patients; likewise for the columns.
        """
        hidden = {
            (row, column)
            for row, cells in enumerate(counts)
            for column, count in enumerate(cells)
            if self.is_small(count)
        }
        lines = [
            *(_list_rows(counts) if rows_add_up else ()),
            *(_list_columns(counts) if columns_add_up else ()),
        ]
        # Hiding a cell for its row may leave it the only hidden one of its column: until nothing changes.
        while any(self._protect(line, counts, hidden) for line in lines):
            pass
        return hidden

    def find_hidden_shares(self, counts: Sequence[int], total: int) -> set[int]:
        """Return which of some counts are not shown: small ones, and those that leave few of the total."""
        return {number for number, count in enumerate(counts) if self.is_small(count) or self.is_small(total - count)}

    def _protect(self, line: Sequence[Position], counts: Sequence[Sequence[int]], hidden: set[Position]) -> bool:
        """Hide the next smallest cell of a line whose hidden ones could be calculated; return whether that was so."""
        concealed = [cell for cell in line if cell in hidden]
        shown = [cell for cell in line if cell not in hidden]
        total = sum(counts[row][column] for row, column in concealed)
        if not concealed or not shown or (len(concealed) > 1 and total > self.limit):
            return False
        hidden.add(min(shown, key=_order(counts)))
        return True


def _order(counts: Sequence[Sequence[int]]) -> Callable[[Position], tuple[bool, int]]:
    """Order cells: the lowest counts first, zeros last, since most readers expect them."""
    return lambda cell: (counts[cell[0]][cell[1]] == 0, counts[cell[0]][cell[1]])


def _list_rows(counts: Sequence[Sequence[int]]) -> list[list[Position]]:
    return [[(row, column) for column in range(len(cells))] for row, cells in enumerate(counts)]


def _list_columns(counts: Sequence[Sequence[int]]) -> list[list[Position]]:
    return [[(row, column) for row in range(len(counts))] for column in range(len(counts[0]))] if counts else []
