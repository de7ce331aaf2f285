"""The results that reports refer to and of which a chart holds none (decision 0039)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from fhir_mappings.catalogue import Entries
from fhir_mappings.codings import Coding, codings
from fhir_mappings.elements import Element
from fhir_mappings.references import ChartEntry, Target, Unopened, target
from fhir_mappings.subjects import Subjects


def results_to_read(
    entries: Sequence[ChartEntry], unopened: Iterable[Unopened], patient_id: str, codes: Collection[Coding]
) -> tuple[str, ...]:
    """References to the results of the patient's reports under these codes, where the chart shows none of a report's.

    Where a search found one result of a report, it found whatever else of it has a code of ours.
    """
    reports = [each for each in entries if each.type == "DiagnosticReport" and _is_coded(each.resource, codes)]
    if not reports:
        return ()
    subjects, held = Subjects(entries), _names(entries, unopened)
    hers = (each.resource for each in reports if subjects.of(each) == Target("Patient", patient_id))
    unseen = chain.from_iterable(_results(each) for each in hers if not _shows_any(each, held))
    return tuple(filter(_is_of_an_observation, dict.fromkeys(unseen)))


def as_seen(others: Entries, results: Iterable[ChartEntry], unopened: Iterable[Unopened]) -> Entries:
    """The resources beside results; a report of whose results none is in the chart refers to none: it is mere words."""
    referring = {origin: each for origin, each in others.items() if _refers(each)}
    if not referring:
        return others
    held = _names(results, unopened)
    unseen = {origin: each for origin, each in referring.items() if not _shows_any(each.resource, held)}
    return {**others, **{origin: _without_results(each) for origin, each in unseen.items()}}


def _refers(entry: ChartEntry) -> bool:
    return entry.type == "DiagnosticReport" and any(True for _ in _results(entry.resource))


def _without_results(report: ChartEntry) -> ChartEntry:
    return ChartEntry({**report.resource, "result": []}, report.full_url)


def _shows_any(report: Element, held: frozenset[str | Target]) -> bool:
    return any(_is_held(each, held) for each in _results(report))


def _is_coded(report: Element, codes: Collection[Coding]) -> bool:
    return any(each in codes for each in codings(report.get("code")))


def _results(report: Element) -> Iterator[str]:
    """The results that a report refers to, within it or elsewhere."""
    listed = report.get("result")
    for each in listed if isinstance(listed, list) else ():
        reference = each.get("reference") if isinstance(each, dict) else None
        if isinstance(reference, str):
            yield reference


def _is_of_an_observation(reference: str) -> bool:
    named = target(reference)
    return named is not None and named.type == "Observation"


def _names(entries: Iterable[ChartEntry], unopened: Iterable[Unopened]) -> frozenset[str | Target]:
    """All that a reference to an Observation of the chart may be."""
    observations: Iterable[ChartEntry | Unopened] = [each for each in entries if each.type == "Observation"]
    named = [(each.full_url, Target("Observation", each.id)) for each in chain(observations, unopened)]
    return frozenset(name for each in named for name in each if name)


def _is_held(reference: str, held: frozenset[str | Target]) -> bool:
    return reference.startswith("#") or reference in held or target(reference) in held
