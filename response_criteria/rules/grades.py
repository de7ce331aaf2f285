"""Tables that grade a value, such as the cytogenetic response by the percentage of Ph-positive metaphases."""

from dataclasses import dataclass

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import YES
from response_criteria.model.citation import Citation, Interpretation
from response_criteria.rules.bands import Band


@dataclass(frozen=True, slots=True)
class Grades:
    """Grades and their bands, best first. Every value of the quantity lies in exactly one band."""

    title: str
    citation: Citation
    quantity: str
    rows: tuple[tuple[str, Band], ...]
    interpretations: tuple[Interpretation, ...] = ()

    def grade(self, amount: Amount) -> str | None:
        """Return the grade of the amount; None for a bound that may lie in several bands."""
        # A bound such as <35 may lie in two bands: then there is no grade rather than a guess (decision 0011).
        for name, band in self.rows:
            if band.contains(amount) is YES:
                return name
        return None

    def as_markdown(self) -> str:
        """Format the table for comparison with the printed one."""
        lines = [f"| {self.title} | {self.quantity} |", "| --- | --- |"]
        return "\n".join([*lines, *(f"| {name} | {band} |" for name, band in self.rows)])
