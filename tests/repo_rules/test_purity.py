"""The pure rooms know no clock, no environment, no log and no chance."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.repo_rules.repository import PURE_ROOMS, at, listed, modules, syntax

IMPURE_MODULES = {"logging", "os", "random", "secrets", "socket", "structlog", "subprocess", "time"}
IMPURE_CALLS = {"getenv", "input", "now", "print", "today", "utcnow", "uuid1", "uuid4"}
CLOCKS = {"date", "datetime"}


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (each.name.split(".")[0] for each in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module.split(".")[0]
        yield from (each.name for each in node.names if each.name in IMPURE_CALLS)


def _called(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in CLOCKS:
        yield node.attr
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield node.func.id


def _impurities(path: Path) -> Iterator[str]:
    for node in ast.walk(syntax(path)):
        found = {*_imported(node)} & (IMPURE_MODULES | IMPURE_CALLS) | {*_called(node)} & IMPURE_CALLS
        if found and isinstance(node, ast.stmt | ast.expr):
            yield f"{at(path, node)}: {', '.join(sorted(found))}"


def test_the_pure_rooms_ask_neither_clock_nor_environment_nor_chance() -> None:
    faults = [each for path in modules(*PURE_ROOMS) for each in _impurities(path)]
    assert not faults, listed(faults, "Let cds_service find it out and hand it over as an argument.")
