"""Rules for the code tables: every code occurs once and has a source, and every excluded code has a reason."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.repo_rules.repository import format_faults, list_files, read_text

TABLES = [path for path in list_files() if path.match("fhir_mappings/tables/*.toml")]


class Row(NamedTuple):
    """A row of a table: its file, its heading, and its fields."""

    table: Path
    heading: str
    fields: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.table} [[{self.heading}]] {self.fields.get('code')}"


def _read_rows() -> Iterator[Row]:
    for path in TABLES:
        for heading, value in tomllib.loads(read_text(path)).items():
            if isinstance(value, list):
                yield from (
                    Row(path, heading, member) for member in value if isinstance(member, dict) and "code" in member
                )


def test_there_are_code_tables_to_review() -> None:
    assert len({row.table for row in _read_rows()}) > 3


def test_every_code_occurs_once() -> None:
    occurrences = Counter(row.fields["code"] for row in _read_rows())
    twice = [str(row) for row in _read_rows() if occurrences[row.fields["code"]] > 1]
    assert not twice, format_faults(
        twice, "Keep the right row: which table reads a code must not depend on their order."
    )


def test_every_code_names_its_system() -> None:
    bare = [str(row) for row in _read_rows() if "|" not in row.fields["code"]]
    assert not bare, format_faults(bare, "Write system|code: the same code means something else in another system.")


def test_every_code_has_a_source() -> None:
    unsourced = [str(row) for row in _read_rows() if not row.fields.get("source")]
    assert not unsourced, format_faults(unsourced, "Add the source in which the code was verified.")


def test_every_excluded_code_has_a_reason() -> None:
    silent = [str(row) for row in _read_rows() if row.heading == "exclude" and not row.fields.get("reason")]
    assert not silent, format_faults(silent, "Add the reason for the exclusion: it is shown on the card.")


def test_no_accepted_code_is_from_memory() -> None:
    unverified = [
        str(row)
        for row in _read_rows()
        if row.heading != "exclude" and row.fields.get("source", "").startswith("from memory")
    ]
    assert not unverified, format_faults(unverified, "Verify the code in print, or exclude it with that reason.")
