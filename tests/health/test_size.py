"""Functions stay small enough to be read at a glance."""

import ast

from tests.health.repository import ROOMS, Function, at, functions, listed, modules

CEILING = 30


def _lines(function: Function) -> int:
    """Lines of the function without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 2 if body and body[-1].end_lineno else 1


def test_no_function_is_longer_than_thirty_lines() -> None:
    long = [
        f"{at(path, function)} {function.name}: {_lines(function)} lines"
        for path in modules(*ROOMS)
        for function in functions(path)
        if _lines(function) > CEILING
    ]
    assert not long, listed(long, "Find the second function, or the table, that hides in it.")
