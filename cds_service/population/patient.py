"""One patient of a population: from the lines of the patient's resources to the assessment.

A pure function, the same for every engine: it reads no file and no clock, and the order of the lines never matters.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import msgspec

from cards import build_assessment_document
from cds_service import decimal_json
from cds_service.decimal_json import InvalidJsonError
from cds_service.decision import assess_history
from cds_service.population.header import OBSERVATION, parse_header
from cds_service.population.signs import build_chart_entries
from cds_service.prefetch.answers import SearchResult
from cds_service.prefetch.keys import PREFETCH_KEYS
from cds_service.prefetch.lazy_bundle import BundleText, EntryText, parse_lazily
from fhir_mappings import NO_TRANSLATION, Chart, LocalCodeTranslation, find_missing_results, has_sign, read_history
from response_criteria.model.assessment import Assessment
from response_criteria.model.history import History, Unavailability, UnavailableQuery

REPORTS = "reports"
NONE_UNREAD: tuple[UnavailableQuery, ...] = ()
_REPORT_CODES = frozenset(chain.from_iterable(key.codes for key in PREFETCH_KEYS))
_KEY_OF_TYPE = {key.resource_type: key.name for key in reversed(PREFETCH_KEYS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What all patients of a run have in common. ``not_offered`` are the queries of whose type no line exists."""

    as_of: date
    local_codes: LocalCodeTranslation = NO_TRANSLATION
    not_offered: tuple[UnavailableQuery, ...] = ()


@dataclass(frozen=True, slots=True)
class AssessedPatient:
    """A patient with a sign of CML: what was read, the assessment, and its JSON document as the hook returns it."""

    history: History
    assessment: Assessment
    document: dict[str, Any]


def assess_patient(patient_id: str, lines: Iterable[bytes], terms: Terms) -> AssessedPatient | None:
    """Assess a patient from the lines of the patient's resources; None without a sign of CML. No line raises."""
    chart = build_chart(patient_id, lines, terms)
    if not _has_sign(chart, terms.local_codes):
        return None
    history = read_history(chart, terms.local_codes)
    assessment = assess_history(history, chart, terms.as_of)
    return AssessedPatient(history, assessment, build_assessment_document(assessment))


def build_chart(patient_id: str, lines: Iterable[bytes], terms: Terms) -> Chart:
    """Build the chart of a patient from lines, read as the hook reads prefetched results."""
    distinct = sorted(set(lines))  # a resource may have been exported twice
    try:
        result, unreadable = _parse(distinct, terms), NONE_UNREAD
    except InvalidJsonError:
        readable = list(filter(_is_readable, distinct))
        result, unreadable = _parse(readable, terms), tuple(_list_unreadable(set(distinct).difference(readable)))
    missing = find_missing_results(result.entries, result.unparsed, patient_id, _REPORT_CODES)
    unavailable = (*terms.not_offered, *unreadable, *_list_missing(missing))
    return Chart(patient_id, result.entries, unavailable, result.unparsed)


def find_unoffered_queries(resource_types: Iterable[str]) -> tuple[UnavailableQuery, ...]:
    """Return the queries of whose resource type there is no line in any file."""
    present = frozenset(resource_types)
    absent = (key for key in PREFETCH_KEYS if key.resource_type not in present)
    return tuple(
        UnavailableQuery(key.name, f"no file holds a {key.resource_type}", Unavailability.NOT_OFFERED) for key in absent
    )


def _has_sign(chart: Chart, local_codes: LocalCodeTranslation) -> bool:
    others = [entry.resource for entry in chart.resources if entry.type != OBSERVATION]  # results are many and no sign
    return has_sign(build_chart_entries(others, local_codes))


def _parse(lines: Sequence[bytes], terms: Terms) -> SearchResult:
    bundle = BundleText("Bundle", [EntryText(msgspec.Raw(line)) for line in lines])
    result = parse_lazily(bundle, terms.local_codes.observation_codes)
    # Only lines with a resource of a known type come here, so there is no outcome or link that could make it fail.
    return result if isinstance(result, SearchResult) else SearchResult()


def _is_readable(line: bytes) -> bool:
    try:
        decimal_json.read(line)
    except InvalidJsonError:
        return False
    return True


# A number that JSON allows and no measurement has, deep inside a line whose header could be read.
def _list_unreadable(lines: Iterable[bytes]) -> Iterator[UnavailableQuery]:
    keys = [_KEY_OF_TYPE.get(parse_header(line).resourceType, REPORTS) for line in lines]
    for key in dict.fromkeys(keys):
        yield UnavailableQuery(key, f"lines that could not be read: {keys.count(key)}", Unavailability.INCOMPLETE)


def _list_missing(references: Sequence[str]) -> Iterator[UnavailableQuery]:
    if references:
        reason = f"results that reports refer to and that could not be read: {len(references)}"
        yield UnavailableQuery(REPORTS, reason, Unavailability.INCOMPLETE)
