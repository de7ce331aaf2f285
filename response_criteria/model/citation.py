"""Where a rule is printed, and how we interpret what the print leaves open."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Work:
    """A published work: ``id`` is stable and used in criterion ids, ``label`` is how a reader cites it."""

    id: str
    label: str
    url: str

    def cite(self, place: str) -> "Citation":
        """Cite a place in the work: a section, a table, a paragraph."""
        return Citation(self, place)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a published work."""

    work: Work
    place: str

    def __str__(self) -> str:
        return f"{self.work.label}, {self.place}"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """How we read a rule that the work leaves open. ``decision`` is the number of its record in docs/decisions/."""

    decision: str
    text: str
