"""Every regular expression of the packages, recorded in a process of its own while their modules are loaded.

python -m tests.repo_rules.compiled_patterns
"""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.repo_rules.repository import PACKAGES, ROOT, list_modules, parse_module

NOT_LOADED = ("cds_service.ledger.migrations.env",)  # Alembic's: it can only be loaded during a migration


class CompiledPattern(NamedTuple):
    """An expression, and where it was compiled."""

    path: Path
    line: int
    pattern: re.Pattern[Any]


@cache
def load_patterns() -> tuple[CompiledPattern, ...]:
    """Load every module of the packages in a new process, and return what was compiled there."""
    command = [sys.executable, "-m", "tests.repo_rules.compiled_patterns"]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(_read_row(*row) for row in json.loads(printed))


def _read_row(path: str, line: int, source: str, flags: int, is_bytes: bool) -> CompiledPattern:
    # A compiled expression states the flag for Unicode, with which none of bytes can be compiled.
    return CompiledPattern(Path(path), line, re.compile(source.encode("latin-1") if is_bytes else source, flags))


def find_uses(row: CompiledPattern) -> frozenset[str]:
    """Return the methods by which an expression is used; empty if it has no name of its own."""
    statements = parse_module(row.path).body
    compiling = [statement for statement in statements if statement.lineno <= row.line <= (statement.end_lineno or 0)]
    builders = {statement.name for statement in compiling if isinstance(statement, ast.FunctionDef)}
    names = {
        target.id
        for statement in statements
        if isinstance(statement, ast.Assign) and (statement in compiling or builders & _list_names(statement.value))
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    return frozenset(method for name, method in _list_attributes(row.path) if name in names)


def _list_names(expression: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


@cache
def _list_attributes(path: Path) -> frozenset[tuple[str, str]]:
    """Return every attribute of a name, or of an item of what it names, in a module."""
    attributes = (node for node in ast.walk(parse_module(path)) if isinstance(node, ast.Attribute))
    return frozenset((name, node.attr) for node in attributes if (name := _find_name(node.value)))


def _find_name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return _find_name(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def list_sites() -> Iterator[tuple[Path, ast.Call]]:
    """Return every call of a function of re in the packages."""
    for path in list_modules(*PACKAGES):
        for node in ast.walk(parse_module(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
                yield path, node


def _compile_the_rest() -> None:
    """Compile what is compiled when it is first needed: words of tables, most of which no call needs."""
    from fhir_mappings.measurements import qualitative_results
    from fhir_mappings.measurements.texts import mutation_text
    from fhir_mappings.tables import load_table

    for question in load_table("answers"):
        qualitative_results._compile_phrases(question)
    for kind, languages in load_table("mutation_words").items():
        if isinstance(languages, dict) and kind != "known":
            mutation_text._compile_words(kind)


def _record() -> None:
    rows: list[tuple[str, int, str, int, bool]] = []
    compile_pattern = re.compile

    def compile_and_record(pattern: Any, flags: Any = 0) -> re.Pattern[Any]:
        compiled, caller = compile_pattern(pattern, flags), sys._getframe(1)
        path = Path(caller.f_code.co_filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in PACKAGES:
            is_bytes = isinstance(pattern, bytes)
            source = compiled.pattern.decode("latin-1") if is_bytes else compiled.pattern
            rows.append((str(path.relative_to(ROOT)), caller.f_lineno, source, compiled.flags, is_bytes))
        return compiled

    re.compile = compile_and_record  # type: ignore[assignment]
    for package in map(importlib.import_module, PACKAGES):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name not in NOT_LOADED:
                importlib.import_module(module.name)
    _compile_the_rest()
    print(json.dumps(rows))  # noqa: T201


if __name__ == "__main__":
    _record()
