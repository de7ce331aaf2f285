"""Functions stay small enough to be read at a glance."""

import ast

from tests.repo_rules.repository import ROOMS, Function, at, functions, listed, modules

CEILING = 30


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _lines(function: Function) -> int:
    """Lines of the function without its docstring, and without the functions that are defined in it."""
    docstring = function.body[0] if ast.get_docstring(function) else None
    inner = [each for each in function.body if isinstance(each, Function)]
    return _span(function) - sum(_span(each) for each in (docstring, *inner) if each)


def test_no_function_is_longer_than_thirty_lines() -> None:
    long = [
        f"{at(path, function)} {function.name}: {_lines(function)} lines"
        for path in modules(*ROOMS)
        for function in functions(path)
        if _lines(function) > CEILING
    ]
    assert not long, listed(long, "Find the second function, or the table, that hides in it.")
