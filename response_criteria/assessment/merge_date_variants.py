"""What the readings of partly written dates agree on (decision 0014).

Where they agree, the reading with the latest days speaks. Where they do not, the answer is unknown and says why; a
precaution that any reading raises is raised.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from response_criteria.assessment.applicability import Unknown
from response_criteria.assessment.evaluate import Judgment
from response_criteria.assessment.partial_dates import Readings
from response_criteria.model.findings import (
    Applicability,
    ApplicabilityReason,
    Applies,
    ContextStatement,
    CytogeneticResponse,
    Evidence,
    Finding,
    HematologicResponse,
    Missing,
    MolecularResponse,
    Precaution,
    Responses,
    Status,
    Therapy,
)
from response_criteria.precautions import Code
from response_criteria.publications.kantarjian2003.grades import UNKNOWN
from response_criteria.publications.kantarjian2003.reasons import Lack, Reason
from response_criteria.treatment.current_tki import Unclear

_DATES_NOT_KNOWN = ApplicabilityReason(Unknown.THERAPY_UNCLEAR, {"why": Unclear.DATES_NOT_KNOWN})

Cited = TypeVar("Cited", Finding, Precaution, ContextStatement, ApplicabilityReason)


def agreed(judgments: Sequence[Judgment], read: Readings) -> Judgment:
    """One judgment out of those of all readings; the only one, where no date is partly written."""
    last = judgments[-1]
    if not read.dated:
        return last
    applies = _applicability(judgments, read)
    if applies.status is not Applies.APPLICABLE:
        return Judgment(applicability=applies, therapy=_therapy(judgments))
    findings = (_finding(each, read.dates) for each in zip(*(each.findings for each in judgments), strict=True))
    return replace(
        last,
        therapy=_therapy(judgments),
        responses=_responses([each.responses for each in judgments]),
        findings=_as_written(findings, read),
        precautions=_as_written(_precautions(judgments), read),
        context=_as_written(_context(judgments), read),
        response_is_deep=all(each.response_is_deep for each in judgments),
    )


def _applicability(judgments: Sequence[Judgment], read: Readings) -> Applicability:
    last = judgments[-1].applicability
    if any(each.applicability.status is not last.status for each in judgments):
        return Applicability(Applies.UNKNOWN, (_DATES_NOT_KNOWN,))
    if read.therapy_is_open and last.status is not Applies.NOT_APPLICABLE:
        return Applicability(Applies.UNKNOWN, (*_as_written(last.reasons, read), _DATES_NOT_KNOWN))
    return replace(last, reasons=_as_written(last.reasons, read))


def _therapy(judgments: Sequence[Judgment]) -> Therapy:
    """The therapy of the last reading, without the days on which the readings differ."""
    therapies = [each.therapy for each in judgments]
    same_start = len({each.started_on for each in therapies}) == 1
    same_raise = len({each.raised_on for each in therapies}) == 1
    last = therapies[-1]
    return replace(
        last,
        started_on=last.started_on if same_start else None,
        raised_on=last.raised_on if same_raise else None,
    )


def _finding(variants: Sequence[Finding], dates: Sequence[str]) -> Finding:
    if len({each.status for each in variants}) == 1:
        return variants[-1]
    values = {"dates": ", ".join(dates)}
    missing = (Missing(Lack.EXACT_DATES, values),)
    return Finding(variants[-1].criterion, Status.INDETERMINATE, Reason.DATES_DISAGREE, values, missing=missing)


def _precautions(judgments: Sequence[Judgment]) -> list[Precaution]:
    raised = {precaution.code: precaution for each in judgments for precaution in each.precautions}
    return [raised[code] for code in Code if code in raised]


def _context(judgments: Sequence[Judgment]) -> list[ContextStatement]:
    """The statements that every reading makes."""
    made = [{(statement.id, statement.status) for statement in each.context} for each in judgments]
    shared = set.intersection(*made)
    return [each for each in judgments[-1].context if (each.id, each.status) in shared]


def _responses(variants: Sequence[Responses]) -> Responses:
    last = variants[-1]
    same_hematologic = len({each.hematologic.status for each in variants}) == 1
    same_molecular = len({each.molecular.percent_is for each in variants}) == 1
    same_after_raise = len({each.to_dose_raise for each in variants}) == 1
    return Responses(
        hematologic=last.hematologic if same_hematologic else HematologicResponse(UNKNOWN),
        cytogenetic=_cytogenetic([each.cytogenetic for each in variants]),
        molecular=last.molecular if same_molecular else MolecularResponse(),
        to_dose_raise=last.to_dose_raise if same_after_raise else None,
    )


def _cytogenetic(variants: Sequence[CytogeneticResponse]) -> CytogeneticResponse:
    """The response on whose category all readings agree; how long a category held only where they agree on it."""
    last = variants[-1]
    if len({each.status for each in variants}) != 1:
        return CytogeneticResponse(UNKNOWN)
    if len({each.by_method for each in variants}) == 1:
        return last
    return replace(last, by_method=tuple(replace(each, reached=(), best=None, current=None) for each in last.by_method))


def _as_written(cited: Iterable[Cited], read: Readings) -> tuple[Cited, ...]:
    """The same, with each piece of evidence that is partly dated saying so."""

    def told(evidence: Evidence) -> Evidence:
        return replace(evidence, dated=read.dated[evidence.origin]) if evidence.origin in read.dated else evidence

    return tuple(replace(each, evidence=tuple(map(told, each.evidence))) for each in cited)
