"""Which codes, units and schedules mean what: tables that a terminologist reviews, refusals included."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """A table by the name of its file."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text("utf-8"))
