"""Decision records and the code that implements them refer to one another."""

import re
from pathlib import Path

from tests.repo_rules.repository import format_faults, list_files, read_text

REFERENCE = re.compile(r"decisions? (\d{4})|Interpretation\(\s*(?:decision=)?\"(\d{4})\"|decisions/(\d{4})-")
PARTS = ("## Context", "## Decision", "## Consequences")


def _list_records() -> dict[str, Path]:
    return {
        path.name[:4]: path for path in list_files() if path.parts[:2] == ("docs", "decisions") and path.suffix == ".md"
    }


def _find_references() -> dict[str, Path]:
    """Map decision numbers to a file that refers to them. Records and generated pages do not count."""
    not_counted = {*_list_records().values(), Path("docs/handbook.md"), Path("CHANGELOG.md")}
    mentions = (
        (number, path)
        for path in list_files()
        if path not in not_counted
        for number in REFERENCE.findall(read_text(path))
    )
    return {next(filter(None, number)): path for number, path in mentions}


def test_every_decision_referred_to_has_a_record() -> None:
    missing = [
        f"{path}: decision {number}" for number, path in _find_references().items() if number not in _list_records()
    ]
    assert not missing, format_faults(missing, "Write docs/decisions/NNNN-title.md, or correct the number.")


def test_every_record_is_referred_to_by_the_code() -> None:
    orphans = [str(path) for number, path in _list_records().items() if number not in _find_references()]
    assert not orphans, format_faults(
        orphans, "Refer to the record (as 'decision NNNN' or Interpretation) where it is implemented."
    )


def test_every_record_has_context_decision_and_consequences() -> None:
    faults = [f"{path}: {part}" for path in _list_records().values() for part in PARTS if part not in read_text(path)]
    assert not faults, format_faults(faults, "Add the missing part to the record.")


def test_every_record_has_its_number_in_its_title() -> None:
    faults = [str(path) for number, path in _list_records().items() if not read_text(path).startswith(f"# {number}: ")]
    assert not faults, format_faults(faults, "Start the record with '# NNNN: title'.")
