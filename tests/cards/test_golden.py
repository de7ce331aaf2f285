"""Each kind of card as the clinician reads it. To change one on purpose: ``pytest tests/cards --update-golden``."""

from pathlib import Path

import pytest

from tests.cards import card_text as told
from tests.cards.patients import PATIENTS
from tests.cards_rules import broken_rules

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", PATIENTS)
def test_the_card_is_what_was_reviewed(name: str, update_golden: bool) -> None:
    (card,) = told.cards(told.assessment(name))
    path = GOLDEN / f"{name}.md"
    if update_golden:
        path.write_text(told.as_read(card), encoding="utf-8")
    assert told.as_read(card) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PATIENTS)
def test_the_card_is_of_the_kind_that_its_name_says(name: str) -> None:
    action = told.assessment(name).recommendation.action
    assert name.startswith(action)


@pytest.mark.parametrize("name", PATIENTS)
def test_the_card_keeps_every_rule_of_cds_hooks(name: str) -> None:
    assert broken_rules(told.cards(told.assessment(name))) == []


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.md")} == set(PATIENTS)
