"""A Bundle of Observations, of which only those are read that may be ours.

Most results in a chart are about something else. What code a result has is seen without building the rest of it, which
would take longer than all that is done with the others (decision 0045). It stays text until somebody asks for it.
"""

from collections.abc import Set
from functools import partial
from typing import Any, Literal

import msgspec

from cds_service import exact_json
from cds_service.exact_json import ShapeReader
from cds_service.prefetch import Failed, Page, Unasked, page_with
from fhir_mappings.elements import NOTHING
from fhir_mappings.references import ChartEntry, UnopenedEntry


class _Observation(msgspec.Struct, gc=False):
    """What is seen at a glimpse. That something lies within a result is reason enough to read all of it."""

    resourceType: Literal["Observation"]
    id: str
    code: msgspec.Raw
    component: msgspec.Raw = msgspec.Raw()
    contained: msgspec.Raw = msgspec.Raw()


class _Entry(msgspec.Struct, gc=False):
    resource: _Observation
    fullUrl: str = ""


class _Glimpsed(msgspec.Struct, gc=False):
    resourceType: Literal["Bundle"]
    entry: list[_Entry]
    total: Any = None
    link: Any = None


class _Text(msgspec.Struct, gc=False):
    resource: msgspec.Raw


class _Texts(msgspec.Struct, gc=False):
    entry: list[_Text]


_GLIMPSED = ShapeReader(_Glimpsed)
_TEXTS = ShapeReader(_Texts)


def glimpsed_page(text: msgspec.Raw, codes: Set[str]) -> Page | Failed | Unasked:
    """What a Bundle of Observations holds; left unopened is what has none of the codes.

    Raises OtherShape for all that is not such a Bundle, through and through; and NotJson.
    """
    bundle, texts = _GLIMPSED.read(text), _TEXTS.read(text)
    glimpse = _Glimpse(codes)
    entries = [glimpse.entry(each, its.resource) for each, its in zip(bundle.entry, texts.entry, strict=True)]
    return page_with(entries, {"total": bundle.total, "link": bundle.link})


class _Glimpse:
    """Tells results that may be ours from the others, by the text of their code: a chart has few different ones."""

    def __init__(self, codes: Set[str]) -> None:
        self._codes = codes
        self._seen: dict[bytes, bool] = {}

    def entry(self, listed: _Entry, text: msgspec.Raw) -> ChartEntry:
        """The entry, unopened where it is about something else."""
        seen = listed.resource
        if seen.component or seen.contained or not seen.id or self._may_be_ours(bytes(seen.code)):
            return ChartEntry(exact_json.read(text), listed.fullUrl)
        return UnopenedEntry(seen.resourceType, seen.id, listed.fullUrl, partial(_opened, text))

    def _may_be_ours(self, code: bytes) -> bool:
        known = self._seen.get(code)
        if known is None:
            known = self._seen[code] = not _has_none_of(self._codes, exact_json.read(code))
        return known


def _opened(text: msgspec.Raw) -> Any:
    """A result about something else, once it is asked for; empty where a number in it is none, or a letter."""
    try:
        return exact_json.read(text)
    except exact_json.NotJson:
        return NOTHING


def _has_none_of(codes: Set[str], concept: Any) -> bool:
    """Whether plainly none of the codes stands in a CodeableConcept."""
    try:
        return all(each["code"] not in codes for each in concept["coding"])
    except (LookupError, TypeError):
        return False
