"""Folders stay small enough to be searched by eye, and every package says what it holds."""

import ast
from collections import Counter

from tests.repo_rules.repository import PACKAGES, format_faults, list_modules, parse_module

MAX_SIBLING_MODULES = 14


def test_no_folder_has_more_than_fourteen_sibling_modules() -> None:
    siblings = Counter(
        path.parent for path in list_modules(*PACKAGES, "scripts", "benchmarks") if path.name != "__init__.py"
    )
    crowded = [f"{folder}: {count} modules" for folder, count in siblings.items() if count > MAX_SIBLING_MODULES]
    assert siblings
    assert not crowded, format_faults(crowded, "Split the folder by subject.")


def test_every_package_has_a_docstring() -> None:
    packages = [path for path in list_modules(*PACKAGES) if path.name == "__init__.py"]
    silent = [str(path) for path in packages if not ast.get_docstring(parse_module(path))]
    assert packages
    assert not silent, format_faults(silent, "Say in the docstring of __init__.py what the package holds.")
