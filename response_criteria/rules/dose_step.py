"""Steps from one daily dose of imatinib to the next, as a publication defines them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from response_criteria.model.citation import Citation

TIMES_A_DAY = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class DoseStep:
    """A change of the total daily dose in mg; the new dose is taken in ``times_a_day`` equal parts."""

    from_mg: Decimal
    to_mg: Decimal
    times_a_day: int
    citation: Citation

    def __str__(self) -> str:
        """Format as 400 → 800 mg/day (400 mg twice daily)."""
        part = f"{self.to_mg / self.times_a_day:f} mg {TIMES_A_DAY[self.times_a_day]} daily"
        return f"{self.from_mg} → {self.to_mg} mg/day ({part})"


def find_step(daily_dose_mg: Decimal | None, steps: Iterable[DoseStep]) -> DoseStep | None:
    """Return the step from exactly that daily dose; None if none is defined or the dose is unknown."""
    # Doses in between, such as 350 mg, are outside every publication: no step is interpolated.
    return next((step for step in steps if step.from_mg == daily_dose_mg), None)
