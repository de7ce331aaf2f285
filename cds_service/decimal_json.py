"""JSON as this service reads and writes it: strictly, and with every digit kept.

Python's own reader accepts NaN and Infinity and turns 10.00 into 10.0; CDS Hooks forbids the first, laboratories mean
the second. Nearly every text is read by msgspec, which takes half as long. What it refuses is read once more by the
reader of Python: that one says the line and column of a fault, and takes half a surrogate pair for what it is.
"""

import json
from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal, InvalidOperation, Overflow, Underflow
from typing import Any, Generic, TypeVar

import msgspec

_MEASURABLE = Context(prec=1000, Emax=999, Emin=-999, traps=[Overflow, Underflow, InvalidOperation])
"""Wider than anything measured, and narrow enough that nobody has to write out 1e999999999."""


UNREADABLE = (ValueError, ArithmeticError, RecursionError)
"""What msgspec raises of a text, or Decimal of a number in it."""

T = TypeVar("T")


class NotJson(ValueError):
    """Text that is not JSON. Says where, never what."""


class OtherShape(ValueError):
    """Text that has not the shape that was looked for, if it is JSON at all."""


class ShapeReader(Generic[T]):
    """Reads JSON texts of one shape, and builds only the members that the shape names."""

    def __init__(self, shape: type[T]) -> None:
        decoder = msgspec.json.Decoder(shape, float_hook=_MEASURABLE.create_decimal)
        self.decode: Callable[[bytes | msgspec.Raw], T] = decoder.decode
        """The same as ``read`` for thousands of texts. Raises UNREADABLE."""

    def read(self, text: bytes | msgspec.Raw) -> T:
        """The value of a text, as ``read`` reads it. Raises OtherShape."""
        try:
            return self.decode(text)
        except UNREADABLE:
            raise OtherShape from None


def read(text: bytes | str | msgspec.Raw) -> Any:
    """The value of a JSON text in UTF-8, its fractions as Decimal. Raises NotJson.

    Of two members of one name the last counts, as everywhere.
    """
    try:
        return _SWIFT.decode(text)
    except UNREADABLE:
        return _read_saying_why_not(text if isinstance(text, str) else bytes(text))


def write(value: Any, *, indent: int | None = None) -> str:
    """A JSON text with the members in their order; Decimal becomes a number, a date its ISO form."""
    separators = None if indent else (",", ":")
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain, indent=indent, separators=separators)


def encoded(text: str) -> bytes:
    """The text in UTF-8. Half a surrogate pair, which UTF-8 cannot carry, goes out as the JSON escape it came in as."""
    return text.encode("utf-8", "backslashreplace")


def _read_saying_why_not(text: bytes | str) -> Any:
    try:
        return _THOROUGH.decode(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except NotJson:
        raise
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} (line {error.lineno}, column {error.colno})") from None
    except UnicodeDecodeError as error:
        raise NotJson(f"not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise NotJson("nested too deeply") from None
    except (ArithmeticError, ValueError):
        raise NotJson("a number that no measurement can have") from None


def _refuse_constant(name: str) -> None:
    raise NotJson(f"{name} is not JSON")


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


_SWIFT = msgspec.json.Decoder(float_hook=_MEASURABLE.create_decimal)
_THOROUGH = json.JSONDecoder(parse_float=_MEASURABLE.create_decimal, parse_constant=_refuse_constant)
