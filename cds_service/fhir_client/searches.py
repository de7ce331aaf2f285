"""The searches of one call: each in the first form that the server accepts (decision 0042)."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import parse_qsl, quote, urlencode

from cds_service.fhir_client.concurrent import run_concurrently
from cds_service.fhir_client.errors import FhirServerError, RequestRefusedError, UrlRefusedError
from cds_service.fhir_client.paging import FhirPageReader
from cds_service.fhir_client.search_forms import SearchForm
from cds_service.fhir_client.server_profile import ServerProfile
from cds_service.fhir_client.transport import FORM_URLENCODED, PostBody
from cds_service.observability import log_events
from cds_service.prefetch.answers import SearchResult
from cds_service.prefetch.keys import PrefetchKey

# Some servers and proxies truncate or reject longer URLs; such a search is split by its codes, or else sent as POST.
MAX_URL_LENGTH = 2000
CODES_PER_SEARCH = (64, 32, 16, 8, 4, 2, 1)


class SharedQueries:
    """Runs each query once and gives its result to everyone who asks for it, in any thread."""

    def __init__(self) -> None:
        self._results: dict[str, Future[SearchResult]] = {}

    def run(self, query: str, search: Callable[[], SearchResult]) -> SearchResult:
        """Return the result of the query. Raises what the search raises."""
        own: Future[SearchResult] = Future()
        result = self._results.setdefault(query, own)  # atomic: only the first caller gets its own future back
        if result is own:
            try:
                own.set_result(search())
            except Exception as error:  # raised by result() below, for this caller and all others
                own.set_exception(error)
        return result.result()


@dataclass(frozen=True, slots=True)
class FhirSearches:
    """The searches of one call for one patient, with the patient named in one way."""

    pages: FhirPageReader
    server: ServerProfile
    patient: str
    # In a form without codes, several keys lead to the same query.
    shared: SharedQueries = field(default_factory=SharedQueries)

    def search(self, key: PrefetchKey) -> SearchResult:
        """Return all results for a key. Raises FhirServerError; if every form is refused, the first refusal."""
        refused: dict[SearchForm, RequestRefusedError] = {}
        for form in self.server.list_forms(key.resource_type):
            try:
                result = self._search_in_form(form, key)
            except FhirServerError as error:
                if self._is_unsupported(key, error):
                    return SearchResult()
                if not isinstance(error, RequestRefusedError):
                    raise
                log_events.log_refused_search(
                    resource_type=form.resource_type, parameters=form.parameters, reason=error.message
                )
                refused[form] = error
            else:
                self.server.record_accepted_form(form, refused=refused)
                return replace(result, incomplete_reason=result.incomplete_reason or form.possible_loss)
        raise next(iter(refused.values()))

    def _is_unsupported(self, key: PrefetchKey, error: FhirServerError) -> bool:
        """Return whether an error on an optional key means that the server does not have the resource type.

        Either its CapabilityStatement leaves the type out, or it says nothing about the type and responds with 404.
        """
        capability = self.server.capability
        is_unknown = not key.expected and key.resource_type not in capability.parameters and error.code == "not-found"
        return not key.required and (is_unknown or capability.excludes(key.resource_type))

    def _search_in_form(self, form: SearchForm, key: PrefetchKey) -> SearchResult:
        first, *others = self._build_queries(form, key)
        # The first query alone, to see whether the server accepts the form at all.
        result = self._run(key, first)
        if not others:
            return result
        result = result.settle_total(key.resource_type)
        searches = {query: partial(self._run, key, query) for query in others}
        limits = self.pages.limits
        parts = run_concurrently(searches, self.pages.deadline, limits.max_concurrent)
        for part in parts.values():
            if isinstance(part, FhirServerError):
                raise part
            result = result.merge_part(part.settle_total(key.resource_type))
        return result

    def _build_queries(self, form: SearchForm, key: PrefetchKey) -> tuple[str, ...]:
        """Build the searches of a form, with so few codes in each that its URL is short enough.

        Where the URL of a single code is too long, the codes stay together: the search is posted.
        """
        sizes = (0,) if self.server.needs_post(form.resource_type) else (0, *CODES_PER_SEARCH)
        for size in sizes:
            split = replace(form, max_codes=min(filter(None, (form.max_codes, size)), default=0))
            queries = tuple(f"{query}{self._page_size(form)}" for query in split.build_queries(key, self.patient))
            if not any(map(self._is_too_long, queries)):
                return queries
        return tuple(f"{query}{self._page_size(form)}" for query in form.build_queries(key, self.patient))

    def _is_too_long(self, query: str) -> bool:
        url = self.pages.access.server.resolve(_write_link(query))
        return url is not None and len(url) > MAX_URL_LENGTH

    def _run(self, key: PrefetchKey, query: str) -> SearchResult:
        return self.shared.run(query, lambda: self.pages.read_remaining(key, self._read_first_page(key, query)))

    def _page_size(self, form: SearchForm) -> str:
        size = self.server.limit_page_size(form.resource_type, self.pages.limits.page_size)
        return f"&_count={size}" if form.sends_page_size else ""

    def _read_first_page(self, key: PrefetchKey, query: str) -> SearchResult:
        """Read the first page: by GET, or by POST if the URL is too long or the server refuses GET."""
        resource_type, _, parameters = query.partition("?")
        if self.server.needs_post(resource_type) or self._is_too_long(query):
            return self._post(key, resource_type, parameters)
        try:
            return self.pages.read_page(key, _write_link(query))
        except UrlRefusedError:
            page = self._post(key, resource_type, parameters)
            self.server.record_accepted_post(resource_type)
            return page

    def _post(self, key: PrefetchKey, resource_type: str, parameters: str) -> SearchResult:
        body = PostBody(FORM_URLENCODED, urlencode(parse_qsl(parameters)).encode())
        return self.pages.read_page(key, f"{resource_type}/_search", body)


def _write_link(query: str) -> str:
    """Return the link of a query, with the reserved characters of its values encoded."""
    # A proxy that folds "//" would change the code system of every code, and the search would find nothing. Commas
    # stay, since they separate codes.
    resource_type, _, parameters = query.partition("?")
    values = (f"{name}={quote(value, safe=',')}" for name, value in parse_qsl(parameters))
    return f"{resource_type}?{'&'.join(values)}"
