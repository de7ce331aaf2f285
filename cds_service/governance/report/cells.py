"""Counts by key, each with as many of its patients as decide whether it may be shown."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import islice
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Other = TypeVar("Other", bound=Hashable)
Source = TypeVar("Source", bound=Hashable)


class Cells(Generic[Key]):
    """Counts by key. ``enough``: beyond so many patients of a key it does not matter how many there are."""

    __slots__ = ("_cells", "_enough")

    def __init__(self, enough: int) -> None:
        self._enough = enough
        self._cells: dict[Key, tuple[list[int], set[str]]] = {}

    def add(self, keys: Sequence[Source], patients: Sequence[str], name: Callable[[Source], Iterable[Key]]) -> None:
        """Count things of patients by the keys that ``name`` yields for each; most things are the same as others."""
        wanting: dict[Source, list[set[str]]] = {}
        for thing, number in Counter(keys).items():
            for key in name(thing):
                count, known = self._cells.setdefault(key, ([0], set()))
                count[0] += number
                if len(known) <= self._enough:
                    wanting.setdefault(thing, []).append(known)
        if wanting:
            for thing, patient in zip(keys, patients, strict=True):
                for known in wanting.get(thing, ()):
                    if len(known) <= self._enough:
                        known.add(patient)

    def get_count(self, key: Key) -> int:
        """Return the count of a key."""
        return self._cells[key][0][0] if key in self._cells else 0

    def get_patients(self, key: Key) -> int:
        """Return the patients of a key, as far as it matters how many there are."""
        return len(self.list_patients(key))

    def list_patients(self, key: Key) -> set[str]:
        """Return the patients of a key, as many as matter."""
        return self._cells[key][1] if key in self._cells else set()

    def list_keys(self) -> list[Key]:
        """List the keys, the most frequent first."""
        return sorted(self._cells, key=lambda key: (-self.get_count(key), str(key)))

    def regroup(self, name: Callable[[Key], Iterable[Other]]) -> "Cells[Other]":
        """Return the counts by other keys: those that ``name`` yields for a key."""
        cells: Cells[Other] = Cells(self._enough)
        for key, (count, patients) in self._cells.items():
            for other in name(key):
                cells.put(other, count[0], patients)
        return cells

    def put(self, key: Key, number: int, patients: Iterable[str]) -> None:
        """Add a count of some patients: of at most as many as it counts."""
        count, known = self._cells.setdefault(key, ([0], set()))
        count[0] += number
        known.update(islice(patients, number))


def name_itself(key: Key) -> tuple[Key]:
    """Return a key as the only one, for things that are counted by themselves."""
    return (key,)
