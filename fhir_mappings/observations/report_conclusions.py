"""Read a DiagnosticReport whose results are not in the chart (decisions 0038 and 0056).

Results that are Observations are read as such. Without them, the words of a report cannot support a finding: only
mutations are read from the conclusion, and any other relevant report is excluded with what it is about.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from fhir_mappings.datatypes.codings import read_codings
from fhir_mappings.datatypes.dates import parse_date
from fhir_mappings.datatypes.json_access import Element, get_objects, get_text
from fhir_mappings.datatypes.loose_concepts import read_loosely
from fhir_mappings.datatypes.values import StatedText
from fhir_mappings.errors import UnusableDataError
from fhir_mappings.measurements.coded_value import read_sample_date
from fhir_mappings.measurements.mutations import is_mutation_analysis
from fhir_mappings.measurements.texts.mutation_text import parse_present_changes, states_no_change
from fhir_mappings.observations.report_subjects import find_report_subjects, find_stated, read_report_words
from fhir_mappings.observations.result_versions import is_pending, require_final_status
from response_criteria.model.facts import Origin
from response_criteria.model.history import ExcludedData, Subject
from response_criteria.model.periods import PartialDate
from response_criteria.model.results import (
    BcrAbl1Result,
    BloodCount,
    Cell,
    CytogeneticMethod,
    CytogeneticResult,
    KinaseDomainMutation,
    MarrowCount,
    MutationResult,
    NegativeMutationAnalysis,
    Observed,
)

# DiagnosticReport has two statuses that Observation does not have.
_RESULT_STATUSES = {"appended": "amended", "partial": "preliminary"}
_WITHDRAWN = frozenset({"cancelled", "entered-in-error"})
_MAX_REPORTED = 200  # characters of the words that a card quotes

ONLY_IN_CONCLUSION = "its result is only in the text of a report, which cannot support a finding"
RESULTS_NOT_IN_CHART = "none of the results it refers to is in the chart"
VALUE_ONLY_IN_TEXT = "its text states a result that is not among those read from the chart"
PHASE_ONLY_IN_TEXT = "its text names an advanced phase, which its results do not state"


def read_report(
    origin: Origin, report: Element, is_in_chart: Callable[[str], bool]
) -> tuple[MutationResult | ExcludedData, ...]:
    """Read the mutations that a report's conclusion names, or why the report is excluded; empty if it is irrelevant."""
    subjects = find_report_subjects(report)
    if not subjects:
        return ()
    if _has_results(report, is_in_chart):
        # Its results are read by themselves, and most words repeat them (see find_repeated).
        return tuple(_exclude_stated(origin, report))
    try:
        mutations = _read_mutations(origin, report)
    except UnusableDataError as error:
        return _exclude(origin, report, error.reason, subjects)
    others = [subject for subject in subjects if subject is not Subject.MUTATION]
    return (*mutations, *_exclude(origin, report, ONLY_IN_CONCLUSION, others))


def _exclude_stated(origin: Origin, report: Element) -> Iterator[ExcludedData]:
    """Exclude what the words of a report state that its results may not contain; a phase no result states."""
    for subject in dict.fromkeys(find_stated(read_report_words(report))):
        reason = PHASE_ONLY_IN_TEXT if subject is Subject.REPORTED_PHASE else VALUE_ONLY_IN_TEXT
        yield from _exclude(origin, report, reason, (subject,))


def find_repeated(
    excluded: Iterable[ExcludedData], observed: Iterable[Observed], list_results: Callable[[Origin], Collection[Origin]]
) -> frozenset[ExcludedData]:
    """Return the words of reports that repeat a result: one of the same kind and day, or one of the report's own.

    ``list_results`` returns the origins of the results of a report.
    """
    data_in_words = [data for data in excluded if data.reason in (ONLY_IN_CONCLUSION, VALUE_ONLY_IN_TEXT)]
    if not data_in_words:
        return frozenset()
    by_day: set[tuple[Subject, PartialDate]] = set()
    by_origin: defaultdict[Origin, set[Subject]] = defaultdict(set)
    for fact in observed:
        if subject := _get_subject(fact):
            by_day.add((subject, fact.on))
            by_origin[fact.origin].add(subject)
        elif isinstance(fact, BloodCount) and fact.cell is Cell.BLASTS:
            # The words do not tell whether the blasts are of blood or marrow.
            by_origin[fact.origin].add(Subject.MARROW)
    return frozenset(
        data
        for data in data_in_words
        if (data.subject, data.on) in by_day
        or any(data.subject in by_origin[result] for result in list_results(data.origin))
    )


def _has_results(report: Element, is_in_chart: Callable[[str], bool]) -> bool:
    results = report.get("result")
    references = (
        (result.get("reference") for result in results if isinstance(result, dict)) if isinstance(results, list) else ()
    )
    return _contains_results(report) or any(isinstance(name, str) and is_in_chart(name) for name in references)


def _contains_results(report: Element) -> bool:
    contained = report.get("contained")
    return isinstance(contained, list) and any(
        isinstance(resource, dict) and resource.get("resourceType") == "Observation" for resource in contained
    )


def _read_mutations(origin: Origin, report: Element) -> tuple[MutationResult, ...]:
    """Return the mutations that the conclusion of a mutation analysis names. Raises UnusableDataError."""
    status = get_text(report, "status").casefold()
    require_final_status({"status": _RESULT_STATUSES.get(status, status)})
    on, sequence = read_sample_date(report)
    conclusion = " ".join(get_text(report, "conclusion").split())
    # A mutation is read from text since it can only withhold a dose escalation; other results could support one.
    if not is_mutation_analysis(report.get("code")) or not conclusion:
        raise UnusableDataError(RESULTS_NOT_IN_CHART if report.get("result") else ONLY_IN_CONCLUSION)
    codings = tuple(coding for concept in get_objects(report, "conclusionCode") for coding in read_codings(concept))
    answer = StatedText((conclusion,), codings)
    if states_no_change(answer):
        return (NegativeMutationAnalysis(on=on, origin=origin, reported=conclusion, sequence=sequence),)
    return tuple(
        KinaseDomainMutation(on=on, origin=origin, reported=conclusion, sequence=sequence, change=change)
        for change in parse_present_changes(answer)
    )


def _exclude(origin: Origin, report: Element, reason: str, subjects: Iterable[Subject]) -> tuple[ExcludedData, ...]:
    loose = read_loosely(report.get("code"))
    code = next(("|".join(coding) for coding in loose.codings), "")
    reported = read_report_words(report)[:_MAX_REPORTED]
    status = report.get("status")
    stage = status.casefold() if isinstance(status, str) else ""
    data = ExcludedData(origin, reason, on=_find_day(report), reported=reported, code=code)
    data = replace(data, withdrawn=stage in _WITHDRAWN, pending=is_pending(_RESULT_STATUSES.get(stage, stage)))
    return tuple(replace(data, subject=subject) for subject in subjects)


def _find_day(report: Element) -> PartialDate | None:
    """Return the day of the sample, else of the issue, else of the last update."""
    return next(_list_days(report), None)


def _list_days(report: Element) -> Iterator[PartialDate]:
    try:
        yield read_sample_date(report)[0]
    except UnusableDataError:
        meta = report.get("meta")
        filed = meta.get("lastUpdated") if isinstance(meta, dict) else None
        yield from (day for text in (report.get("issued"), filed) if (day := parse_date(text)))


def _get_subject(fact: Observed) -> Subject | None:
    match fact:
        case CytogeneticResult(method=CytogeneticMethod.KARYOTYPE):
            return Subject.KARYOTYPE
        case CytogeneticResult():
            return Subject.FISH
        case BcrAbl1Result():
            return Subject.BCR_ABL1
        case MarrowCount():
            return Subject.MARROW
        case KinaseDomainMutation() | NegativeMutationAnalysis():
            return Subject.MUTATION
        case BloodCount(cell=Cell.LEUKOCYTES):
            return Subject.LEUKOCYTES
        case _:
            return None
