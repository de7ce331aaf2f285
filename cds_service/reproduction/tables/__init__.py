"""The founding paper's figures as TOML tables, laid out for comparison with the print."""

import tomllib
from importlib.resources import files
from typing import Any


def load_table(name: str) -> dict[str, Any]:
    """Load a table by the name of its file."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text("utf-8"))
