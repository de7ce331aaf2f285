"""The input and output of the engine are immutable values."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from importlib import import_module
from pkgutil import walk_packages

import pytest

import response_criteria


def _list_values() -> Iterator[type]:
    """Yield the dataclasses and named tuples of the engine."""
    for module in walk_packages(response_criteria.__path__, f"{response_criteria.__name__}."):
        for var in vars(import_module(module.name)).values():
            is_value = is_dataclass(var) or hasattr(var, "_fields")
            if isinstance(var, type) and is_value and var.__module__ == module.name:
                yield var


@pytest.mark.parametrize("value", list(_list_values()), ids=lambda value: value.__name__)
def test_a_value_of_the_engine_cannot_be_changed_or_extended(value: type) -> None:
    names = getattr(value, "_fields", ()) or value.__dataclass_fields__  # type: ignore[attr-defined]
    blank = tuple.__new__(value, names) if issubclass(value, tuple) else object.__new__(value)
    for name in names:
        with pytest.raises(AttributeError):
            setattr(blank, name, None)
    assert not hasattr(blank, "__dict__")
