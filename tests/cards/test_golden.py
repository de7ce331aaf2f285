"""Every kind of card as the clinician reads it. To change one on purpose: ``pytest tests/cards --update-golden``."""

from pathlib import Path

import pytest

from cards.report import build_report
from tests.cards.card_text import assess_patient, build_sample_cards, render_card
from tests.cards.patients import PATIENTS
from tests.cards_rules import find_broken_card_rules

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", PATIENTS)
def test_the_card_is_what_was_reviewed(name: str, update_golden: bool) -> None:
    (card,) = build_sample_cards(assess_patient(name))
    path = GOLDEN / f"{name}.md"
    if update_golden:
        path.write_text(render_card(card), encoding="utf-8")
    assert render_card(card) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PATIENTS)
def test_the_report_is_what_was_reviewed(name: str, update_golden: bool) -> None:
    text = f"{build_report(assess_patient(name))}\n"
    path = GOLDEN / "reports" / f"{name}.md"
    if update_golden:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PATIENTS)
def test_the_card_is_of_the_kind_in_its_name(name: str) -> None:
    action = assess_patient(name).recommendation.action
    assert name.startswith(action)


@pytest.mark.parametrize("name", PATIENTS)
def test_the_card_keeps_every_rule_of_cds_hooks(name: str) -> None:
    assert find_broken_card_rules(build_sample_cards(assess_patient(name))) == []


def test_no_golden_file_is_left_over() -> None:
    for folder in (GOLDEN, GOLDEN / "reports"):
        assert {path.stem for path in folder.glob("*.md")} == set(PATIENTS)
