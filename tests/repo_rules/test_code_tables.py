"""What a terminologist reviews: every code stands once, with its source, and a refusal says why."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.repo_rules.repository import files, listed, text

TABLES = [path for path in files() if path.match("fhir_mappings/tables/*.toml")]


class Row(NamedTuple):
    """A row of a table: where it stands, under which heading, and what it says."""

    table: Path
    heading: str
    says: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.table} [[{self.heading}]] {self.says.get('code')}"


def _rows() -> Iterator[Row]:
    for path in TABLES:
        for heading, value in tomllib.loads(text(path)).items():
            if isinstance(value, list):
                yield from (Row(path, heading, each) for each in value if isinstance(each, dict) and "code" in each)


def test_there_are_code_tables_to_review() -> None:
    assert len({row.table for row in _rows()}) > 3


def test_every_code_occurs_once() -> None:
    counted = Counter(row.says["code"] for row in _rows())
    twice = [str(row) for row in _rows() if counted[row.says["code"]] > 1]
    assert not twice, listed(twice, "Keep the row that is right: which table reads a code must not depend on order.")


def test_every_code_names_its_system() -> None:
    bare = [str(row) for row in _rows() if "|" not in row.says["code"]]
    assert not bare, listed(bare, "Write system|code: the same code means other things in other systems.")


def test_every_code_has_a_source() -> None:
    unsourced = [str(row) for row in _rows() if not row.says.get("source")]
    assert not unsourced, listed(unsourced, "Say where the code was verified.")


def test_every_refusal_has_a_reason() -> None:
    silent = [str(row) for row in _rows() if row.heading == "refuse" and not row.says.get("because")]
    assert not silent, listed(silent, "Say why it is not used: the reason reaches the card.")


def test_nothing_is_accepted_from_memory() -> None:
    remembered = [
        str(row) for row in _rows() if row.heading != "refuse" and row.says.get("source", "").startswith("from memory")
    ]
    assert not remembered, listed(remembered, "Verify the code in print, or refuse it with that reason.")
