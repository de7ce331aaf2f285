"""No pattern sees a text of a chart beyond the length at which texts are cut or refused (decision 0187)."""

import copy
import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import cards
import fhir_mappings
import response_criteria
from cds_service.decision import decide
from fhir_mappings import Chart, ChartEntry
from fhir_mappings.datatypes.json_access import MAX_TEXT_LENGTH

CHARTS = sorted((Path(__file__).parents[1] / "real_world_charts" / "charts").glob("*.json"))
TODAY = date(2024, 6, 15)
UUID = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
LONG = " vaf" * MAX_TEXT_LENGTH
COPIES = 400


class WatchedPattern:
    """A pattern that notes the longest text that it sees."""

    longest = 0

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)
        if not callable(method):
            return method

        def watch(*arguments: Any, **options: Any) -> Any:
            text = arguments[1] if name in ("sub", "subn") else arguments[0]
            WatchedPattern.longest = max(WatchedPattern.longest, len(text))
            return method(*arguments, **options)

        return watch


def watch(value: Any) -> Any:
    """Return a value with every pattern in it watched; the same object if it has none."""
    if isinstance(value, re.Pattern):
        return WatchedPattern(value)
    if type(value) in (list, tuple):
        watched = [watch(item) for item in value]
        return value if all(new is old for new, old in zip(watched, value, strict=True)) else type(value)(watched)
    if type(value) is dict:
        by_key = {key: watch(item) for key, item in value.items()}
        return value if all(by_key[key] is item for key, item in value.items()) else by_key
    return value


@pytest.fixture(autouse=True)
def _watched_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = 0
    for package in (response_criteria, fhir_mappings, cards):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            members = vars(importlib.import_module(module.name))
            for name, value in list(members.items()):
                if not name.startswith("__") and (new := watch(value)) is not value:
                    monkeypatch.setitem(members, name, new)
                    watched += 1
    assert watched > 50


def list_paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from list_paths(member, (*path, name))


def list_places() -> Iterator[tuple[list[dict[str, Any]], int, tuple[str | int, ...]]]:
    """Yield a chart with a resource and a path in it, once for each element of each type."""
    seen = set()
    for file in CHARTS:
        chart = json.loads(file.read_text("utf-8"))["chart"]
        for number, resource in enumerate(chart):
            for path in list_paths(resource):
                names = (resource.get("resourceType"), *(name for name in path if isinstance(name, str)))
                if names not in seen and path and path != ("resourceType",):
                    seen.add(names)
                    yield chart, number, path


def find_longest(chart: list[dict[str, Any]], number: int, path: tuple[str | int, ...], change: Any) -> int:
    """Return the longest text that a pattern sees in a chart with one element changed."""
    changed = copy.deepcopy(chart)
    parent: Any = changed[number]
    for name in path[:-1]:
        parent = parent[name]
    parent[path[-1]] = change(parent[path[-1]])
    WatchedPattern.longest = 0
    decide(Chart("invented", tuple(map(ChartEntry, changed))), TODAY, for_clinician=True, new_uuid=lambda: UUID)
    return WatchedPattern.longest


def lengthen(value: Any) -> Any:
    return f"{value}{LONG}" if isinstance(value, str) else value


def multiply(value: Any) -> Any:
    return value * COPIES if isinstance(value, list) else value


def test_no_pattern_sees_a_longer_text() -> None:
    places = list(list_places())
    assert len(places) > 200
    longest = {path: find_longest(chart, number, path, lengthen) for chart, number, path in places}
    assert {path: length for path, length in longest.items() if length > MAX_TEXT_LENGTH} == {}


def test_no_pattern_sees_many_texts_joined_to_a_longer_one() -> None:
    assert max(find_longest(*place, multiply) for place in list_places()) <= MAX_TEXT_LENGTH
