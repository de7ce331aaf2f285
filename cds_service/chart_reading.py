"""The chart of a call's patient: what was prefetched, completed from the FHIR server.

What is required and could not be had ends the call (412). What is optional and could not be had is said to be unread.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from cds_service import log_events
from cds_service.errors import Issue, NotObtained
from cds_service.fhir_access import NoAccess
from cds_service.fhir_reading import FhirReading
from cds_service.hook_call import HookCall
from cds_service.prefetch import Failed, Page, Unasked, sent_for
from cds_service.prefetch_templates import PrefetchKey
from fhir_mappings.chart import Chart
from fhir_mappings.references import ChartEntry, Shelf, target
from response_criteria.facts import Unread

Answers = Mapping[PrefetchKey, Page | Failed]


def read_chart(keys: Sequence[PrefetchKey], call: HookCall, source: FhirReading | NoAccess) -> Chart:
    """The patient's chart. Raises NotObtained, which names every required key that could not be had."""
    answers = _answers(keys, call, source)
    _insist_on_required(answers)
    pages = [each for each in answers.values() if isinstance(each, Page)]
    entries = tuple(chain.from_iterable(each.entries for each in pages))
    if isinstance(source, FhirReading):
        entries += source.medications(set(_unresolved(entries)))
    unopened = tuple(chain.from_iterable(each.unopened for each in pages))
    return Chart(call.patient_id, entries, tuple(_unread(answers)), unopened)


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
        return answered | {key: _cannot_go_on(sent, source) for key, sent in begun.items()}
    return answered | source.complete(begun, call.patient_id)


def _cannot_go_on(sent: Page | Unasked, no_access: NoAccess) -> Failed:
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
