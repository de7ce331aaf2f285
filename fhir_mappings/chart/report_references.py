"""The results that reports refer to and of which a chart holds none (decision 0039)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from fhir_mappings.chart.patient_matching import Subjects
from fhir_mappings.datatypes.codings import Coding, codings
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ChartEntry, Target, Unopened, target


def results_to_read(
    entries: Sequence[ChartEntry], unopened: Iterable[Unopened], patient_id: str, codes: Collection[Coding]
) -> tuple[str, ...]:
    """References to the results of the patient's reports under these codes, where the chart shows none of a report's.

    Where a search found one result of a report, it found whatever else of it has a code of ours.
    """
    reports = [each for each in entries if each.type == "DiagnosticReport" and _is_coded(each.resource, codes)]
    if not reports:
        return ()
    subjects, held = Subjects(entries), names_of_results(entries, unopened)
    hers = (each.resource for each in reports if subjects.of(each) == Target("Patient", patient_id))
    unseen = chain.from_iterable(_results(each) for each in hers if not _shows_any(each, held))
    return tuple(filter(_is_of_an_observation, dict.fromkeys(unseen)))


def names_of_results(entries: Iterable[ChartEntry], unopened: Iterable[Unopened]) -> frozenset[str | Target]:
    """All that a reference to an Observation of the chart may be, be it about something else."""
    observations: Iterable[ChartEntry | Unopened] = [each for each in entries if each.type == "Observation"]
    named = [(each.full_url, Target("Observation", each.id)) for each in chain(observations, unopened)]
    return frozenset(name for each in named for name in each if name)


def is_named(reference: str, names: Collection[str | Target]) -> bool:
    """Whether a reference of a report is to a result within it, or to one of these names."""
    return reference.startswith("#") or reference in names or target(reference) in names


def _shows_any(report: Element, held: frozenset[str | Target]) -> bool:
    return any(is_named(each, held) for each in _results(report))


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
