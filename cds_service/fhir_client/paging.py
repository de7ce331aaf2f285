"""Reading a search result to its last page. Each page is checked as if it had been prefetched."""

from dataclasses import dataclass

from cds_service.fhir_client.access import FhirAccess
from cds_service.fhir_client.base_url import FhirBaseUrl, InvalidUrlError
from cds_service.fhir_client.client import FhirClient
from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.errors import CIRCULAR_LINKS, NOT_FHIR, TOO_MANY_PAGES, FhirServerError
from cds_service.fhir_client.transport import PostBody
from cds_service.prefetch.answers import QueryFailed, SearchResult, parse_prefetched
from cds_service.prefetch.keys import PrefetchKey


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
        known_as = _parse_base_url(page.self_link, key.resource_type)
        links: set[str] = set()
        while link := page.next_link:
            if link in links:
                raise FhirServerError(*CIRCULAR_LINKS)
            if len(links) == self.limits.max_pages:
                raise FhirServerError(*TOO_MANY_PAGES)
            links.add(link)
            page = page.append_page(self.read_page(key, self._locate(link, key, known_as)))
        return page.count_repeated() if links else page

    def _locate(self, link: str, key: PrefetchKey, known_as: FhirBaseUrl | None) -> str:
        """Return the link to a further page as it is under the base URL that the call names."""
        if link.startswith("?"):  # a bare query continues its search; any other relative link starts at the base URL
            return f"{key.resource_type}{link}"
        server = self.access.server
        if known_as is None or server.resolve(link):
            return link
        return server.translate(link, known_as) or link


def _parse_base_url(self_link: str, resource_type: str) -> FhirBaseUrl | None:
    """Parse the server's own base URL from the self link of a search. Return None if the link does not show it."""
    # Behind a proxy, a server may know itself by another URL than the one it is reached by (decision 0041).
    url = self_link.partition("?")[0].removesuffix("/_search")
    if not url.endswith(f"/{resource_type}"):
        return None
    try:
        return FhirBaseUrl.parse(url.removesuffix(f"/{resource_type}"))
    except InvalidUrlError:
        return None
