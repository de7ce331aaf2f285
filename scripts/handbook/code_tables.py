"""The section on codes and units: the tables of the mappings, with the comments above them."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.handbook.markdown import format_table

TABLES = Path(__file__).resolve().parents[2] / "fhir_mappings" / "tables"

NOTE_ABOVE_A_NAME = re.compile(r"^((?:#.*\n)+)\[*(\w+)", re.MULTILINE)
"""Comments directly above the name that they explain."""


def write_code_tables() -> Iterator[str]:
    """Yield the section on codes and units."""
    yield "## Codes and units"
    yield (TABLES / "README.md").read_text("utf-8").split("\n", maxsplit=1)[1].strip()
    for path in sorted(TABLES.glob("*.toml")):
        yield from _write_table(path)


def _write_table(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    notes: dict[str, str] = {}
    for note, name in NOTE_ABOVE_A_NAME.findall(text):
        notes[name] = f"{notes.get(name, '')} {_join_comments(note)}".strip()
    yield f"### {path.stem.replace('_', ' ').capitalize()}"
    yield _join_comments(NOTE_ABOVE_A_NAME.sub("", text))
    yield from _format_members("", tomllib.loads(text), notes)


def _join_comments(text: str) -> str:
    """Join the comment lines into a paragraph, without the rulers that divide a file."""
    lines = (line.strip("# ") for line in text.splitlines() if line.startswith("#") and "---" not in line)
    return " ".join(filter(None, lines))


def _format_members(name: str, members: Mapping[str, Any], notes: dict[str, str]) -> Iterator[str]:
    """Format the single values as one table, then each nested table; a note precedes the first use of its name."""
    single = {key: value for key, value in members.items() if not _is_nested(value)}
    if single:
        yield from (f"`{key}`: {notes.pop(key)}" for key in single if key in notes)
        yield format_table((name or "Name", "Value"), [(key, _format_cell(value)) for key, value in single.items()])
    for key, value in members.items():
        if key not in single:
            title = f"{name} {key}".strip()
            note = notes.pop(key, "")
            if note or isinstance(value, list):
                yield f"`{title}`{note and ': '}{note}"
            yield from _format_members(title, value, notes) if isinstance(value, Mapping) else [_format_rows(value)]


def _format_rows(rows: list[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return format_table(columns, [[_format_cell(row.get(column, "")) for column in columns] for row in rows])


def _is_nested(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and any(isinstance(member, Mapping) for member in value)
    )


def _format_cell(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_format_cell, value))
        case Mapping():
            return ", ".join(f"{key}: {_format_cell(member)}" for key, member in value.items())
        case _:
            return str(value)
