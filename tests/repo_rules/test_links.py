"""Everything that the documents refer to exists: files, headings, make targets."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.repo_rules.repository import ROOT, format_faults, list_files, read_text

DOCUMENTS = [path for path in list_files() if path.suffix == ".md"]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6} +(.*)$", re.MULTILINE)
TARGET = re.compile(r"`make ([a-z-]+)|^ {4}make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)
DOCUMENT_NAME = re.compile(r"[\w./-]*\w\.(?:md|csv)\b")


def _remove_code(document: Path) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", read_text(document), flags=re.DOTALL)


def _find_links(document: Path) -> Iterator[str]:
    for groups in LINK.findall(_remove_code(document)):
        link = next(filter(None, groups))
        if not re.match(r"[a-z]+:", link):
            yield link


def _find_anchors(document: Path) -> set[str]:
    """Find the anchors of a document's headings, as Git hosting sites build them."""
    titles = (re.sub(r"[^\w\- ]", "", title.lower()) for title in HEADING.findall(read_text(document)))
    return {title.strip().replace(" ", "-") for title in titles}


def _is_broken(document: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (ROOT / document.parent / name).resolve() if name else ROOT / document
    if not target.exists():
        return True
    return bool(anchor) and target.suffix == ".md" and anchor not in _find_anchors(target.relative_to(ROOT))


def test_every_link_within_the_repository_has_a_target() -> None:
    broken = [
        f"{document}: {link}" for document in DOCUMENTS for link in _find_links(document) if _is_broken(document, link)
    ]
    assert not broken, format_faults(broken, "Correct the link.")


def test_every_make_target_in_a_document_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (document, next(filter(None, groups)))
        for document in DOCUMENTS
        for groups in TARGET.findall(read_text(document))
    }
    unknown = [f"{document}: make {target}" for document, target in sorted(named) if target not in targets]
    assert not unknown, format_faults(unknown, "Use a target of the Makefile.")


def test_every_document_named_in_a_file_is_in_the_repository() -> None:
    known = {name for path in list_files() for name in (str(path), path.name)}
    unknown = [
        f"{path}: {name}"
        for path in list_files()
        if path.parts[0] != "tests"
        for name in DOCUMENT_NAME.findall(read_text(path))
        if not {name, Path(name).name} & known
    ]
    assert not unknown, format_faults(sorted(set(unknown)), "Refer only to documents of this repository.")
