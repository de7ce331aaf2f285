"""The journal: a local file in which a row is safe before its call is answered (decision 0161).

A database may be slow or away; a local file is neither. Each process appends to a file of its own. Rows that arrive
while the disk is busy are written together, with one ``fsync`` for all. ``mover.py`` moves them into the database.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from uuid import uuid4

from cds_service.ledger.journal_lines import parse_lines

SUFFIX = ".journal"
SEGMENT_BYTES = 256 * 1024
"""A file is made so long at once: synchronizing one that does not grow takes about half as long. A full one is
closed, so that what was moved is deleted while rows keep arriving."""
BATCH_BYTES = 256 * 1024
RESERVE_BYTES = 64 * 1024
"""A journal with less room than this counts as full: the next rows may not fit."""


class _Entry:
    """A line that waits to be written."""

    __slots__ = ("is_done", "is_safe", "line")

    def __init__(self, line: bytes) -> None:
        self.line, self.is_done, self.is_safe = line, False, False


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of one file that were read to be moved, up to a position."""

    path: Path
    lines: Sequence[bytes]
    ends_at: int
    damaged: int
    """Lines that cannot be read; they are lost."""


class Journal:
    """The journal of one process. Safe for use by its threads; not to be used after a fork."""

    def __init__(self, folder: Path, limit_bytes: int, synchronize: Callable[[int], None] = os.fsync) -> None:
        self._folder, self._limit, self._synchronize = folder, limit_bytes, synchronize
        self._condition = Condition()
        self._waiting: list[_Entry] = []
        self._is_writing = False
        self._closed_segments: list[tuple[Path, int]] = []
        self._moved = self._size = 0
        self._open_segment()

    def append(self, line: bytes) -> bool:
        """Write a line, and return whether it is safe on disk: False if the journal is full or the disk fails."""
        entry = _Entry(line)
        with self._condition:
            self._waiting.append(entry)
            # While another thread writes, lines gather; the first thread to wake then writes all of them.
            self._condition.wait_for(lambda: entry.is_done or not self._is_writing)
            if entry.is_done:
                return entry.is_safe
            self._is_writing = True
            entries, self._waiting = self._waiting, []
        is_safe = self._write([written.line for written in entries])
        with self._condition:
            for written in entries:
                written.is_done, written.is_safe = True, is_safe
            self._is_writing = False
            self._condition.notify_all()
        return is_safe

    def wait_for_lines(self, timeout_s: float) -> bool:
        """Wait until there is something to move, at most so long. Return whether there is."""
        with self._condition:
            return self._condition.wait_for(self._has_lines, timeout_s)

    def read_batch(self) -> Batch | None:
        """Read the oldest lines that were not moved yet; None if there are none."""
        with self._condition:
            path = self._closed_segments[0][0] if self._closed_segments else self._path
            start, end = self._moved, None if self._closed_segments else self._size
        batch = read_segment(path, start, end)
        return batch if batch.lines or batch.damaged or self._closed_segments else None

    def mark_moved(self, batch: Batch) -> None:
        """Note that the lines of a batch are in the database; a file of which all are is emptied or deleted."""
        with self._condition:
            self._moved = batch.ends_at
            if self._closed_segments and batch.path == self._closed_segments[0][0]:
                if self._moved >= batch.path.stat().st_size:
                    self._delete_oldest_segment()
            elif self._moved == self._size > 0 and not self._is_writing:
                # What was deleted from the database must not come back from here after a failure.
                os.pwrite(self._file, bytes(self._size), 0)
                self._moved = self._size = 0

    @property
    def is_full(self) -> bool:
        """Whether the journals of this host have reached their limit."""
        return self._measure_folder() + RESERVE_BYTES > self._limit

    def close(self) -> None:
        """Close the file; delete it if nothing is left to move."""
        with self._condition:
            if not self._has_lines():
                self._path.unlink()
            for file in (self._file, *(file for _, file in self._closed_segments)):
                os.close(file)

    def _has_lines(self) -> bool:
        return bool(self._closed_segments) or self._size > self._moved

    def _write(self, lines: Sequence[bytes]) -> bool:
        text = b"".join(lines)
        if self._measure_folder() + len(text) > self._limit:
            return False
        try:
            if self._size and self._size + len(text) > SEGMENT_BYTES:
                self._close_segment()
            if os.pwrite(self._file, text, self._size) < len(text):
                raise OSError("the disk is full")
            self._synchronize(self._file)
        except OSError:
            # What was written in part is no row; what is written next stands in its place.
            with suppress(OSError):
                os.pwrite(self._file, bytes(len(text)), self._size)
            return False
        with self._condition:
            self._size += len(text)
        return True

    def _close_segment(self) -> None:
        # Its file stays open, and with it the lock, until all of it is moved.
        segment = (self._path, self._file)
        self._open_segment(lambda: self._closed_segments.append(segment))

    def _delete_oldest_segment(self) -> None:
        path, file = self._closed_segments.pop(0)
        path.unlink()
        os.close(file)
        self._moved = 0

    def _open_segment(self, on_opened: Callable[[], None] = lambda: None) -> None:
        path = self._folder / f"{os.getpid()}-{uuid4()}{SUFFIX}"
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        lock_file(file)
        os.pwrite(file, bytes(SEGMENT_BYTES), 0)
        os.fsync(file)
        _synchronize_folder(self._folder)
        with self._condition:
            # What was moved of a closed file still counts: it is the oldest of those that are read.
            self._file, self._path, self._size = file, path, 0
            on_opened()

    def _measure_folder(self) -> int:
        paths = self._folder.glob(f"*{SUFFIX}")
        return sum(self._size if path == self._path else measure(path) for path in paths)


def read_segment(path: Path, start: int = 0, end: int | None = None) -> Batch:
    """Read lines of a journal file from a position, some hundred KB at once."""
    with path.open("rb") as file:
        file.seek(start)
        available = (path.stat().st_size if end is None else end) - start
        text = file.read(min(available, BATCH_BYTES))
        if len(text) < available and b"\n" not in text:
            text += file.readline()
    written, zero, _unused = text.partition(b"\0")
    whole = written[: written.rfind(b"\n") + 1]
    # A last line without its end was never acknowledged: the process was killed while writing it.
    ends_at = start + (available if zero or len(text) == available else len(whole))
    lines, damaged = parse_lines(whole)
    return Batch(path, lines, ends_at, damaged)


def adopt_orphans(folder: Path) -> Iterator[Path]:
    """Yield the journal files of processes that have ended, each locked until the next one is asked for."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            file = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            continue
        try:
            # Another process may have moved and deleted the file before it was locked here.
            if lock_file(file) and path.exists():
                yield path
        finally:
            os.close(file)


def lock_file(file: int) -> bool:
    """Lock a file until it is closed, also by the end of the process. False if another process has locked it."""
    import fcntl  # here, since Windows has none: the commands that need no journal work there

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def measure(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _synchronize_folder(folder: Path) -> None:
    # Otherwise a power failure may forget that the file exists.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
