"""Reading lines as bytes: NDJSON, gzip or not, with blank lines, CRLF, and lines of many megabytes."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

import msgspec

from cds_service.population.batch.files import FilePart, InputFile

MAX_LINE_BYTES = 64 * 2**20
TOO_LONG = f"it is longer than {MAX_LINE_BYTES // 2**20} MiB"
MAX_LISTED = 1000
"""Bad lines of one part that are listed; a file of another kind may have millions. All are counted."""

_BUFFER = 1 << 20
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BROKEN_GZIP = (EOFError, gzip.BadGzipFile, zlib.error)


class BadLine(msgspec.Struct, frozen=True):
    """A line that is no resource: where it stands, counted from 1, and why."""

    file: str
    number: int
    reason: str


@dataclass(slots=True)
class PartReader:
    """Reads the lines of a part, and keeps account of them. ``bad`` are listed by their number within the part."""

    file: InputFile
    part: FilePart
    max_line_bytes: int = MAX_LINE_BYTES
    lines: int = 0
    bad_count: int = 0
    bad: list[BadLine] = field(default_factory=list)

    def read(self) -> Iterator[bytes]:
        """Yield the lines without their ends, blank ones left out."""
        with _open(self.file) as stream:
            try:
                yield from self._read(stream)
            except _BROKEN_GZIP as error:
                self.lines += 1
                self.list_bad(f"the rest of the file cannot be unpacked ({type(error).__name__})")

    def list_bad(self, reason: str) -> None:
        """Count the line that was yielded last as bad."""
        self.bad_count += 1
        if len(self.bad) < MAX_LISTED:
            self.bad.append(BadLine(self.file.path, self.lines, reason))

    def _read(self, stream: BinaryIO) -> Iterator[bytes]:
        position = self._skip_to_start(stream)
        stop = None if self.file.is_gzip else self.part.stop
        while stop is None or position < stop:
            line = stream.readline(self.max_line_bytes)
            if not line:
                return
            position += len(line)
            self.lines += 1
            if len(line) == self.max_line_bytes and not line.endswith(b"\n"):
                position += _skip_line(stream)
                self.list_bad(TOO_LONG)
                continue
            if self.lines == 1 and self.part.start == 0:
                line = line.removeprefix(_BYTE_ORDER_MARK)
            if text := line.strip():
                yield text

    def _skip_to_start(self, stream: BinaryIO) -> int:
        """Go to the first line that begins in the part: the one before it belongs to the part before."""
        if self.part.start == 0:
            return 0
        stream.seek(self.part.start - 1)
        return self.part.start - 1 + _skip_line(stream)


def _skip_line(stream: BinaryIO) -> int:
    """Read to the end of the line in pieces, and return how many bytes that were."""
    skipped = 0
    while piece := stream.readline(_BUFFER):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


@contextmanager
def _open(file: InputFile) -> Iterator[BinaryIO]:
    with open(file.path, "rb", buffering=_BUFFER) as packed:
        if not file.is_gzip:
            yield packed
            return
        with gzip.GzipFile(fileobj=packed) as unpacked:
            yield io.BufferedReader(unpacked, _BUFFER)
