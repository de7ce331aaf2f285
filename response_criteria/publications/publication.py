"""What a publication offers: its citation, the rules taken from it, and how they print."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from response_criteria.model.citation import Citation, Interpretation, Work
from response_criteria.model.findings import Criterion
from response_criteria.publications.record import Record
from response_criteria.rules.dose_step import DoseStep


class PrintedCriterion(Protocol):
    """A criterion with the decision table that it prints."""

    @property
    def criterion(self) -> Criterion:
        """The criterion itself."""

    def as_markdown(self) -> str:
        """Return its decision table as Markdown."""


class PrintedDefinition(Protocol):
    """A definition, table or rule that prints itself."""

    @property
    def title(self) -> str:
        """The heading under which it is printed."""

    @property
    def citation(self) -> Citation:
        """Its place in the publication."""

    @property
    def interpretations(self) -> tuple[Interpretation, ...]:
        """The project's choices where the publication leaves one open."""

    def as_markdown(self) -> str:
        """Return its text as Markdown, without the heading."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A rule that functions apply, with its Markdown text built from the same limits."""

    title: str
    citation: Citation
    text: str
    interpretations: tuple[Interpretation, ...] = ()

    def as_markdown(self) -> str:
        """Return the text of the rule."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One edition of a guideline, label or paper.

    ``year`` is that of the edition. ``decides`` is true if dose escalation rests on it; everything else is shown for
    information. ``dose_steps`` are its dose escalations in chronic phase, ``record`` what is known about the work.
    """

    id: str
    work: Work
    year: int
    decides: bool
    criteria: tuple[PrintedCriterion, ...] = ()
    definitions: tuple[PrintedDefinition, ...] = ()
    dose_steps: tuple[DoseStep, ...] = ()
    record: Record = field(default_factory=Record)


def format_table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = (header, ("---",) * len(header), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def format_list(items: Iterable[object]) -> str:
    """Return a Markdown list, one line for each item."""
    return "\n".join(f"- {item}" for item in items)
