"""Functions stay short."""

import ast

from tests.repo_rules.repository import PACKAGES, Function, find_functions, format_faults, list_modules, locate

MAX_LINES = 30


def _count_span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _count_lines(function: Function) -> int:
    """Count the lines of a function without its docstring and its nested functions."""
    docstring = function.body[0] if ast.get_docstring(function) else None
    inner = [statement for statement in function.body if isinstance(statement, Function)]
    return _count_span(function) - sum(_count_span(statement) for statement in (docstring, *inner) if statement)


def test_no_function_is_longer_than_thirty_lines() -> None:
    long = [
        f"{locate(path, function)} {function.name}: {_count_lines(function)} lines"
        for path in list_modules(*PACKAGES)
        for function in find_functions(path)
        if _count_lines(function) > MAX_LINES
    ]
    assert not long, format_faults(long, "Extract a function or a table.")
