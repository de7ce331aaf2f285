"""A run that was killed goes on where it stood, and gives the same result."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cds_service.population.batch.work_folder import NAME, OtherRunError, UnusableFolderError
from tests.cds_service.population.country import (
    build_charts,
    build_country,
    build_other_patient,
    prepare,
    screen,
    write_by_type,
    write_lines,
)

SMALL_CHUNKS = 60_000


class Killed(BaseException):
    """Stands for a process that ends at once."""


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the population."""
    few = [resource for chart in list(build_charts().values())[:4] for resource in chart]
    return write_by_type(tmp_path_factory.mktemp("country"), [*few, *build_other_patient(1)])


@pytest.fixture(scope="module")
def undisturbed(country: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The output of a run that nothing interrupted."""
    out = tmp_path_factory.mktemp("undisturbed")
    screen(country, out=out, chunk_bytes=SMALL_CHUNKS)
    return read_output(out)


def read_output(out: Path) -> dict[str, bytes]:
    """The bytes of every file of the output."""
    return {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.mark.parametrize("after", range(20))
def test_a_run_killed_while_writing_goes_on_and_gives_the_same_output(
    after: int, country: Path, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0

    def replace_or_die(temporary: Path, target: Path) -> Path:
        nonlocal written
        written += 1
        if written > after:
            raise Killed
        os.replace(temporary, target)
        return target

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace_or_die)
        with pytest.raises(Killed):
            screen(country, out=tmp_path, chunk_bytes=SMALL_CHUNKS)
    assert (tmp_path / NAME).is_dir()
    screen(country, out=tmp_path, chunk_bytes=SMALL_CHUNKS)
    assert read_output(tmp_path) == undisturbed


def test_the_number_of_processes_and_of_chunks_changes_nothing(
    country: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    screen(country, out=tmp_path, chunk_bytes=SMALL_CHUNKS * 3, workers=2)
    assert read_output(tmp_path) == undisturbed


def test_a_done_piece_is_not_done_again(country: Path, tmp_path: Path) -> None:
    pieces: list[int] = []
    stop_after = 5

    @contextmanager
    def count(_title: str, number: int) -> Iterator[Callable[[], None]]:
        def advance() -> None:
            pieces.append(1)
            if len(pieces) == stop_after:
                raise KeyboardInterrupt

        yield advance

    run = replace(prepare(country, out=tmp_path, chunk_bytes=SMALL_CHUNKS), progress=count)
    with pytest.raises(KeyboardInterrupt):
        run.finish()
    rest = replace(prepare(country, out=tmp_path, chunk_bytes=SMALL_CHUNKS), progress=count)
    rest.finish()
    whole = tmp_path / "whole"
    interrupted = len(pieces)
    replace(prepare(country, out=whole, chunk_bytes=SMALL_CHUNKS), progress=count).finish()
    assert len(pieces) - interrupted == interrupted


def test_an_unfinished_run_of_other_files_is_not_mixed_with_this_one(country: Path, tmp_path: Path) -> None:
    prepare(country, out=tmp_path / "out")
    other = write_lines(tmp_path / "other.ndjson", build_country()[:1])
    with pytest.raises(OtherRunError, match="unfinished run"):
        prepare(other, out=tmp_path / "out")


def test_the_folders_are_the_owners_alone_and_the_work_folder_is_gone_at_the_end(country: Path, tmp_path: Path) -> None:
    run = prepare(country, out=tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "out" / NAME).stat().st_mode & 0o777 == 0o700
    run.finish()
    assert not (tmp_path / "out" / NAME).exists()


def test_an_output_folder_that_cannot_be_made_is_reported(country: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UnusableFolderError, match="cannot be written"):
        prepare(country, out=tmp_path / "file" / "out")
