"""A stretch of values as a guideline writes it: <10, ≥35, >0–<35. It tells an amount in from out, and prints itself."""

from dataclasses import dataclass, replace
from decimal import Decimal

from response_criteria.model.amounts import Amount
from response_criteria.model.answers import NO, UNKNOWN, YES, Answer


@dataclass(frozen=True, slots=True)
class Band:
    """One cell of a guideline's table, in the unit of that table.

    ``floor`` and ``ceiling`` are None where the band is open to that side; ``*_counts`` says whether the end belongs to
    it. Raises ``ValueError`` when nothing can lie in it.
    """

    floor: Decimal | None = None
    ceiling: Decimal | None = None
    floor_counts: bool = True
    ceiling_counts: bool = True

    def __post_init__(self) -> None:
        if self.floor is not None and self.ceiling is not None and not self._has_room(self.floor, self.ceiling):
            raise ValueError(f"nothing can lie in {self}")

    def holds(self, amount: Amount) -> Answer:
        """Yes if all that the amount may be lies in the band, no if none of it does, else unknown."""
        over = YES if self.floor is None else self._over_the_floor(self.floor, amount)
        under = YES if self.ceiling is None else self._under_the_ceiling(self.ceiling, amount)
        if over is YES:
            return under
        return NO if under is NO else over

    def up_to(self, ceiling: str) -> "Band":
        """The same floor, with a ceiling that belongs to the band."""
        return replace(self, ceiling=Decimal(ceiling), ceiling_counts=True)

    def below(self, ceiling: str) -> "Band":
        """The same floor, with a ceiling that does not belong to the band."""
        return replace(self, ceiling=Decimal(ceiling), ceiling_counts=False)

    def __str__(self) -> str:
        """As a guideline prints it: ≤10, <10, ≥35, >90, 35–90, >0–<35. No amount is negative: at most 0 is 0."""
        if self == Band(ceiling=Decimal(0)):
            return "0"
        if self.floor is None:
            return f"{'≤' if self.ceiling_counts else '<'}{self.ceiling}"
        if self.ceiling is None:
            return f"{'≥' if self.floor_counts else '>'}{self.floor}"
        return f"{'' if self.floor_counts else '>'}{self.floor}–{'' if self.ceiling_counts else '<'}{self.ceiling}"

    def _over_the_floor(self, floor: Decimal, amount: Amount) -> Answer:
        low, high = amount.low, amount.high
        if low is not None and (low > floor or (low == floor and (self.floor_counts or not amount.low_counts))):
            return YES
        if high is not None and (high < floor or (high == floor and not (self.floor_counts and amount.high_counts))):
            return NO
        return UNKNOWN

    def _under_the_ceiling(self, ceiling: Decimal, amount: Amount) -> Answer:
        low, high = amount.low, amount.high
        if high is not None and (
            high < ceiling or (high == ceiling and (self.ceiling_counts or not amount.high_counts))
        ):
            return YES
        if low is not None and (low > ceiling or (low == ceiling and not (self.ceiling_counts and amount.low_counts))):
            return NO
        return UNKNOWN

    def _has_room(self, floor: Decimal, ceiling: Decimal) -> bool:
        return floor < ceiling or (floor == ceiling and self.floor_counts and self.ceiling_counts)


def at_most(ceiling: str) -> Band:
    """The ceiling and everything under it."""
    return Band().up_to(ceiling)


def below(ceiling: str) -> Band:
    """Everything under the ceiling, not the ceiling itself."""
    return Band().below(ceiling)


def at_least(floor: str) -> Band:
    """The floor and everything over it."""
    return Band(floor=Decimal(floor))


def above(floor: str) -> Band:
    """Everything over the floor, not the floor itself."""
    return Band(floor=Decimal(floor), floor_counts=False)
