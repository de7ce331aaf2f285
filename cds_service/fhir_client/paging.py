"""The pages of a FHIR server's answers: each judged as if it had been prefetched, and read on to the last."""

from dataclasses import dataclass

from cds_service.fhir_client.access import FhirAccess
from cds_service.fhir_client.base_url import FhirAddress, NotAnAddress
from cds_service.fhir_client.client import CIRCLE, NOT_FHIR, TOO_MANY, FhirClient, FhirTrouble, Posted
from cds_service.fhir_client.deadline import Deadline
from cds_service.prefetch.answers import Failed, Page, sent_for
from cds_service.prefetch.keys import PrefetchKey


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """How much is asked of a FHIR server: questions at a time, results per page, pages per question."""

    at_a_time: int
    page_size: int
    pages: int


@dataclass(frozen=True, slots=True)
class FhirPages:
    """The answers of one server about one patient."""

    client: FhirClient
    access: FhirAccess
    deadline: Deadline
    limits: ReadingLimits
    patient_id: str

    def page(self, key: PrefetchKey, link: str, posted: Posted | None = None) -> Page:
        """What a link answers. Raises FhirTrouble."""
        answer = self.client.read(self.access, link, self.deadline, posted)
        match sent_for(key, self.patient_id, {key.name: answer}):
            case Page() as page:
                return page
            case Failed(because, code):
                raise FhirTrouble(code, because)
        raise FhirTrouble(*NOT_FHIR)

    def to_the_end(self, key: PrefetchKey, page: Page) -> Page:
        """A first page with all that follow it. Raises FhirTrouble if one cannot be read."""
        known_as = _base_of(page.itself, key.resource_type)
        followed: set[str] = set()
        while link := page.following:
            if link in followed:
                raise FhirTrouble(*CIRCLE)
            if len(followed) == self.limits.pages:
                raise FhirTrouble(*TOO_MANY)
            followed.add(link)
            page = page.and_then(self.page(key, self._address(link, key, known_as)))
        return page.counted() if followed else page

    def _address(self, link: str, key: PrefetchKey, known_as: FhirAddress | None) -> str:
        """Where a further page is: in the server's own words, or where these name it as it knows itself, in ours."""
        if link.startswith("?"):  # a bare query belongs to the search that it continues, any other link to the base
            return f"{key.resource_type}{link}"
        server = self.access.server
        if known_as is None or server.under(link):
            return link
        return server.translated(link, known_as) or link


def _base_of(itself: str, resource_type: str) -> FhirAddress | None:
    """The base that a server names itself by, in the link of a search to itself; None where that does not tell it.

    Behind a proxy it may be another than the one it is reached by (decision 0041).
    """
    address = itself.partition("?")[0].removesuffix("/_search")
    if not address.endswith(f"/{resource_type}"):
        return None
    try:
        return FhirAddress.parse(address.removesuffix(f"/{resource_type}"))
    except NotAnAddress:
        return None
