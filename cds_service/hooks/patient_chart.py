"""The chart of the patient of a call: what was prefetched, completed from the FHIR server.

If required data cannot be obtained, the call ends with 412. Optional data that cannot be obtained are listed as unread.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from cds_service.errors import DataNotObtainedError, Issue
from cds_service.fhir_client.access import NoAccess
from cds_service.fhir_client.errors import FhirServerError
from cds_service.fhir_client.reader import FhirReader
from cds_service.hooks.request import HookCall
from cds_service.observability import log_events
from cds_service.prefetch.answers import (
    ACCESS_CODES,
    NOT_SENT,
    NotPrefetched,
    QueryFailed,
    SearchResult,
    parse_prefetched,
)
from cds_service.prefetch.keys import GATE_KEYS, PrefetchKey
from fhir_mappings import (
    Chart,
    ChartEntry,
    LocalCodeTranslation,
    ReferenceIndex,
    find_missing_results,
    has_sign,
    parse_reference,
)
from response_criteria.model.history import Unavailability, UnavailableQuery

KeyResults = Mapping[PrefetchKey, SearchResult | QueryFailed]

MAX_RESULTS = 200
"""Results that only reports refer to: each may take a request of its own, so their number is limited."""
NOT_OFFERED_BY_SITE = "the site does not offer it"
# Codes of FHIR's issue-type: the server has no such resource, so nothing is missing from the chart.
DOES_NOT_EXIST = frozenset({"not-found", "deleted"})


def read_chart(keys: Sequence[PrefetchKey], call: HookCall, source: FhirReader | NoAccess) -> Chart:
    """Read the chart. Raises DataNotObtainedError with every required key that could not be obtained."""
    key_results = _obtain_results(keys, call, source)
    _require_results(key_results)
    found = [result for result in key_results.values() if isinstance(result, SearchResult)]
    entries = tuple(chain.from_iterable(result.entries for result in found))
    unparsed = tuple(chain.from_iterable(result.unparsed for result in found))
    unread = tuple(_list_unread_keys(key_results))
    if isinstance(source, FhirReader):
        report_codes = {code for key in keys for code in key.codes}
        missing = find_missing_results(entries, unparsed, call.patient_id, report_codes)
        referenced = source.read_references({*_find_missing_medications(entries), *missing[:MAX_RESULTS]})
        entries += tuple(entry for entry in referenced.values() if isinstance(entry, ChartEntry))
        unread += tuple(_list_unread_results(missing, referenced))
    return Chart(call.patient_id, entries, unread, unparsed)


def read_gated_chart(
    keys: Sequence[PrefetchKey], call: HookCall, source: FhirReader | NoAccess, local_codes: LocalCodeTranslation
) -> Chart:
    """Read the chart as far as it shows a sign of CML, and completely if it does. Raises DataNotObtainedError."""
    sent = [key for key in keys if key.name in GATE_KEYS or key.name in call.prefetch]
    chart = read_chart(sent, call, source)
    others = local_codes.translate(chart.resource_index.others)
    return read_chart(keys, call, source) if has_sign(entry.resource for entry in others.values()) else chart


def _obtain_results(keys: Sequence[PrefetchKey], call: HookCall, source: FhirReader | NoAccess) -> KeyResults:
    """Take each key as it was prefetched, or complete it from the FHIR server."""
    complete: dict[PrefetchKey, SearchResult | QueryFailed] = {}
    open_keys: dict[PrefetchKey, SearchResult | NotPrefetched] = {}
    for key in keys:
        match parse_prefetched(key, call.patient_id, call.prefetch):
            case QueryFailed() | NotPrefetched() if not key.offered:
                complete[key] = QueryFailed(NOT_OFFERED_BY_SITE, kind=Unavailability.NOT_OFFERED)
            # A client's query may fail where ours succeeds: it is made once more if there is somebody to ask.
            case QueryFailed(reason) if isinstance(source, FhirReader):
                open_keys[key] = NotPrefetched(reason)
            case QueryFailed() | SearchResult(next_link="") as result:
                complete[key] = result
            case sent:
                open_keys[key] = sent
    if not open_keys:
        return complete
    if isinstance(source, NoAccess):
        return complete | {key: _give_up(key, sent, source) for key, sent in open_keys.items()}
    return complete | source.complete(open_keys, call.patient_id)


def _give_up(key: PrefetchKey, sent: SearchResult | NotPrefetched, no_access: NoAccess) -> SearchResult | QueryFailed:
    """Return the result of a key that cannot be completed. A key that clients need not know counts as empty."""
    if sent == NOT_SENT and not key.expected:
        return SearchResult()
    problem = sent.reason if isinstance(sent, NotPrefetched) else "it has further pages"
    kind = Unavailability.NOT_OFFERED if sent == NOT_SENT else Unavailability.INCOMPLETE
    return QueryFailed(f"{problem}, and {no_access.reason}", kind=kind)


def _require_results(key_results: KeyResults) -> None:
    failures = {key: result for key, result in key_results.items() if isinstance(result, QueryFailed)}
    for key, failure in failures.items():
        log_events.log_failed_key(key=key.name, reason=failure.reason)
    if issues := [_build_issue(key, failure) for key, failure in failures.items() if key.required]:
        raise DataNotObtainedError(*issues)


def _build_issue(key: PrefetchKey, failure: QueryFailed) -> Issue:
    message = f"the prefetch key {key.name} is required and could not be obtained: {failure.reason}"
    return Issue(failure.code, message, f"prefetch.{key.name}")


def _list_unread_keys(key_results: KeyResults) -> Iterator[UnavailableQuery]:
    for key, result in key_results.items():
        reason = result.reason if isinstance(result, QueryFailed) else result.explain_missing(key.resource_type)
        if reason:
            yield UnavailableQuery(key.name, reason, _classify(result))


def _classify(result: SearchResult | QueryFailed) -> Unavailability:
    if isinstance(result, SearchResult):
        return Unavailability.INCOMPLETE
    return result.kind or (Unavailability.NOT_OFFERED if result.code in ACCESS_CODES else Unavailability.FAILED)


def _list_unread_results(
    references: Sequence[str], found: Mapping[str, ChartEntry | FhirServerError]
) -> Iterator[UnavailableQuery]:
    """Yield how many results that reports refer to were not read, if any."""
    unread = [reference for reference in references if reference not in found or _is_failure(found[reference])]
    if unread:
        reason = f"results that reports refer to and that could not be read: {len(unread)}"
        yield UnavailableQuery("reports", reason, Unavailability.INCOMPLETE)


def _is_failure(found: ChartEntry | FhirServerError) -> bool:
    return isinstance(found, FhirServerError) and found.code not in DOES_NOT_EXIST


def _find_missing_medications(entries: Sequence[ChartEntry]) -> Iterator[str]:
    """Yield the references to Medications that are not in the chart."""
    others = [entry for entry in entries if entry.type != "Observation"]  # Observations are many and name no Medication
    reference_index = ReferenceIndex(others)
    for entry in others:
        match entry.resource.get("medicationReference"):
            case {"reference": str(reference)} if reference_index.find(reference, entry.resource) is None:
                target = parse_reference(reference)
                if target and target.type == "Medication":
                    yield reference
