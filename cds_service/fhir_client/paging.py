"""Reading a search result to its last page. Each page is checked as if it had been prefetched."""

from dataclasses import dataclass
from urllib.parse import urljoin

from cds_service.fhir_client.access import FhirAccess
from cds_service.fhir_client.base_url import FhirBaseUrl, InvalidUrlError
from cds_service.fhir_client.client import FhirClient
from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.errors import (
    CIRCULAR_LINKS,
    NOT_FHIR,
    TOO_MANY_PAGES,
    FhirServerError,
    RequestRefusedError,
)
from cds_service.fhir_client.transport import FORM_URLENCODED, PostBody
from cds_service.prefetch.answers import QueryFailed, SearchResult, parse_prefetched
from cds_service.prefetch.keys import PrefetchKey

SEARCH_PATH = "/_search"


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Limits of one call: concurrent queries, results per page, pages per query."""

    max_concurrent: int
    page_size: int
    max_pages: int


@dataclass(frozen=True, slots=True)
class FhirPageReader:
    """Reads the pages of one server about one patient."""

    client: FhirClient
    access: FhirAccess
    deadline: Deadline
    limits: ReadingLimits
    patient_id: str

    def read_page(self, key: PrefetchKey, link: str, post_body: PostBody | None = None) -> SearchResult:
        """Return the page at a link. Raises FhirServerError."""
        resource = self.client.read(self.access, link, self.deadline, post_body)
        match parse_prefetched(key, self.patient_id, {key.name: resource}):
            case SearchResult() as page:
                return page
            case QueryFailed(reason, code):
                raise FhirServerError(code, reason)
        raise FhirServerError(*NOT_FHIR)

    def read_remaining(self, key: PrefetchKey, page: SearchResult) -> SearchResult:
        """Return a first page together with all that follow it. Raises FhirServerError if one cannot be read."""
        known_as = _parse_base_url(page.self_link, key.resource_type, self.access.server)
        links: set[str] = set()
        while link := page.next_link:
            if link in links:
                raise FhirServerError(*CIRCULAR_LINKS)
            if len(links) == self.limits.max_pages:
                raise FhirServerError(*TOO_MANY_PAGES)
            links.add(link)
            page = page.append_page(self._read_further_page(key, self._locate(link, key, known_as)))
        return page

    def _read_further_page(self, key: PrefetchKey, link: str) -> SearchResult:
        path, _, query = link.partition("?")
        if not path.endswith(SEARCH_PATH):
            return self.read_page(key, link)
        # Servers that answer a posted search may link to further pages below _search, which is no address for GET.
        try:
            return self.read_page(key, f"{path.removesuffix(SEARCH_PATH)}?{query}")
        except RequestRefusedError:
            return self.read_page(key, path, PostBody(FORM_URLENCODED, query.encode()))

    def _locate(self, link: str, key: PrefetchKey, known_as: FhirBaseUrl | None) -> str:
        """Return the link to a further page as it is under the base URL that the call names."""
        if link.startswith("?"):  # a bare query continues its search; any other relative link starts at the base URL
            return f"{key.resource_type}{link}"
        server = self.access.server
        if known_as is None or server.resolve(link):
            return link
        return server.translate(link, known_as) or link


def _parse_base_url(self_link: str, resource_type: str, server: FhirBaseUrl) -> FhirBaseUrl | None:
    """Parse the server's own base URL from the self link of a search. Return None if the link does not show it."""
    # Behind a proxy, a server may know itself by another URL than the one it is reached by (decision 0041). What stands
    # before the resource type is its base, however the rest is written; a relative link starts at the base we read at.
    path = urljoin(f"{server}/", self_link.partition("?")[0]).rstrip("/").removesuffix(SEARCH_PATH).rstrip("/")
    base, _, last = path.rpartition("/")
    if not self_link or last.lower() != resource_type.lower():
        return None
    try:
        return FhirBaseUrl.parse(base)
    except InvalidUrlError:
        return None
