"""The part of CDS Hooks that we use, as values that cannot be built wrong.

Read beside the specification's "CDS Service Response". Drafts are only ever created: no update, no delete, no
``systemActions``, and no indicator above ``warning``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cards.json_values import filled

SUMMARY_LIMIT = 140
"""A summary has fewer code points than this."""


class NotACard(ValueError):
    """A card, or a part of one, that CDS Hooks does not allow."""


class CardTooLong(NotACard):
    """A summary of 140 characters or more. It is reworded by a person, never cut."""


class Indicator(StrEnum):
    """How urgent a card is. ``critical`` is never right for an advisory service."""

    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code, its system and its display: a reason to override a card, or a topic."""

    code: str
    system: str
    display: str

    def __post_init__(self) -> None:
        _require_text(code=self.code, system=self.system, display=self.display)

    def as_json(self) -> dict[str, Any]:
        """The Coding of CDS Hooks."""
        return {"code": self.code, "system": self.system, "display": self.display}


@dataclass(frozen=True, slots=True)
class Link:
    """A link that opens a page as it is (type ``absolute``)."""

    label: str
    url: str

    def __post_init__(self) -> None:
        _require_text(label=self.label)
        _require_absolute(self.url)

    def as_json(self) -> dict[str, Any]:
        """The Link of CDS Hooks."""
        return {"label": self.label, "url": self.url, "type": "absolute"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where the guidance comes from."""

    label: str
    url: str
    topic: Coding | None = None

    def __post_init__(self) -> None:
        _require_text(label=self.label)
        _require_absolute(self.url)

    def as_json(self) -> dict[str, Any]:
        """The Source of CDS Hooks."""
        return filled({"label": self.label, "url": self.url, "topic": self.topic and self.topic.as_json()})


@dataclass(frozen=True, slots=True)
class ActionOnCard:
    """One drafted resource to create, and what it is in words."""

    description: str
    resource: Mapping[str, Any]

    def __post_init__(self) -> None:
        _require_text(description=self.description)
        if "resourceType" not in self.resource:
            raise NotACard("an action creates a FHIR resource")

    def as_json(self) -> dict[str, Any]:
        """The Action of CDS Hooks."""
        return {"type": "create", "description": self.description, "resource": dict(self.resource)}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Actions that are taken together, or not at all. None is marked as recommended: the choice is the clinician's."""

    label: str
    uuid: str
    actions: tuple[ActionOnCard, ...]

    def __post_init__(self) -> None:
        _require_text(label=self.label)
        _require_uuid(self.uuid)
        if not self.actions:
            raise NotACard("a suggestion has at least one action")

    def as_json(self) -> dict[str, Any]:
        """The Suggestion of CDS Hooks."""
        return {"label": self.label, "uuid": self.uuid, "actions": [each.as_json() for each in self.actions]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a clinician is shown. Suggestions are alternatives: at most one is taken.

    Raises CardTooLong for a summary of 140 code points or more, NotACard for anything else that is not allowed.
    """

    uuid: str
    summary: str
    indicator: Indicator
    source: Source
    detail: str
    suggestions: tuple[Suggestion, ...] = ()
    override_reasons: tuple[Coding, ...] = ()
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        _require_uuid(self.uuid)
        _require_text(summary=self.summary, detail=self.detail)
        if len(self.summary) >= SUMMARY_LIMIT:
            raise CardTooLong(f"a summary of {len(self.summary)} characters")
        if "\n" in self.summary:
            raise NotACard("a summary is one line")
        uuids = [self.uuid, *(each.uuid for each in self.suggestions)]
        if len(set(uuids)) < len(uuids):
            raise NotACard("a card and its suggestions each have a uuid of their own")

    def as_json(self) -> dict[str, Any]:
        """The Card of CDS Hooks; members without a value are left out."""
        return filled(
            {
                "uuid": self.uuid,
                "summary": self.summary,
                "indicator": str(self.indicator),
                "detail": self.detail,
                "source": self.source.as_json(),
                "suggestions": [each.as_json() for each in self.suggestions],
                "selectionBehavior": "at-most-one" if self.suggestions else None,
                "overrideReasons": [each.as_json() for each in self.override_reasons],
                "links": [each.as_json() for each in self.links],
            }
        )


def _require_text(**members: str) -> None:
    for name, text in members.items():
        if not text.strip():
            raise NotACard(f"{name} is blank")


def _require_absolute(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.netloc:
        raise NotACard("a url is absolute and https")


def _require_uuid(text: str) -> None:
    try:
        if str(UUID(text)) == text:
            return
    except ValueError:
        pass
    raise NotACard("a uuid is written bare and in lower case")
