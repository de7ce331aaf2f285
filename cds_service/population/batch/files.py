"""The files of a population, and the chunks they are read in."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from cds_service.population.errors import PopulationError

SUFFIXES = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")
CHUNK_BYTES = 64 * 2**20
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_RATIO = 10  # bytes of JSON resources for each compressed byte, roughly


class NoInputError(PopulationError):
    """There is nothing to read. The message names the path."""


class InputFile(msgspec.Struct, frozen=True):
    """A file as it was when the run began; a run goes on only with the same files."""

    path: str
    size: int
    modified_ns: int
    is_gzip: bool


class FilePart(NamedTuple):
    """The lines of a file whose first byte lies from ``start`` on and before ``stop``; all of a gzip file."""

    file: int  # its number in the list of files
    start: int
    stop: int


Chunk = tuple[FilePart, ...]
"""Parts that are read in one piece of work."""


def find_files(paths: Iterable[Path]) -> list[InputFile]:
    """Find the files to read: those named, and in folders those with a name of NDJSON. Raises NoInputError."""
    found = {file.resolve(): None for path in paths for file in _expand(path)}
    if not found:
        raise NoInputError(f"there is no file named *{' or *'.join(SUFFIXES)}")
    return [_describe(path) for path in sorted(found)]


def count_bytes(files: Iterable[InputFile]) -> int:
    """Return about how many bytes of JSON the files hold."""
    return sum(file.size * (_GZIP_RATIO if file.is_gzip else 1) for file in files)


def cut_into_chunks(files: list[InputFile], chunk_bytes: int = CHUNK_BYTES) -> list[Chunk]:
    """Cut the files into chunks of about equal size; small files share one."""
    chunks: list[list[FilePart]] = [[]]
    filled = 0
    for part, size in _list_parts(files, chunk_bytes):
        if chunks[-1] and filled + size > chunk_bytes:
            chunks.append([])
            filled = 0
        chunks[-1].append(part)
        filled += size
    return [tuple(chunk) for chunk in chunks if chunk]


def _expand(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (file for file in path.rglob("*") if file.name.lower().endswith(SUFFIXES) and file.is_file())
    elif path.is_file():
        yield path
    else:
        raise NoInputError(f"{path}: no such file or folder")


def _describe(path: Path) -> InputFile:
    try:
        status = path.stat()
        with path.open("rb") as file:
            is_gzip = file.read(2) == _GZIP_MAGIC
    except OSError as error:
        raise NoInputError(f"{path}: the file cannot be read ({error.strerror})") from None
    return InputFile(str(path), status.st_size, status.st_mtime_ns, is_gzip)


def _list_parts(files: list[InputFile], chunk_bytes: int) -> Iterator[tuple[FilePart, int]]:
    for number, file in enumerate(files):
        if file.is_gzip:  # can only be read from its beginning
            yield FilePart(number, 0, file.size), file.size * _GZIP_RATIO
            continue
        for start in range(0, file.size, chunk_bytes):
            stop = min(start + chunk_bytes, file.size)
            yield FilePart(number, start, stop), stop - start
