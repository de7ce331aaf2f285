"""No regular expression takes longer than its text is long (decision 0187)."""

import re

import pytest

from tests.repo_rules.compiled_patterns import find_uses, list_sites, load_patterns
from tests.repo_rules.pattern_costs import find_superlinear
from tests.repo_rules.repository import format_faults, locate

ANCHORED = {"match", "fullmatch", "pattern"}


@pytest.mark.parametrize(
    ("pattern", "is_searched"),
    [
        ("(a*)*b", False),
        ("(a|a)*b", False),
        ("(?:a+)+b", False),
        (r"(?:\w+\s?)*$", False),
        ("a*a*b", False),
        (r"\s*x?\s*y", False),
        (r"vaf\s*:?\s*\d", False),
        ("a*b", True),
        (r"\s+$", True),
        (r",(?![^()]*\))", True),
        ("[^a]*b", True),
        ("(?=a*)a", True),
    ],
)
def test_an_expression_that_may_go_back_and_begin_again_is_found(pattern: str, is_searched: bool) -> None:
    assert find_superlinear(re.compile(pattern), is_searched=is_searched, is_full=not is_searched)


@pytest.mark.parametrize(
    ("pattern", "is_searched"),
    [
        ("a*b", False),
        ("a*", True),
        ("(?<!a)a*b", True),
        ("(?<!a)a*+b", True),
        ("a*+a?b", False),
        (r"(?<![\w-])[\w-]*(?:blut|blood)[\w-]*", True),
        (r"(?<!\w)(?:mut\w*|mutx\w*)(?!\w)", True),
        (r"\bfoo\w*\b", True),
        (r"\s*x\s*y", False),
        (r"\d{1,20}(?:\.\d{1,20})?x", True),
        (r"\b(\d+) \(\1\)", True),
        (r"(?<=[a-z])-(?=[a-z])", True),
    ],
)
def test_an_expression_that_reads_each_character_a_few_times_is_not(pattern: str, is_searched: bool) -> None:
    assert not find_superlinear(re.compile(pattern), is_searched=is_searched, is_full=not is_searched)


def test_no_expression_of_the_packages_is_worse_than_linear() -> None:
    faults = []
    for row in load_patterns():
        uses = find_uses(row) or {"search", "fullmatch"}
        is_searched, is_full = not uses <= ANCHORED, "fullmatch" in uses
        searched = find_superlinear(row.pattern, is_searched=True, is_full=False) if is_searched else ""
        # What a search accepts at once may still be gone back into by ``fullmatch``.
        anchored = find_superlinear(row.pattern, is_searched=False, is_full=is_full)
        if reason := searched or anchored:
            faults.append(f"{row.path}:{row.line} {reason}")
    assert not faults, format_faults(faults, "Bound a repetition, exclude what follows it, or fold blanks first.")


def test_every_expression_is_compiled_when_its_module_is_loaded() -> None:
    compiled = {(row.path, row.line) for row in load_patterns()}
    hidden = [
        locate(path, call)
        for path, call in list_sites()
        if not any((path, line) in compiled for line in range(call.lineno, (call.end_lineno or 0) + 1))
        and not _is_escape(call)
    ]
    assert not hidden, format_faults(hidden, "Give it a name at the top of the module: re.compile(...).")


def _is_escape(call: object) -> bool:
    return getattr(getattr(call, "func", None), "attr", "") == "escape"
