"""The reproduction as JSON: the paper's figures and the program's, by patient and by count."""

from collections.abc import Mapping, Sequence
from typing import Any

from cards import drop_empty
from cds_service.reproduction.cohort import Member
from cds_service.reproduction.counts import count_figure
from cds_service.reproduction.differences import Difference, find_differences
from cds_service.reproduction.evaluated_cohort import EvaluatedMember
from cds_service.reproduction.paper_tables import Row, load_counted_figures
from cds_service.reproduction.report import explain_difference
from response_criteria.model.assessment import Assessment
from response_criteria.publications.kantarjian2003 import EDITION


def build_reproduction_document(cohort: Sequence[EvaluatedMember]) -> dict[str, Any]:
    """Build the document: ruleSet, patients, figures, differences. Members without a value are omitted."""
    return {
        "ruleSet": {"id": EDITION.id, "version": EDITION.version},
        "patients": [_build_patient(evaluated) for evaluated in cohort],
        "figures": [
            {
                "id": figure.id,
                "what": figure.what,
                "of": figure.of,
                "paper": figure.count,
                "program": count_figure(cohort, figure),
            }
            for figure in load_counted_figures()
        ],
        "differences": [_build_difference(difference) for difference in find_differences(cohort)],
    }


def _build_patient(evaluated: EvaluatedMember) -> dict[str, Any]:
    member = evaluated.member
    printed = drop_empty(
        {
            "group": member.group.id,
            "circumstance": member.group.criterion_id,
            "hematologic": member.hematologic,
            **(_build_row(member.row) if member.row else {}),
        }
    )
    program = {"beforeRaise": _build_before(evaluated.before), "toDoseRaise": _build_escalation_response(evaluated)}
    return {"number": member.number, "paper": printed, "chart": _build_chart(member), "program": program}


def _build_chart(member: Member) -> Mapping[str, Any]:
    ph = member.ph
    shares = {"lowest": ph.lowest, "last": ph.before, "since": ph.after, "sinceBy": ph.after_by} if ph else {}
    return {"monthsOnStandardDose": member.months, "reducedTo300Mg": member.from_300, **shares}


def _build_row(row: Row) -> Mapping[str, Any]:
    return {
        "label": row.label,
        "strict": row.strict,
        "duration": row.duration,
        "inferred": row.inferred,
        "flag": row.flag,
    }


def _build_before(assessment: Assessment) -> Mapping[str, Any]:
    recommendation = assessment.recommendation
    return drop_empty(
        {
            "asOf": assessment.as_of,
            "criteria": {finding.criterion.id: finding.status for finding in assessment.findings},
            "action": recommendation.action,
            "toDailyDoseMg": recommendation.to_daily_dose_mg,
        }
    )


def _build_escalation_response(evaluated: EvaluatedMember) -> Mapping[str, Any]:
    response = evaluated.to_escalation
    return drop_empty(
        {
            "raisedOn": response.escalated_on,
            "cytogeneticBefore": response.cytogenetic_before,
            "cytogeneticBest": response.cytogenetic_best,
            "cytogeneticImprovedTo": evaluated.improved_to,
            "hematologicBest": response.hematologic_best,
            "since": response.since,
        }
    )


def _build_difference(difference: Difference) -> Mapping[str, Any]:
    return {"kind": difference.kind, "key": difference.key, "text": explain_difference(difference)}
