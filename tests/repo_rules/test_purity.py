"""The pure packages use no clock, environment, log or random numbers."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.repo_rules.repository import PURE_PACKAGES, format_faults, list_modules, locate, parse_module

IMPURE_MODULES = {"logging", "os", "random", "secrets", "socket", "structlog", "subprocess", "time"}
IMPURE_CALLS = {"getenv", "input", "now", "print", "today", "utcnow", "uuid1", "uuid4"}
CLOCKS = {"date", "datetime"}


def _find_imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (name.name.split(".")[0] for name in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module.split(".")[0]
        yield from (name.name for name in node.names if name.name in IMPURE_CALLS)


def _find_calls(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in CLOCKS:
        yield node.attr
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield node.func.id


def _find_impurities(path: Path) -> Iterator[str]:
    for node in ast.walk(parse_module(path)):
        found = {*_find_imports(node)} & (IMPURE_MODULES | IMPURE_CALLS) | {*_find_calls(node)} & IMPURE_CALLS
        if found and isinstance(node, ast.stmt | ast.expr):
            yield f"{locate(path, node)}: {', '.join(sorted(found))}"


def test_the_pure_packages_are_deterministic() -> None:
    faults = [impurity for path in list_modules(*PURE_PACKAGES) for impurity in _find_impurities(path)]
    assert not faults, format_faults(faults, "Determine it in cds_service and pass it as an argument.")
