"""Where a rule stands in print, and where we had to read between its lines."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """A published work: ``id`` is stable and used in criterion ids, ``label`` is how a reader cites it."""

    id: str
    label: str
    url: str

    def at(self, place: str) -> "Citation":
        """The work opened at a place: a section, a table, a paragraph."""
        return Citation(self, place)


@dataclass(frozen=True, slots=True)
class Citation:
    """A work, opened at a place."""

    work: Work
    place: str

    def __str__(self) -> str:
        return f"{self.work.label}, {self.place}"


@dataclass(frozen=True, slots=True)
class OurReading:
    """A choice that the work leaves open. ``decision`` is the number of its record in docs/decisions/."""

    decision: str
    says: str
