"""What one call reads from its FHIR server: whole answers, side by side, within the call's time."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

from cds_service.deadline import Deadline
from cds_service.errors import FhirR4Needed
from cds_service.fhir_access import FhirAccess
from cds_service.fhir_client import CIRCLE, NOT_FHIR, TOO_MANY, FhirClient, FhirTrouble
from cds_service.prefetch import Failed, Page, Unasked, sent_for
from cds_service.prefetch_templates import PrefetchKey
from cds_service.side_by_side import side_by_side
from fhir_mappings.references import ChartEntry

R4_RELEASES = ("4.0", "4.3")
RELEASE = "metadata"
"""Asked beside the prefetch keys: which release the server speaks."""


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """How much is asked of a FHIR server: questions at a time, results per page, pages per question."""

    at_a_time: int
    page_size: int
    pages: int


@dataclass(frozen=True, slots=True)
class FhirReading:
    """A server that may be read from, the time there is for it, and how much to ask."""

    client: FhirClient
    access: FhirAccess
    deadline: Deadline
    limits: ReadingLimits

    def complete(
        self, begun: Mapping[PrefetchKey, Page | Unasked], patient_id: str
    ) -> dict[PrefetchKey, Page | Failed]:
        """The answers to open questions, and the rest of those begun. Raises FhirR4Needed."""
        questions: dict[str, Callable[[], Page]] = {RELEASE: self._insist_on_r4}
        questions |= {key.name: partial(self._answer, key, sent, patient_id) for key, sent in begun.items()}
        found = side_by_side(questions, self.deadline, self.limits.at_a_time)
        return {key: _as_answer(found[key.name]) for key in begun}

    def medications(self, references: Collection[str]) -> tuple[ChartEntry, ...]:
        """The Medications that references name. One that cannot be read stays unresolved, as it would be in a chart."""
        questions = {each: partial(self.client.read, self.access, each, self.deadline) for each in references}
        found = side_by_side(questions, self.deadline, self.limits.at_a_time)
        return tuple(ChartEntry(each, name) for name, each in found.items() if not isinstance(each, FhirTrouble))

    def _insist_on_r4(self) -> Page:
        release = self.client.release(self.access, self.deadline)
        if release and not release.startswith(R4_RELEASES):
            raise FhirR4Needed
        return Page()

    def _answer(self, key: PrefetchKey, sent: Page | Unasked, patient_id: str) -> Page:
        page = self._page(key, self._query(key, patient_id), patient_id) if isinstance(sent, Unasked) else sent
        followed: set[str] = set()
        while page.following:
            if page.following in followed:
                raise FhirTrouble(*CIRCLE)
            if len(followed) == self.limits.pages:
                raise FhirTrouble(*TOO_MANY)
            followed.add(page.following)
            page = page.and_then(self._page(key, page.following, patient_id))
        return page

    def _query(self, key: PrefetchKey, patient_id: str) -> str:
        query = key.query_for(patient_id)
        return f"{query}&_count={self.limits.page_size}" if "?" in query else query

    def _page(self, key: PrefetchKey, link: str, patient_id: str) -> Page:
        """What a link answers, judged as if it had been prefetched."""
        match sent_for(key, patient_id, {key.name: self.client.read(self.access, link, self.deadline)}):
            case Page() as page:
                return page
            case Failed(because, code):
                raise FhirTrouble(code, because)
        raise FhirTrouble(*NOT_FHIR)


def _as_answer(found: Page | FhirTrouble) -> Page | Failed:
    return Failed(found.says, found.code) if isinstance(found, FhirTrouble) else found
