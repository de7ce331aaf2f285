"""JSON as this service reads and writes it: strict, and with every digit of a number kept.

Python's own decoder accepts NaN and Infinity, which JSON forbids, and turns 10.00 into 10.0, although the digits of a
laboratory value show its precision.
"""

import json
from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal, InvalidOperation, Overflow, Underflow
from typing import Any, Generic, TypeVar

import msgspec

# Wider than any measurement, and narrow enough that a number such as 1e999999999 is never written out.
_NUMBER_CONTEXT = Context(prec=1000, Emax=999, Emin=-999, traps=[Overflow, Underflow, InvalidOperation])

DECODE_ERRORS = (ValueError, ArithmeticError, RecursionError)
"""Errors that decoding a text can raise: of msgspec, or of Decimal for a number in it."""

T = TypeVar("T")


class InvalidJsonError(ValueError):
    """Text that is not JSON. The message gives the position, never the content."""


class ShapeMismatch(ValueError):
    """Text that does not have the expected shape, or is not JSON at all."""


class ShapeReader(Generic[T]):
    """Decodes JSON texts of one shape, and builds only the members of that shape."""

    def __init__(self, shape: type[T]) -> None:
        decoder = msgspec.json.Decoder(shape, float_hook=_NUMBER_CONTEXT.create_decimal)
        # Without the error handling of ``read``, for texts by the thousand. Raises DECODE_ERRORS.
        self.decode: Callable[[bytes | msgspec.Raw], T] = decoder.decode

    def read(self, text: bytes | msgspec.Raw) -> T:
        """Decode a text of this shape. Raises ShapeMismatch."""
        try:
            return self.decode(text)
        except DECODE_ERRORS:
            raise ShapeMismatch from None


def read(text: bytes | str | msgspec.Raw) -> Any:
    """Decode a JSON text in UTF-8, with fractions as Decimal. Raises InvalidJsonError."""
    # msgspec takes half as long. What it rejects is decoded again by Python's decoder, which reports line and column
    # of an error, and accepts half a surrogate pair, as some senders produce it.
    try:
        return _fast_decoder.decode(text)
    except DECODE_ERRORS:
        return _read_strictly(text if isinstance(text, str) else bytes(text))


def write(value: Any, *, indent: int | None = None) -> str:
    """Encode a value as JSON text. Members keep their order, a Decimal becomes a number, a date an ISO string."""
    separators = None if indent else (",", ":")
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, default=_convert, indent=indent, separators=separators
    )


def encode_utf8(text: str) -> bytes:
    """Encode a JSON text in UTF-8. Half a surrogate pair, which UTF-8 cannot express, becomes a JSON escape again."""
    return text.encode("utf-8", "backslashreplace")


def _read_strictly(text: bytes | str) -> Any:
    try:
        return _strict_decoder.decode(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except InvalidJsonError:
        raise
    except json.JSONDecodeError as error:
        raise InvalidJsonError(f"{error.msg} (line {error.lineno}, column {error.colno})") from None
    except UnicodeDecodeError as error:
        raise InvalidJsonError(f"not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise InvalidJsonError("nested too deeply") from None
    except (ArithmeticError, ValueError):
        raise InvalidJsonError("a number out of range") from None


def _reject_constant(name: str) -> None:
    raise InvalidJsonError(f"{name} is not JSON")


def _convert(value: object) -> object:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


_fast_decoder = msgspec.json.Decoder(float_hook=_NUMBER_CONTEXT.create_decimal)
_strict_decoder = json.JSONDecoder(parse_float=_NUMBER_CONTEXT.create_decimal, parse_constant=_reject_constant)
