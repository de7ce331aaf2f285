"""Reading lines: every line is a resource, blank, or listed as bad with its file and number; none ends the run."""

import gzip
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cds_service.population.attachments import drop_attachment_data
from cds_service.population.batch import lines as lines_module
from cds_service.population.batch.files import FilePart, NoInputError, cut_into_chunks, find_files
from cds_service.population.batch.lines import MAX_LINE_BYTES, PartReader
from tests.cds_service.population.country import build_charts, build_country, screen, write_lines


def read_all(
    path: Path, chunk_bytes: int = 1 << 20, max_line_bytes: int = MAX_LINE_BYTES
) -> tuple[list[bytes], list[int]]:
    """The lines of a file read in chunks, and the numbers of those that were too long, within their parts."""
    files = find_files([path])
    readers = [
        PartReader(files[part.file], part, max_line_bytes)
        for chunk in cut_into_chunks(files, chunk_bytes)
        for part in chunk
    ]
    lines = [line for reader in readers for line in reader.read()]
    return lines, [bad.number for reader in readers for bad in reader.bad]


def read_bad_lines(out: Path) -> list[dict[str, Any]]:
    """The bad lines that a run has listed."""
    return [json.loads(line) for line in (out / "bad-lines.ndjson").read_text().splitlines()]


# fmt: off
ENDS = {
    "unix":                b'{"a":1}\n{"b":2}\n',
    "windows":             b'{"a":1}\r\n{"b":2}\r\n',
    "no end":              b'{"a":1}\n{"b":2}',
    "blank lines":         b'\n{"a":1}\n\n  \r\n{"b":2}\n\n',
    "byte order mark":     b'\xef\xbb\xbf{"a":1}\n{"b":2}\n',
}
# fmt: on


@pytest.mark.parametrize("text", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("name", ["lines.ndjson", "lines.ndjson.gz"])
def test_lines_are_read_whatever_their_ends(text: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    assert read_all(path) == ([b'{"a":1}', b'{"b":2}'], [])


@pytest.mark.parametrize("chunk_bytes", range(1, 40))
def test_every_line_is_read_once_wherever_the_file_is_cut(chunk_bytes: int, tmp_path: Path) -> None:
    expected = [b"1", b"22", b"333", b"4444", b"55555"]
    path = tmp_path / "lines.ndjson"
    path.write_bytes(b"\n".join(expected) + b"\n")
    assert read_all(path, chunk_bytes) == (expected, [])


@pytest.mark.parametrize(("length", "is_read"), [(9, True), (10, False), (25, False)])
def test_a_line_that_is_too_long_is_listed_and_the_next_one_read(length: int, is_read: bool, tmp_path: Path) -> None:
    path = tmp_path / "lines.ndjson"
    path.write_bytes(b"1" * length + b"\nlast\n")
    kept = [b"1" * length] if is_read else []
    assert read_all(path, max_line_bytes=10) == ([*kept, b"last"], [] if is_read else [1])


def test_a_gzip_file_that_breaks_off_is_listed_and_its_beginning_read(tmp_path: Path) -> None:
    path = tmp_path / "lines.ndjson.gz"
    numbers = "\n".join(sha256(str(number).encode()).hexdigest() for number in range(50_000))
    path.write_bytes(gzip.compress(b"first\n" + numbers.encode())[:-20])
    lines, bad = read_all(path)
    assert lines[0] == b"first"
    assert len(bad) == 1


def test_bad_lines_are_listed_with_file_and_number(tmp_path: Path) -> None:
    texts = [
        "",
        "no JSON",
        json.dumps(build_charts().popitem()[1][0]),
        "[]",
        '{"id": "1"}',
        '{"resourceType": "Patient"',
    ]
    path = tmp_path / "odd.ndjson"
    path.write_text("\n".join(texts))
    screen(path, out=tmp_path / "out")
    rows = read_bad_lines(tmp_path / "out")
    assert [(row["file"], row["number"]) for row in rows] == [(str(path), line) for line in (2, 4, 5, 6)]


def test_numbers_of_bad_lines_count_from_the_beginning_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "odd.ndjson"
    path.write_text("\n" * 50 + "bad\n" + "\n" * 50 + "bad\n")
    screen(path, out=tmp_path / "out", chunk_bytes=10)
    rows = read_bad_lines(tmp_path / "out")
    assert [row["number"] for row in rows] == [51, 102]


def test_no_more_than_so_many_bad_lines_are_listed_and_all_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines_module, "MAX_LISTED", 3)
    path = tmp_path / "odd.ndjson"
    path.write_text("bad\n" * 10)
    assert screen(path, out=tmp_path / "out").bad_lines == 10
    assert len(read_bad_lines(tmp_path / "out")) == 3


def test_any_split_of_the_files_gives_the_same_digest(tmp_path: Path) -> None:
    country = build_country()
    whole = screen(write_lines(tmp_path / "whole.ndjson", country), out=tmp_path / "a")
    parts = [write_lines(tmp_path / "parts" / f"{n}.ndjson.gz", reversed(country[n::3])) for n in range(3)]
    assert screen(*parts, out=tmp_path / "b").digest == whole.digest


def test_a_folder_without_lines_is_reported(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("{}")
    with pytest.raises(NoInputError, match=r"\*\.ndjson"):
        find_files([tmp_path])


def test_a_path_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match="no such file"):
        find_files([tmp_path / "absent"])


def test_small_files_share_a_chunk_and_large_ones_are_cut(tmp_path: Path) -> None:
    for name, size in (("a", 10), ("b", 10), ("c", 25)):
        (tmp_path / f"{name}.ndjson").write_bytes(b"x" * size)
    chunks = cut_into_chunks(find_files([tmp_path]), 20)
    assert chunks == [(FilePart(0, 0, 10), FilePart(1, 0, 10)), (FilePart(2, 0, 20),), (FilePart(2, 20, 25),)]


def test_the_data_of_attachments_are_dropped_and_samples_kept() -> None:
    report = {"presentedForm": [{"contentType": "application/pdf", "data": "QUJD" * 1000, "title": "a"}]}
    samples = {"valueSampledData": {"data": "1.0 2.0 " * 1000}}
    short = {"data": "QUJD"}
    kept = json.loads(drop_attachment_data(json.dumps([report, samples, short]).encode()))
    assert kept[0]["presentedForm"] == [{"contentType": "application/pdf", "data": "", "title": "a"}]
    assert kept[1:] == [samples, short]
