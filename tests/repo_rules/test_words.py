"""Words that no file of the project contains."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.repo_rules.repository import (
    PACKAGES,
    ROOT,
    format_faults,
    list_files,
    list_modules,
    locate,
    parse_module,
    read_text,
)

THIS_FILE = Path(__file__).relative_to(ROOT)
THIRD_PARTY_FILES = {"LICENSE", "NOTICE", "package-lock.json"}

MACHINE_PATH = re.compile(r"(?<![\w.~>-])/(home|root|work|Users)/\w")
PACKAGE_INDEX = re.compile(r"://(registry|pypi|files|repo1?|deb)\.|--(extra-)?index-url", re.IGNORECASE)
BRITISH = re.compile(r"haemat|leukaemi|anaemi|tumour|behaviour|oedema|diarrhoea|colour|favour|\bcentre", re.IGNORECASE)
LEFT_OVER = re.compile(r"\b(TODO|FIXME|XXX)\b")
EMPTY_NAMES = ("util", "helper", "common", "manager", "processor", "handler", "misc")

PYTHON_FOLDERS = (*PACKAGES, "tests", "scripts", "benchmarks", "deploy")
DIALECT = re.compile(r"\b(told|said|beside|dear|be it|of ours|glimpsed?)\b", re.IGNORECASE)
QUOTATION = re.compile(r"\"[^\"]*\"|“[^”]*”|``[^`]*``")
DIALECT_ALLOWED = {
    "tests/repo_rules/test_words.py": "lists the words",
}
"""Files whose own text needs one of the words, with the reason."""


def _find_lines(pattern: re.Pattern[str], *except_for: str) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in list_files()
        if path != THIS_FILE and path.name not in THIRD_PARTY_FILES and not any(map(path.match, except_for))
        for number, line in enumerate(read_text(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_contains_a_path_of_a_machine() -> None:
    found = _find_lines(MACHINE_PATH)
    assert not found, format_faults(found, "Use a path relative to the repository.")


def test_no_file_names_a_package_index() -> None:
    found = _find_lines(PACKAGE_INDEX)
    assert not found, format_faults(found, "Remove the address: the user chooses the index.")


def test_words_have_us_spelling() -> None:
    as_charts_spell = (
        "fhir_mappings/tables/*",
        "tests/fhir_mappings/*",
        "docs/handbook.md",
        "cds_service/handbook/pages/*",
    )
    found = _find_lines(BRITISH, *as_charts_spell)
    assert not found, format_faults(found, "Use US spelling.")


def test_nothing_is_left_for_later() -> None:
    found = _find_lines(LEFT_OVER)
    assert not found, format_faults(found, "Do it now, or remove it.")


def test_no_module_has_an_empty_name() -> None:
    empty = [str(path) for path in list_modules(*PACKAGES) if any(name in path.stem.lower() for name in EMPTY_NAMES)]
    assert not empty, format_faults(empty, "Name the module after what it holds, in the terms of the field.")


def _find_defined_names(path: Path) -> Iterator[tuple[ast.stmt | ast.expr | ast.arg, str]]:
    """Find the names that a module defines: functions, classes, parameters, variables."""
    for node in ast.walk(parse_module(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node, node.name
        elif isinstance(node, ast.arg):
            yield node, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node, node.id


def _find_docstrings(path: Path) -> Iterator[tuple[ast.expr, str]]:
    """Find the docstrings of a module, including those of its constants."""
    for node in ast.walk(parse_module(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value, node.value.value


def _split_words(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("_", " ")


def _list_own_modules() -> list[Path]:
    return [path for path in list_modules(*PYTHON_FOLDERS) if str(path) not in DIALECT_ALLOWED]


def test_no_variable_is_named_each() -> None:
    found = [
        f"{locate(path, node)}: {name}"
        for path in _list_own_modules()
        for node, name in _find_defined_names(path)
        if name == "each"
    ]
    assert not found, format_faults(found, "Name the variable after the thing: order, study, finding.")


def test_no_identifier_is_in_dialect() -> None:
    found = [
        f"{locate(path, node)}: {name}"
        for path in _list_own_modules()
        for node, name in _find_defined_names(path)
        if DIALECT.search(_split_words(name))
    ]
    assert not found, format_faults(found, "Use standard English: a verb for a function, a noun for a value.")


def test_no_docstring_is_in_dialect() -> None:
    found = [
        f"{locate(path, node)}: {match[0]}"
        for path in _list_own_modules()
        for node, docstring in _find_docstrings(path)
        if (match := DIALECT.search(QUOTATION.sub("", docstring)))
    ]
    assert not found, format_faults(found, "Use standard English: reported, stated, next to, either.")
