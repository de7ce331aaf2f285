"""A step from one daily dose of imatinib to the next, as a work allows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from response_criteria.model.citation import Citation

TIMES_A_DAY = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class DoseStep:
    """From one total daily dose in mg to another, which is taken in equal parts so many times a day."""

    from_mg: Decimal
    to_mg: Decimal
    times_a_day: int
    citation: Citation

    def __str__(self) -> str:
        """As a reader writes it: 400 → 800 mg/day (400 mg twice daily)."""
        part = f"{self.to_mg / self.times_a_day:f} mg {TIMES_A_DAY[self.times_a_day]} daily"
        return f"{self.from_mg} → {self.to_mg} mg/day ({part})"


def step_from(daily_dose_mg: Decimal | None, steps: Iterable[DoseStep]) -> DoseStep | None:
    """The step from exactly that daily dose; None where there is none, or the dose is unknown."""
    return next((each for each in steps if each.from_mg == daily_dose_mg), None)
