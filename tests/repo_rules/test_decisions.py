"""Decision records and the code that rests on them name each other."""

import re
from pathlib import Path

from tests.repo_rules.repository import files, listed, text

NAMED = re.compile(r"decisions? (\d{4})|OurReading\(\s*(?:decision=)?\"(\d{4})\"|decisions/(\d{4})-")
PARTS = ("## Context", "## Decision", "## Consequences")


def _records() -> dict[str, Path]:
    return {path.name[:4]: path for path in files() if path.parts[:2] == ("docs", "decisions") and path.suffix == ".md"}


def _named() -> dict[str, Path]:
    """Each decision's number, and a file that names it. Records and generated pages do not count."""
    silent = {*_records().values(), Path("docs/handbook.md"), Path("CHANGELOG.md")}
    mentions = ((number, path) for path in files() if path not in silent for number in NAMED.findall(text(path)))
    return {next(filter(None, number)): path for number, path in mentions}


def test_every_decision_that_is_named_has_a_record() -> None:
    missing = [f"{path}: decision {number}" for number, path in _named().items() if number not in _records()]
    assert not missing, listed(missing, "Write docs/decisions/NNNN-title.md, or name the right number.")


def test_every_record_is_named_where_it_decides() -> None:
    orphans = [str(path) for number, path in _records().items() if number not in _named()]
    assert not orphans, listed(orphans, "Name the decision (as 'decision NNNN' or OurReading) where it decides.")


def test_every_record_says_context_decision_and_consequences() -> None:
    faults = [f"{path}: {part}" for path in _records().values() for part in PARTS if part not in text(path)]
    assert not faults, listed(faults, "Add the missing part to the record.")


def test_every_record_carries_its_number_in_its_title() -> None:
    faults = [str(path) for number, path in _records().items() if not text(path).startswith(f"# {number}: ")]
    assert not faults, listed(faults, "Start the record with '# NNNN: what was decided'.")
