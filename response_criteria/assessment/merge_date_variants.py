"""Merge the evaluations of all date variants into one (decision 0014).

Where the variants agree, the one with the latest days gives the answer. Where they differ, the answer is unknown and
names the dates. A precaution applies if it applies in any variant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from response_criteria.assessment.applicability import Unknown
from response_criteria.assessment.evaluate import Evaluation
from response_criteria.assessment.partial_dates import DateVariants
from response_criteria.model.findings import (
    Applicability,
    ApplicabilityReason,
    ApplicabilityStatus,
    ContextStatement,
    Evidence,
    Finding,
    Missing,
    Precaution,
    ReviewFact,
    Status,
)
from response_criteria.model.responses import CytogeneticResponse, HematologicResponse, MolecularResponse, Responses
from response_criteria.model.therapy import Therapy
from response_criteria.precautions import Code
from response_criteria.publications.kantarjian2003.grades import UNKNOWN
from response_criteria.publications.kantarjian2003.reasons import MissingCode, Reason
from response_criteria.review import CODES_WITHOUT_COURSE, UNCLEAR_FACT, ReviewCode, name_unclear
from response_criteria.review.monitoring import Monitoring
from response_criteria.treatment.current_tki import UnclearReason

_DATES_NOT_KNOWN = ApplicabilityReason(Unknown.THERAPY_UNCLEAR, {"why": UnclearReason.DATES_NOT_KNOWN})

WithEvidence = TypeVar("WithEvidence", Finding, Precaution, ReviewFact, ContextStatement, ApplicabilityReason)


def merge_date_variants(evaluations: Sequence[Evaluation], variants: DateVariants) -> Evaluation:
    """Merge one evaluation for each variant; the last one is that with the latest days."""
    last = evaluations[-1]
    if not variants.date_as_written:
        return last
    applicability = _merge_applicability(evaluations, variants)
    therapy = _merge_therapy([evaluation.therapy for evaluation in evaluations])
    review_facts, unclear = _merge_review_facts(evaluations)
    review_facts = _add_dates_as_written(review_facts, variants)
    if applicability.status is not ApplicabilityStatus.APPLICABLE:
        return Evaluation(
            applicability=applicability,
            therapy=therapy,
            review_facts=tuple(fact for fact in review_facts if fact.code in CODES_WITHOUT_COURSE),
            missing_inputs=unclear,
        )
    by_criterion = zip(*(evaluation.findings for evaluation in evaluations), strict=True)
    return replace(
        last,
        therapy=therapy,
        responses=_merge_responses([evaluation.responses for evaluation in evaluations]),
        findings=_add_dates_as_written((_merge_findings(row, variants.dates) for row in by_criterion), variants),
        precautions=_add_dates_as_written(_merge_precautions(evaluations), variants),
        context=_add_dates_as_written(_merge_context(evaluations), variants),
        review_facts=review_facts,
        missing_inputs=(*last.missing_inputs, *(fact for fact in unclear if fact not in last.missing_inputs)),
        monitoring=_merge_monitoring([evaluation.monitoring for evaluation in evaluations]),
        counts_alone=_find_shared([evaluation.counts_alone for evaluation in evaluations]),
        lone_leukocytosis=_find_shared([evaluation.lone_leukocytosis for evaluation in evaluations]),
        has_failing_count=any(evaluation.has_failing_count for evaluation in evaluations),
    )


def _merge_applicability(evaluations: Sequence[Evaluation], variants: DateVariants) -> Applicability:
    last = evaluations[-1].applicability
    if any(evaluation.applicability.status is not last.status for evaluation in evaluations):
        return Applicability(ApplicabilityStatus.UNKNOWN, (_DATES_NOT_KNOWN,))
    reasons = _add_dates_as_written(last.reasons, variants)
    if variants.is_therapy_unclear and last.status is not ApplicabilityStatus.NOT_APPLICABLE:
        return Applicability(ApplicabilityStatus.UNKNOWN, (*reasons, _DATES_NOT_KNOWN))
    return replace(last, reasons=reasons)


def _merge_therapy(therapies: Sequence[Therapy]) -> Therapy:
    """Return the last therapy, without the days on which the variants differ."""
    last = therapies[-1]
    same_start = len({therapy.started_on for therapy in therapies}) == 1
    same_escalation = len({therapy.escalated_on for therapy in therapies}) == 1
    return replace(
        last,
        started_on=last.started_on if same_start else None,
        escalated_on=last.escalated_on if same_escalation else None,
    )


def _merge_findings(findings: Sequence[Finding], dates: Sequence[str]) -> Finding:
    last = findings[-1]
    if len({finding.status for finding in findings}) == 1:
        return last
    values = {"dates": ", ".join(dates)}
    missing = (Missing(MissingCode.EXACT_DATES, values),)
    return Finding(last.criterion, Status.INDETERMINATE, Reason.DATES_DISAGREE, values, missing=missing)


def _merge_precautions(evaluations: Sequence[Evaluation]) -> list[Precaution]:
    """Return every precaution of any variant, as its last one states it; it questions what any of them questions."""
    found: dict[str, list[Precaution]] = {}
    for precaution in (precaution for evaluation in evaluations for precaution in evaluation.precautions):
        found.setdefault(precaution.code, []).append(precaution)
    return [replace(found[code][-1], questions=_list_questioned(found[code])) for code in Code if code in found]


def _list_questioned(variants: Iterable[Precaution]) -> tuple[str, ...]:
    return tuple(sorted({criterion_id for precaution in variants for criterion_id in precaution.questions}))


def _merge_review_facts(evaluations: Sequence[Evaluation]) -> tuple[tuple[ReviewFact, ...], tuple[Missing, ...]]:
    """Return the facts that hold in all variants, and as unclear those that hold in some."""
    judged = [
        evaluation
        for evaluation in evaluations
        if evaluation.applicability.status is not ApplicabilityStatus.NOT_APPLICABLE
    ]
    fact_of = {fact.code: fact for evaluation in judged for fact in evaluation.review_facts}
    held = [{fact.code for fact in evaluation.review_facts} for evaluation in judged]
    in_all = set.intersection(*held) if held else set()
    left_open = (missing for evaluation in judged for missing in evaluation.missing_inputs)
    unclear = {missing.values["fact"]: missing for missing in left_open if missing.code == UNCLEAR_FACT}
    differing = map(name_unclear, (code for code in fact_of if code not in in_all))
    unclear |= {missing.values["fact"]: missing for missing in differing}
    return tuple(fact_of[code] for code in ReviewCode if code in in_all), tuple(unclear.values())


def _find_shared(variants: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(criterion_id for criterion_id in variants[-1] if all(criterion_id in ids for ids in variants))


def _merge_monitoring(variants: Sequence[Monitoring]) -> Monitoring:
    """Return what every variant shows where it keeps a card away, and what any shows where it calls for one."""
    days = [monitoring.latest_on for monitoring in variants]
    return Monitoring(
        latest_on=min((day for day in days if day is not None), default=None) if None not in days else None,
        is_quiet=all(monitoring.is_quiet for monitoring in variants),
        reassures_in_first_year=all(monitoring.reassures_in_first_year for monitoring in variants),
        is_no_failure=all(monitoring.is_no_failure for monitoring in variants),
        waits_for_repeat=any(monitoring.waits_for_repeat for monitoring in variants),
        is_overdue=any(monitoring.is_overdue for monitoring in variants),
        is_of_late=all(monitoring.is_of_late for monitoring in variants),
        is_low_of_late=all(monitoring.is_low_of_late for monitoring in variants),
        is_off_scale=all(monitoring.is_off_scale for monitoring in variants),
    )


def _merge_context(evaluations: Sequence[Evaluation]) -> list[ContextStatement]:
    """Return the statements that all variants make."""
    made = [{(statement.id, statement.status) for statement in evaluation.context} for evaluation in evaluations]
    shared = set.intersection(*made)
    return [statement for statement in evaluations[-1].context if (statement.id, statement.status) in shared]


def _merge_responses(variants: Sequence[Responses]) -> Responses:
    last = variants[-1]
    same_hematologic = len({responses.hematologic.status for responses in variants}) == 1
    same_molecular = len({responses.molecular.percent_is for responses in variants}) == 1
    is_quiet = all(responses.molecular.is_quiet for responses in variants)
    same_to_escalation = len({responses.to_dose_escalation for responses in variants}) == 1
    return Responses(
        hematologic=last.hematologic if same_hematologic else HematologicResponse(UNKNOWN),
        cytogenetic=_merge_cytogenetic([responses.cytogenetic for responses in variants]),
        molecular=replace(last.molecular if same_molecular else MolecularResponse(), is_quiet=is_quiet),
        to_dose_escalation=last.to_dose_escalation if same_to_escalation else None,
    )


def _merge_cytogenetic(variants: Sequence[CytogeneticResponse]) -> CytogeneticResponse:
    """Return the response on which all variants agree, with its durations only if they agree on those too."""
    last = variants[-1]
    if len({response.status for response in variants}) != 1:
        return CytogeneticResponse(UNKNOWN)
    if len({response.by_method for response in variants}) == 1:
        return last
    without_durations = (replace(method, reached=(), best=None, current=None) for method in last.by_method)
    return replace(last, by_method=tuple(without_durations))


def _add_dates_as_written(cited: Iterable[WithEvidence], variants: DateVariants) -> tuple[WithEvidence, ...]:
    """Add the partial date as written to each piece of evidence that has one."""

    def add(evidence: Evidence) -> Evidence:
        written = variants.date_as_written.get(evidence.origin)
        return evidence if written is None else replace(evidence, date_as_written=written)

    return tuple(replace(item, evidence=tuple(map(add, item.evidence))) for item in cited)
