"""The chart of a call's patient: what was prefetched, completed from the FHIR server.

What is required and could not be had ends the call (412). What is optional and could not be had is said to be unread.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from cds_service.errors import Issue, NotObtained
from cds_service.fhir_client.access import NoAccess
from cds_service.fhir_client.client import FhirTrouble
from cds_service.fhir_client.reader import FhirReading
from cds_service.hooks.request import HookCall
from cds_service.observability import log_events
from cds_service.prefetch.answers import NOT_SENT, Failed, Page, Unasked, sent_for
from cds_service.prefetch.keys import PrefetchKey
from fhir_mappings.chart.chart import Chart
from fhir_mappings.chart.report_references import results_to_read
from fhir_mappings.datatypes.references import ChartEntry, Shelf, target
from response_criteria.model.facts import Unread

Answers = Mapping[PrefetchKey, Page | Failed]

MOST_RESULTS = 200
"""Of those that reports refer to and no search found: each may take a request of its own."""
NOT_THERE = frozenset({"not-found", "deleted"})
"""Codes of FHIR's issue-type."""


def read_chart(keys: Sequence[PrefetchKey], call: HookCall, source: FhirReading | NoAccess) -> Chart:
    """The patient's chart. Raises NotObtained, which names every required key that could not be had."""
    answers = _answers(keys, call, source)
    _insist_on_required(answers)
    pages = [each for each in answers.values() if isinstance(each, Page)]
    entries = tuple(chain.from_iterable(each.entries for each in pages))
    unopened = tuple(chain.from_iterable(each.unopened for each in pages))
    unread = tuple(_unread(answers))
    if isinstance(source, FhirReading):
        results = results_to_read(entries, unopened, call.patient_id, {code for key in keys for code in key.codes})
        found = source.referred({*_unresolved(entries), *results[:MOST_RESULTS]})
        entries += tuple(each for each in found.values() if isinstance(each, ChartEntry))
        unread += tuple(_unread_results(results, found))
    return Chart(call.patient_id, entries, unread, unopened)


def _answers(keys: Sequence[PrefetchKey], call: HookCall, source: FhirReading | NoAccess) -> Answers:
    """Each key by itself: as it was sent, or as the server completes it."""
    answered: dict[PrefetchKey, Page | Failed] = {}
    begun: dict[PrefetchKey, Page | Unasked] = {}
    for key in keys:
        match sent_for(key, call.patient_id, call.prefetch):
            case Failed() | Page(following="") as answer:
                answered[key] = answer
            case sent:
                begun[key] = sent
    if not begun:
        return answered
    if isinstance(source, NoAccess):
        return answered | {key: _cannot_go_on(key, sent, source) for key, sent in begun.items()}
    return answered | source.complete(begun, call.patient_id)


def _cannot_go_on(key: PrefetchKey, sent: Page | Unasked, no_access: NoAccess) -> Page | Failed:
    """What a key comes to where nothing can be read: none, where a client need not know it."""
    if sent == NOT_SENT and not key.expected:
        return Page()
    sofar = sent.because if isinstance(sent, Unasked) else "it has further pages"
    return Failed(f"{sofar}, and {no_access.because}")


def _insist_on_required(answers: Answers) -> None:
    failed = {key: answer for key, answer in answers.items() if isinstance(answer, Failed)}
    for key, failure in failed.items():
        log_events.key_not_obtained(key=key.name, because=failure.because)
    if issues := [_issue(key, failure) for key, failure in failed.items() if key.required]:
        raise NotObtained(*issues)


def _issue(key: PrefetchKey, failure: Failed) -> Issue:
    says = f"the prefetch key {key.name} is required and could not be obtained: {failure.because}"
    return Issue(failure.code, says, f"prefetch.{key.name}")


def _unread(answers: Answers) -> Iterator[Unread]:
    for key, answer in answers.items():
        because = answer.because if isinstance(answer, Failed) else answer.short_of
        if because:
            yield Unread(key.name, because)


def _unread_results(results: Sequence[str], found: Mapping[str, ChartEntry | FhirTrouble]) -> Iterator[Unread]:
    """How many results that reports refer to were not read; what the server does not have is not missing."""
    unread = [each for each in results if each not in found or _failed(found[each])]
    if unread:
        yield Unread("reports", f"results that reports refer to and that could not be read: {len(unread)}")


def _failed(found: ChartEntry | FhirTrouble) -> bool:
    return isinstance(found, FhirTrouble) and found.code not in NOT_THERE


def _unresolved(entries: Sequence[ChartEntry]) -> Iterator[str]:
    """References to Medications that are not in the chart."""
    others = [each for each in entries if each.type != "Observation"]
    shelf = Shelf(others)
    for entry in others:
        match entry.resource.get("medicationReference"):
            case {"reference": str(reference)} if shelf.find(reference, entry.resource) is None:
                named = target(reference)
                if named and named.type == "Medication":
                    yield reference
