"""An amount as a laboratory reports it: a value, or a bound such as <0.01."""

from decimal import Decimal
from typing import NamedTuple


class Amount(NamedTuple):
    """The interval in which a measured value lies: a single value, or a bound given by a comparator.

    ``low`` or ``high`` is None where the interval is open on that side. ``includes_low`` and ``includes_high`` tell
    whether the end itself belongs to it.
    """

    low: Decimal | None
    high: Decimal | None
    includes_low: bool = True
    includes_high: bool = True

    @classmethod
    def exactly(cls, value: Decimal | str | int) -> "Amount":
        """Build a single value."""
        return cls(Decimal(value), Decimal(value))

    @classmethod
    def from_comparator(cls, comparator: str, value: Decimal | str | int) -> "Amount":
        """Build a bound from ``<``, ``<=``, ``>`` or ``>=``, or a single value from an empty comparator."""
        limit = Decimal(value)
        return {
            "": cls(limit, limit),
            "<": cls(None, limit, includes_high=False),
            "<=": cls(None, limit),
            ">": cls(limit, None, includes_low=False),
            ">=": cls(limit, None),
        }[comparator]

    @classmethod
    def between(cls, low: Decimal | None, high: Decimal | None) -> "Amount":
        """Build an interval that includes both its ends."""
        return cls(low, high)

    @property
    def exact(self) -> Decimal | None:
        """The value; None for an interval."""
        return self.low if self.low is not None and self.low == self.high else None

    def scale(self, factor: Decimal) -> "Amount":
        """Convert to another unit by a positive factor."""
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Amount(low, high, self.includes_low, self.includes_high)

    def add(self, other: "Amount") -> "Amount":
        """Return the sum. It is open on a side where either amount is, and includes an end where both do."""
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Amount(low, high, self.includes_low and other.includes_low, self.includes_high and other.includes_high)

    def cover(self, other: "Amount") -> "Amount":
        """Return the shortest interval that contains both amounts."""
        # Two results of one day that differ: either may be the true one, so a criterion must hold for both.
        low, includes_low = min((self.low, self.includes_low), (other.low, other.includes_low), key=_low_end_key)
        high, includes_high = max((self.high, self.includes_high), (other.high, other.includes_high), key=_high_end_key)
        return Amount(low, high, includes_low, includes_high)

    def __str__(self) -> str:
        """Format as a reader writes it: 12, <0.01, >=5, 10–20."""
        if self.exact is not None:
            return _format(self.exact)
        if self.low is None and self.high is None:
            return "any"
        if self.low is None:
            return f"{'<=' if self.includes_high else '<'}{_format(self.high)}"
        if self.high is None:
            return f"{'>=' if self.includes_low else '>'}{_format(self.low)}"
        return f"{_format(self.low)}–{_format(self.high)}"


def _low_end_key(end: tuple[Decimal | None, bool]) -> tuple[bool, Decimal, bool]:
    """Sort an open end first, then the lower end, then the end that is included."""
    limit, is_included = end
    return limit is not None, limit or Decimal(0), not is_included


def _high_end_key(end: tuple[Decimal | None, bool]) -> tuple[bool, Decimal, bool]:
    """Sort an open end last, after the higher end; of two equal ends the included one is later."""
    limit, is_included = end
    return limit is None, limit or Decimal(0), is_included


def _format(value: Decimal | None) -> str:
    # "f" keeps 0.0000032 from being printed as 3.2E-6.
    return "" if value is None else f"{value:f}"
