"""What the documents point to is there: files, headings, make targets, commands."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.repo_rules.repository import ROOT, files, listed, text

DOCUMENTS = [path for path in files() if path.suffix == ".md"]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6} +(.*)$", re.MULTILINE)
TARGET = re.compile(r"`make ([a-z-]+)|^ {4}make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)
NAMED_DOCUMENT = re.compile(r"[\w./-]*\w\.(?:md|csv)\b")


def _outside_code(document: Path) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text(document), flags=re.DOTALL)


def _links(document: Path) -> Iterator[str]:
    for groups in LINK.findall(_outside_code(document)):
        link = next(filter(None, groups))
        if not re.match(r"[a-z]+:", link):
            yield link


def _anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as forges make them."""
    titles = (re.sub(r"[^\w\- ]", "", title.lower()) for title in HEADING.findall(text(document)))
    return {title.strip().replace(" ", "-") for title in titles}


def _is_broken(document: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (ROOT / document.parent / name).resolve() if name else ROOT / document
    if not target.exists():
        return True
    return bool(anchor) and target.suffix == ".md" and anchor not in _anchors(target.relative_to(ROOT))


def test_every_link_within_the_repository_leads_somewhere() -> None:
    broken = [
        f"{document}: {link}" for document in DOCUMENTS for link in _links(document) if _is_broken(document, link)
    ]
    assert not broken, listed(broken, "Mend the link.")


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (document, next(filter(None, groups))) for document in DOCUMENTS for groups in TARGET.findall(text(document))
    }
    unknown = [f"{document}: make {target}" for document, target in sorted(named) if target not in targets]
    assert not unknown, listed(unknown, "Name a target of the Makefile.")


def test_every_document_that_a_file_names_is_in_the_repository() -> None:
    known = {name for path in files() for name in (str(path), path.name)}
    unknown = [
        f"{path}: {name}"
        for path in files()
        if path.parts[0] != "tests"
        for name in NAMED_DOCUMENT.findall(text(path))
        if not {name, Path(name).name} & known
    ]
    assert not unknown, listed(sorted(set(unknown)), "Name what is here: the project explains itself.")
