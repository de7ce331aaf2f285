"""The part of the CDS Hooks card model that we use, validated on construction.

Names follow the specification's section "CDS Service Response".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cards.errors import CardTooLongError, InvalidCardError
from cards.json_values import drop_empty

SUMMARY_LIMIT = 140
"""A summary has fewer code points than this."""


class Indicator(StrEnum):
    """Urgency of a card."""

    # CDS Hooks also has "critical"; an advisory service never uses it.
    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Coding:
    """A code with its system and display: an override reason, or the topic of a source."""

    code: str
    system: str
    display: str

    def __post_init__(self) -> None:
        _require_text(code=self.code, system=self.system, display=self.display)

    def to_json(self) -> dict[str, Any]:
        """Return the Coding as CDS Hooks JSON."""
        return {"code": self.code, "system": self.system, "display": self.display}


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a web page (type ``absolute``)."""

    label: str
    url: str

    def __post_init__(self) -> None:
        _require_text(label=self.label)
        _require_absolute(self.url)

    def to_json(self) -> dict[str, Any]:
        """Return the Link as CDS Hooks JSON."""
        return {"label": self.label, "url": self.url, "type": "absolute"}


@dataclass(frozen=True, slots=True)
class Source:
    """The publication that the guidance comes from."""

    label: str
    url: str
    topic: Coding | None = None

    def __post_init__(self) -> None:
        _require_text(label=self.label)
        _require_absolute(self.url)

    def to_json(self) -> dict[str, Any]:
        """Return the Source as CDS Hooks JSON."""
        return drop_empty({"label": self.label, "url": self.url, "topic": self.topic and self.topic.to_json()})


@dataclass(frozen=True, slots=True)
class CreateAction:
    """An action that creates one draft resource."""

    # Only drafts are created: the service never updates, deletes or orders by itself (no systemActions).
    description: str
    resource: Mapping[str, Any]

    def __post_init__(self) -> None:
        _require_text(description=self.description)
        if "resourceType" not in self.resource:
            raise InvalidCardError("an action must create a FHIR resource")

    def to_json(self) -> dict[str, Any]:
        """Return the Action as CDS Hooks JSON."""
        return {"type": "create", "description": self.description, "resource": dict(self.resource)}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Actions that are accepted together."""

    # isRecommended is left out on purpose: the choice is the clinician's.
    label: str
    uuid: str
    actions: tuple[CreateAction, ...]

    def __post_init__(self) -> None:
        _require_text(label=self.label)
        _require_uuid(self.uuid)
        if not self.actions:
            raise InvalidCardError("a suggestion needs at least one action")

    def to_json(self) -> dict[str, Any]:
        """Return the Suggestion as CDS Hooks JSON."""
        return {"label": self.label, "uuid": self.uuid, "actions": [action.to_json() for action in self.actions]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card; its suggestions are alternatives.

    Raises CardTooLongError for a summary of 140 code points or more, and InvalidCardError for any other violation.
    """

    uuid: str
    summary: str
    indicator: Indicator
    source: Source
    # GitHub Flavored Markdown without raw HTML, which CDS Hooks forbids.
    detail: str
    suggestions: tuple[Suggestion, ...] = ()
    override_reasons: tuple[Coding, ...] = ()
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        _require_uuid(self.uuid)
        _require_text(summary=self.summary, detail=self.detail)
        # A summary that is too long is a wording to fix: cutting it could drop the finding.
        if len(self.summary) >= SUMMARY_LIMIT:
            raise CardTooLongError(f"a summary of {len(self.summary)} characters")
        if "\n" in self.summary:
            raise InvalidCardError("a summary must be one line")
        uuids = [self.uuid, *(suggestion.uuid for suggestion in self.suggestions)]
        if len(set(uuids)) < len(uuids):
            raise InvalidCardError("a card and its suggestions need distinct uuids")

    def _choose_selection_behavior(self) -> str | None:
        if not self.suggestions:
            return None
        # Two accepted doses would be two active orders; tests can be accepted side by side.
        resources = (action.resource for suggestion in self.suggestions for action in suggestion.actions)
        doses = any(resource["resourceType"] == "MedicationRequest" for resource in resources)
        return "at-most-one" if doses else "any"

    def to_json(self) -> dict[str, Any]:
        """Return the Card as CDS Hooks JSON, without members that have no value."""
        return drop_empty(
            {
                "uuid": self.uuid,
                "summary": self.summary,
                "indicator": str(self.indicator),
                "detail": self.detail,
                "source": self.source.to_json(),
                "suggestions": [suggestion.to_json() for suggestion in self.suggestions],
                "selectionBehavior": self._choose_selection_behavior(),
                "overrideReasons": [reason.to_json() for reason in self.override_reasons],
                "links": [link.to_json() for link in self.links],
            }
        )


def _require_text(**members: str) -> None:
    for name, text in members.items():
        if not text.strip():
            raise InvalidCardError(f"{name} is blank")


def _require_absolute(url: str) -> None:
    # EHRs open a link as it is, without a base address.
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.netloc:
        raise InvalidCardError("a url must be absolute and https")


def _require_uuid(text: str) -> None:
    try:
        if str(UUID(text)) == text:
            return
    except ValueError:
        pass
    raise InvalidCardError("a uuid must be bare and in lower case")
