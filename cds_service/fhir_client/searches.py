"""The searches of one call: each in the first of its forms that the server takes (decision 0042)."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import parse_qsl, urlencode

from cds_service.fhir_client.client import AddressRefused, FhirRefusal, FhirTrouble, Posted
from cds_service.fhir_client.concurrent import side_by_side
from cds_service.fhir_client.paging import FhirPages
from cds_service.fhir_client.search_forms import SearchForm
from cds_service.fhir_client.server_profile import KnownServer
from cds_service.observability import log_events
from cds_service.prefetch.answers import Page
from cds_service.prefetch.keys import PrefetchKey

LONGEST_ADDRESS = 2000
"""Characters. Some servers and proxies cut or refuse longer ones; such a search is posted."""

AS_A_FORM = "application/x-www-form-urlencoded"


class Once:
    """Puts each question once, however many ask it, and gives all of them its answer."""

    def __init__(self) -> None:
        self._answers: dict[str, Future[Page]] = {}

    def __call__(self, name: str, question: Callable[[], Page]) -> Page:
        """The answer to the question of that name. Raises what the question raises."""
        mine: Future[Page] = Future()
        answer = self._answers.setdefault(name, mine)
        if answer is mine:
            try:
                mine.set_result(question())
            except Exception as fault:  # handed on to all who asked
                mine.set_exception(fault)
        return answer.result()


@dataclass(frozen=True, slots=True)
class FhirSearches:
    """The searches for one patient, named in one way. In a wide form, several keys ask alike: the server is not."""

    pages: FhirPages
    server: KnownServer
    patient: str
    once: Once = field(default_factory=Once)

    def answer(self, key: PrefetchKey) -> Page:
        """The whole answer to a key. Raises FhirTrouble; if every form is refused, the first refusal.

        What is optional, what the server says it has none of, and what it does not give either, is none.
        """
        refusals: dict[SearchForm, FhirRefusal] = {}
        for form in self.server.forms(key.resource_type):
            try:
                page = self._in_form(form, key)
            except FhirTrouble as refusal:
                if self._has_none(key, refusal):
                    return Page()
                if not isinstance(refusal, FhirRefusal):
                    raise
                log_events.search_refused(of=form.of, by=form.by, because=refusal.says)
                refusals[form] = refusal
            else:
                self.server.took(form, refused=refusals)
                return replace(page, held_back=page.held_back or form.loses)
        raise next(iter(refusals.values()))

    def _has_none(self, key: PrefetchKey, refusal: FhirTrouble) -> bool:
        """Whether the server has no resources of an optional type: it says so, or nothing, and answers with 404."""
        capability = self.server.capability
        unknown = not key.expected and refusal.code == "not-found" and key.resource_type not in capability.parameters
        return not key.required and (unknown or capability.lacks(key.resource_type))

    def _in_form(self, form: SearchForm, key: PrefetchKey) -> Page:
        """One search, or as many as it takes; the others only once the first was taken."""
        first, *others = (f"{each}{self._page_size(form)}" for each in form.queries(key, self.patient))
        page = self._found(key, first)
        questions = {query: partial(self._found, key, query) for query in others}
        found = side_by_side(questions, self.pages.deadline, self.pages.limits.at_a_time) if questions else {}
        for each in found.values():
            if isinstance(each, FhirTrouble):
                raise each
            page = page.beside(each)
        return page

    def _found(self, key: PrefetchKey, query: str) -> Page:
        return self.once(query, lambda: self.pages.to_the_end(key, self._first_page(key, query)))

    def _page_size(self, form: SearchForm) -> str:
        size = self.server.page_size(form.of, self.pages.limits.page_size)
        return f"&_count={size}" if form.counted else ""

    def _first_page(self, key: PrefetchKey, query: str) -> Page:
        """Posted, where its address is too long for some, or refused."""
        kind, _, parameters = query.partition("?")
        address = self.pages.access.server.under(query)
        if self.server.wants_posted(kind) or (address and len(address) > LONGEST_ADDRESS):
            return self._posted(key, kind, parameters)
        try:
            return self.pages.page(key, query)
        except AddressRefused:
            page = self._posted(key, kind, parameters)
            self.server.took_posted(kind)
            return page

    def _posted(self, key: PrefetchKey, kind: str, parameters: str) -> Page:
        body = urlencode(parse_qsl(parameters)).encode()
        return self.pages.page(key, f"{kind}/_search", Posted(AS_A_FORM, body))
