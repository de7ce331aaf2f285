"""Elements of plain JSON: absent is empty, and a wrong kind is said without its content."""

from collections.abc import Callable
from typing import Any

import pytest

from fhir_mappings.datatypes.errors import Unusable
from fhir_mappings.datatypes.json_access import Element, flag, part, parts, text, texts

READERS: list[tuple[Callable[[Element, str], Any], Any]] = [
    (text, ""),
    (flag, False),
    (part, {}),
    (parts, ()),
    (texts, ()),
]


@pytest.mark.parametrize(("read", "empty"), READERS)
def test_absent_and_null_are_empty(read: Callable[[Element, str], Any], empty: Any) -> None:
    assert read({}, "x") == read({"x": None}, "x") == empty


@pytest.mark.parametrize(
    ("read", "value", "because"),
    [
        (text, 1, "its x is not a text"),
        (flag, "true", "its x is not true or false"),
        (part, "secret", "its x is not an object"),
        (part, [{}], "its x is not an object"),
        (parts, {}, "its x is not a list"),
        (parts, ["secret"], "its x is not a list of objects"),
        (texts, "secret", "its x is not a list"),
        (texts, [{}], "its x is not a list of texts"),
    ],
)
def test_a_wrong_kind_is_named_and_not_quoted(read: Callable[[Element, str], Any], value: Any, because: str) -> None:
    with pytest.raises(Unusable) as wrong:
        read({"x": value}, "x")
    assert wrong.value.because == because
