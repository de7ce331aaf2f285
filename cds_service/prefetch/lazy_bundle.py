"""A Bundle of Observations in which only the relevant results are parsed in full.

Most results of a chart are about something else. Parsing them takes longer than everything that is done with the
relevant ones (decision 0045). So only the code of a result is parsed at first, and the rest stays text until needed.
"""

from collections.abc import Set
from typing import Any, Literal

import msgspec

from cds_service import decimal_json
from cds_service.decimal_json import DECODE_ERRORS, ShapeReader
from cds_service.prefetch.answers import NotPrefetched, QueryFailed, SearchResult, build_search_result
from fhir_mappings import EMPTY_ELEMENT, ChartEntry, Element, ObservationFields


class EntryText(msgspec.Struct, frozen=True, gc=False):
    """A Bundle entry whose resource is still text."""

    resource: msgspec.Raw
    fullUrl: str = ""


NO_ENTRY = EntryText(msgspec.Raw())


class BundleText(msgspec.Struct, gc=False):
    """A search result whose resources are still text."""

    resourceType: str
    entry: list[EntryText] | None = None
    total: Any = None
    link: Any = None


class UnparsedObservation(msgspec.Struct, gc=False):
    """The members of an Observation that show whether it is relevant. ``entry`` is its text, if it is not."""

    resourceType: Literal["Observation"]
    id: str
    code: msgspec.Raw
    # Components and contained resources have codes of their own, so a result with either is parsed in full.
    component: msgspec.Raw = msgspec.Raw()
    contained: msgspec.Raw = msgspec.Raw()
    entry: EntryText = NO_ENTRY

    @property
    def full_url(self) -> str:
        """The URL by which other resources may refer to it."""
        return self.entry.fullUrl

    def parse(self) -> ChartEntry:
        """Parse the whole entry. The resource is empty if it contains an invalid number."""
        try:
            return ChartEntry(decimal_json.read(self.entry.resource), self.full_url)
        except decimal_json.InvalidJsonError:
            return ChartEntry(EMPTY_ELEMENT, self.full_url)


_decode_header = ShapeReader(UnparsedObservation).decode
_decode_fields = ShapeReader(ObservationFields).decode


def parse_lazily(bundle: BundleText, codes: Set[str]) -> SearchResult | QueryFailed | NotPrefetched:
    """Parse a Bundle, but leave Observations with none of the codes as text. Raises InvalidJsonError."""
    parsed, unparsed = [], []
    irrelevant_codes: dict[bytes, bool] = {}  # by text of the code: a chart has many results, but few different codes
    for entry in bundle.entry or ():
        try:
            observation = _decode_header(entry.resource)
        except DECODE_ERRORS:
            parsed.append(ChartEntry(_parse_resource(entry.resource), entry.fullUrl))
            continue
        code = bytes(observation.code)
        is_irrelevant = irrelevant_codes.get(code)
        if is_irrelevant is None:
            is_irrelevant = irrelevant_codes[code] = _has_none_of(codes, decimal_json.read(code))
        if is_irrelevant and observation.id and not (observation.component or observation.contained):
            observation.entry = entry
            unparsed.append(observation)
        else:
            parsed.append(ChartEntry(_parse_fields(entry.resource), entry.fullUrl))
    # Two versions of one result, one of them unparsed: the order of the entries may decide which one counts, and only
    # fully parsed entries keep it.
    parsed_ids = {entry.id for entry in parsed}
    if any(observation.id in parsed_ids for observation in unparsed):
        parsed = [ChartEntry(_parse_resource(entry.resource), entry.fullUrl) for entry in bundle.entry or ()]
        unparsed = []
    return build_search_result(parsed, {"total": bundle.total, "link": bundle.link}, unparsed)


def _parse_resource(text: msgspec.Raw) -> Element:
    """Parse a resource of any type; empty if the text is not a JSON object. Raises InvalidJsonError."""
    resource = decimal_json.read(text)
    return resource if isinstance(resource, dict) else EMPTY_ELEMENT


def _parse_fields(text: msgspec.Raw) -> Element:
    """Parse only the members of an Observation that the mappings read. Raises InvalidJsonError."""
    try:
        return _decode_fields(text)
    except DECODE_ERRORS:
        return _parse_resource(text)


def _has_none_of(codes: Set[str], concept: Any) -> bool:
    """Return whether a CodeableConcept has certainly none of the codes."""
    try:
        return all(coding["code"].strip() not in codes for coding in concept["coding"])
    except (AttributeError, LookupError, TypeError):
        return False
