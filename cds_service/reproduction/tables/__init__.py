"""What the founding paper prints, as tables that a reader holds beside it."""

import tomllib
from importlib.resources import files
from typing import Any


def table(name: str) -> dict[str, Any]:
    """A table by the name of its file."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text("utf-8"))
