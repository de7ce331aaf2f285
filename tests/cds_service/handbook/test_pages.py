"""The pages of the handbook: open to everybody, whole, and without anything from elsewhere."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from cds_service.handbook.routes import locate_handbook
from response_criteria.precautions import PRECAUTIONS
from scripts.handbook.decisions import DECISIONS
from scripts.handbook.web.pages import NAMES
from tests.cds_service.production import open_production

FROM_ELSEWHERE = re.compile(r"<script|<link|<img|\bsrc=|url\(http|@import")


@pytest.fixture
def production(tmp_path: Path) -> FlaskClient:
    """The service in production."""
    return open_production(tmp_path)


def read(client: FlaskClient, page: str) -> str:
    answer = client.get(f"/handbook/{'' if page == 'index' else page}")
    assert answer.status_code == 200, page
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("page", NAMES)
def test_every_page_is_shown_without_a_token_and_needs_nothing_from_elsewhere(
    production: FlaskClient, page: str
) -> None:
    text = read(production, page)
    assert f"<strong>{NAMES[page]}</strong>" in text
    assert not FROM_ELSEWHERE.search(text)


def test_every_link_between_the_pages_leads_somewhere(production: FlaskClient) -> None:
    pages = {page: read(production, page) for page in NAMES}
    broken = []
    for page, text in pages.items():
        for target in re.findall(r'href="([^"]+)"', text):
            name, _, anchor = target.partition("#")
            if target.startswith("http") or name.endswith(".json"):
                continue
            place = {"": page, "./": "index"}.get(name, name)
            if place not in pages or (anchor and f'id="{anchor}"' not in pages[place]):
                broken.append(f"{page}: {target}")
    assert not broken


def test_every_precaution_and_decision_record_has_an_anchor(production: FlaskClient) -> None:
    rules, records = read(production, "index"), read(production, "decisions")
    assert all(f'id="precaution-{rule.code}"' in rules for rule in PRECAUTIONS)
    assert all(f'id="decision-{record.name[:4]}"' in records for record in DECISIONS.glob("[0-9]*.md"))


def test_no_anchor_is_on_a_page_twice(production: FlaskClient) -> None:
    for page in NAMES:
        anchors = [anchor for anchor in re.findall(r' id="([^"]+)"', read(production, page)) if anchor != "hatch"]
        assert len(set(anchors)) == len(anchors), page


def test_a_page_that_has_not_changed_is_not_sent_again(production: FlaskClient) -> None:
    first = production.get("/handbook/")
    again = production.get("/handbook/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("page", ["nothing", "..%2froutes.py", "pages", "index.md"])
def test_nothing_else_is_shown(production: FlaskClient, page: str) -> None:
    assert production.get(f"/handbook/{page}").status_code == 404


@pytest.mark.parametrize(
    ("urls", "address"),
    [
        ((), ""),
        (("http://127.0.0.1:8000",), ""),
        (("https://cds.example.org", "https://other.example.org"), "https://cds.example.org/handbook/"),
        (("https://cds.example.org/imatinib/",), "https://cds.example.org/imatinib/handbook/"),
    ],
)
def test_cards_link_the_handbook_at_the_first_public_address(urls: tuple[str, ...], address: str) -> None:
    assert locate_handbook(urls) == address
