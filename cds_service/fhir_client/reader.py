"""What one call reads from its FHIR server: search results and referenced resources, within the time of the call."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from threading import Thread
from typing import TypeVar

from cds_service.errors import UnsupportedFhirReleaseError
from cds_service.fhir_client.access import FhirAccess
from cds_service.fhir_client.batch import read_in_batch
from cds_service.fhir_client.client import FhirClient, Resource
from cds_service.fhir_client.concurrent import run_concurrently
from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.errors import NOT_FHIR, FhirServerError, RequestRefusedError
from cds_service.fhir_client.paging import FhirPageReader, ReadingLimits
from cds_service.fhir_client.search_forms import PatientParameter
from cds_service.fhir_client.searches import FhirSearches
from cds_service.fhir_client.server_profile import Capability, ServerProfile
from cds_service.prefetch.answers import NotPrefetched, QueryFailed, SearchResult
from cds_service.prefetch.keys import PrefetchKey
from fhir_mappings import ChartEntry, parse_reference

Result = TypeVar("Result")

# Share of the call's time for which searches wait for the CapabilityStatement.
METADATA_TIME_SHARE = 0.1

# Share of the remaining time for a batch of reads: some servers accept a batch and never answer it.
BATCH_TIME_SHARE = 0.4

NOT_SEARCHED_AGAIN = "nothing was found, and the FHIR server could not be searched with the patient named differently"

OpenKeys = Mapping[PrefetchKey, SearchResult | NotPrefetched]
KeyResults = dict[PrefetchKey, SearchResult | FhirServerError]


@dataclass(frozen=True, slots=True)
class FhirReader:
    """Reads from the FHIR server of one call, until its deadline."""

    client: FhirClient
    access: FhirAccess
    deadline: Deadline
    limits: ReadingLimits

    def complete(self, open_keys: OpenKeys, patient_id: str) -> dict[PrefetchKey, SearchResult | QueryFailed]:
        """Return the results of keys that were not prefetched, or only in part. Raises UnsupportedFhirReleaseError."""
        server = self._load_profile()
        first, *others = server.list_patient_parameters()
        results = self._read_keys(server, first, open_keys, patient_id)
        searched = {key: sent for key, sent in open_keys.items() if _is_searched(key, sent)}
        # A server that does not support one way to name the patient returns empty results, as for an empty chart.
        # So if nothing at all was found, search again with the patient named differently (decision 0043).
        if _all_found_nothing(results[key] for key in searched):
            results |= self._search_again(server, others, searched, results, patient_id)
        _require_release(server)  # the CapabilityStatement may have come only now
        return {key: _convert_error(result) for key, result in results.items()}

    def read_references(self, references: Collection[str]) -> dict[str, ChartEntry | FhirServerError]:
        """Return the resource that each reference names, or why it could not be read."""
        found: dict[str, Resource | FhirServerError] = {}
        if len(references) > 1 and self._load_profile().capability.supports_batch:
            found |= self._read_batch(references)
        single_reads = {
            reference: partial(self.client.read, self.access, reference, self.deadline)
            for reference in references
            if reference not in found
        }
        found |= run_concurrently(single_reads, self.deadline, self.limits.max_concurrent)
        return {
            reference: result if isinstance(result, FhirServerError) else _build_entry(reference, result)
            for reference, result in found.items()
        }

    def _search_again(
        self,
        server: ServerProfile,
        patient_parameters: Iterable[PatientParameter],
        searched: OpenKeys,
        empty_results: KeyResults,
        patient_id: str,
    ) -> KeyResults:
        """Repeat searches with the patient named in other ways, until one of them finds something."""
        doubtful: KeyResults = {}
        for patient_parameter in patient_parameters:
            results = self._read_keys(server, patient_parameter, searched, patient_id)
            if any(map(_found_something, results.values())):
                return results
            doubtful |= {key: _mark_doubtful(empty_results[key]) for key, result in results.items() if _failed(result)}
        return doubtful

    def _read_batch(self, references: Collection[str]) -> dict[str, Resource | FhirServerError]:
        # What a batch that hangs has not given in its share of the time is read singly.
        deadline = self.deadline.take_share(BATCH_TIME_SHARE)
        read = partial(read_in_batch, self.client, self.access, deadline, references)
        results = self._run_in_time(read, deadline)
        if isinstance(results, FhirServerError):
            return {}
        # Some servers return the entries of a batch in another order; what does not match is read singly.
        return {
            reference: result
            for reference, result in results.items()
            if isinstance(result, FhirServerError) or _matches(reference, result)
        }

    def _load_profile(self) -> ServerProfile:
        """Return the server's profile, with its CapabilityStatement if that is known or comes at once.

        Raises UnsupportedFhirReleaseError.
        """
        server = self.client.get_profile(self.access)
        if not server.has_capability:
            loaded, is_first = server.begin_loading()
            if is_first:
                # It is read on while the searches are made: some servers need seconds for it. Other calls use it then.
                Thread(target=copy_context().run, args=(self._load_capability, server), daemon=True).start()
            loaded.wait(self.deadline.take_share(METADATA_TIME_SHARE).remaining())
        return _require_release(server)

    def _load_capability(self, server: ServerProfile) -> None:
        try:
            statement = self.client.read(self.access, "metadata", self.deadline)
            if statement["resourceType"] != "OperationOutcome":
                server.set_capability(Capability.parse(statement))
        except RequestRefusedError:
            server.set_capability(Capability())  # the server has none: do not ask again
        except FhirServerError:
            pass  # a temporary failure: the next call asks again
        finally:
            server.end_loading()

    def _run_in_time(self, query: Callable[[], Result], deadline: Deadline) -> Result | FhirServerError:
        # In a thread of its own: a server that sends headers byte by byte outlasts every socket timeout.
        return run_concurrently({"": query}, deadline, max_concurrent=1)[""]

    def _read_keys(
        self, server: ServerProfile, patient_parameter: PatientParameter, open_keys: OpenKeys, patient_id: str
    ) -> KeyResults:
        pages = FhirPageReader(self.client, self.access, self.deadline, self.limits, patient_id)
        searches = FhirSearches(pages, server, patient_parameter.format(patient_id))

        def read_key(key: PrefetchKey, sent: SearchResult | NotPrefetched) -> SearchResult:
            if isinstance(sent, SearchResult):
                return pages.read_remaining(key, sent)
            return searches.search(key) if key.is_search else pages.read_page(key, key.expand_query(patient_id))

        queries = {key.name: partial(read_key, key, sent) for key, sent in open_keys.items()}
        by_name = run_concurrently(queries, self.deadline, self.limits.max_concurrent)
        results = {key: by_name[key.name] for key in open_keys}
        if any(_found_something(results[key]) for key, sent in open_keys.items() if _is_searched(key, sent)):
            server.record_working_parameter(patient_parameter)
        return results


def _require_release(server: ServerProfile) -> ServerProfile:
    """Return the profile. Raises UnsupportedFhirReleaseError if the server states another release than R4."""
    if server.capability.is_other_release:
        raise UnsupportedFhirReleaseError
    return server


def _build_entry(reference: str, resource: Resource) -> ChartEntry | FhirServerError:
    return ChartEntry(resource, reference) if _matches(reference, resource) else FhirServerError(*NOT_FHIR)


def _matches(reference: str, resource: Resource) -> bool:
    """Return whether a resource is the one that the reference names."""
    return ChartEntry(resource).target == parse_reference(reference)


def _is_searched(key: PrefetchKey, sent: SearchResult | NotPrefetched) -> bool:
    return key.is_search and isinstance(sent, NotPrefetched)


def _found_something(result: SearchResult | FhirServerError) -> bool:
    return isinstance(result, SearchResult) and bool(result.entries)


def _failed(result: SearchResult | FhirServerError) -> bool:
    """Return whether a search failed. A refusal is not a failure: the server does not support that form."""
    return isinstance(result, FhirServerError) and not isinstance(result, RequestRefusedError)


def _mark_doubtful(result: SearchResult | FhirServerError) -> SearchResult | FhirServerError:
    """Mark an empty result as possibly incomplete, since the search could not be repeated."""
    return replace(result, incomplete_reason=NOT_SEARCHED_AGAIN) if isinstance(result, SearchResult) else result


def _all_found_nothing(results: Iterable[SearchResult | FhirServerError]) -> bool:
    """Return whether every search was refused or found nothing."""
    return all(
        isinstance(result, RequestRefusedError) or (isinstance(result, SearchResult) and not result.entries)
        for result in results
    )


def _convert_error(result: SearchResult | FhirServerError) -> SearchResult | QueryFailed:
    return QueryFailed(result.message, result.code) if isinstance(result, FhirServerError) else result
