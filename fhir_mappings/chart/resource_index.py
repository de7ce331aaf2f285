"""The resources of a chart by origin, each in its newest version."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from fhir_mappings.datatypes.dates import parse_sort_key
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ChartEntry, UnparsedResult, parse_reference
from response_criteria.model.facts import Origin

_TYPES_CONTAINING_RESULTS = frozenset({"DiagnosticReport", "Observation"})
_WITHDRAWN_STATUSES = ("cancelled", "entered-in-error")
_DATES = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "effectiveTiming", "issued")
_INHERITED = ("subject", "modifierExtension")


EntriesByOrigin = Mapping[Origin, ChartEntry]


class ResourceIndex(NamedTuple):
    """The newest version of each resource; ``results`` are the Observations, contained ones included."""

    results: EntriesByOrigin
    others: EntriesByOrigin


def index_resources(entries: Sequence[ChartEntry], unparsed: Sequence[UnparsedResult] = ()) -> ResourceIndex:
    """Return the resources by their origins."""
    results: dict[Origin, ChartEntry] = {}
    others: dict[Origin, ChartEntry] = {}
    for position, entry in enumerate((*entries, *_parse_other_versions(entries, unparsed)), 1):
        origin = build_origin(position, entry)
        newest = results if entry.type == "Observation" else others
        previous = newest.setdefault(origin, entry)
        if previous is not entry and _read_version(entry) > _read_version(previous):
            newest[origin] = entry
    # Contained results come last, from the version of the report that counts.
    containers = [item for item in chain(others.items(), results.items()) if "contained" in item[1].resource]
    for origin, entry in containers:
        if entry.type in _TYPES_CONTAINING_RESULTS:
            results |= _read_contained(origin, entry.resource)
    return ResourceIndex(results, others)


# A correction may have lost its code: an unparsed result with the id of an entry may be its newer version.
def _parse_other_versions(entries: Sequence[ChartEntry], unparsed: Sequence[UnparsedResult]) -> list[ChartEntry]:
    ids = {entry.id for entry in entries if entry.type == "Observation"} if unparsed else frozenset()
    return [result.parse() for result in unparsed if result.id in ids]


def build_origin(position: int, entry: ChartEntry) -> Origin:
    """Return ``Type/id``; without an id the position in the chart from 1 on, as in ``Observation #12``."""
    return Origin(f"{entry.type}/{entry.id}" if entry.type and entry.id else f"{entry.type} #{position}")


def _read_version(entry: ChartEntry) -> tuple[str, str]:
    """Return a sort key of when the version was filed, then of its number."""
    meta = entry.resource.get("meta")
    version = meta if isinstance(meta, Mapping) else {}
    number = version.get("versionId")
    return parse_sort_key(version.get("lastUpdated")), number.zfill(20) if isinstance(number, str) else ""


def _read_contained(origin: Origin, container: Element) -> Iterator[tuple[Origin, ChartEntry]]:
    """Return the results contained in a report or a panel."""
    contained = container.get("contained")
    for position, resource in enumerate(contained if isinstance(contained, list) else (), 1):
        if isinstance(resource, Mapping) and resource.get("resourceType") == "Observation":
            entry = ChartEntry(_complete(resource, container))
            yield Origin(f"{origin}#{entry.id or position}"), entry


# Contained results often repeat neither patient nor day, and they are withdrawn with their report.
def _complete(result: Element, container: Element) -> Element:
    """Return a contained result with what it inherits from its container."""
    is_withdrawn = container.get("status") in _WITHDRAWN_STATUSES
    is_dated = any(name in result for name in _DATES)
    names = _INHERITED if is_dated else (*_INHERITED, *_DATES)
    inherited = {name: container[name] for name in names if name in container}
    subject: Element = {"subject": {}} if _have_different_subjects(container, result) else {}
    status = container["status"] if is_withdrawn else result.get("status")
    return {**inherited, **result, **subject, "status": status}


# If a report and its result name different patients, it is not known whose result it is: it keeps no subject.
def _have_different_subjects(container: Element, result: Element) -> bool:
    subjects = [resource.get("subject") for resource in (container, result)]
    references = [subject.get("reference") for subject in subjects if isinstance(subject, Mapping)]
    return len({parse_reference(text) or text for text in references if isinstance(text, str)}) > 1
