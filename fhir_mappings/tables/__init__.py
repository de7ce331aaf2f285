"""Which codes, units and schedules mean what: tables that a terminologist reviews, refusals included."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

REVIEWED = ("display", "source")
"""What a row with a code says for those who review it."""


@cache
def table(name: str) -> dict[str, Any]:
    """A table by the name of its file. Raises ValueError for a row that cannot be reviewed."""
    return reviewable(name, tomllib.loads((files(__name__) / f"{name}.toml").read_text("utf-8")))


def reviewable(name: str, read: dict[str, Any]) -> dict[str, Any]:
    """The table, each of whose codes says what it is called and where that stands."""
    rows = ((heading, row) for heading, listed in read.items() if isinstance(listed, list) for row in listed)
    for heading, row in rows:
        if isinstance(row, dict) and "code" in row and (lacks := [each for each in REVIEWED if not row.get(each)]):
            raise ValueError(
                f"{name}.toml, {heading}, {row['code']}: no {' and no '.join(lacks)} (see tables/README.md)"
            )
    return read
