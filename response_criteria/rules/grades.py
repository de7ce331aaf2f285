"""A table that gives one value one name. It decides, and prints itself."""

from dataclasses import dataclass

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import YES
from response_criteria.model.citation import Citation, OurReading
from response_criteria.rules.bands import Band


@dataclass(frozen=True, slots=True)
class Grades:
    """Names and their bands, best first. Every value of the quantity lies in exactly one band."""

    title: str
    citation: Citation
    quantity: str
    rows: tuple[tuple[str, Band], ...]
    readings: tuple[OurReading, ...] = ()

    def grade(self, amount: Amount) -> str | None:
        """The name of the amount; None where a bound may lie in several bands."""
        for name, band in self.rows:
            if band.holds(amount) is YES:
                return name
        return None

    def as_markdown(self) -> str:
        """The table as a reader compares it with the printed one."""
        lines = [f"| {self.title} | {self.quantity} |", "| --- | --- |"]
        return "\n".join([*lines, *(f"| {name} | {band} |" for name, band in self.rows)])
