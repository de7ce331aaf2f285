"""A chart from a file: a FHIR Bundle of one patient."""

from collections.abc import Sequence
from typing import Any

from cds_service import decimal_json
from cds_service.errors import UnsupportedFhirReleaseError
from cds_service.prefetch.answers import SearchResult, parse_bundle
from fhir_mappings import Chart, ChartEntry, NotOnePatientError, find_patient_id
from response_criteria.model.history import Unavailability, UnavailableQuery

NOT_A_BUNDLE = "the input is not a FHIR Bundle"


class InvalidBundleError(ValueError):
    """Text that is not a Bundle of one patient. The message has no patient data."""


def read_chart(text: bytes) -> Chart:
    """Read the chart in a Bundle, for an assessment. Raises InvalidBundleError."""
    try:
        result = parse_bundle(_parse_json(text))
    except UnsupportedFhirReleaseError as error:
        raise InvalidBundleError(str(error)) from None
    if not isinstance(result, SearchResult):
        raise InvalidBundleError(NOT_A_BUNDLE)
    return _build_chart(result.entries, _list_unread(result))


def read_every_entry(text: bytes) -> Chart:
    """Read the chart in a Bundle with all entries, even those without a resource. Raises InvalidBundleError."""
    # For ``explain``, which accounts for every entry: nothing is dropped and no resource ends it.
    entries = _parse_json(text).get("entry") or []
    if not isinstance(entries, list):
        raise InvalidBundleError(NOT_A_BUNDLE)
    return _build_chart(tuple(map(_parse_entry, entries)))


def _parse_json(text: bytes) -> dict[str, Any]:
    try:
        bundle = decimal_json.read(text)
    except decimal_json.InvalidJsonError as error:
        raise InvalidBundleError(f"the input is not JSON: {error}") from None
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise InvalidBundleError(NOT_A_BUNDLE)
    return bundle


def _parse_entry(value: Any) -> ChartEntry:
    entry = value if isinstance(value, dict) else {}
    resource, full_url = entry.get("resource"), entry.get("fullUrl")
    return ChartEntry(resource if isinstance(resource, dict) else {}, full_url if isinstance(full_url, str) else "")


def _build_chart(entries: tuple[ChartEntry, ...], unread: Sequence[UnavailableQuery] = ()) -> Chart:
    try:
        return Chart(find_patient_id(entries), entries, tuple(unread))
    except NotOnePatientError as error:
        raise InvalidBundleError(str(error)) from None


def _list_unread(result: SearchResult) -> list[UnavailableQuery]:
    reason = "it has further pages" if result.next_link else result.explain_missing()
    return [UnavailableQuery("bundle", reason, Unavailability.INCOMPLETE)] if reason else []
