"""An amount as a laboratory reports it: a value, or a bound such as <0.01."""

from decimal import Decimal
from typing import NamedTuple


class Amount(NamedTuple):
    """The stretch in which a measured value lies: a single value, or a bound that a comparator gives.

    ``low`` or ``high`` is None where the stretch is open to that side; ``*_counts`` says whether the end belongs to it.
    """

    low: Decimal | None
    high: Decimal | None
    low_counts: bool = True
    high_counts: bool = True

    @classmethod
    def exactly(cls, value: Decimal | str | int) -> "Amount":
        """A value as measured."""
        return cls(Decimal(value), Decimal(value))

    @classmethod
    def compared(cls, comparator: str, value: Decimal | str | int) -> "Amount":
        """What a comparator says: ``<``, ``<=``, ``>``, ``>=``, or empty for the value itself."""
        limit = Decimal(value)
        return {
            "": cls(limit, limit),
            "<": cls(None, limit, high_counts=False),
            "<=": cls(None, limit),
            ">": cls(limit, None, low_counts=False),
            ">=": cls(limit, None),
        }[comparator]

    @classmethod
    def between(cls, low: Decimal | None, high: Decimal | None) -> "Amount":
        """A stretch with both ends in it."""
        return cls(low, high)

    @property
    def exact(self) -> Decimal | None:
        """The value, where it is a single one."""
        return self.low if self.low is not None and self.low == self.high else None

    def times(self, factor: Decimal) -> "Amount":
        """The same amount in another unit; the factor is positive."""
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Amount(low, high, self.low_counts, self.high_counts)

    def plus(self, other: "Amount") -> "Amount":
        """The sum: open to a side where either is, and its end counts where both do."""
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Amount(low, high, self.low_counts and other.low_counts, self.high_counts and other.high_counts)

    def or_else(self, other: "Amount") -> "Amount":
        """The shortest stretch that holds both, where it is not known which of the two is right."""
        low, low_counts = min((self.low, self.low_counts), (other.low, other.low_counts), key=_as_floor)
        high, high_counts = max((self.high, self.high_counts), (other.high, other.high_counts), key=_as_ceiling)
        return Amount(low, high, low_counts, high_counts)

    def __str__(self) -> str:
        """As a reader writes it: 12, <0.01, >=5, 10–20."""
        if self.exact is not None:
            return _plain(self.exact)
        if self.low is None and self.high is None:
            return "any"
        if self.low is None:
            return f"{'<=' if self.high_counts else '<'}{_plain(self.high)}"
        if self.high is None:
            return f"{'>=' if self.low_counts else '>'}{_plain(self.low)}"
        return f"{_plain(self.low)}–{_plain(self.high)}"


def _as_floor(end: tuple[Decimal | None, bool]) -> tuple[bool, Decimal, bool]:
    """A key by which an open end, then the lower, then the one that counts comes first."""
    limit, counts = end
    return limit is not None, limit or Decimal(0), not counts


def _as_ceiling(end: tuple[Decimal | None, bool]) -> tuple[bool, Decimal, bool]:
    """A key by which an open end, then the higher, then the one that counts comes last."""
    limit, counts = end
    return limit is None, limit or Decimal(0), counts


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
