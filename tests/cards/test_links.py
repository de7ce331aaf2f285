"""The links of a card."""

import pytest

from cards import CRITERION_NAMES, locate_rule
from response_criteria.review.codes import ReviewCode
from scripts.handbook.web.pages import PAGES
from tests.cards.card_text import assess_patient, build_sample_cards
from tests.cards.patients import PATIENTS

HANDBOOK = "https://cds.example.org/imatinib/handbook/"


def list_links(name: str, handbook_url: str) -> list[str]:
    cards = build_sample_cards(assess_patient(name), handbook_url=handbook_url)
    return [link["url"] for card in cards for link in card["links"]]


@pytest.mark.parametrize("name", PATIENTS)
def test_every_card_links_the_paper_its_rule_and_the_source_attributes(name: str) -> None:
    links = list_links(name, HANDBOOK)
    without = list_links(name, "")
    assert links == ([*without, links[1], f"{HANDBOOK}source-attributes"] if without else [])
    index = (PAGES / "index.html").read_text("utf-8")
    assert all(f'id="{link.partition("#")[2]}"' in index for link in links[1:2])


@pytest.mark.parametrize("ground", [*CRITERION_NAMES, *map(str, ReviewCode)])
def test_every_criterion_and_review_fact_has_an_anchor_in_the_handbook(ground: str) -> None:
    assert f'id="{locate_rule(ground)}"' in (PAGES / "index.html").read_text("utf-8")
