"""The results that a patient's reports refer to and the chart does not hold (decision 0039)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from fhir_mappings.chart.patient_matching import SubjectFinder
from fhir_mappings.datatypes.codings import Coding, read_codings
from fhir_mappings.datatypes.json_access import Element
from fhir_mappings.datatypes.references import ChartEntry, ReferenceTarget, UnparsedResult, parse_reference
from response_criteria.model.facts import Origin


def find_missing_results(
    entries: Sequence[ChartEntry], unparsed: Iterable[UnparsedResult], patient_id: str, codes: Collection[Coding]
) -> tuple[str, ...]:
    """Return references to the results of the patient's reports with one of these codes.

    Reports of which the chart holds a result are skipped.
    """
    reports = [entry for entry in entries if entry.type == "DiagnosticReport" and _has_code(entry.resource, codes)]
    if not reports:
        return ()
    finder, names = SubjectFinder(entries), list_result_names(entries, unparsed)
    patient = ReferenceTarget("Patient", patient_id)
    of_patient = (report.resource for report in reports if finder.find_subject(report) == patient)
    # A search that found one result of a report also found every other one with a known code.
    without_results = (report for report in of_patient if not _has_any_result(report, names))
    missing = chain.from_iterable(map(_read_result_references, without_results))
    return tuple(filter(_names_observation, dict.fromkeys(missing)))


def list_result_names(
    entries: Iterable[ChartEntry], unparsed: Iterable[UnparsedResult]
) -> frozenset[str | ReferenceTarget]:
    """Return every name by which a reference may call an Observation of the chart."""
    observations: Iterable[ChartEntry | UnparsedResult] = [entry for entry in entries if entry.type == "Observation"]
    names = ((entry.full_url, ReferenceTarget("Observation", entry.id)) for entry in chain(observations, unparsed))
    return frozenset(name for url_and_target in names for name in url_and_target if name)


def name_results(results: Mapping[Origin, ChartEntry]) -> dict[str | ReferenceTarget, Origin]:
    """Return the origin of each Observation by every name that a reference may use."""
    names: dict[str | ReferenceTarget, Origin] = {}
    for origin, entry in results.items():
        names |= {ReferenceTarget("Observation", entry.id): origin} if entry.id else {}
        names |= {entry.full_url: origin} if entry.full_url else {}
    return names


def find_report_results(report: Element, origins: Mapping[str | ReferenceTarget, Origin]) -> Iterator[Origin]:
    """Find the Observations of a chart that a report refers to, by their names."""
    for reference in _read_result_references(report):
        origin = origins.get(reference) or origins.get(parse_reference(reference) or reference)
        if origin:
            yield origin


def is_known_result(reference: str, names: Collection[str | ReferenceTarget]) -> bool:
    """Whether a report's reference is to a result contained in it, or to one with one of these names."""
    return reference.startswith("#") or reference in names or parse_reference(reference) in names


def _has_any_result(report: Element, names: frozenset[str | ReferenceTarget]) -> bool:
    return any(is_known_result(reference, names) for reference in _read_result_references(report))


def _has_code(report: Element, codes: Collection[Coding]) -> bool:
    return any(coding in codes for coding in read_codings(report.get("code")))


def _read_result_references(report: Element) -> Iterator[str]:
    results = report.get("result")
    for result in results if isinstance(results, list) else ():
        reference = result.get("reference") if isinstance(result, dict) else None
        if isinstance(reference, str):
            yield reference


def _names_observation(reference: str) -> bool:
    target = parse_reference(reference)
    return target is not None and target.type == "Observation"
