"""What a client sent under a prefetch key, or a FHIR server as one page of a search: each is checked by itself.

The specification lets a client leave a key out, send ``null`` or an empty Bundle for "nothing found", an
OperationOutcome for "the query failed", or only the first of several pages. Each of these means something different
(decision 0040).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cds_service.errors import UnsupportedFhirReleaseError
from cds_service.prefetch.keys import PrefetchKey
from fhir_mappings import EMPTY_ELEMENT, ChartEntry, ReferenceTarget, UnparsedResult
from response_criteria.model.history import Unavailability

DSTU2_ORDER = "MedicationOrder"
"""The resource type of a drug order before FHIR R3."""

ERROR_SEVERITIES = frozenset({"error", "fatal"})
HARMLESS_SEVERITIES = frozenset({"information"})
ACCESS_CODES = frozenset({"forbidden", "security", "login", "not-supported", "not-found"})
"""Codes of FHIR's issue-type that mean that the site does not offer the query."""
INCOMPLETE_CODES = frozenset({"incomplete", "suppressed", "timeout", "throttled", "too-costly"})
"""Codes of FHIR's issue-type that mean, at any severity, that results are missing."""

_NOT_RESULTS = frozenset({"", DSTU2_ORDER, "Bundle", "OperationOutcome"})


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search, possibly empty, or the part of it that was sent."""

    entries: tuple[ChartEntry, ...] = ()
    next_link: str = ""  # to the next page; empty on the last
    total: int = 0
    unreadable: int = 0  # entries that are not FHIR resources
    incomplete_reason: str = ""  # why results may be missing although all pages were read
    unparsed: tuple[UnparsedResult, ...] = ()  # further entries, about something else
    self_link: str = ""  # shows the base URL by which the server knows itself

    def append_page(self, page: "SearchResult") -> "SearchResult":
        """Return this page joined with the one that follows it."""
        return SearchResult(
            self.entries + page.entries,
            page.next_link,
            max(self.total, page.total),  # each page states the total of the whole search
            self.unreadable + page.unreadable,
            self.incomplete_reason or page.incomplete_reason,
            self.unparsed + page.unparsed,
        )

    def merge_part(self, part: "SearchResult") -> "SearchResult":
        """Return this result joined with that of another search for the same key."""
        return SearchResult(
            self.entries + part.entries,
            "",
            0,  # each search has stated its own total
            self.unreadable + part.unreadable,
            self.incomplete_reason or part.incomplete_reason,
            self.unparsed + part.unparsed,
        )

    def settle_total(self, resource_type: str) -> "SearchResult":
        """Return this result with its total compared, so that it can be joined with that of another search."""
        # A result may be found by several searches: the sum of their totals says nothing.
        reason = self.explain_missing(resource_type)
        return replace(self, total=0, incomplete_reason=self.incomplete_reason if self.unreadable else reason)

    def explain_missing(self, resource_type: str = "") -> str:
        """Return why the result is known to be incomplete; empty if it is not.

        ``resource_type`` is that of its matches: what a server includes with them is not in its total.
        """
        if self.unreadable:
            return f"entries that are not FHIR resources: {self.unreadable}"
        if self.total and self.total > (count := self._count_matches(resource_type)):
            return f"it states a total of {self.total} results but contains {count}"
        return self.incomplete_reason

    def _count_matches(self, resource_type: str) -> int:
        # If a result is filed between two pages, one shifts onto the next page and is sent twice, and another is
        # missed. Counting the repeated one twice would hide that.
        matches = [entry for entry in self.entries if entry.type == resource_type or not resource_type]
        distinct = {entry.target or entry for entry in matches}
        distinct |= {ReferenceTarget("Observation", result.id) for result in self.unparsed}
        return len(distinct)


@dataclass(frozen=True, slots=True)
class QueryFailed:
    """The query was made and failed; it is not repeated. ``code`` is of FHIR's issue-type."""

    reason: str
    code: str = "incomplete"
    kind: Unavailability | None = None  # None where the code tells


@dataclass(frozen=True, slots=True)
class NotPrefetched:
    """Nothing usable was sent under the key; the query is still to be made."""

    reason: str


NOT_SENT = NotPrefetched("it was not prefetched")
UNUSABLE_VALUE = NotPrefetched("the prefetched value is not a result of its query")


def parse_prefetched(
    key: PrefetchKey, patient_id: str, prefetch: Mapping[str, Any]
) -> SearchResult | QueryFailed | NotPrefetched:
    """Parse what a client sent under a key. Raises UnsupportedFhirReleaseError for resources of another release."""
    if key.name not in prefetch:
        return NOT_SENT
    match prefetch[key.name]:
        case None:
            return SearchResult()
        case SearchResult() | QueryFailed() | NotPrefetched() as parsed:
            return parsed
        case {"resourceType": "OperationOutcome"} as outcome:
            return _parse_outcome(outcome)
        case {"resourceType": "Bundle"} as bundle:
            return parse_bundle(bundle)
        case {"resourceType": key.resource_type} as resource:
            is_other_patient = key.resource_type == "Patient" and resource.get("id") != patient_id
            return UNUSABLE_VALUE if is_other_patient else SearchResult((ChartEntry(resource),))
    return UNUSABLE_VALUE


def _parse_outcome(outcome: Mapping[str, Any]) -> SearchResult | QueryFailed:
    """Parse an OperationOutcome sent alone: an error, or the message of a server that found nothing."""
    severities, codes = (_get_issue_values(outcome, member) for member in ("severity", "code"))
    if severities and severities <= HARMLESS_SEVERITIES and not codes & INCOMPLETE_CODES:
        return SearchResult()
    return QueryFailed("an OperationOutcome was sent instead of a result", _choose_code(codes))


def _choose_code(codes: frozenset[str]) -> str:
    return next(iter(sorted(codes & ACCESS_CODES)), "incomplete")


def parse_bundle(bundle: Mapping[str, Any]) -> SearchResult | QueryFailed | NotPrefetched:
    """Parse a Bundle of any type as a search result."""
    entries = bundle.get("entry") or []
    if not isinstance(entries, list):
        return UNUSABLE_VALUE
    return build_search_result([_parse_entry(entry) for entry in entries], bundle)


def build_search_result(
    entries: Sequence[ChartEntry], bundle: Mapping[str, Any], unparsed: Iterable[UnparsedResult] = ()
) -> SearchResult | QueryFailed | NotPrefetched:
    """Build the result from a Bundle's entries and its other members.

    An error among the entries means that part of the result is missing. A warning matters only if its code says so.
    """
    results = tuple([entry for entry in entries if entry.type not in _NOT_RESULTS])
    others = [entry for entry in entries if entry.type in _NOT_RESULTS] if len(results) < len(entries) else []
    if any(entry.type == DSTU2_ORDER for entry in others):
        raise UnsupportedFhirReleaseError
    outcomes = [entry.resource for entry in others if entry.type == "OperationOutcome"]
    if any(_get_issue_values(outcome, "severity") & ERROR_SEVERITIES for outcome in outcomes):
        return QueryFailed("the result contains an error, so part of it is missing")
    next_link = _find_link(bundle, "next")
    total = bundle.get("total")
    return SearchResult(
        results,
        next_link or "",
        total if isinstance(total, int) else 0,
        sum(not entry.type for entry in others),
        _explain_incomplete(others, next_link),
        tuple(unparsed),
        _find_link(bundle, "self") or "",
    )


def _explain_incomplete(others: Sequence[ChartEntry], next_link: str | None) -> str:
    if any(entry.type == "Bundle" for entry in others):
        return "it contains nested Bundles, which are not read"
    if any(_get_issue_values(entry.resource, "code") & INCOMPLETE_CODES for entry in others if _is_outcome(entry)):
        return "the FHIR server reports that the result is incomplete"
    return "its links are unreadable, so there may be further pages" if next_link is None else ""


def _is_outcome(entry: ChartEntry) -> bool:
    return entry.type == "OperationOutcome"


def _parse_entry(entry: Any) -> ChartEntry:
    """Parse an entry of a Bundle. An entry without a resource has no type."""
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict):
        return _NO_RESOURCE
    full_url = entry.get("fullUrl")
    return ChartEntry(resource, full_url if isinstance(full_url, str) else "")


_NO_RESOURCE = ChartEntry(EMPTY_ELEMENT)


def _get_issue_values(outcome: Mapping[str, Any], member: str) -> frozenset[str]:
    """Return the values of one member over all issues of an OperationOutcome."""
    issues = outcome.get("issue")
    values = [issue.get(member) for issue in issues if isinstance(issue, dict)] if isinstance(issues, list) else []
    # Servers write closed codes in capitals too: read as another code, "ERROR" would pass for none.
    return frozenset(value.lower() for value in values if isinstance(value, str))


def _is_relation(stated: object, relation: str) -> bool:
    return isinstance(stated, str) and stated.lower() == relation


def _find_link(bundle: Mapping[str, Any], relation: str) -> str | None:
    """Return the URL of a related page: empty if there is none, None if there may be one but its URL is unusable."""
    links = bundle.get("link") or []
    if not isinstance(links, list):
        return None
    # Link relations are compared without regard to case (RFC 8288).
    urls = [
        link.get("url") for link in links if isinstance(link, dict) and _is_relation(link.get("relation"), relation)
    ]
    return next((url for url in urls if isinstance(url, str) and url), None) if urls else ""
