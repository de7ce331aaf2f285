"""Numbers that decide stand in tables and named constants under their source, never inside a function."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.repo_rules.repository import at, functions, listed, modules, syntax, text

NEVER_A_THRESHOLD = {0, 1, 2, 100}
"""None, one, a pair, per cent."""
CALENDAR = Path("response_criteria/model/periods.py")
NUMBER_AS_TEXT = re.compile(r"\d+(\.\d+)?")


def _is_threshold(node: ast.AST) -> bool:
    """A number that could decide, be it written as text."""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    if isinstance(node.value, str):
        return bool(NUMBER_AS_TEXT.fullmatch(node.value)) and float(node.value) not in NEVER_A_THRESHOLD
    return isinstance(node.value, int | float) and node.value not in NEVER_A_THRESHOLD


def _thresholds(node: ast.AST) -> Iterator[ast.expr]:
    yield from (each for each in ast.walk(node) if isinstance(each, ast.expr) and _is_threshold(each))


def _cites(path: Path) -> bool:
    """Whether the module opens a work at a place, or names the decision by which we read it."""
    return bool(re.search(r"\.at\(|OurReading\(|Work\(|decision \d{4}", text(path)))


def _module_level(path: Path) -> Iterator[ast.expr]:
    for statement in syntax(path).body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            yield from _thresholds(statement)


def test_no_criterion_hides_a_number_in_a_function() -> None:
    hidden = [
        f"{at(path, number)}: {ast.unparse(number)}"
        for path in modules("response_criteria")
        if path != CALENDAR
        for function in functions(path)
        for number in _thresholds(function)
    ]
    assert not hidden, listed(hidden, "Give the number a name under its citation, or a place in a table.")


def test_every_module_of_an_edition_that_holds_a_number_says_where_it_stands_in_print() -> None:
    editions = [path for path in modules("response_criteria") if len(path.parts) > 2]
    uncited = [str(path) for path in editions if any(_module_level(path)) and not _cites(path)]
    assert editions
    assert not uncited, listed(uncited, "Open the work at its place, or name the decision.")


def test_no_room_that_decides_measures_in_binary_fractions() -> None:
    floats = [
        f"{at(path, node)}: {node.value}"
        for path in modules("response_criteria", "fhir_mappings")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert not floats, listed(floats, 'Write Decimal("0.1"): the boundary is the clinical question.')
