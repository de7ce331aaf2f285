"""The resources of a chart by their origins, each once."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from fhir_mappings.datatypes.dates import sequence
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ChartEntry, Unopened, target
from response_criteria.model.facts import Origin

_HOLDING_RESULTS = frozenset({"DiagnosticReport", "Observation"})
_WITHDRAWN = ("cancelled", "entered-in-error")
_DATES = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "effectiveTiming", "issued")
_OF_THE_REPORT = ("subject", "modifierExtension", *_DATES)


Entries = Mapping[Origin, ChartEntry]


class Catalogue(NamedTuple):
    """Each resource in its newest version: ``results`` are the Observations, also those within reports and panels."""

    results: Entries
    others: Entries


def catalogued(entries: Sequence[ChartEntry], unopened: Sequence[Unopened] = ()) -> Catalogue:
    """The resources by their origins. Opened is what may be another version of one of them.

    An origin is ``Type/id``; without an id it is the place in the chart, as in ``Observation #12``.
    """
    results: dict[Origin, ChartEntry] = {}
    others: dict[Origin, ChartEntry] = {}
    for place, entry in enumerate((*entries, *_other_versions(entries, unopened)), 1):
        origin = origin_of(place, entry)
        newest = results if entry.type == "Observation" else others
        former = newest.setdefault(origin, entry)
        if former is not entry and _version(entry) > _version(former):
            newest[origin] = entry
    holders = [each for each in chain(others.items(), results.items()) if "contained" in each[1].resource]
    for origin, entry in holders:
        if entry.type in _HOLDING_RESULTS:
            results |= _contained(origin, entry.resource)
    return Catalogue(results, others)


def _other_versions(entries: Sequence[ChartEntry], unopened: Sequence[Unopened]) -> list[ChartEntry]:
    """What has the name of an entry."""
    named = {each.id for each in entries if each.type == "Observation"} if unopened else frozenset()
    return [each.opened() for each in unopened if each.id in named]


def origin_of(place: int, entry: ChartEntry) -> Origin:
    """What a resource is called; ``place`` counts from 1."""
    kind, named = entry.type, entry.id
    return Origin(f"{kind}/{named}" if kind and named else f"{kind} #{place}")


def _version(entry: ChartEntry) -> tuple[str, str]:
    """What compares as text, later is greater: when it was filed, then its number."""
    meta = entry.resource.get("meta")
    stated = meta if isinstance(meta, Mapping) else {}
    number = stated.get("versionId")
    return sequence(stated.get("lastUpdated")), number.zfill(20) if isinstance(number, str) else ""


def _contained(origin: Origin, report: Element) -> Iterator[tuple[Origin, ChartEntry]]:
    """The results within a report, or within a panel, which is to them as a report is."""
    contained = report.get("contained")
    for place, each in enumerate(contained if isinstance(contained, list) else (), 1):
        if isinstance(each, Mapping) and each.get("resourceType") == "Observation":
            inside = ChartEntry(_of_report(each, report))
            yield Origin(f"{origin}#{inside.id or place}"), inside


def _of_report(result: Element, report: Element) -> Element:
    """A contained result is of the report's patient and day unless it says otherwise, and is withdrawn with it."""
    status = report["status"] if report.get("status") in _WITHDRAWN else result.get("status")
    inherited = ("subject", "modifierExtension") if any(name in result for name in _DATES) else _OF_THE_REPORT
    of_report = {name: report[name] for name in inherited if name in report}
    whose: Element = {"subject": {}} if _are_of_two(report, result) else {}
    return {**of_report, **result, **whose, "status": status}


def _are_of_two(report: Element, result: Element) -> bool:
    """Whether a report and a result within it name different patients: then neither can be believed."""
    named = [each["subject"].get("reference") for each in (report, result) if isinstance(each.get("subject"), Mapping)]
    return len({target(each) or each for each in named if isinstance(each, str)}) > 1
