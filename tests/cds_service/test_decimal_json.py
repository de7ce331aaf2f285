"""JSON is read and written strictly, with every digit."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service import decimal_json

_NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_TEXTS = st.recursive(
    st.none() | st.booleans() | _NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
).map(json.dumps)


@pytest.mark.parametrize("digits", ["10.00", "0.0032", "-0.5", "1.50e3", "12345678901234567890.12345678901234567890"])
def test_a_fraction_keeps_its_digits(digits: str) -> None:
    read = decimal_json.read(f'{{"value": {digits}}}')
    assert str(read["value"]) == str(Decimal(digits))


def test_members_keep_their_order_and_the_last_of_a_name_counts() -> None:
    assert list(decimal_json.read('{"b": 1, "a": 2, "b": 3}').items()) == [("b", 3), ("a", 2)]


@given(_TEXTS)
def test_the_fast_and_the_strict_decoder_agree(text: str) -> None:
    fast = decimal_json.read(text)
    strict = decimal_json.read(
        b"\xef\xbb\xbf" + text.encode()
    )  # a byte order mark, which only the strict decoder accepts
    assert str(fast) == str(strict)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'{"value": NaN}', "NaN is not JSON"),
        (b"[Infinity]", "Infinity is not JSON"),
        (b"[-Infinity]", "-Infinity is not JSON"),
        (b'{"a": 1,}', "line 1, column 9"),
        (b"<html>", "line 1, column 1"),
        (b"", "line 1, column 1"),
        (b'{"a": 1} {"a": 2}', "line 1, column 10"),
        (b'"\xff"', "not UTF-8 (byte 1)"),
        ("[]".encode("utf-16"), "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1e1000]", "a number out of range"),
        (b"[1.0E99999999999999999999]", "a number out of range"),
        (b"[1.0e-99999]", "a number out of range"),
        (b"[" + b"9" * 5000 + b"]", "a number out of range"),
    ],
)
def test_text_that_is_not_json_is_rejected_with_its_position(text: bytes, message: str) -> None:
    with pytest.raises(decimal_json.InvalidJsonError) as refused:
        decimal_json.read(text)
    assert message in str(refused.value)


def test_the_error_does_not_repeat_the_text() -> None:
    with pytest.raises(decimal_json.InvalidJsonError) as refused:
        decimal_json.read('{"family": Examplepatient}')
    assert "Examplepatient" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("800"), "800"),
        (Decimal("800.0"), "800"),
        (Decimal("0.0032"), "0.0032"),
        (Decimal("35.5"), "35.5"),
        (date(2024, 6, 15), '"2024-06-15"'),
        ("10 × 10⁹/L", '"10 × 10⁹/L"'),
    ],
)
def test_values_are_written_as_plain_json(value: object, text: str) -> None:
    assert decimal_json.write(value) == text


def test_a_value_without_a_json_form_raises_an_error() -> None:
    with pytest.raises(TypeError):
        decimal_json.write(object())
    with pytest.raises(ValueError, match="JSON compliant"):
        decimal_json.write(float("nan"))


def test_half_a_surrogate_pair_is_written_as_it_was_read() -> None:
    sent = '{"text":"\\ud800"}'
    assert decimal_json.encode_utf8(decimal_json.write(decimal_json.read(sent))) == sent.encode()


def test_a_byte_order_mark_is_ignored() -> None:
    assert decimal_json.read(b"\xef\xbb\xbf[]") == []
