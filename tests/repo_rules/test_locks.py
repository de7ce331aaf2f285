"""Every installed package is pinned by hash, and no lock file names a package index."""

import json
import re
import tomllib
from importlib.metadata import requires

import pytest

from tests.repo_rules.repository import ROOT, format_faults, list_files, read_text

LOCKS = [path for path in list_files() if path.parts[0] == "requirements" and path.suffix == ".txt"]
NODE_LOCKS = [path for path in list_files() if path.name == "package-lock.json"]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==[^ ]+ (?:; [^\\]+ )?\\$")
NOT_FOR_EVERY_SYSTEM = {"colorama"}  # only installed on Windows
RELOCK = "Write the lock files with `make lock`."


def _normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _read_pinned(lock: str) -> set[str]:
    lines = (ROOT / "requirements" / lock).read_text().splitlines()
    return {_normalize(match[1]) for match in map(PINNED.match, lines) if match}


def _read_declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(requirement for extra in extras for requirement in project["optional-dependencies"][extra]),
    ]
    return {_normalize(re.split(r"[<>=!~\[; ]", requirement)[0]) for requirement in wanted}


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_every_pinned_package_has_a_hash(lock: object) -> None:
    lines = [line for line in (ROOT / str(lock)).read_text().splitlines() if line and not line.lstrip().startswith("#")]
    pins = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    faults = [lines[pin] for pin in pins if not PINNED.match(lines[pin]) or "--hash=sha256:" not in lines[pin + 1]]
    assert pins, RELOCK
    assert not faults, format_faults(faults, RELOCK)


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_no_lock_file_names_an_index(lock: object) -> None:
    named = [line for line in (ROOT / str(lock)).read_text().splitlines() if re.search(r"://|^-|^ +--(?!hash)", line)]
    assert not named, format_faults(named, RELOCK)


@pytest.mark.parametrize("lock", NODE_LOCKS, ids=str)
def test_every_node_package_has_a_hash_and_no_address(lock: object) -> None:
    packages = json.loads((ROOT / str(lock)).read_text())["packages"]
    third_party = {name: package for name, package in packages.items() if name}
    faults = [name for name, package in third_party.items() if "resolved" in package or "integrity" not in package]
    assert third_party
    assert not faults, format_faults(faults, "Run `npm install` next to package.json; its .npmrc omits addresses.")


def test_every_declared_dependency_is_locked() -> None:
    missing = [
        *(_read_declared() - _read_pinned("run.txt")),
        *(_read_declared("population") - _read_pinned("population.txt")),
        *(_read_declared("population", "test") - _read_pinned("test.txt")),
    ]
    assert not missing, format_faults(missing, RELOCK)


def test_test_and_run_pin_the_same_versions() -> None:
    def versions(lock: str) -> set[str]:
        return {line for line in (ROOT / "requirements" / lock).read_text().splitlines() if PINNED.match(line)}

    differing = versions("run.txt") - versions("test.txt")
    assert not differing, format_faults(sorted(differing), RELOCK)


def test_every_extra_that_a_package_requires_is_locked() -> None:
    # If a required extra is not locked, an older pip picks the newest version of its package and then rejects the hash.
    locked = (ROOT / "requirements" / "test.txt").read_text()
    required = {
        extra[0]
        for name in _read_pinned("test.txt") - NOT_FOR_EVERY_SYSTEM
        for requirement in requires(name) or ()
        if (extra := re.match(r"[A-Za-z0-9._-]+\[[^]]+\]", requirement)) and "extra ==" not in requirement
    }
    missing = [extra for extra in sorted(required) if f"\n{extra}==" not in locked]
    assert "coverage[toml]" in required
    assert not missing, format_faults(missing, RELOCK)


def test_every_dependency_has_its_reason() -> None:
    [record] = [path for path in list_files() if path.name == "0001-dependencies.md"]
    rows = {
        _normalize(name)
        for line in read_text(record).splitlines()
        for name in line.split("|")[1:2]
        for name in re.split(r", ?", name.strip())
    }
    missing = sorted(_read_declared("test") - rows)
    assert not missing, format_faults(missing, f"Add a row to {record}: what the package is for, and its license.")
