"""A Bundle of Observations, of which only those are read that may be ours.

Most results in a chart are about something else. What code a result has is seen without building the rest of it, which
would take longer than all that is done with the others (decision 0045). It stays text until somebody asks for it.
"""

from collections.abc import Set
from typing import Any, Literal

import msgspec

from cds_service import exact_json
from cds_service.exact_json import OtherShape, ShapeReader
from cds_service.prefetch import Failed, Page, Unasked, page_with
from fhir_mappings.elements import NOTHING, Element
from fhir_mappings.observation_members import ObservationMembers
from fhir_mappings.references import ChartEntry


class _Observation(msgspec.Struct, gc=False):
    """What is seen at a glimpse. That something lies within a result is reason enough to read all of it."""

    resourceType: Literal["Observation"]
    id: str
    code: msgspec.Raw
    component: msgspec.Raw = msgspec.Raw()
    contained: msgspec.Raw = msgspec.Raw()


class GlimpsedEntry(msgspec.Struct, gc=False):
    """An entry of a Bundle; its text is beside it."""

    resource: _Observation
    fullUrl: str = ""
    text: msgspec.Raw = msgspec.Raw()

    @property
    def id(self) -> str:
        """The result's own."""
        return self.resource.id

    @property
    def full_url(self) -> str:
        """The name by which others may refer to it."""
        return self.fullUrl

    def opened(self) -> ChartEntry:
        """The entry as any other; with nothing in it where a number of it is none."""
        try:
            return ChartEntry(exact_json.read(self.text), self.fullUrl)
        except exact_json.NotJson:
            return ChartEntry(NOTHING, self.fullUrl)


class _Glimpsed(msgspec.Struct, gc=False):
    resourceType: Literal["Bundle"]
    entry: list[GlimpsedEntry]
    total: Any = None
    link: Any = None


class _Text(msgspec.Struct, gc=False):
    resource: msgspec.Raw


class _Texts(msgspec.Struct, gc=False):
    entry: list[_Text]


_GLIMPSED = ShapeReader(_Glimpsed)
_TEXTS = ShapeReader(_Texts)
_RESULT = ShapeReader(ObservationMembers)


def glimpsed_page(text: msgspec.Raw, codes: Set[str]) -> Page | Failed | Unasked:
    """What a Bundle of Observations holds; left unopened is what has none of the codes.

    Raises OtherShape for all that is not such a Bundle, through and through; and NotJson.
    """
    bundle, texts = _GLIMPSED.read(text), _TEXTS.read(text)
    opened, unopened = [], []
    seen: dict[bytes, bool] = {}  # a chart has few different codes
    for each, its in zip(bundle.entry, texts.entry, strict=True):
        result = each.resource
        code = bytes(result.code)
        has_none = seen.get(code)
        if has_none is None:
            has_none = seen[code] = _has_none_of(codes, exact_json.read(code))
        if has_none and result.id and not (result.component or result.contained):
            each.text = its.resource
            unopened.append(each)
        else:
            opened.append(ChartEntry(_result(its.resource), each.fullUrl))
    return page_with(opened, {"total": bundle.total, "link": bundle.link}, unopened)


def _result(text: msgspec.Raw) -> Element:
    """An Observation as far as it is looked into. Raises NotJson."""
    try:
        return _RESULT.read(text)
    except OtherShape:
        return dict(exact_json.read(text))


def _has_none_of(codes: Set[str], concept: Any) -> bool:
    """Whether plainly none of the codes stands in a CodeableConcept."""
    try:
        return all(each["code"] not in codes for each in concept["coding"])
    except (LookupError, TypeError):
        return False
