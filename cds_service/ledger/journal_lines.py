"""The lines of a journal: a checksum, the kind of row, and the row as JSON."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from zlib import crc32

CHECKSUM_DIGITS = 8


class JournalRow(NamedTuple):
    """A row with the kind of row it is."""

    kind: str
    row: Mapping[str, Any]


def write_line(kind: str, row: Mapping[str, Any]) -> bytes:
    """Write a row as a line."""
    text = json.dumps([kind, row], separators=(",", ":")).encode()
    return f"{crc32(text):0{CHECKSUM_DIGITS}x} ".encode() + text + b"\n"


def parse_lines(text: bytes) -> tuple[list[bytes], int]:
    """Split a text into its lines without their checksums, and count those whose checksum is wrong."""
    lines = text.splitlines()
    good = [line[CHECKSUM_DIGITS + 1 :] for line in lines if _is_undamaged(line)]
    return good, len(lines) - len(good)


def parse_rows(lines: Iterable[bytes]) -> list[JournalRow]:
    """Parse undamaged lines."""
    return [JournalRow(*json.loads(line)) for line in lines]


def _is_undamaged(line: bytes) -> bool:
    checksum, text = line[:CHECKSUM_DIGITS], line[CHECKSUM_DIGITS + 1 :]
    return checksum == f"{crc32(text):0{CHECKSUM_DIGITS}x}".encode()
