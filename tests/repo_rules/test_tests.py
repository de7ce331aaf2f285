"""Every test can fail, and none is skipped."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.repo_rules.repository import Function, at, functions, listed, modules, syntax

ASSERTING = ("assert", "expect", "raises", "warns")
EVADING = {"skip", "skipif", "xfail", "importorskip", "sleep"}


def _names(function: Function) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _asserts(function: Function) -> bool:
    """An assert, a call that is one by its name, or a call of a fixture that judges."""
    fixtures = {argument.arg for argument in function.args.args}
    return any(isinstance(node, ast.Assert) for node in ast.walk(function)) or any(
        name.startswith(ASSERTING) or name in fixtures for name in _names(function)
    )


def _tests() -> Iterator[tuple[Path, Function]]:
    for path in modules("tests"):
        for function in functions(path):
            if path.name.startswith("test_") and function.name.startswith("test_"):
                yield path, function


def test_every_test_asserts() -> None:
    idle = [f"{at(path, test)} {test.name}" for path, test in _tests() if not _asserts(test)]
    assert not idle, listed(idle, "Say in the test what must be true.")


def test_no_test_is_skipped_expected_to_fail_or_asleep() -> None:
    evading = [
        f"{at(path, node)} {node.attr}"
        for path in modules("tests")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Attribute) and node.attr in EVADING
    ]
    assert not evading, listed(evading, "Mend the test or remove it; wait for a condition, not for a time.")


def test_no_two_tests_of_a_module_share_a_name() -> None:
    seen: set[tuple[Path, str]] = set()
    twice = []
    for path, test in _tests():
        if (path, test.name) in seen:
            twice.append(f"{at(path, test)} {test.name}")
        seen.add((path, test.name))
    assert not twice, listed(twice, "The later one hides the earlier: rename one.")
