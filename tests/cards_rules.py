"""The rules of CDS Hooks for the cards of a response, as one check for all tests.

The numbers are our own numbering of the requirements of the specification: R6 uuid, R7 summary, R8 detail, R9
indicator, R10-R14 source, R15-R19 suggestions, R22-R26 actions, R29 override reasons, R31-R34 links; C11 is the rule on
members without a value.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from markdown_it import MarkdownIt
from markdown_it.token import Token

GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

CARD = {
    "uuid", "summary", "detail", "indicator", "source", "suggestions", "selectionBehavior", "overrideReasons", "links",
}  # fmt: skip


def find_broken_card_rules(cards: list[dict[str, Any]]) -> list[str]:
    """Return a sentence for every rule that the cards of one response break."""
    return [
        *(f"C11: {path} is {value!r}" for path, value in _find_empty(cards, "cards") if path != "cards"),
        *(fault for number, card in enumerate(cards) for fault in _check_card(card, f"cards[{number}]")),
        *_find_repeated_uuids(cards),
    ]


def _find_empty(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if value is None or value == "" or value == [] or value == {}:
        yield path, value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _find_empty(member, f"{path}.{name}")
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _find_empty(member, f"{path}[{number}]")


def _check_card(card: dict[str, Any], path: str) -> Iterator[str]:
    yield from (f"{path}.{name} is not a member of a card" for name in card.keys() - CARD)
    if not _is_uuid(card.get("uuid")):
        yield f"R6: {path}.uuid is not a bare UUID"
    if not 0 < len(card.get("summary", "").strip()) < 140 or "\n" in card["summary"]:
        yield f"R7: {path}.summary is blank, or has 140 characters or more, or several lines"
    yield from (f"R8: {path}.detail has {fault}" for fault in _check_markdown(card.get("detail", "")))
    if card.get("indicator") not in {"info", "warning"}:
        yield f"R9: {path}.indicator is {card.get('indicator')!r}"
    yield from _check_source(card.get("source", {}), f"{path}.source")
    yield from _check_suggestions(card, path)
    for coding in card.get("overrideReasons", []):
        if not all(coding.get(name, "").strip() for name in ("code", "system", "display")):
            yield f"R29: {path}.overrideReasons has {coding}"
    for link in card.get("links", []):
        if set(link) != {"label", "url", "type"} or link["type"] != "absolute" or not _is_absolute(link["url"]):
            yield f"R31-R34: {path}.links has {link}"


def _check_markdown(detail: str) -> Iterator[str]:
    for token in _walk_tokens(GFM.parse(detail)):
        if token.type in {"html_block", "html_inline"}:
            yield f"raw HTML: {token.content!r}"
        elif token.type == "image":
            yield "an image"
        elif token.type == "link_open" and not _is_absolute(str(token.attrGet("href"))):
            yield f"a link to {token.attrGet('href')!r}"


def _walk_tokens(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _walk_tokens(token.children or [])


def _check_source(source: dict[str, Any], path: str) -> Iterator[str]:
    if not source.get("label", "").strip():
        yield f"R10: {path}.label is blank"
    if not _is_absolute(source.get("url", "")):
        yield f"R12: {path}.url is not absolute"
    topic = source.get("topic")
    if topic is not None and not (topic.get("code") and topic.get("system")):
        yield f"R14: {path}.topic is not a Coding"


def _check_suggestions(card: dict[str, Any], path: str) -> Iterator[str]:
    suggestions = card.get("suggestions", [])
    types = {action["resource"]["resourceType"] for item in suggestions for action in item.get("actions", [])}
    expected = ("at-most-one" if "MedicationRequest" in types else "any") if suggestions else None
    if card.get("selectionBehavior") != expected:
        yield f"R15: {path}.selectionBehavior is {card.get('selectionBehavior')!r}"
    if sum(bool(suggestion.get("isRecommended")) for suggestion in suggestions) > 1:
        yield f"R19: {path} recommends more than one suggestion"
    for number, suggestion in enumerate(suggestions):
        here = f"{path}.suggestions[{number}]"
        if not suggestion.get("label", "").strip():
            yield f"R17: {here}.label is blank"
        if not _is_uuid(suggestion.get("uuid")):
            yield f"R18: {here}.uuid is not a bare UUID"
        if "actionSelectionBehavior" in suggestion:
            yield f"R23: {here} has an actionSelectionBehavior"
        yield from _check_actions(suggestion.get("actions", []), here)


def _check_actions(actions: list[dict[str, Any]], path: str) -> Iterator[str]:
    if not actions:
        yield f"R22: {path} has no actions"
    for action in actions:
        if action.get("type") != "create":
            yield f"R24: {path} has an action of type {action.get('type')!r}"
        if not action.get("description", "").strip():
            yield f"R25: {path} has an action without a description"
        resource = action.get("resource")
        if not isinstance(resource, dict) or "resourceType" not in resource or resource.get("status") != "draft":
            yield f"R26: {path} has an action whose resource is not a draft"


def _find_repeated_uuids(cards: list[dict[str, Any]]) -> Iterator[str]:
    uuids = [suggestion.get("uuid") for card in cards for suggestion in (card, *card.get("suggestions", []))]
    if len(set(uuids)) < len(uuids):
        yield "R6, R18: a uuid is used twice"


def _is_uuid(text: Any) -> bool:
    try:
        return isinstance(text, str) and str(UUID(text)) == text
    except ValueError:
        return False


def _is_absolute(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.netloc)
