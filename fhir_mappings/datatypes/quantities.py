"""Amounts in the units in which the criteria compare them. What cannot be converted raises UnusableDataError."""

from decimal import Context, Decimal

from fhir_mappings.datatypes.units import Kind, find_factor
from fhir_mappings.datatypes.values import CountRatio, Quantity, Value
from fhir_mappings.errors import UnusableDataError
from response_criteria.model.amounts import Amount

# Six digits are more than any count of cells supports, and a short share such as 35% keeps its own digits.
_SIX_DIGITS = Context(prec=6)


def convert(value: Value, kind: Kind) -> Amount:
    """Return the amount of a quantity in the unit of a kind."""
    if not isinstance(value, Quantity):
        raise UnusableDataError("its value is not a number")
    factor = find_factor(kind, value.unit, value.unit_text)
    return value.amount if factor == 1 else value.amount.scale(factor)


def convert_to_percent(value: Value) -> Amount:
    """Return the amount in percent, from a percentage, a fraction of 1, or a ratio of counts."""
    if isinstance(value, CountRatio):
        return Amount.exactly(compute_percent(value.part, value.of))
    amount = convert(value, Kind.SHARE)
    was_converted = isinstance(value, Quantity) and amount is not value.amount
    # A fraction above 1 is most likely a percentage under the wrong unit, so it is not multiplied by 100.
    if was_converted and _is_fraction(value) and _highest(amount) > 100:
        raise UnusableDataError("its unit is a fraction of 1, but its value is above 1")
    return amount


def compute_percent(part: Decimal | int, of: Decimal | int) -> Decimal:
    """Return ``part`` as a percentage of ``of``, to six significant digits."""
    return _SIX_DIGITS.divide(part * 100, of)


def require_plausible(amount: Amount, low: Decimal, high: Decimal) -> Amount:
    """Return the amount if it overlaps the plausible range; outside, it was most likely sent under the wrong unit."""
    if (amount.low is not None and amount.low > high) or (amount.high is not None and amount.high < low):
        raise UnusableDataError("its value is not plausible in its unit")
    return amount


def require_whole_number(value: Value) -> int:
    """Return a number of cells, whatever its unit."""
    exact = value.amount.exact if isinstance(value, Quantity) else None
    if exact is None or exact != int(exact) or exact < 0:
        raise UnusableDataError("it is not a whole number")
    return int(exact)


def _is_fraction(value: Value) -> bool:
    return isinstance(value, Quantity) and find_factor(Kind.SHARE, value.unit, value.unit_text) == 100


def _highest(amount: Amount) -> Decimal:
    return max(end for end in (amount.low, amount.high, Decimal(0)) if end is not None)
