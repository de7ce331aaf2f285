"""A released edition of the criteria does not change, and no edition changes unnoticed (decision 0035)."""

import tomllib
from hashlib import sha256
from typing import Any

from response_criteria.publications.kantarjian2003 import CRITERIA, EDITION
from scripts.handbook.edition_text import write_edition_text
from tests.repo_rules.repository import ROOT, read_text

EDITIONS: list[dict[str, Any]] = tomllib.loads((ROOT / "docs" / "editions.toml").read_text("utf-8"))["edition"]
IF_RELEASED = (
    "This edition is released: undo the change, or make it a new edition, with its version and date in "
    "response_criteria/publications/kantarjian2003/paper.py, a row in docs/editions.toml and a line in CHANGELOG.md."
)
IF_NOT_RELEASED = (
    "This edition is not released yet: read the difference of docs/handbook.md, then enter the new fingerprint and the "
    "date in docs/editions.toml, and the date in response_criteria/publications/kantarjian2003/paper.py."
)


def _current() -> dict[str, Any]:
    return next(edition for edition in EDITIONS if (edition["id"], edition["version"]) == (EDITION.id, EDITION.version))


def test_the_printed_criteria_and_tables_are_those_of_the_edition() -> None:
    printed = sha256(write_edition_text().encode()).hexdigest()
    advice = IF_RELEASED if _current()["released"] else IF_NOT_RELEASED
    assert printed == _current()["sha256"], f"The printed criteria have the fingerprint {printed}. {advice}"


def test_the_edition_that_judges_is_listed_with_its_date_and_state() -> None:
    assert (_current()["date"], _current()["released"]) == (EDITION.dated, EDITION.released)


def test_an_edition_is_listed_once_and_only_the_one_that_judges_may_be_unreleased() -> None:
    names = [(edition["id"], edition["version"]) for edition in EDITIONS]
    assert len(set(names)) == len(names)
    assert [edition["version"] for edition in EDITIONS if not edition["released"]] in ([], [EDITION.version])


def test_every_edition_stands_in_the_changelog() -> None:
    changes = read_text((ROOT / "CHANGELOG.md").relative_to(ROOT))
    assert [
        edition["version"] for edition in EDITIONS if f"`{edition['id']}` {edition['version']}" not in changes
    ] == []


def test_the_fingerprint_covers_every_criterion_table_step_and_precaution() -> None:
    printed = write_edition_text()
    parts = ("complete | 0 |", "leukocytes <10", "400 → 800 mg/day", "neutropenia, blocks", "0021: ", "platelets <450")
    assert [part for part in (*parts, *(f"{criterion.id}: " for criterion in CRITERIA)) if part not in printed] == []
