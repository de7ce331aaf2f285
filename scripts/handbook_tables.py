"""Tables in Markdown, and the code tables of the mappings as such."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

MAPPED = Path(__file__).resolve().parent.parent / "fhir_mappings" / "tables"

NOTE_ABOVE_A_NAME = re.compile(r"^((?:#.*\n)+)\[*(\w+)", re.MULTILINE)
"""Comments in a table of the mappings right above what they are about."""


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table; a bar within a cell does not end it."""
    lines = [list(columns), ["---" for _ in columns], *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def codes() -> Iterator[str]:
    """Every table of the mappings, after what their columns mean."""
    yield "## Codes and units"
    yield (MAPPED / "README.md").read_text("utf-8").split("\n", maxsplit=1)[1].strip()
    for path in sorted(MAPPED.glob("*.toml")):
        yield from _code_table(path)


def _code_table(path: Path) -> Iterator[str]:
    """A table of the mappings: what stands at its head, and everything in it with what stands above it."""
    text = path.read_text("utf-8")
    notes: dict[str, str] = {}
    for note, name in NOTE_ABOVE_A_NAME.findall(text):
        notes[name] = f"{notes.get(name, '')} {_plain(note)}".strip()
    yield f"### {path.stem.replace('_', ' ').capitalize()}"
    yield _plain(NOTE_ABOVE_A_NAME.sub("", text))
    yield from _printed("", tomllib.loads(text), notes)


def _plain(comments: str) -> str:
    """The comments among some lines as a paragraph; rulers that divide a file are left out."""
    lines = (line.strip("# ") for line in comments.splitlines() if line.startswith("#") and "---" not in line)
    return " ".join(filter(None, lines))


def _printed(name: str, value: Mapping[str, Any], notes: dict[str, str]) -> Iterator[str]:
    """Single values together; then tables of tables, each by itself. A note is printed where its name first is."""
    single = {key: each for key, each in value.items() if not _is_nested(each)}
    if single:
        yield from (f"`{key}`: {notes.pop(key)}" for key in single if key in notes)
        yield table((name or "Name", "Value"), [(key, _cell(each)) for key, each in single.items()])
    for key, each in value.items():
        if key not in single:
            title = f"{name} {key}".strip()
            note = notes.pop(key, "")
            if note or isinstance(each, list):
                yield f"`{title}`{note and ': '}{note}"
            yield from _printed(title, each, notes) if isinstance(each, Mapping) else [_rows(each)]


def _rows(tables: list[dict[str, Any]]) -> str:
    """Tables alike, a row for each."""
    columns = list(dict.fromkeys(column for each in tables for column in each))
    return table(columns, [[_cell(each.get(column, "")) for column in columns] for each in tables])


def _is_nested(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(each, Mapping) for each in value))


def _cell(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_cell, value))
        case Mapping():
            return ", ".join(f"{key}: {_cell(each)}" for key, each in value.items())
        case _:
            return str(value)
