"""JSON elements: an absent one is empty, and one of a wrong type is named without its content."""

from collections.abc import Callable
from typing import Any

import pytest

from fhir_mappings.datatypes.json_access import Element, get_flag, get_object, get_objects, get_text, get_texts
from fhir_mappings.errors import UnusableDataError

READERS: list[tuple[Callable[[Element, str], Any], Any]] = [
    (get_text, ""),
    (get_flag, False),
    (get_object, {}),
    (get_objects, ()),
    (get_texts, ()),
]


@pytest.mark.parametrize(("read", "empty"), READERS)
def test_absent_and_null_elements_are_empty(read: Callable[[Element, str], Any], empty: Any) -> None:
    assert read({}, "x") == read({"x": None}, "x") == empty


@pytest.mark.parametrize(
    ("read", "value", "reason"),
    [
        (get_text, 1, "its x is not a text"),
        (get_flag, "true", "its x is not true or false"),
        (get_object, "secret", "its x is not an object"),
        (get_object, [{}], "its x is not an object"),
        (get_objects, {}, "its x is not a list"),
        (get_objects, ["secret"], "its x is not a list of objects"),
        (get_texts, "secret", "its x is not a list"),
        (get_texts, [{}], "its x is not a list of texts"),
    ],
)
def test_an_element_of_a_wrong_type_is_named_and_not_quoted(
    read: Callable[[Element, str], Any], value: Any, reason: str
) -> None:
    with pytest.raises(UnusableDataError) as error:
        read({"x": value}, "x")
    assert error.value.reason == reason
