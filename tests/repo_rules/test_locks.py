"""What is installed is pinned by hash, and no lock file says where to fetch it from."""

import json
import re
import tomllib
from importlib.metadata import requires

import pytest

from tests.repo_rules.repository import ROOT, files, listed, text

LOCKS = [path for path in files() if path.parts[0] == "requirements" and path.suffix == ".txt"]
NODE_LOCKS = [path for path in files() if path.name == "package-lock.json"]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==[^ ]+ (?:; [^\\]+ )?\\$")
NOT_FOR_EVERY_SYSTEM = {"colorama"}  # only installed on Windows
RELOCK = "Write the lock files with `make lock`."


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pinned(lock: str) -> set[str]:
    lines = (ROOT / "requirements" / lock).read_text().splitlines()
    return {_normal(match[1]) for match in map(PINNED.match, lines) if match}


def _declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(each for extra in extras for each in project["optional-dependencies"][extra])]
    return {_normal(re.split(r"[<>=!~\[; ]", each)[0]) for each in wanted}


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_every_pinned_package_carries_a_hash(lock: object) -> None:
    lines = [line for line in (ROOT / str(lock)).read_text().splitlines() if line and not line.lstrip().startswith("#")]
    pins = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    faults = [lines[pin] for pin in pins if not PINNED.match(lines[pin]) or "--hash=sha256:" not in lines[pin + 1]]
    assert pins, RELOCK
    assert not faults, listed(faults, RELOCK)


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_no_lock_file_names_an_index(lock: object) -> None:
    named = [line for line in (ROOT / str(lock)).read_text().splitlines() if re.search(r"://|^-|^ +--(?!hash)", line)]
    assert not named, listed(named, RELOCK)


@pytest.mark.parametrize("lock", NODE_LOCKS, ids=str)
def test_every_node_package_carries_a_hash_and_no_address(lock: object) -> None:
    packages = json.loads((ROOT / str(lock)).read_text())["packages"]
    foreign = {name: package for name, package in packages.items() if name}
    faults = [name for name, package in foreign.items() if "resolved" in package or "integrity" not in package]
    assert foreign
    assert not faults, listed(faults, "Run `npm install` beside the package.json; its .npmrc leaves addresses out.")


def test_what_the_project_declares_is_what_is_locked() -> None:
    missing = [*(_declared() - _pinned("run.txt")), *(_declared("test") - _pinned("test.txt"))]
    assert not missing, listed(missing, RELOCK)


def test_test_and_run_pin_the_same_versions() -> None:
    def versions(lock: str) -> set[str]:
        return {line for line in (ROOT / "requirements" / lock).read_text().splitlines() if PINNED.match(line)}

    differing = versions("run.txt") - versions("test.txt")
    assert not differing, listed(sorted(differing), RELOCK)


def test_an_extra_that_a_package_asks_for_stands_in_the_lock() -> None:
    # An older pip takes the newest version of a package whose extra is asked for and not locked, and then refuses it.
    locked = (ROOT / "requirements" / "test.txt").read_text()
    asked = {
        extra[0]
        for name in _pinned("test.txt") - NOT_FOR_EVERY_SYSTEM
        for needed in requires(name) or ()
        if (extra := re.match(r"[A-Za-z0-9._-]+\[[^]]+\]", needed)) and "extra ==" not in needed
    }
    missing = [each for each in sorted(asked) if f"\n{each}==" not in locked]
    assert "coverage[toml]" in asked
    assert not missing, listed(missing, RELOCK)


def test_every_dependency_has_its_reason() -> None:
    [record] = [path for path in files() if path.name == "0001-dependencies.md"]
    rows = {
        _normal(name)
        for line in text(record).splitlines()
        for name in line.split("|")[1:2]
        for name in re.split(r", ?", name.strip())
    }
    missing = sorted(_declared("test") - rows)
    assert not missing, listed(missing, f"Give each its row in {record}: what it is for, and its license.")
