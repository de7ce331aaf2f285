"""Every test asserts something, and none is skipped."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.repo_rules.repository import Function, find_functions, format_faults, list_modules, locate, parse_module

ASSERTING = ("assert", "expect", "raises", "warns")
EVASIONS = {"skip", "skipif", "xfail", "importorskip", "sleep"}


def _find_calls(function: Function) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _asserts(function: Function) -> bool:
    """Whether the function has an assert, a call named like one, or a call of a fixture that asserts."""
    fixtures = {argument.arg for argument in function.args.args}
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or any(
        name.startswith(ASSERTING) or name in fixtures for name in _find_calls(function)
    )


def _find_tests() -> Iterator[tuple[Path, Function]]:
    for path in list_modules("tests"):
        for function in find_functions(path):
            if path.name.startswith("test_") and function.name.startswith("test_"):
                yield path, function


def test_every_test_asserts() -> None:
    idle = [f"{locate(path, test)} {test.name}" for path, test in _find_tests() if not _asserts(test)]
    assert not idle, format_faults(idle, "Assert what must be true.")


def test_no_test_is_skipped_expected_to_fail_or_sleeping() -> None:
    evading = [
        f"{locate(path, node)} {node.attr}"
        for path in list_modules("tests")
        for node in ast.walk(parse_module(path))
        if isinstance(node, ast.Attribute) and node.attr in EVASIONS
    ]
    assert not evading, format_faults(evading, "Repair the test or remove it; wait for a condition, not for a time.")


def test_no_two_tests_of_a_module_share_a_name() -> None:
    seen: set[tuple[Path, str]] = set()
    twice = []
    for path, test in _find_tests():
        if (path, test.name) in seen:
            twice.append(f"{locate(path, test)} {test.name}")
        seen.add((path, test.name))
    assert not twice, format_faults(twice, "The second replaces the first: rename one.")
