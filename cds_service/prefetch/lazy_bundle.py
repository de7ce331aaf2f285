"""A Bundle of Observations, of which only those are read that may be ours.

Most results in a chart are about something else. What code a result has is seen without building the rest of it, which
would take longer than all that is done with the others (decision 0045). It stays text until somebody asks for it.
"""

from collections.abc import Set
from typing import Any, Literal

import msgspec

from cds_service import decimal_json
from cds_service.decimal_json import UNREADABLE, ShapeReader
from cds_service.prefetch.answers import Failed, Page, Unasked, page_with
from fhir_mappings.datatypes.json_access import NOTHING, Element
from fhir_mappings.datatypes.references import ChartEntry
from fhir_mappings.validation.observation_fields import ObservationMembers


class EntryText(msgspec.Struct, frozen=True, gc=False):
    """An entry of a Bundle whose resource is text."""

    resource: msgspec.Raw
    fullUrl: str = ""


NOWHERE = EntryText(msgspec.Raw())


class BundleText(msgspec.Struct, gc=False):
    """An answer to a search whose resources are text."""

    resourceType: str
    entry: list[EntryText] | None = None
    total: Any = None
    link: Any = None


class GlimpsedObservation(msgspec.Struct, gc=False):
    """What is seen of a result at a glimpse. That something lies within it is reason enough to read all of it.

    ``entry`` is where it stands, once it is known to be about something else.
    """

    resourceType: Literal["Observation"]
    id: str
    code: msgspec.Raw
    component: msgspec.Raw = msgspec.Raw()
    contained: msgspec.Raw = msgspec.Raw()
    entry: EntryText = NOWHERE

    @property
    def full_url(self) -> str:
        """The name by which others may refer to it."""
        return self.entry.fullUrl

    def opened(self) -> ChartEntry:
        """The entry as any other; with nothing in it where a number of it is none."""
        try:
            return ChartEntry(decimal_json.read(self.entry.resource), self.full_url)
        except decimal_json.NotJson:
            return ChartEntry(NOTHING, self.full_url)


_glimpse = ShapeReader(GlimpsedObservation).decode
_result = ShapeReader(ObservationMembers).decode


def glimpsed_page(bundle: BundleText, codes: Set[str]) -> Page | Failed | Unasked:
    """What a Bundle holds; left unopened are the Observations with none of the codes. Raises NotJson."""
    opened, unopened = [], []
    seen: dict[bytes, bool] = {}  # a chart has few different codes
    for each in bundle.entry or ():
        try:
            result = _glimpse(each.resource)
        except UNREADABLE:
            opened.append(ChartEntry(_read(each.resource), each.fullUrl))
            continue
        code = bytes(result.code)
        has_none = seen.get(code)
        if has_none is None:
            has_none = seen[code] = _has_none_of(codes, decimal_json.read(code))
        if has_none and result.id and not (result.component or result.contained):
            result.entry = each
            unopened.append(result)
        else:
            opened.append(ChartEntry(_read_as_far_as_needed(each.resource), each.fullUrl))
    named = {each.id for each in opened}
    if any(each.id in named for each in unopened):  # versions of one result: the order in which they stand may decide
        opened, unopened = [ChartEntry(_read(each.resource), each.fullUrl) for each in bundle.entry or ()], []
    return page_with(opened, {"total": bundle.total, "link": bundle.link}, unopened)


def _read(text: msgspec.Raw) -> Element:
    """A resource of any kind; empty where it is none. Raises NotJson."""
    resource = decimal_json.read(text)
    return resource if isinstance(resource, dict) else NOTHING


def _read_as_far_as_needed(text: msgspec.Raw) -> Element:
    """An Observation as far as it is looked into. Raises NotJson."""
    try:
        return _result(text)
    except UNREADABLE:
        return _read(text)


def _has_none_of(codes: Set[str], concept: Any) -> bool:
    """Whether plainly none of the codes stands in a CodeableConcept."""
    try:
        return all(each["code"] not in codes for each in concept["coding"])
    except (LookupError, TypeError):
        return False
