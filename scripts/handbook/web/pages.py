"""The handbook as pages of the service: what docs/handbook.md says, and the decision records in full."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cds_service.reporting.pages import create_templates
from scripts.handbook.decisions import DECISIONS, DOCS
from scripts.handbook.web.source_attributes import EDITION, format_attributes, load_attributes

PAGES = DOCS.parent / "cds_service" / "handbook" / "pages"
NAMES = {
    "index": "Rules",
    "decisions": "Decision records",
    "examples": "Examples",
    "codes": "Codes and units",
    "wordings": "Wordings",
    "source-attributes": "Source attributes",
}
"""The pages, by file, with their names; what is on none of the others is on the first."""
BY_TITLE = {"Decision records": "decisions", "Examples": "examples", "Codes and units": "codes", "Wordings": "wordings"}
ROWS = {"contraindications-and-cautions": "precaution", "review-facts": "review"}
"""The sections whose table rows have an anchor: KIND-CODE."""

Sections = dict[str, list[Token]]
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
templates = create_templates("scripts.handbook.web", "templates")


def build_web_pages(handbook: str, plots: Mapping[Path, str]) -> dict[Path, str]:
    """Build the pages of the service from the text of the handbook, and its plots by file."""
    sections = _split(_markdown.parse(handbook))
    sections["decisions"] = list(_list_records())
    places = {
        str(token.attrs["id"]): page for page, tokens in sections.items() for token in tokens if "id" in token.attrs
    }
    contents = {page: _render(tokens, page, places, plots) for page, tokens in sections.items()}
    attributes = load_attributes()
    return {
        **{PAGES / f"{page}.html": _format_page("handbook", page, content=text) for page, text in contents.items()},
        PAGES / "source-attributes.html": _format_page(
            "source_attributes", "source-attributes", attributes=attributes, edition=EDITION
        ),
        PAGES / "source-attributes.json": format_attributes(attributes),
    }


def make_anchor(title: str) -> str:
    """Return the anchor of a heading, as hosts of repositories make it."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def _format_page(template: str, page: str, **values: object) -> str:
    return templates.get_template(f"{template}.html").render(title=NAMES[page], current=page, pages=NAMES, **values)


def _split(tokens: list[Token]) -> Sections:
    """Return the tokens of each page, with their anchors."""
    sections: Sections = {page: [] for page in NAMES if page != "source-attributes"}
    page, section = "index", ""
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            title = tokens[number + 1].content
            token.attrs["id"] = make_anchor(title)
            if token.tag == "h2":
                page, section = BY_TITLE.get(title, "index"), make_anchor(title)
        elif token.type == "tr_open" and section in ROWS and (code := _find_code(tokens, number)):
            token.attrs["id"] = f"{ROWS[section]}-{code}"
        sections[page].append(token)
    return sections


def _find_code(tokens: list[Token], row: int) -> str:
    # A row begins with its cell, and that with its content.
    children = tokens[row + 2].children or []
    return children[0].content if children and children[0].type == "code_inline" else ""


def _list_records() -> Iterator[Token]:
    for record in sorted(DECISIONS.glob("[0-9]*.md")):
        tokens = _markdown.parse(record.read_text("utf-8"))
        tokens[0].attrs["id"] = f"decision-{record.name[:4]}"
        for token in tokens:
            if token.type.startswith("heading"):
                token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        yield from tokens


def _render(tokens: list[Token], page: str, places: Mapping[str, str], plots: Mapping[Path, str]) -> str:
    for token in tokens:
        for child in token.children or []:
            if child.type == "link_open":
                _redirect(child, page, places)
    html: str = _markdown.renderer.render(tokens, _markdown.options, {})
    html = re.sub(r'<p><img src="(images/[^"]+\.svg)"[^>]*></p>', lambda image: plots[DOCS / image[1]], html)
    return re.sub(r"(?<=\()0\d{3}(?=\))", lambda number: _link_record(number[0], page, places), html)


def _redirect(link: Token, page: str, places: Mapping[str, str]) -> None:
    """Point a link at the page that has its anchor; a link to a file that is not served leads nowhere."""
    target = str(link.attrs["href"])
    if target.startswith("http"):
        return
    if record := re.search(r"(?:^|/)(\d{4})-[^/]*\.md$", target):
        target = f"#decision-{record[1]}"
    anchor = target.partition("#")[2]
    if anchor in places:
        link.attrs["href"] = _locate(anchor, page, places)
    elif target.rstrip("/").endswith("decisions"):
        link.attrs["href"] = "decisions"
    else:
        del link.attrs["href"]


def _locate(anchor: str, page: str, places: Mapping[str, str]) -> str:
    place = places[anchor]
    return f"#{anchor}" if place == page else f"{'./' if place == 'index' else place}#{anchor}"


def _link_record(number: str, page: str, places: Mapping[str, str]) -> str:
    anchor = f"decision-{number}"
    return f'<a href="{_locate(anchor, page, places)}">{number}</a>' if anchor in places else number
