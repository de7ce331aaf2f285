"""Tables of what codes, units, words and schedules mean, for review by a terminologist (README.md)."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

# The columns that a reviewer needs in every row with a code.
REVIEW_COLUMNS = ("display", "source")


@cache
def load_table(name: str) -> dict[str, Any]:
    """Return a table by the name of its file. Raises ValueError for a code without what its review needs."""
    return require_reviewable(name, tomllib.loads((files(__name__) / f"{name}.toml").read_text("utf-8")))


def require_reviewable(name: str, table: dict[str, Any]) -> dict[str, Any]:
    """Return the table if every code in it has a display and a source; else raise ValueError."""
    for section, rows in table.items():
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and "code" in row:
                missing = [column for column in REVIEW_COLUMNS if not row.get(column)]
                if missing:
                    without = " and no ".join(missing)
                    raise ValueError(f"{name}.toml, {section}, {row['code']}: no {without} (see tables/README.md)")
    return table
