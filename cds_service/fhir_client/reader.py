"""What one call reads from its FHIR server: whole answers, side by side, within the call's time."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from cds_service.errors import FhirR4Needed
from cds_service.fhir_client.access import FhirAccess
from cds_service.fhir_client.batch import read_in_batch
from cds_service.fhir_client.client import NOT_FHIR, FhirClient, FhirRefusal, FhirTrouble, Resource
from cds_service.fhir_client.concurrent import side_by_side
from cds_service.fhir_client.deadline import Deadline
from cds_service.fhir_client.paging import FhirPages, ReadingLimits
from cds_service.fhir_client.search_forms import Naming
from cds_service.fhir_client.searches import FhirSearches
from cds_service.fhir_client.server_profile import Capability, KnownServer
from cds_service.prefetch.answers import Failed, Page, Unasked
from cds_service.prefetch.keys import PrefetchKey
from fhir_mappings.datatypes.references import ChartEntry, target

Found = TypeVar("Found")

SHARE_FOR_METADATA = 0.25
"""Of the time of a call: a server that does not say what it can do is asked all the same."""

Begun = Mapping[PrefetchKey, Page | Unasked]
Answers = dict[PrefetchKey, Page | FhirTrouble]


@dataclass(frozen=True, slots=True)
class FhirReading:
    """A server that may be read from, the time there is for it, and how much to ask."""

    client: FhirClient
    access: FhirAccess
    deadline: Deadline
    limits: ReadingLimits

    def complete(self, begun: Begun, patient_id: str) -> dict[PrefetchKey, Page | Failed]:
        """The answers to open questions, and the rest of those begun. Raises FhirR4Needed.

        Where the searches find nothing at all, they are put again with the patient named differently: a server that
        does not know a way of naming answers as if the chart were empty (decision 0043).
        """
        server = self._server()
        first, *others = server.namings()
        answers = self._answers(server, first, begun, patient_id)
        searches = {key: sent for key, sent in begun.items() if _is_searched(key, sent)}
        for naming in others if _found_nothing(answers[key] for key in searches) else ():
            again = self._answers(server, naming, searches, patient_id)
            if any(map(_found_something, again.values())):
                answers |= again
                break
            answers |= {key: _doubted(answers[key]) for key, each in again.items() if _failed(each)}
        return {key: _as_answer(each) for key, each in answers.items()}

    def referred(self, references: Collection[str]) -> dict[str, ChartEntry | FhirTrouble]:
        """What each reference names, or why it could not be read."""
        found: dict[str, Resource | FhirTrouble] = {}
        if len(references) > 1 and self._server().capability.takes_batches:
            batch = self._in_time(
                partial(read_in_batch, self.client, self.access, self.deadline, references), self.deadline
            )
            found |= {} if isinstance(batch, FhirTrouble) else batch
            found = {name: each for name, each in found.items() if isinstance(each, FhirTrouble) or _is_it(name, each)}
        singly = {
            each: partial(self.client.read, self.access, each, self.deadline)
            for each in references
            if each not in found
        }
        found |= side_by_side(singly, self.deadline, self.limits.at_a_time)
        return {name: each if isinstance(each, FhirTrouble) else _entry(name, each) for name, each in found.items()}

    def _server(self) -> KnownServer:
        """How the server wants to be asked. It is asked for its CapabilityStatement once, and not waited for long."""
        server = self.client.known(self.access)
        if not server.has_spoken:
            part = self.deadline.part(SHARE_FOR_METADATA)
            match self._in_time(partial(self.client.read, self.access, "metadata", part), part):
                case FhirRefusal():
                    server.said(Capability())  # it has none to give
                case FhirTrouble() | {"resourceType": "OperationOutcome"}:
                    pass  # it may say it another time
                case statement:
                    server.said(Capability.of(statement))
        if server.capability.is_of_another_release:
            raise FhirR4Needed
        return server

    def _in_time(self, question: Callable[[], Found], deadline: Deadline) -> Found | FhirTrouble:
        """The answer to a single question. A server may keep one read waiting for longer than any limit of a socket."""
        return side_by_side({"": question}, deadline, at_a_time=1)[""]

    def _answers(self, server: KnownServer, naming: Naming, begun: Begun, patient_id: str) -> Answers:
        pages = FhirPages(self.client, self.access, self.deadline, self.limits, patient_id)
        searches = FhirSearches(pages, server, naming.of(patient_id))

        def answer(key: PrefetchKey, sent: Page | Unasked) -> Page:
            if isinstance(sent, Page):
                return pages.to_the_end(key, sent)
            return searches.answer(key) if key.is_search else pages.page(key, key.query_for(patient_id))

        questions = {key.name: partial(answer, key, sent) for key, sent in begun.items()}
        found = side_by_side(questions, self.deadline, self.limits.at_a_time)
        answers = {key: found[key.name] for key in begun}
        if any(_found_something(answers[key]) for key, sent in begun.items() if _is_searched(key, sent)):
            server.found_by(naming)
        return answers


def _entry(reference: str, resource: Resource) -> ChartEntry | FhirTrouble:
    return ChartEntry(resource, reference) if _is_it(reference, resource) else FhirTrouble(*NOT_FHIR)


def _is_it(reference: str, resource: Resource) -> bool:
    """Whether a server answered with what was referred to: entries of a batch may come in another order."""
    return ChartEntry(resource).target == target(reference)


def _is_searched(key: PrefetchKey, sent: Page | Unasked) -> bool:
    return key.is_search and isinstance(sent, Unasked)


def _found_something(answer: Page | FhirTrouble) -> bool:
    return isinstance(answer, Page) and bool(answer.entries)


def _failed(answer: Page | FhirTrouble) -> bool:
    """Whether a search came to no answer; a refusal is one."""
    return isinstance(answer, FhirTrouble) and not isinstance(answer, FhirRefusal)


def _doubted(answer: Page | FhirTrouble) -> Page | FhirTrouble:
    """An empty answer to a search that could not be put in another way."""
    return replace(answer, held_back=NOT_KNOWN_BY_NAME) if isinstance(answer, Page) else answer


NOT_KNOWN_BY_NAME = "nothing was found, and the FHIR server could not be asked with the patient named otherwise"


def _found_nothing(answers: Iterable[Page | FhirTrouble]) -> bool:
    """Whether every search was answered, be it by a refusal, and none with a result."""
    return all(isinstance(each, FhirRefusal) or (isinstance(each, Page) and not each.entries) for each in answers)


def _as_answer(found: Page | FhirTrouble) -> Page | Failed:
    return Failed(found.says, found.code) if isinstance(found, FhirTrouble) else found
