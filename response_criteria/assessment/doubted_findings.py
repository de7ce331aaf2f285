"""Findings that a later result leaves open, since it could not be read (decision 0102)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from response_criteria.model.findings import Criterion, Finding, Status, Values
from response_criteria.model.history import ExcludedData, Subject
from response_criteria.publications.kantarjian2003.findings import build_finding, build_missing
from response_criteria.publications.kantarjian2003.hematologic_relapse import HEMATOLOGIC_RELAPSE
from response_criteria.publications.kantarjian2003.hematologic_resistance import HEMATOLOGIC_RESISTANCE
from response_criteria.publications.kantarjian2003.reasons import MissingCode, Reason
from response_criteria.results.doubts import CYTOGENETIC_SUBJECTS, HEMATOLOGIC_SUBJECTS

UNKNOWN_DAY = "an unknown day"
"""Written in place of the day of a result whose day is not known."""

_REASONS: Mapping[Status, Reason] = {
    Status.MET: Reason.MET_BEFORE_UNREAD_RESULT,
    Status.NOT_MET: Reason.NOT_MET_BEFORE_UNREAD_RESULT,
}


def apply_doubts(findings: Sequence[Finding], doubts: Iterable[ExcludedData]) -> tuple[Finding, ...]:
    """Return the findings; one that is met is possible, and one that is not met indeterminate, if a doubt is later."""
    newest_first = list(doubts)
    return tuple(_apply(finding, newest_first) for finding in findings)


def _apply(finding: Finding, doubts: Sequence[ExcludedData]) -> Finding:
    reason = _REASONS.get(finding.status)
    latest = max((evidence.on for evidence in finding.evidence), default=None)
    later = next(_find_later(finding.criterion, doubts, latest), None) if reason and latest else None
    if reason is None or latest is None or later is None:
        return finding
    named = {"what": str(later.subject), "unread_on": str(later.on) if later.on else UNKNOWN_DAY}
    missing = build_missing(MissingCode.READABLE_RESULT, named)
    values: Values = {**named, "latest": latest, "why": later.reason}
    return build_finding(finding.criterion, reason, values, evidence=finding.evidence, missing=missing)


def _find_later(criterion: Criterion, doubts: Iterable[ExcludedData], latest: date | None) -> Iterator[ExcludedData]:
    is_hematologic = criterion in (HEMATOLOGIC_RESISTANCE, HEMATOLOGIC_RELAPSE)
    subjects: frozenset[Subject] = HEMATOLOGIC_SUBJECTS if is_hematologic else CYTOGENETIC_SUBJECTS
    for data in doubts:
        if data.subject in subjects and (data.on is None or latest is None or data.on.latest > latest):
            yield data
