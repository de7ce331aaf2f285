"""The work folder of a run, ``.work`` within the output folder: readable by its owner alone, removed at the end."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from cds_service.population.batch.plan import Plan
from cds_service.population.errors import PopulationError

NAME = ".work"
T = TypeVar("T")


class OtherRunError(PopulationError):
    """The output folder holds an unfinished run of something else. The message says what to do."""


class UnusableFolderError(PopulationError):
    """The output folder cannot be written."""


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """The folder of a run, with one file for each piece that is done."""

    output: Path

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.output / NAME

    def begin(self, plan: Plan) -> Plan:
        """Create the folder, or go on with the unfinished run of the same plan in it.

        Raises OtherRunError, UnusableFolderError.
        """
        try:
            self.output.mkdir(mode=0o700, parents=True, exist_ok=True)  # the results are about single patients
            self.path.mkdir(mode=0o700, exist_ok=True)
            (self.path / "spill").mkdir(exist_ok=True)
        except OSError as error:
            raise UnusableFolderError(f"{self.output}: the folder cannot be written ({error.strerror})") from None
        file = self.path / "plan.json"
        if not file.exists():
            self.save(file.name, msgspec.json.encode(plan))
        begun = msgspec.json.decode(file.read_bytes(), type=Plan)
        if begun != plan:
            raise OtherRunError(
                f"{self.path} holds an unfinished run with other files or options: repeat the command that began it, "
                "or remove that folder"
            )
        return begun

    def read_begun_plan(self) -> Plan | None:
        """Return the plan of an unfinished run; None if there is none."""
        file = self.path / "plan.json"
        try:
            return msgspec.json.decode(file.read_bytes(), type=Plan)
        except (OSError, ValueError):
            return None

    def has(self, name: str) -> bool:
        """Whether a piece is done."""
        return (self.path / name).exists()

    def get_version(self, name: str) -> int:
        """Return a number that differs once a piece of that name has been written anew, as by another run."""
        return (self.path / name).stat().st_mtime_ns

    def save(self, name: str, content: bytes) -> None:
        """Save a small piece."""
        with self.writing(name) as temporary:
            temporary.write_bytes(content)

    def save_value(self, name: str, value: Any) -> None:
        """Save a small piece as JSON."""
        self.save(name, msgspec.json.encode(value))

    def load(self, name: str, type_: type[T]) -> T:
        """Load a small piece that was saved as JSON."""
        return msgspec.json.decode((self.path / name).read_bytes(), type=type_)

    def load_or_make(self, name: str, type_: type[T], make: Callable[[], T]) -> T:
        """Load a small piece, or make and save it."""
        if not self.has(name):
            self.save_value(name, make())
        return self.load(name, type_)

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """Give a temporary path to write a piece to; it gets its name only once it is whole."""
        target = self.path / name
        target.parent.mkdir(exist_ok=True)
        temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
        yield temporary
        temporary.replace(target)

    def list_pieces(self, pattern: str) -> list[str]:
        """List the paths of the pieces whose name has a pattern."""
        return sorted(map(str, self.path.glob(pattern)))

    def remove(self) -> None:
        """Remove the folder and everything in it."""
        shutil.rmtree(self.path)
