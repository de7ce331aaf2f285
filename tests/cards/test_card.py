"""An invalid card cannot be built, and its JSON keeps the rules of CDS Hooks."""

from typing import Any

import pytest

from cards.card import (
    Card,
    CardTooLongError,
    Coding,
    CreateAction,
    Indicator,
    InvalidCardError,
    Link,
    Source,
    Suggestion,
)
from tests.cards_rules import find_broken_card_rules

UUIDS = [f"00000000-0000-4000-8000-{number:012}" for number in range(3)]
DRAFT = CreateAction("Draft an order", {"resourceType": "MedicationRequest", "status": "draft"})


def card(**changes: Any) -> Card:
    given: dict[str, Any] = {
        "uuid": UUIDS[0],
        "summary": "A finding and a step",
        "indicator": Indicator.WARNING,
        "source": Source("A paper", "https://doi.org/10.1000/1"),
        "detail": "**Finding**",
    }
    return Card(**(given | changes))


def test_a_summary_of_139_characters_is_allowed() -> None:
    assert card(summary="ä" * 139).summary == "ä" * 139


def test_a_summary_of_140_characters_is_rejected_and_never_truncated() -> None:
    with pytest.raises(CardTooLongError):
        card(summary="ä" * 140)


def test_the_error_about_a_long_summary_does_not_repeat_it() -> None:
    with pytest.raises(CardTooLongError, match=r"^a summary of 150 characters$"):
        card(summary="p" * 150)


@pytest.mark.parametrize(
    "changes",
    [
        {"summary": " "},
        {"summary": "two\nlines"},
        {"detail": ""},
        {"uuid": ""},
        {"uuid": f"urn:uuid:{UUIDS[0]}"},
        {"suggestions": (Suggestion("Step", UUIDS[0], (DRAFT,)),)},
        {"suggestions": (Suggestion("Step", UUIDS[1], (DRAFT,)), Suggestion("Step", UUIDS[1], (DRAFT,)))},
    ],
)
def test_a_card_that_breaks_a_rule_cannot_be_built(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidCardError):
        card(**changes)


def test_invalid_parts_of_a_card_cannot_be_built() -> None:
    for build in (
        lambda: Source("", "https://doi.org/10.1000/1"),
        lambda: Source("A paper", "/relative"),
        lambda: Link("DOI", "http://doi.org/10.1000/1"),
        lambda: Coding("code", "system", ""),
        lambda: CreateAction("", {"resourceType": "MedicationRequest"}),
        lambda: CreateAction("Draft an order", {}),
        lambda: Suggestion("Step", UUIDS[1], ()),
    ):
        with pytest.raises(InvalidCardError):
            build()


def test_a_card_without_suggestions_leaves_their_members_out() -> None:
    assert card().to_json() == {
        "uuid": UUIDS[0],
        "summary": "A finding and a step",
        "indicator": "warning",
        "detail": "**Finding**",
        "source": {"label": "A paper", "url": "https://doi.org/10.1000/1"},
    }


def test_a_full_card_keeps_every_rule() -> None:
    full = card(
        source=Source("A paper", "https://doi.org/10.1000/1", Coding("1", "https://codes.example", "A topic")),
        suggestions=(Suggestion("Step", UUIDS[1], (DRAFT,)), Suggestion("Test", UUIDS[2], (DRAFT, DRAFT))),
        override_reasons=(Coding("no", "https://codes.example", "No"),),
        links=(Link("DOI", "https://doi.org/10.1000/1"),),
    ).to_json()
    assert find_broken_card_rules([full]) == []
    assert full["selectionBehavior"] == "at-most-one"


def test_tests_alone_can_be_accepted_side_by_side() -> None:
    request = CreateAction("Draft a request", {"resourceType": "ServiceRequest", "status": "draft"})
    tests = card(suggestions=(Suggestion("Test", UUIDS[1], (request,)), Suggestion("Test", UUIDS[2], (request,))))
    assert tests.to_json()["selectionBehavior"] == "any"
    assert find_broken_card_rules([tests.to_json()]) == []


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("C11", {"links": []}),
        ("C11", {"source": {"label": "A paper", "url": "https://doi.org/10.1000/1", "icon": None}}),
        ("R6", {"uuid": "one"}),
        ("R7", {"summary": "x" * 140}),
        ("R8", {"detail": "a <b>bold</b> word"}),
        ("R8", {"detail": "![picture](https://evil.example/x.png)"}),
        ("R8", {"detail": "[link](/relative)"}),
        ("R9", {"indicator": "hard-stop"}),
        ("R10", {"source": {"url": "https://doi.org/10.1000/1"}}),
        ("R12", {"source": {"label": "A paper", "url": "doi"}}),
        ("R15", {"selectionBehavior": "at-most-one"}),
        ("R29", {"overrideReasons": [{"code": "no", "system": "https://codes.example"}]}),
        ("R31", {"links": [{"label": "DOI", "url": "https://doi.org/1", "type": "smart"}]}),
    ],
)
def test_the_rule_check_finds_every_fault(rule: str, changes: dict[str, Any]) -> None:
    faults = find_broken_card_rules([card().to_json() | changes])
    assert any(fault.startswith(rule) for fault in faults)
