"""What no file of the project says."""

import re
from pathlib import Path

from tests.repo_rules.repository import ROOMS, ROOT, files, listed, modules, text

THIS_FILE = Path(__file__).relative_to(ROOT)
OTHER_PEOPLES_WORDS = {"LICENSE", "NOTICE", "package-lock.json"}

MACHINE_PATH = re.compile(r"(?<![\w.~>-])/(home|root|work|Users)/\w")
PACKAGE_INDEX = re.compile(r"://(registry|pypi|files|repo1?|deb)\.|--(extra-)?index-url", re.IGNORECASE)
BRITISH = re.compile(r"haemat|leukaemi|anaemi|tumour|behaviour|oedema|diarrhoea|colour|favour|\bcentre", re.IGNORECASE)
LEFT_OVER = re.compile(r"\b(TODO|FIXME|XXX)\b")
EMPTY_NAMES = ("util", "helper", "common", "manager", "processor", "handler", "misc")


def _lines_with(pattern: re.Pattern[str], *apart_from: str) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in files()
        if path != THIS_FILE and path.name not in OTHER_PEOPLES_WORDS and not any(map(path.match, apart_from))
        for number, line in enumerate(text(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_folder_of_someones_machine() -> None:
    found = _lines_with(MACHINE_PATH)
    assert not found, listed(found, "Use a path relative to the repository.")


def test_no_file_names_a_package_index() -> None:
    found = _lines_with(PACKAGE_INDEX)
    assert not found, listed(found, "Leave the address out: whoever installs has chosen an index.")


def test_words_are_spelled_as_the_papers_print_them() -> None:
    as_charts_have_them = ("fhir_mappings/tables/*", "tests/fhir_mappings/*", "docs/handbook.md")
    found = _lines_with(BRITISH, *as_charts_have_them)
    assert not found, listed(found, "Use US spelling.")


def test_nothing_is_left_for_later() -> None:
    found = _lines_with(LEFT_OVER)
    assert not found, listed(found, "Do it now, or take it out.")


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = [str(path) for path in modules(*ROOMS) if any(name in path.stem.lower() for name in EMPTY_NAMES)]
    assert not empty, listed(empty, "Name the module for what it holds, in the words of the field.")
