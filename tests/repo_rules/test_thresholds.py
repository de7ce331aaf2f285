"""Clinical thresholds are named constants or table cells with their source, never literals in a function."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.repo_rules.repository import find_functions, format_faults, list_modules, locate, parse_module, read_text

NEVER_A_THRESHOLD = {0, 1, 2, 100}
"""Zero, one, a pair, and the factor of percentages."""
CALENDAR = Path("response_criteria/model/periods.py")
NUMBER_AS_TEXT = re.compile(r"\d+(\.\d+)?")


def _is_threshold(node: ast.AST) -> bool:
    """Whether a literal could be a threshold; Decimals are written as text."""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    if isinstance(node.value, str):
        return bool(NUMBER_AS_TEXT.fullmatch(node.value)) and float(node.value) not in NEVER_A_THRESHOLD
    return isinstance(node.value, int | float) and node.value not in NEVER_A_THRESHOLD


def _find_thresholds(node: ast.AST) -> Iterator[ast.expr]:
    yield from (literal for literal in ast.walk(node) if isinstance(literal, ast.expr) and _is_threshold(literal))


def _has_citation(path: Path) -> bool:
    """Whether the module cites a place in a publication or refers to a decision record."""
    return bool(re.search(r"\.cite\(|Interpretation\(|Work\(|Publication\(|decision \d{4}", read_text(path)))


def _find_module_thresholds(path: Path) -> Iterator[ast.expr]:
    for statement in parse_module(path).body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            yield from _find_thresholds(statement)


def test_no_function_contains_a_threshold() -> None:
    hidden = [
        f"{locate(path, number)}: {ast.unparse(number)}"
        for path in list_modules("response_criteria")
        if path != CALENDAR
        for function in find_functions(path)
        for number in _find_thresholds(function)
    ]
    assert not hidden, format_faults(hidden, "Make the number a named constant with its citation, or a table cell.")


def test_every_module_with_a_threshold_cites_its_source() -> None:
    editions = [path for path in list_modules("response_criteria") if len(path.parts) > 2]
    uncited = [str(path) for path in editions if any(_find_module_thresholds(path)) and not _has_citation(path)]
    assert editions
    assert not uncited, format_faults(uncited, "Cite the place in print, or refer to the decision.")


def test_no_criterion_or_mapping_uses_binary_floats() -> None:
    floats = [
        f"{locate(path, node)}: {node.value}"
        for path in list_modules("response_criteria", "fhir_mappings")
        for node in ast.walk(parse_module(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert not floats, format_faults(floats, 'Write Decimal("0.1"): a boundary must be exact.')
