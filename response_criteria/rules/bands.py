"""Ranges of values as guidelines write them: <10, ≥35, >0–<35."""

from dataclasses import dataclass, replace
from decimal import Decimal

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import NO, UNKNOWN, YES, Answer


@dataclass(frozen=True, slots=True)
class Band:
    """One cell of a guideline's table, in the unit of that table.

    ``floor`` or ``ceiling`` is None where the band is open on that side. ``includes_floor`` and ``includes_ceiling``
    tell whether the end itself belongs to it. Raises ``ValueError`` for an empty band.
    """

    floor: Decimal | None = None
    ceiling: Decimal | None = None
    includes_floor: bool = True
    includes_ceiling: bool = True

    def __post_init__(self) -> None:
        if self.floor is not None and self.ceiling is not None and not self._has_values(self.floor, self.ceiling):
            raise ValueError(f"no value can lie in {self}")

    def contains(self, amount: Amount) -> Answer:
        """Return yes if every value of the amount lies in the band, no if none does, else unknown."""
        # A bound such as <10 may straddle an end of the band. Then only the missing value could decide (decision 0011).
        above = YES if self.floor is None else self._is_above_floor(self.floor, amount)
        below_ceiling = YES if self.ceiling is None else self._is_below_ceiling(self.ceiling, amount)
        if above is YES:
            return below_ceiling
        return NO if below_ceiling is NO else above

    def up_to(self, ceiling: str) -> "Band":
        """Return the band with the same floor and a ceiling that is included."""
        return replace(self, ceiling=Decimal(ceiling), includes_ceiling=True)

    def below(self, ceiling: str) -> "Band":
        """Return the band with the same floor and a ceiling that is excluded."""
        return replace(self, ceiling=Decimal(ceiling), includes_ceiling=False)

    def __str__(self) -> str:
        """Format as guidelines print it: ≤10, <10, ≥35, >90, 35–90, >0–<35."""
        # No amount is negative, so "at most 0" is printed as 0.
        if self == Band(ceiling=Decimal(0)):
            return "0"
        if self.floor is None:
            return f"{'≤' if self.includes_ceiling else '<'}{self.ceiling}"
        if self.ceiling is None:
            return f"{'≥' if self.includes_floor else '>'}{self.floor}"
        return f"{'' if self.includes_floor else '>'}{self.floor}–{'' if self.includes_ceiling else '<'}{self.ceiling}"

    def _is_above_floor(self, floor: Decimal, amount: Amount) -> Answer:
        low, high = amount.low, amount.high
        fits = self.includes_floor or not amount.includes_low
        if low is not None and (low > floor or (low == floor and fits)):
            return YES
        touches = self.includes_floor and amount.includes_high
        if high is not None and (high < floor or (high == floor and not touches)):
            return NO
        return UNKNOWN

    def _is_below_ceiling(self, ceiling: Decimal, amount: Amount) -> Answer:
        low, high = amount.low, amount.high
        fits = self.includes_ceiling or not amount.includes_high
        if high is not None and (high < ceiling or (high == ceiling and fits)):
            return YES
        touches = self.includes_ceiling and amount.includes_low
        if low is not None and (low > ceiling or (low == ceiling and not touches)):
            return NO
        return UNKNOWN

    def _has_values(self, floor: Decimal, ceiling: Decimal) -> bool:
        return floor < ceiling or (floor == ceiling and self.includes_floor and self.includes_ceiling)


def at_most(ceiling: str) -> Band:
    """Build the band up to the ceiling, which is included."""
    return Band().up_to(ceiling)


def below(ceiling: str) -> Band:
    """Build the band up to the ceiling, which is excluded."""
    return Band().below(ceiling)


def at_least(floor: str) -> Band:
    """Build the band from the floor, which is included."""
    return Band(floor=Decimal(floor))


def above(floor: str) -> Band:
    """Build the band from the floor, which is excluded."""
    return Band(floor=Decimal(floor), includes_floor=False)
